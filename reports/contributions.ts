import { EVENT, NOBODY } from '../sim/events.ts';
import { type Reason, reasons } from '../sim/vocabulary.ts';
import type { LogIndex, Place } from './log-index.ts';

/** Rows read back at most for the mark before. */
const FURTHEST_BACK = 2_000_000;

/** Takers of one agent and purpose between two marks, net. */
export interface Contribution {
  readonly actor: string;
  readonly reason: string;
  /** Bought less sold, US dollars. */
  readonly netUsd: number;
  readonly trades: number;
  /** Share among all who pushed the same way. */
  readonly share: number;
  /** Seq of the largest order of it. */
  readonly order: number;
}

/** A mark as the sum of the trades since the mark before. */
export interface MarkMove {
  /** Seq of the mark before, or null when there is none within reach. */
  readonly previous: number | null;
  /** Simple return since then. */
  readonly change: number;
  /** Who pushed in the direction of the move, the largest first; empty when it came without trades. */
  readonly contributions: readonly Contribution[];
  /**
   * When the largest push only passed on what happened in other books (arbitrage, a maker shedding inventory): who else
   * pushed, over all books.
   */
  readonly carried: readonly Contribution[];
}

/** Purposes that move a price from one book to another and begin nothing. */
const PASSING_ON: readonly string[] = ['arbitrage', 'inventory'] satisfies readonly Reason[];

/** Net taker flow of one agent for one purpose. */
interface Group {
  readonly leader: number;
  readonly reason: number;
  netUsd: number;
  trades: number;
  /** Largest order, by its seq. */
  order: number;
  orderUsd: number;
}

/**
 * Takes a mark apart. Weights follow from the log alone: an agent's share is its net taker notional in the direction of
 * the move, among all agents and purposes that pushed that way (a mark sums up the trades since the one before).
 */
export function contributionsTo(index: LogIndex, mark: Place): MarkMove {
  const { batch, row } = mark;
  const isIndex = batch.type[row] === EVENT.IndexMarked;
  const instrument = batch.instrument[row];
  const { instruments } = index.roster;
  const isHere = (i: number): boolean => (isIndex ? instruments[i]?.kind === 'spot' : i === instrument);
  const trades: Place[] = [];
  for (const place of index.before(batch.seq[row], FURTHEST_BACK)) {
    const type = place.batch.type[place.row];
    if (type === EVENT.Traded) trades.push(place);
    if (type !== batch.type[row] || place.batch.instrument[place.row] !== instrument) continue;
    const change = isIndex
      ? batch.value[row] / place.batch.value[place.row] - 1
      : batch.price[row] / place.batch.price[place.row] - 1;
    const previous = place.batch.seq[place.row];
    if (change === 0) return { previous, change, contributions: [], carried: [] };
    const here = trades.filter((trade) => isHere(trade.batch.instrument[trade.row]));
    const contributions = pushing(index, here, Math.sign(change));
    const passedOn = contributions.length > 0 && PASSING_ON.includes(contributions[0].reason);
    return { previous, change, contributions, carried: passedOn ? beginning(index, trades, change) : [] };
  }
  return { previous: null, change: 0, contributions: [], carried: [] };
}

/** Those who pushed over all books and did not only pass it on. */
function beginning(index: LogIndex, trades: readonly Place[], change: number): Contribution[] {
  const own = trades.filter(({ batch, row }) => !PASSING_ON.includes(reasons[batch.reason[row]]));
  return pushing(index, own, Math.sign(change));
}

/** Net flow by agent and purpose, of those who pushed in a direction. */
function pushing(index: LogIndex, trades: readonly Place[], direction: number): Contribution[] {
  const { roster } = index;
  const groups = new Map<string, Group>();
  const orders = new Map<number, number>();
  for (const { batch, row } of trades) {
    const actor = batch.actor[row];
    const leader = actor === NOBODY ? actor : (roster.accounts[actor]?.leader ?? actor);
    const reason = batch.reason[row];
    const key = `${leader}/${reason}`;
    const group = groups.get(key) ?? { leader, reason, netUsd: 0, trades: 0, order: -1, orderUsd: 0 };
    groups.set(key, group);
    const usd = batch.side[row] * roster.usd(batch.instrument[row], batch.price[row], batch.quantity[row]);
    group.netUsd += usd;
    group.trades++;
    const cause = batch.cause[row];
    const ofOrder = (orders.get(cause) ?? 0) + usd;
    orders.set(cause, ofOrder);
    if (direction * ofOrder <= group.orderUsd) continue;
    group.orderUsd = direction * ofOrder;
    group.order = cause;
  }
  const pushed = [...groups.values()].filter(({ netUsd }) => direction * netUsd > 0);
  const total = pushed.reduce((sum, { netUsd }) => sum + Math.abs(netUsd), 0);
  return pushed
    .sort((a, b) => Math.abs(b.netUsd) - Math.abs(a.netUsd) || a.leader - b.leader || a.reason - b.reason)
    .map(({ leader, reason, netUsd, trades: count, order }) => ({
      actor: roster.nameOf(leader) ?? 'nobody',
      reason: reasons[reason],
      netUsd,
      trades: count,
      share: Math.abs(netUsd) / total,
      order,
    }));
}
