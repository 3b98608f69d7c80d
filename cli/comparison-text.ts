import type { RunComparison } from '../reports/comparison.ts';
import { counted, percentSigned, thousands, timeShort, usdPrice, usdSigned } from '../reports/format.ts';
import type { Manifest } from '../store/manifest.ts';
import type { StoredRun } from '../store/run-folder.ts';
import { changesList } from './changes-list.ts';
import type { Changes, Otherwise } from './comparability.ts';
import { figuresTable } from './figures-table.ts';
import { commandList } from './next-commands.ts';
import type { Parting, Told } from './parting.ts';
import { pasted, visible } from './shown.ts';
import { chart } from './sparkline.ts';
import { table } from './table.ts';
import { type Io, paint } from './terminal.ts';
import { folded } from './wrap.ts';

const CHART_LINES = 13;
const MOST_KINDS = 8;

/** Two runs and all that is said of them. */
export interface Compared {
  readonly a: StoredRun;
  readonly b: StoredRun;
  readonly otherwise: Otherwise | null;
  readonly changes: Changes;
  readonly parting: Parting;
  readonly comparison: RunComparison;
}

/** Two runs beside each other, at most `io.columns` wide. */
export function comparisonText(compared: Compared, io: Io): string {
  const { parting, comparison } = compared;
  const told = [headText(compared, io), changesText(compared, io), partingText(compared, io)];
  if (parting.at === 'nowhere') return told.join('\n\n');
  const blocks = [
    ...told,
    pathsText(compared, io),
    figuresTable(comparison, io),
    kindsText(comparison, io),
    nextText(compared, io),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function headText({ a, b, otherwise }: Compared, io: Io): string {
  const runs = [`A  ${visible(a.dir)}: ${saidOf(a.manifest)}`, `B  ${visible(b.dir)}: ${saidOf(b.manifest)}`];
  const lines = runs.flatMap((text) => folded(text, io.columns, 3));
  const luck = folded(luckText(otherwise, a.manifest, b.manifest), io.columns);
  return [...lines.map((line) => paint(line, 'cyan', io.color)), ...luck].join('\n');
}

function luckText(otherwise: Otherwise | null, a: Manifest, b: Manifest): string {
  switch (otherwise) {
    case null:
      return 'Everybody has the same luck in both, so what differs comes from what was changed.';
    case 'model':
      return `They were made by models ${a.model} and ${b.model}, so what differs may come from the model alone.`;
    case 'scenario':
    case 'seed':
      return `Luck is another in each, as the ${otherwise} is, so what differs need not come from what was changed.`;
    case 'clock':
      return 'Ticks are others in each, and luck with them, so what differs need not come from what was changed.';
    default:
      return otherwise satisfies never;
  }
}

function saidOf({ scenario, seed, whatIfs, startSeconds, secondsPerTick, forks }: Manifest): string {
  const forked = (forks ?? []).map(
    ({ tick }) => `forked at ${timeShort(startSeconds + tick * secondsPerTick)}`,
  );
  return [scenario, `seed ${seed}`, ...whatIfs, ...forked].join(', ');
}

function changesText({ a, b, changes: { fields, since } }: Compared, io: Io): string {
  if (since) {
    const when = ({ manifest: { startSeconds, secondsPerTick } }: StoredRun, tick: number): string =>
      tick === 0 ? 'its opening' : timeShort(startSeconds + tick * secondsPerTick);
    const text = `Both end with the same scenario: A has had it since ${when(a, since.a)}, B since ${when(b, since.b)}.`;
    return folded(text, io.columns).join('\n');
  }
  return changesList(fields, io);
}

function partingText({ a, b, parting }: Compared, io: Io): string {
  if (parting.at === 'nowhere') return 'Their logs are the same throughout.';
  if (parting.at === 'unknown')
    return folded(
      'Where they part cannot be told: only two logs that keep the same events can be laid side by side.',
      io.columns,
    ).join('\n');
  const told = (name: string, { manifest }: StoredRun, event: Told | null): string[] => {
    const time = event && timeShort(manifest.startSeconds + event.tick * manifest.secondsPerTick);
    const text = event ? `${time}  ${event.sentence} (event ${thousands(event.seq)})` : 'had ended';
    return folded(`  ${name}  ${text}`, io.columns, 5);
  };
  const head = paint('They part here:', 'cyan', io.color);
  return [head, ...told('A', a, parting.a), ...told('B', b, parting.b)].join('\n');
}

function pathsText({ comparison: { paths, farthest } }: Compared, io: Io): string {
  const series = paths.map(({ seconds, usd }, n) => ({
    name: `${'AB'[n]}, spot index`,
    points: seconds.map((at, i) => [at, usd[i]] as const),
  }));
  const drawn = chart(series, io.columns, CHART_LINES, { color: io.color, y: usdPrice });
  const apart = `B lies farthest from A at ${timeShort(farthest.seconds)}: ${percentSigned(farthest.share, 2)}`;
  return farthest.share === 0 ? drawn : `${drawn}\n${apart}`;
}

function kindsText({ kinds }: RunComparison, io: Io): string {
  const differing = kinds.filter(({ a, b }) => a !== b);
  if (differing.length === 0) return '';
  const rows = differing
    .slice(0, MOST_KINDS)
    .map(({ kind, a, b }) => [kind, usdSigned(a), usdSigned(b), usdSigned(b - a)]);
  const head = ['bought less sold', 'A', 'B', 'difference'];
  const rest = differing.length - rows.length;
  const more = rest > 0 ? `\nand ${counted(rest, 'kind')} more (--json)` : '';
  return `${table(head, rows, { width: io.columns, color: io.color })}${more}`;
}

/** Why each did what the other did not; of other luck, and of a run that ended, there is nothing to ask. */
function nextText({ a, b, otherwise, parting }: Compared, io: Io): string {
  if (otherwise || parting.at !== 'event' || !parting.a || !parting.b) return '';
  const why = (name: string, { dir }: StoredRun, { seq }: Told) =>
    [`cascade explain ${pasted(dir)} --event ${seq}`, `why ${name} did that`] as const;
  return commandList([why('A', a, parting.a), why('B', b, parting.b)], io);
}
