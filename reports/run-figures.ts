import { SECONDS_PER_YEAR } from '../sim/engine/time.ts';
import type { Metrics } from './metrics.ts';

const RETURN_SECONDS = 900;

/** Figures of a run, in the order in which they are told. `seconds` are a time, since 1970; a total counts over the whole run. */
export const figureKinds = [
  { id: 'end', title: 'spot index at the end', unit: 'price', isTotal: false },
  { id: 'low', title: 'lowest', unit: 'price', isTotal: false },
  { id: 'lowTime', title: 'time of the low', unit: 'seconds', isTotal: false },
  { id: 'fall', title: 'fall to the low', unit: 'fraction', isTotal: false },
  { id: 'rebound', title: 'rebound from it to the end', unit: 'fraction', isTotal: false },
  { id: 'realisedVol', title: 'realised volatility a year', unit: 'fraction', isTotal: false },
  { id: 'turnover', title: 'turnover', unit: 'usd', isTotal: true },
  { id: 'liquidated', title: 'liquidated in the book', unit: 'usd', isTotal: true },
  { id: 'deleveraged', title: 'deleveraged', unit: 'usd', isTotal: true },
  { id: 'marginCalls', title: 'margin calls', unit: 'count', isTotal: true },
  { id: 'forcedSales', title: 'sold out by brokers', unit: 'count', isTotal: true },
  { id: 'halts', title: 'halts', unit: 'count', isTotal: true },
] as const;

export type FigureId = (typeof figureKinds)[number]['id'];
export type FigureUnit = (typeof figureKinds)[number]['unit'];
/** Values by id; null where a run is too short for one. */
export type Values = Readonly<Record<FigureId, number | null>>;

/** Prices at times, since 1970. */
export interface Path {
  readonly seconds: readonly number[];
  readonly usd: readonly number[];
}

/** What a run came to: its figures, and what traders of each kind bought less sold, US dollars. */
export interface RunFigures {
  readonly values: Values;
  readonly netUsd: Readonly<Record<string, number>>;
}

/** Figures of a run from its metrics and a path of its prices. */
export function figuresOf(metrics: Metrics, path: Path): RunFigures {
  const { counts, venues, liquidations, kinds } = metrics;
  return {
    values: {
      ...readingsOf(path),
      turnover: venues.reduce((sum, { turnoverUsd }) => sum + turnoverUsd, 0),
      liquidated: liquidations.closedUsd,
      deleveraged: liquidations.autoDeleveragedUsd,
      marginCalls: counts.MarginCalled ?? 0,
      forcedSales: counts.ForcedSaleStarted ?? 0,
      halts: counts.Halted ?? 0,
    },
    netUsd: Object.fromEntries(kinds.map(({ kind, netUsd }) => [kind, netUsd])),
  };
}

function readingsOf({ seconds, usd }: Path) {
  const low = usd.reduce((least, price) => Math.min(least, price), Number.POSITIVE_INFINITY);
  const end = usd[usd.length - 1];
  return {
    ...{ end, low, lowTime: seconds[usd.indexOf(low)] },
    ...{ fall: 1 - low / usd[0], rebound: end / low - 1, realisedVol: realisedVolOf({ seconds, usd }) },
  };
}

/** From returns of a quarter of an hour, or as near above it as ticks allow, a year; null where there are fewer than two. */
function realisedVolOf({ seconds, usd }: Path): number | null {
  const tick = seconds[1] - seconds[0];
  const step = Math.ceil(RETURN_SECONDS / tick);
  const marks = usd.filter((_, at) => at % step === 0);
  if (marks.length < 3) return null;
  let squares = 0;
  for (let at = 1; at < marks.length; at++) squares += Math.log(marks[at] / marks[at - 1]) ** 2;
  return Math.sqrt((squares / (marks.length - 1)) * (SECONDS_PER_YEAR / (step * tick)));
}
