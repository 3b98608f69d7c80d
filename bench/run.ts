import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { MODEL_VERSION } from '../scenarios/model.ts';
import { type BookRates, benchBook } from './book.ts';
import { machine } from './measure.ts';
import { type Figures, millions, table, tablesOf } from './tables.ts';
import { benchCommand } from './whole/command.ts';
import { benchEnsembles } from './whole/ensembles.ts';
import { benchFloor } from './whole/floor.ts';
import { benchAgents, benchTicks } from './whole/growth.ts';
import { benchKeeping } from './whole/keeping.ts';
import { benchReplay } from './whole/replay.ts';
import { benchShares } from './whole/shares.ts';

/** Every benchmark: ratios inside one process or between processes in turn, medians of five. */
const USAGE =
  'Usage: npm run bench -- [--only book,command,floor,keeping,shares,growth,replay,ensembles] [--json] [--write]\n' +
  '  --write   keeps the tables in bench/README.md; only a run of everything may\n';
const PARTS = ['book', 'command', 'floor', 'keeping', 'shares', 'growth', 'replay', 'ensembles'];
const README = fileURLToPath(new URL('./README.md', import.meta.url));

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: PARTS.join() },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const chosen = values.only.split(',');
const unknown = chosen.find((part) => !PARTS.includes(part));
if (unknown !== undefined || (values.write && chosen.length < PARTS.length)) {
  const wrong = unknown === undefined ? '--write needs every part' : `There is no part "${unknown}"`;
  process.stderr.write(`${wrong}.\n${USAGE}`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'cascade-bench-'));
try {
  const { books, figures } = await measure(join(folder, 'run'));
  if (values.json) process.stdout.write(`${JSON.stringify({ ...figures, books })}\n`);
  else {
    const text = [...(books ? bookTables(books) : []), ...tablesOf(figures)].join('\n');
    process.stdout.write(text);
    if (values.write) writeFileSync(README, `${heading(figures)}\n${text}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(dir: string) {
  const does = (part: string): boolean => chosen.includes(part);
  const books = does('book') ? await told('book', benchBook) : undefined;
  const figures: Figures = {
    machine: machine(),
    ...(does('floor') ? { floor: await told('floor', benchFloor) } : {}),
    ...(does('keeping') ? { keeping: await told('keeping', benchKeeping) } : {}),
    ...(does('shares') ? { shares: await told('shares', benchShares) } : {}),
    ...(does('command') || does('replay') ? { command: await told('command', () => benchCommand(dir)) } : {}),
    ...(does('replay') ? { replay: await told('replay', () => benchReplay(dir)) } : {}),
    ...(does('growth') ? { agents: await told('agents', benchAgents) } : {}),
    ...(does('growth') ? { ticks: await told('ticks', benchTicks) } : {}),
    ...(does('ensembles') ? { ensembles: await told('ensembles', benchEnsembles) } : {}),
  };
  return { books, figures };
}

/** Says on a terminal what is being measured. */
async function told<T>(part: string, bench: () => Promise<T>): Promise<T> {
  if (process.stderr.isTTY) process.stderr.write(`measuring ${part} ...\n`);
  return bench();
}

function heading({ machine: { node, processor, cores } }: Figures): string {
  return [
    '# Benchmarks',
    '',
    'Made by `npm run bench -- --write`. Rates and times are medians of five repetitions (of 51 for one more order; the parts',
    'of a run are one profile), and what is compared ran in turn, in one process or in processes of their own.',
    `${processor}, ${cores} cores, Node ${node}, model ${MODEL_VERSION}.`,
    '',
  ].join('\n');
}

function bookTables({ restingOrders, operations, trades, rates, additions }: BookRates): string[] {
  const title =
    `Order book: ${operations.toLocaleString('en')} recorded operations over ${restingOrders} resting orders, ` +
    `the same ${trades.toLocaleString('en')} trades from each book`;
  const rows = Object.entries(rates).map(([name, rate]) => [
    name,
    millions(rate),
    `${(rates.cascade / rate).toFixed(1)} x`,
  ]);
  const depths = additions.map(({ restingOrders, nanoseconds }) => [
    restingOrders.toLocaleString('en'),
    `${nanoseconds.toFixed(0)} ns`,
  ]);
  return [
    table(title, ['book', 'operations', 'this book is faster by'], rows),
    table('One more order, by depth', ['resting orders', 'time'], depths),
  ];
}
