import { klinesFormat } from './klines-format.ts';
import { matchFormat } from './match-format.ts';
import { searchHelp } from './searches.ts';
import { MAX_COLUMNS, paint } from './terminal.ts';

/** One sentence on the whole command. */
export const about =
  'Simulates a deleveraging cascade through real order books, and logs why each forced sale happened.';

/** What the help of one command says; examples are complete command lines and are tested as such. */
export interface CommandHelp {
  readonly about: string;
  readonly examples: readonly string[];
  /** Formats and rules too long for an option's own line. */
  readonly details?: string;
}

/** Three readers, and the fewest commands that take each where they want to go. */
export const paths = [
  {
    reader: 'Researcher: change one mechanism and see what it did',
    commands: [
      'cascade list what-ifs feb-5-2026',
      'cascade ensemble feb-5-2026',
      'cascade ensemble feb-5-2026 --what-if no-dealer --out runs/no-dealer',
      'cascade compare runs/ensemble-feb-5-2026 runs/no-dealer',
    ],
  },
  {
    reader: 'Teacher: go through the crash and ask why a sale happened',
    commands: [
      'cascade run feb-5-2026 --out runs/lesson',
      'cascade replay runs/lesson --at 2026-02-05T15:30Z',
      'cascade explain runs/lesson --event 12000',
    ],
  },
  {
    reader: 'Model owner: does it still reproduce history, byte for byte?',
    commands: [
      'cascade validate feb-5-2026',
      'cascade run feb-5-2026 --out runs/check --json',
      'cascade replay runs/check --verify',
    ],
  },
] as const;

const EXIT_CODES = [
  '0   fine',
  '1   a check did not hold (score, validate, replay --verify)',
  '2   bad usage or input: one sentence says what to change',
  '3   a damaged run',
  '70  a bug in cascade; CASCADE_DEBUG=1 shows where',
];

/** What stands above the list of commands in `cascade --help`. */
export function shortestPaths(color: boolean): string {
  const blocks = paths.map(({ reader, commands }) => [
    paint(reader, 'cyan', color),
    ...commands.map((line) => `  ${line}`),
    '',
  ]);
  return blocks.flat().join('\n');
}

/** What stands below it. */
export function footer(color: boolean): string {
  const codes = EXIT_CODES.map((line) => `  ${line}`).join('\n');
  return `\n${paint('Exit codes:', 'cyan', color)}\n${codes}\n\n"cascade <command> --help" shows a command's options and examples.`;
}

/** What stands below a command's options: its formats, then its examples. */
export function afterOptions({ examples, details }: CommandHelp, color: boolean): string {
  const title = paint('Examples:', 'cyan', color);
  const lines = examples.map((line) => `  ${line}`).join('\n');
  return `${details ? `\n${details}\n` : ''}\n${title}\n${lines}`;
}

