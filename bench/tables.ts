import type { Machine } from './measure.ts';
import type { CommandFigures } from './whole/command.ts';
import type { EnsembleRates } from './whole/ensembles.ts';
import type { FloorRates } from './whole/floor.ts';
import type { Growth } from './whole/growth.ts';
import type { KeepingCost } from './whole/keeping.ts';
import type { ReplayRates } from './whole/replay.ts';
import type { Part } from './whole/shares.ts';

/** Everything that was measured of the whole simulation. */
export interface Figures {
  readonly machine: Machine;
  readonly command?: CommandFigures;
  readonly floor?: FloorRates;
  readonly keeping?: KeepingCost;
  readonly shares?: Readonly<Record<Part, number>>;
  readonly agents?: Growth;
  readonly ticks?: Growth;
  readonly replay?: ReplayRates;
  readonly ensembles?: EnsembleRates;
}

export const millions = (rate: number): string => `${(rate / 1e6).toFixed(2)} M/s`;
const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
const ms = (value: number): string => `${value.toFixed(0)} ms`;

/** A table in Markdown, columns padded so that it reads well in a terminal, too. */
export function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at].length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join(' | ')} |`;
  const rule = `| ${widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [`### ${title}`, '', line(head), rule, ...rows.map(line), ''].join('\n');
}

/** The tables of what was measured, in the order of the benchmark. */
export function tablesOf({
  command,
  floor,
  keeping,
  shares,
  agents,
  ticks,
  replay,
  ensembles,
}: Figures): string[] {
  return [
    ...(command ? [commandTable(command), startTable(command)] : []),
    ...(floor ? [floorTable(floor)] : []),
    ...(keeping ? [keepingTable(keeping)] : []),
    ...(shares ? [sharesTable(shares)] : []),
    ...(agents ? [growthTable('Growth with the number of agents', agents)] : []),
    ...(ticks ? [growthTable('Growth with finer ticks, an hour each', ticks)] : []),
    ...(replay ? [replayTable(replay)] : []),
    ...(ensembles ? [ensembleTable(ensembles)] : []),
  ];
}

function commandTable({ levels, events, eventsPerMinute, bytesPerEvent }: CommandFigures): string {
  const title =
    `The command, three simulated days: ${events.toLocaleString('en')} events, ` +
    `${Math.round(eventsPerMinute)} a simulated minute, ${bytesPerEvent.toFixed(1)} bytes each on disk`;
  const rows = levels.map(({ level, rate, peakBytes }) => [level, millions(rate), megabytes(peakBytes)]);
  return table(title, ['log level', 'events', 'peak memory'], rows);
}

function startTable({ helpMs, hourMs, peakBytesOfOneDay }: CommandFigures): string {
  return table(
    'The command, start and shorter runs',
    ['what', 'figure'],
    [
      ['`cascade --help`, processor time', ms(helpMs)],
      ['one simulated hour, start and all', ms(hourMs)],
      ['peak memory of one day instead of three', megabytes(peakBytesOfOneDay)],
    ],
  );
}

function floorTable({ events, simulated, pushed, ratio }: FloorRates): string {
  return table(
    `The limit: ${events.toLocaleString('en')} events pushed through book, ledger and log without agents`,
    ['what', 'events'],
    [
      ['whole simulation, digest taken, warm', millions(simulated)],
      ['its events pushed through', millions(pushed)],
      ['share of the limit', percent(ratio)],
    ],
  );
}

function keepingTable({ bytesPerEvent, nanosecondsPerEvent, share }: KeepingCost): string {
  return table(
    'Keeping the log: hashed, packed and written, on a thread of its own',
    ['what', 'figure'],
    [
      ['bytes an event', bytesPerEvent.toFixed(1)],
      ['time an event', `${nanosecondsPerEvent.toFixed(0)} ns`],
      ['share of the time of run and log together', percent(share)],
    ],
  );
}

function sharesTable(shares: Readonly<Record<Part, number>>): string {
  const rows = Object.entries(shares).map(([part, share]) => [part, percent(share)]);
  return table('Where the time of a warm run goes', ['part', 'share'], rows);
}

function growthTable(title: string, { sizes, exponent, exponentOfEvents }: Growth): string {
  const rows = sizes.map(({ label, events, seconds }) => [
    label,
    events.toLocaleString('en'),
    seconds.toFixed(2),
    millions(events / seconds),
  ]);
  const exponents = `time ~ size^${exponent.toFixed(2)}, time ~ events^${exponentOfEvents.toFixed(2)}`;
  return table(`${title}: ${exponents}`, ['world', 'events', 'seconds', 'rate'], rows);
}

function replayTable({ fromDisk, applied, seekMs }: ReplayRates): string {
  return table(
    'Replay and seek',
    ['what', 'figure'],
    [
      ['events read, checked and applied', millions(fromDisk)],
      ['events applied, from memory', millions(applied)],
      ...seekMs.map(({ part, ms: taken }) => [`world at ${percent(part)} of the run`, ms(taken)]),
    ],
  );
}

function ensembleTable({ one, two, efficiency }: EnsembleRates): string {
  return table(
    'Ensembles: six-hour runs, digests alone',
    ['workers', 'runs a second'],
    [
      ['one', one.toFixed(2)],
      ['two', two.toFixed(2)],
      ['efficiency', percent(efficiency)],
    ],
  );
}
