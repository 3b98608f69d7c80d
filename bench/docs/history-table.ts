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

/** What came of a row over parameter sets. */
export type OverSets = Pick<HistoryRow, 'median' | 'met'> & { readonly id: string };

/** The first run of an ensemble, by which its figures can be checked again, and the number of its parameter set if it had one. */
export interface FirstRun {
  readonly seed: number;
  readonly set?: number;
  readonly digest: string;
}

/** An event as `cascade validate --json` judged it. */
export interface JudgedEvent extends Verdict {
  readonly scenario: string;
  readonly title: string;
  readonly seeds: number;
  readonly rows: readonly HistoryRow[];
  /** The same seeds, each with one of the sets of this name, which have this digest. */
  readonly overSets: Verdict & {
    readonly sets: string;
    readonly digest: string;
    readonly first: FirstRun;
    readonly rows: readonly OverSets[];
  };
  readonly first: FirstRun;
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
    const over = new Map(overSets.rows.map((row) => [row.id, row]));
    const lines = rows.map((row) => `| ${cellsOf(row, over.get(row.target.id)).join(' | ')} |`);
    return [
      `**${title}** (${counted(seeds, 'seed')}, model ${model}, ${made}): ${verdictText(own, seeds)}`,
      `Each seed with one of the sets of parameters that come along (\`--sets ${overSets.sets}\`): ${verdictText(overSets, seeds)}`,
      '',
      '| | | history | median | 5–95 % of seeds | off by | | over sets | |',
      '|---|---|--:|--:|--:|--:|---|--:|---|',
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

function cellsOf({ target, median, range, z, met }: HistoryRow, over: OverSets | undefined): string[] {
  const { title, unit } = target;
  const verdict = (isMet: boolean): string =>
    target.class === 'contested' ? '' : isMet ? 'met' : '**missed**';
  const medianText = (value: number | null): string => (value === null ? '–' : figureText(value, unit));
  return [
    title,
    CLASSES[target.class],
    historyText(target),
    medianText(median),
    range === null ? '–' : spanText(range, unit),
    z === null ? '' : `${z > 0 ? '+' : ''}${z.toFixed(1)}`,
    verdict(met),
    medianText(over?.median ?? null),
    over ? verdict(over.met) : '',
  ];
}
