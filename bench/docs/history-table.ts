import { aloneText } from '../../reports/ensemble/gate.ts';
import { counted } from '../../reports/format.ts';
import { figureText, historyText, spanText } from '../../reports/target-text.ts';
import type { Target } from '../../scenarios/target.ts';

/** What an ensemble came to on one row of history. */
export interface HistoryRow {
  readonly target: Pick<Target, 'id' | 'title' | 'unit' | 'history' | 'class'>;
  readonly median: number | null;
  readonly range: readonly [number, number] | null;
  readonly z: number | null;
  readonly met: boolean;
}

interface Met {
  readonly met: number;
  readonly of: number;
}

/** How a gate ended. */
export interface Verdict {
  readonly fit: Met;
  readonly heldOut: Met & { readonly alone: Met };
  readonly collapses: number;
}

/** An event as `cascade validate --json` judged it, and its first seed, by which the figures can be checked again. */
export interface JudgedEvent extends Verdict {
  readonly scenario: string;
  readonly title: string;
  readonly seeds: number;
  readonly rows: readonly HistoryRow[];
  /** The same seeds, each with one of the sets of this name, which have this digest. */
  readonly overSets: Verdict & { readonly sets: string; readonly digest: string };
  readonly first: { readonly seed: number; readonly digest: string };
}

/** What docs/history.json keeps. */
export interface HistoryRecord {
  /** ISO date on which it was measured. */
  readonly made: string;
  readonly model: string;
  readonly events: readonly JudgedEvent[];
}

const CLASSES: Readonly<Record<Target['class'], string>> = {
  fit: 'fitted',
  'held-out': 'held out',
  contested: 'contested',
};

/** The tables of history against simulation that the README shows, as Markdown. */
export function historyTables({ made, model, events }: HistoryRecord): string {
  const blocks = events.map(({ title, seeds, rows, overSets, ...own }) => {
    const lines = rows.map((row) => `| ${cellsOf(row).join(' | ')} |`);
    return [
      `**${title}** (${counted(seeds, 'seed')}, model ${model}, ${made}): ${verdictText(own, seeds)}`,
      `Each seed with one of the sets of parameters that come along (\`--sets ${overSets.sets}\`): ${verdictText(overSets, seeds)}`,
      '',
      '| | | history | median | 5–95 % of seeds | off by | |',
      '|---|---|--:|--:|--:|--:|---|',
      ...lines,
    ].join('\n');
  });
  return blocks.join('\n\n');
}

function verdictText({ fit, heldOut, collapses }: Verdict, seeds: number): string {
  const counts = [
    ...(fit.of > 0 ? [`${fit.met} of ${fit.of} fitted rows`] : []),
    `${heldOut.met} of ${heldOut.of} held out${aloneText(heldOut)}`,
  ].join(' and ');
  return `${counts} are met; ${counted(collapses, 'seed')} of ${seeds} fell over 30 %.`;
}

function cellsOf({ target, median, range, z, met }: HistoryRow): string[] {
  const { title, unit } = target;
  return [
    title,
    CLASSES[target.class],
    historyText(target),
    median === null ? '–' : figureText(median, unit),
    range === null ? '–' : spanText(range, unit),
    z === null ? '' : `${z > 0 ? '+' : ''}${z.toFixed(1)}`,
    target.class === 'contested' ? '' : met ? 'met' : '**missed**',
  ];
}