/** What each command's help says. */
export const commandHelp = {
  run: {
    about: 'Runs a scenario from its opening to its end and writes its event log.',
    examples: [
      'cascade run feb-5-2026',
      'cascade run feb-5-2026 --seed 7 --what-if no-dealer --out runs/no-dealer',
      'cascade run feb-5-2026 --until 2026-02-05T21:00Z --log decisions --json',
      'cascade run examples/my-event.yaml --out runs/mine',
      'cascade run nov-21-2025 --sets feb-5-2026 --set-number 3',
    ],
    details: `Parameter sets are what "cascade calibrate --out" accepted, for this event or another that has the
same settings; a scenario file may name one with parameterSets: sets.json. Without --set-number
the nearest set is used. --what-if and --set come after it.`,
  },
  replay: {
    about: 'Folds the log of a run again and shows the world at a time, or verifies every digest.',
    examples: ['cascade replay runs/lesson --at 2026-02-05T15:30Z', 'cascade replay runs/lesson --verify'],
  },
  resume: {
    about: 'Finishes a run that was interrupted, with the result it would have had.',
    examples: ['cascade resume runs/lesson', 'cascade resume runs/lesson --json'],
  },
  fork: {
    about: 'Branches a new run off an old one at a time, with something changed from there on.',
    examples: [
      'cascade fork runs/lesson --at 2026-02-05T14:00Z --what-if no-dealer --out runs/fork',
      'cascade fork runs/lesson --at 2026-02-05T20:00Z --json',
    ],
  },
  explain: {
    about: 'Shows what caused an event, up to the root, and what it led to.',
    examples: [
      'cascade explain runs/lesson --event 12000',
      'cascade explain runs/lesson --event 12000 --json',
      'cascade explain runs/lesson --largest LiquidationStarted',
    ],
  },
  compare: {
    about: 'Sets two runs, or two ensembles, side by side: what was changed, and what it did.',
    examples: [
      'cascade compare runs/base runs/no-dealer',
      'cascade compare runs/lesson runs/fork --json',
      'cascade compare runs/ensemble-feb-5-2026 runs/many-no-dealer',
    ],
    details: `Runs of one scenario, seed and tick have the same luck, so that what differs between them comes from
what was changed. One pair is one draw all the same: of ensembles the mean difference is told over
all seeds, with its 95 % interval.`,
  },
  score: {
    about: 'Sets a run beside history, turning point by turning point.',
    examples: [
      'cascade score runs/lesson',
      'cascade score runs/lesson --json',
      'cascade score runs/lesson --klines BTCUSDT-15m-2026-02.csv',
      'cascade score runs/lesson --klines BTCUSDT-perp-5m.csv --instrument BTC-PERP --json',
    ],
    details: klinesFormat,
  },
  signals: {
    about: 'Reads six signals of whether a recovery holds: which confirm it, and which warn.',
    examples: [
      'cascade signals runs/lesson',
      'cascade signals runs/lesson --at 2026-02-06T16:00Z',
      'cascade signals runs/lesson --json',
    ],
  },
  ensemble: {
    about: 'Runs many seeds and keeps what each came to, to be compared with other ensembles.',
    examples: [
      'cascade ensemble feb-5-2026 --seeds 16',
      'cascade ensemble feb-5-2026 --seeds 16 --what-if no-dealer --out runs/many-no-dealer',
      'cascade ensemble feb-5-2026 --seeds 64 --slice 3/8 --out runs/many --json',
    ],
    details: `Finished runs are kept a line each; asked again, only what is missing is run. Slices count from 1
and may run on other machines; the command without --slice puts them together. A folder is one
ensemble: one scenario with one set of changes.`,
  },
  validate: {
    about: 'Runs many seeds and holds them to history, or a calm scenario to stylised facts.',
    examples: [
      'cascade validate feb-5-2026',
      'cascade validate feb-5-2026 --seeds 8 --what-if no-dealer --out runs/no-dealers',
      'cascade validate feb-5-2026 --junit validation.xml --json',
      'cascade validate feb-5-2026 --seeds 256 --slice 3/8',
      'cascade validate nov-21-2025 --sets feb-5-2026 --seeds 100',
      'cascade validate calm',
      'cascade validate calm --facts-only --seeds 4',
    ],
    details: `The gate (exit code 0 when it holds, else 1):
  fit        every row within two deviations: z = (median - history) / sqrt(tolerance² + error²)
  held out   seven rows of ten
  collapse   fewer than 5 % of seeds fall by more than 30 %
  invariants none is broken
A scenario without shocks and targets is held to what is known of calm markets instead:
  facts      tails, memory, volume, books, order flow, impact and clocks, each within its band
  control    fewer than 2 % of seeds fall by more than 8 %
  invariants none is broken
Impact is measured by runs with large orders, clocks by runs on ticks of ten seconds.
Finished runs are kept a line each under --out; asked again, only what is missing is run. Slices
count from 1 and may run on other machines; the command without --slice puts them together.
With parameter sets each seed has one of them, the more often the more it weighs, so that ranges
show what is not known of parameters too; --json says which. --set-number takes one for all.`,
  },
  ...searchHelp,
  list: {
    about: 'Lists scenarios, agents, what-ifs, events, targets, or the schema of scenario files.',
    examples: [
      'cascade list scenarios',
      'cascade list what-ifs feb-5-2026',
      'cascade list agents feb-5-2026 --json',
      'cascade list targets examples/my-event.yaml',
      'cascade list events',
      'cascade list schema nov-21-2025',
    ],
    details: `The schema is JSON Schema for editors: every field of a scenario file with its unit and bounds. Of a
scenario it knows the lines of its cast, too. Written to cascade.schema.json, it is read by editors
with a YAML language server where a file begins with
  # yaml-language-server: $schema=cascade.schema.json`,
  },
  match: {
    about: 'Sends orders, as JSON lines, through one empty order book and prints each event.',
    examples: [
      'cascade match orders.jsonl',
      `echo '{"op":"limit","id":1,"side":"buy","price":100,"quantity":5}' | cascade match`,
    ],
    details: matchFormat,
  },
  price: {
    about: 'Prices a European option, or a put with a knock-in barrier, with its greeks.',
    examples: [
      'cascade price --type put --spot 36.10 --strike 35 --vol 0.9 --days 30',
      'cascade price --type call --spot 62345 --strike 70000 --vol 0.88 --rate 0.037 --days 50 --json',
      'cascade price --type put --spot 45 --strike 62.3 --barrier 43.6 --vol 0.6 --days 36',
    ],
    details: `Models:
  Black, Scholes and Merton (1973). With --barrier: a down-and-in put, alive once it is met.
  continuous  watched at every moment: Reiner and Rubinstein (1991)
  daily       watched at each close: barrier moved by Broadie, Glasserman and Kou (1997)
  maturity    watched on the last day only: a put struck at the barrier plus a digital`,
  },
} as const satisfies Record<string, CommandHelp>;

/** Widest line of a help text. */
export const HELP_WIDTH = MAX_COLUMNS;
