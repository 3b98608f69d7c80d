import { ascending, quantileSorted } from 'd3-array';
import { type FigureId, type FigureUnit, figureKinds, type RunFigures } from '../run-figures.ts';

/** One figure over seeds: its median, and the span of the middle nine tenths. */
export interface FigureSummary {
  readonly id: FigureId;
  readonly title: string;
  readonly unit: FigureUnit;
  readonly median: number;
  readonly from: number;
  readonly to: number;
}

/** What traders of one kind bought less sold over seeds, US dollars. */
export interface KindSummary {
  readonly kind: string;
  readonly median: number;
  readonly from: number;
  readonly to: number;
}

/** Every figure that some seed has. */
export function figureSummaries(runs: readonly RunFigures[]): FigureSummary[] {
  return figureKinds.flatMap(({ id, title, unit }) => {
    const values = runs.flatMap((run) => run.values[id] ?? []);
    return values.length === 0 ? [] : [{ id, title, unit, ...spanOf(values) }];
  });
}

/** Every kind of trader, the largest seller first. */
export function kindSummaries(runs: readonly RunFigures[]): KindSummary[] {
  const kinds = [...new Set(runs.flatMap(({ netUsd }) => Object.keys(netUsd)))];
  return kinds
    .map((kind) => ({ kind, ...spanOf(runs.map(({ netUsd }) => netUsd[kind] ?? 0)) }))
    .sort((a, b) => a.median - b.median || (a.kind < b.kind ? -1 : 1));
}

/** Median, and the 5 % and 95 % quantiles. */
export function spanOf(values: readonly number[]): Pick<FigureSummary, 'median' | 'from' | 'to'> {
  const sorted = [...values].sort(ascending);
  const at = (share: number): number => quantileSorted(sorted, share) ?? Number.NaN;
  return { median: at(0.5), from: at(0.05), to: at(0.95) };
}
