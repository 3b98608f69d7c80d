import {
  coinsADay,
  expectedMinutes,
  measureImpact,
  type OrderRunner,
  SIZES,
  startMinutesOf,
} from '../reports/stylised/impact.ts';
import type { ImpactEstimates } from '../reports/stylised/impact-estimates.ts';
import type { WorkedOrder } from '../scenarios/experiments/run-order.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { planOf } from '../scenarios/simulation.ts';
import { parseDuration } from '../sim/engine/time.ts';
import { keptOrders, type OrderResult } from '../store/ensemble/kept-results.ts';
import { memberKey } from '../store/ensemble/member.ts';
import type { BrokenMember } from './ensemble.ts';
import { doWork, type Piece, type Workshop } from './kept-work.ts';
import type { Io } from './terminal.ts';
import { together } from './together.ts';
import type { Watch } from './watch.ts';

/** Where large orders are put. */
export interface OrdersPlan extends Workshop {
  readonly luck: (seed: number) => { readonly scenario: Scenario };
  readonly source: string;
  readonly code: string;
}

/** What the experiment came to: estimates, null where a run broke or it was stopped. */
export interface ImpactExperiment {
  readonly estimates: ImpactEstimates | null;
  readonly broken: readonly BrokenMember[];
  readonly isStopped: boolean;
}

/** Measures the impact of large orders with a pair of runs a size, side and seed, on threads; what was run before is not run again. */
export async function impactExperiment(
  plan: OrdersPlan,
  seeds: readonly number[],
  watch: Watch,
  io: Io,
): Promise<ImpactExperiment> {
  const broken: BrokenMember[] = [];
  let isStopped = false;
  const turnover = new Map<number, number>();
  const shareOf = ({ seed, order }: AskedOrder): number | null =>
    order && order.coins / (turnover.get(seed) ?? Number.NaN);
  const run = together(async (asked: readonly AskedOrder[]): Promise<OrderResult[]> => {
    const isFirst = asked.every(({ order }) => order === null);
    watch.next(isFirst ? 'run' : 'order', isFirst ? orderLengths(plan.luck(1).scenario, seeds) : []);
    const pieces = asked.map((one) => pieceOf(plan, one, shareOf(one)));
    const work = await doWork(keptOrders, pieces, plan, watch, io);
    isStopped = work.left > 0;
    for (const { piece, message } of work.broken)
      broken.push({ member: pieces[piece].order.member, message });
    const whole = work.results.filter((result) => result !== null);
    if (whole.length < pieces.length) throw new UnfinishedError();
    if (isFirst) for (const result of whole) turnover.set(result.seed, coinsADay(result));
    return whole;
  });
  const runner: OrderRunner = (seed, order) => run({ seed, order });
  try {
    const estimates = await measureImpact(runner, seeds);
    return { estimates, broken, isStopped };
  } catch (error) {
    if (error instanceof UnfinishedError) return { estimates: null, broken, isStopped };
    throw error;
  }
}

/** Lengths of the runs that the experiment is made of, as far as they are known before. */
export function experimentLengths(scenario: Scenario, seeds: readonly number[]): readonly Length[] {
  const whole = planOf(scenario);
  return [...seeds.map(() => whole), ...orderLengths(scenario, seeds)];
}

interface AskedOrder {
  readonly seed: number;
  readonly order: WorkedOrder | null;
}

type Length = Pick<Piece, 'ticks' | 'roundsPerTick'>;

/** Not all runs came to their end, so there is nothing to estimate from. */
class UnfinishedError extends Error {}

const SIDES = 2;

function orderLengths(scenario: Scenario, seeds: readonly number[]): Length[] {
  const ofSide = (seed: number): Length[] =>
    SIZES.map((share) => lengthOf(scenario, share, startMinutesOf(seed)));
  return seeds.flatMap((seed) => Array.from({ length: SIDES }, () => ofSide(seed)).flat());
}

/** How long a run is with an order of a share of a day's turnover; null: without one. */
function lengthOf(scenario: Scenario, share: number | null, startMinutes = 0): Length {
  const { ticks, roundsPerTick } = planOf(scenario);
  if (share === null) return { ticks, roundsPerTick };
  const perMinute = 60 / (parseDuration(scenario.tick) ?? 60);
  return {
    ticks: Math.min(ticks, Math.round(expectedMinutes(share, startMinutes) * perMinute)),
    roundsPerTick,
  };
}

function pieceOf(
  { luck, source, code }: OrdersPlan,
  { seed, order }: AskedOrder,
  share: number | null,
): Piece {
  const { scenario } = luck(seed);
  const member = { seed, scenario, source };
  return {
    key: memberKey(scenario, code, { order }),
    order: { member, order },
    ...lengthOf(scenario, share, order?.startMinutes),
  };
}
