import { describe, expect, it } from 'vitest';
import { factsTable, factsText } from '../../cli/facts-table.ts';
import { type Io, uncoloured, widthOf } from '../../cli/terminal.ts';
import type { Band, Fact } from '../../reports/stylised/fact.ts';

const factOf = (title: string, value: number | null, band: Band, met: boolean): Fact => ({
  id: title,
  title,
  value,
  error: value === null ? null : 0.0214,
  band,
  met,
  source: 'Cont 2001',
  said: `what was measured of the ${title}, in a sentence that goes on for longer than a line of a narrow terminal has room for`,
});
const FACTS = [
  factOf('tail', 3.52, [2.5, 4.5], true),
  factOf('memory', 0.155, [null, 0.05], false),
  factOf('clusters', 0.05, [0.05, null], true),
  factOf('book', null, [1.05, null], false),
  factOf('gaussian', -1.5, [null, 0], true),
];
const io = (columns: number, color = false): Io => ({
  out: () => {},
  err: () => {},
  interactive: false,
  columns,
  color,
});
const lineOf = (text: string, title: string): string =>
  text.split('\n').find((line) => line.startsWith(title)) ?? '';

describe('facts of calm markets', () => {
  it('have a line each: value, error, band, verdict, and where the value stands beside the band', () => {
    const text = factsTable(FACTS, io(100));
    expect(lineOf(text, 'tail')).toMatch(/^tail +3\.52 +± 0\.021 +2\.5 to 4\.5 +met +···───●───···$/);
    expect(lineOf(text, 'memory')).toMatch(
      /^memory +0\.155 +± 0\.021 +0\.05 or less +missed +───────·····▸$/,
    );
    expect(lineOf(text, 'clusters')).toMatch(
      /^clusters +0\.050 +± 0\.021 +0\.05 or more +met +······●──────$/,
    );
    expect(lineOf(text, 'book')).toMatch(/^book +– +1\.05 or more +unknown$/);
    expect(lineOf(text, 'gaussian')).toMatch(/^gaussian +-1\.50 +± 0\.021 +0 or less +met +◂──────······$/);
  });

  it('never show a missed value on its band, however close it is', () => {
    const near = [
      factOf('below', 2.499, [2.5, 4.5], false),
      factOf('above', 4.501, [2.5, 4.5], false),
      factOf('short', 0.0499, [0.05, null], false),
    ];
    const text = factsTable(near, io(100));
    expect(lineOf(text, 'below')).toContain('··●───────···');
    expect(lineOf(text, 'above')).toContain('···───────●··');
    expect(lineOf(text, 'short')).toContain('·····●───────');
  });

  it('are green where met and red where missed, or the same without colours', () => {
    const coloured = factsTable(FACTS, io(100, true));
    expect(lineOf(coloured, 'tail')).toContain('\x1b[32m●');
    expect(lineOf(coloured, 'memory')).toContain('\x1b[31m▸');
    expect(uncoloured(lineOf(coloured, 'tail'))).toBe(lineOf(factsTable(FACTS, io(100)), 'tail'));
  });

  it.each([40, 60, 80, 100])('fit a terminal of %i columns', (columns) => {
    for (const line of factsText(FACTS, io(columns)).split('\n'))
      expect(widthOf(line)).toBeLessThanOrEqual(columns);
  });

  it('say what was measured, and of missed ones who found them in real markets', () => {
    const text = factsText(FACTS, io(100));
    expect(text).toContain('✓ tail: what was measured');
    expect(text).toContain('✗ memory: what was measured');
    expect(text.match(/\(Cont 2001\)/g)?.length).toBe(2);
  });
});
