import { mean } from 'd3-array';
import { TARGET_FAMILIES, type Target } from '../../scenarios/target.ts';
import { MET_WITHIN } from '../distance.ts';
import type { Row } from './row.ts';
import { wilson } from './share.ts';

/** A fall from a running high that is a collapse, and how often one may happen. */
export const COLLAPSE_DRAWDOWN = 0.3;
export const MOST_COLLAPSES = 0.05;
/** Share of held-out rows that must be met; and of an event to which nothing was fitted, so that parameters come from elsewhere. */
const LEAST_HELD_OUT = 0.7;
const LEAST_UNFITTED = 0.6;

/** Share of held-out rows that must be met, by how many rows are fitted. */
export const leastHeldOut = (fitted: number): number => (fitted > 0 ? LEAST_HELD_OUT : LEAST_UNFITTED);

/** Rows of one class that are met. */
export interface ClassScore {
  readonly met: number;
  readonly of: number;
  readonly holds: boolean;
}

/** Seeds that fell too far: their share (null without seeds), and its 95 % interval (Wilson). */
export interface Falls {
  readonly count: number;
  readonly of: number;
  readonly share: number | null;
  readonly interval: readonly [low: number, high: number];
  readonly holds: boolean;
}

/** What an ensemble must show before the model counts as reproducing the event. */
export interface Gate {
  /** All must be met. */
  readonly fit: ClassScore;
  /** Seven of ten must be met, six where nothing was fitted; and of those that neither follow from other rows nor were looked at, to be told beside it. */
  readonly heldOut: ClassScore & { readonly alone: ClassScore };
  /** Seeds that fell by more than 30 %. */
  readonly collapse: Falls;
  /** Seeds on which an invariant broke: none may. */
  readonly broken: { readonly count: number; readonly holds: boolean };
  readonly holds: boolean;
}

/** Counts of held-out rows, and of those among them that stand alone. */
interface Alone {
  readonly of: number;
  readonly alone: Pick<ClassScore, 'met' | 'of'>;
}

/** What held-out rows come to without those that follow from others or were looked at; nothing where there are none of these. */
export const aloneText = ({ of, alone }: Alone): string =>
  alone.of === of
    ? ''
    : ` (${alone.met} of the ${alone.of} that neither follow from other rows nor were looked at)`;

/** Asks whether the rows, the largest drawdown of each seed (fractions) and the broken seeds pass; without a row to meet, nothing does. */
export function gateOf(rows: readonly Row[], drawdowns: readonly number[], brokenSeeds: number): Gate {
  const fit = classScore(rows, 'fit', 1);
  const alone = rows.filter(({ target: { follows, seen } }) => follows === undefined && seen === undefined);
  const least = leastHeldOut(fit.of);
  const heldOut = {
    ...classScore(rows, 'held-out', least),
    alone: classScore(alone, 'held-out', least),
  };
  const collapse = fallsOf(drawdowns, COLLAPSE_DRAWDOWN, MOST_COLLAPSES);
  const broken = { count: brokenSeeds, holds: brokenSeeds === 0 };
  const holds = fit.of + heldOut.of > 0 && [fit, heldOut, collapse, broken].every((part) => part.holds);
  return { fit, heldOut, collapse, broken, holds };
}

/** Counts seeds whose drawdown is larger than one, and says whether they are a smaller share than may be (fractions). */
export function fallsOf(drawdowns: readonly number[], largest: number, mostShare: number): Falls {
  const [count, of] = [drawdowns.filter((drawdown) => drawdown > largest).length, drawdowns.length];
  const share = of === 0 ? null : count / of;
  return { count, of, share, interval: wilson(count, of), holds: share !== null && share < mostShare };
}

/** How far the counted rows of one family are from history. */
export interface FamilyScore {
  readonly family: Target['family'];
  readonly rows: number;
  readonly met: number;
  /** Weight of each of its rows: they sum to one. */
  readonly weight: number;
  /** Root of the weighted mean square of z. */
  readonly score: number;
}

/** Scores each family that has rows; contested ones are never counted. */
export function familyScores(rows: readonly Row[]): FamilyScore[] {
  const counted = rows.filter(({ target }) => target.class !== 'contested');
  return TARGET_FAMILIES.flatMap((family) => {
    const own = counted.filter(({ target }) => target.family === family);
    if (own.length === 0) return [];
    const weight = 1 / own.length;
    const square = own.reduce((sum, row) => sum + weight * deviation(row) * deviation(row), 0);
    return [
      {
        ...{ family, rows: own.length, weight, score: Math.sqrt(square) },
        met: own.filter(({ met }) => met).length,
      },
    ];
  });
}

/** Root mean square of the families' scores, so that many rows on one thing do not outweigh the others; null without rows. */
export function totalScore(families: readonly FamilyScore[]): number | null {
  const square = mean(families, ({ score }) => score * score);
  return square === undefined ? null : Math.sqrt(square);
}

/** A missed sign, and what was not read, are as far off as a row can be that is just missed. */
const deviation = ({ z, met }: Row): number => z ?? (met ? 0 : MET_WITHIN);

/** Counts the rows of a class that are met (null: could not be read) and says whether they are share enough. */
export function classScore(
  rows: readonly { readonly target: Target; readonly met: boolean | null }[],
  name: Target['class'],
  leastShare: number,
): ClassScore {
  const own = rows.filter(({ target }) => target.class === name);
  const met = own.filter((row) => row.met === true).length;
  return { met, of: own.length, holds: met >= leastShare * own.length };
}
