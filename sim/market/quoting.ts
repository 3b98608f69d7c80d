import { emitOrder } from '../emit.ts';
import { BUY, EVENT, ORDER_TYPE, REASON, SELL } from '../events.ts';
import { NONE } from '../world/book.ts';
import type { Ladder } from '../world/records.ts';
import type { World } from '../world/world.ts';
import type { CommandQueue } from './commands.ts';
import type { Matching } from './matching.ts';
import { withinBand } from './price-limits.ts';

/** A ladder is left alone while its touch is within this many ticks and its size within this share. */
const SAME_TICKS = 1;
const SAME_SIZE = 0.1;

/**
 * Replaces a maker's two ladders. Quotes are post-only: a touch that would cross somebody else is set one tick away
 * (but while an auction collects orders, where they may cross).
 * The side that makes room for the other goes first, so a maker never crosses itself.
 */
export function replaceLadder(matching: Matching, queue: CommandQueue, n: number, cause: number): void {
  const { world } = matching;
  const i = queue.instrument[n];
  const maker = queue.actor[n];
  const ladder = world.ladders.get(world.ladderKey(maker, i));
  if (!ladder || !world.takesOrders(i)) return;
  // Where the new bid would reach the old ask, the ask has to go up before it; in all other cases the bid may go first.
  const asksInTheWay = ladder.shown[1] > 0 && queue.price[n] >= ladder.touchTicks[1];
  const first = asksInTheWay ? SELL : BUY;
  for (const side of [first, -first]) {
    const price = side === BUY ? queue.price[n] : queue.askPrice[n];
    const lots = side === BUY ? queue.quantity[n] : queue.askQuantity[n];
    quoteSide(matching, ladder, maker, i, side, price, lots, cause);
  }
}

/** Takes every maker's ladders on an instrument away. */
export function pullLadders(matching: Matching, instrument: number, cause: number): void {
  const { world } = matching;
  for (const [maker] of world.accounts.entries()) {
    const ladder = world.ladders.get(world.ladderKey(maker, instrument));
    if (!ladder) continue;
    for (const side of [BUY, SELL]) quoteSide(matching, ladder, maker, instrument, side, 0, 0, cause);
  }
}

function quoteSide(
  matching: Matching,
  ladder: Ladder,
  maker: number,
  instrument: number,
  side: number,
  wantedTicks: number,
  lots: number,
  cause: number,
): void {
  const { world, log } = matching;
  const at = side === BUY ? 0 : 1;
  const collects = world.isCollecting(instrument);
  const touch = collects ? wantedTicks : passive(world, instrument, side, wantedTicks);
  const deepest =
    side === BUY
      ? touch - (ladder.levels - 1) * ladder.stepTicks
      : touch + (ladder.levels - 1) * ladder.stepTicks;
  const fits = deepest >= 1 && deepest <= world.instruments[instrument].maxPriceTicks;
  const levels = lots >= 1 && fits ? ladder.levels : 0;
  if (levels === 0 && ladder.shown[at] === 0) return;
  if (levels > 0 && ladder.shown[at] > 0 && unchanged(world, ladder, instrument, at, touch, lots)) return;
  if (collects && levels > 0) matching.makeWay(instrument, maker, side, touch, cause);
  emitOrder(
    log,
    EVENT.QuotesReplaced,
    cause,
    maker,
    instrument,
    ladder.firstOrder[at],
    side,
    ORDER_TYPE['post-only'],
    touch,
    lots,
    levels,
    REASON.quote,
  );
}

/** A price that crosses nobody and lies within the band. */
function passive(world: World, instrument: number, side: number, ticks: number): number {
  const facing = world.books[instrument].bestPrice(-side);
  const allowed = withinBand(world, instrument, side, ticks);
  if (facing === NONE) return allowed;
  return side === BUY ? Math.min(allowed, facing - 1) : Math.max(allowed, facing + 1);
}

/** Whether the ladder still stands about where and as large as the maker wants it. */
function unchanged(
  world: World,
  ladder: Ladder,
  instrument: number,
  at: 0 | 1,
  touch: number,
  lots: number,
): boolean {
  if (Math.abs(touch - ladder.touchTicks[at]) > SAME_TICKS) return false;
  if (Math.abs(lots - ladder.touchLots[at]) > SAME_SIZE * ladder.touchLots[at]) return false;
  const book = world.books[instrument];
  const slot = book.slotOf(ladder.firstOrder[at]);
  return slot !== NONE && book.orderQuantity[slot] >= (1 - SAME_SIZE) * ladder.touchLots[at];
}
