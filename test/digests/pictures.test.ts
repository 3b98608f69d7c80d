import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { pictures } from '../../bench/docs/pictures.ts';

/** A picture that differs was made by another model, or by hand: `npm run docs` makes it again. */
describe('the pictures of docs/', () => {
  it('are what the model of today draws, byte for byte', () => {
    for (const [page, svg] of pictures()) {
      const file = fileURLToPath(new URL(`../../docs/${page}.svg`, import.meta.url));
      expect(
        readFileSync(file, 'utf8') === svg,
        `docs/${page}.svg differs; make it again: npm run docs`,
      ).toBe(true);
    }
  });
});
