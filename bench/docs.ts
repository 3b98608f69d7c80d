import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { references, runPair, type SeedResult } from './docs/effects.ts';
import { pairs } from './docs/pairs.ts';
import { pictures } from './docs/pictures.ts';
import { SEEDS, tableOf } from './docs/table.ts';

/**
 * Makes what docs/ shows of runs: the pictures (`npm run docs`, seconds), and with `--table` also what switching
 * mechanisms off does, seed by seed in docs/mechanisms.json and as a table in docs/mechanisms.md (minutes, on all cores).
 */
const { values } = parseArgs({
  options: {
    table: { type: 'boolean', default: false },
    processes: { type: 'string', default: `${availableParallelism()}` },
    slice: { type: 'string' },
  },
});
const fileOf = (name: string): string => fileURLToPath(new URL(`../docs/${name}`, import.meta.url));

if (values.slice !== undefined) runSlice(values.slice);
else {
  for (const [page, svg] of pictures()) writeFileSync(fileOf(`${page}.svg`), svg);
  if (values.table) await writeTable(Number(values.processes));
}

/** Every so-manyeth seed, one line of JSON a pair. */
function runSlice(text: string): void {
  const [slice, slices] = text.split('/').map(Number);
  for (const [n, seed] of SEEDS.entries()) {
    if (n % slices !== slice) continue;
    const reference = references(seed);
    for (const [p, pair] of pairs.entries())
      process.stdout.write(`${JSON.stringify({ seed, p, values: runPair(pair, seed, reference[p]) })}\n`);
  }
}

/** Runs the pairs in several processes, and puts the table where the page has its marks. */
async function writeTable(slices: number): Promise<void> {
  const begun = performance.now();
  const bySeed = new Map<number, SeedResult['values'][number][]>(SEEDS.map((seed) => [seed, []]));
  let done = 0;
  const note = (line: string): void => {
    const { seed, p, values: found } = JSON.parse(line);
    const list = bySeed.get(seed);
    if (list) list[p] = found;
    const left = ((performance.now() - begun) / ++done) * (SEEDS.length * pairs.length - done);
    process.stderr.write(`${done} of ${SEEDS.length * pairs.length}, ${Math.ceil(left / 1000)} s left\n`);
  };
  await Promise.all(Array.from({ length: slices }, (_, slice) => listenTo(`${slice}/${slices}`, note)));
  const results: SeedResult[] = SEEDS.map((seed) => ({ seed, values: bySeed.get(seed) ?? [] }));
  writeFileSync(
    fileOf('mechanisms.json'),
    `[\n${results.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`,
  );
  const [head, , tail] = readFileSync(fileOf('mechanisms.md'), 'utf8').split(
    /<!-- table (?:begins|ends) -->/,
  );
  const table = `<!-- table begins -->\n\n${tableOf(results)}\n\n<!-- table ends -->`;
  writeFileSync(fileOf('mechanisms.md'), head + table + tail);
}

/** Runs a slice in a process of its own and hears its lines. */
function listenTo(slice: string, hear: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const words = ['--import', 'tsx', fileURLToPath(import.meta.url), '--slice', slice];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      const lines = (text + part).split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) hear(line);
    });
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`slice ${slice} ended with code ${code}`)),
    );
  });
}
