import { BUY, SELL } from '../../events.ts';
import type { Context } from '../agent.ts';
import { FUTURES_LEG, SHARE_LEG } from '../pods/books.ts';
import type { PrimeBrokerParameters } from './parameters.ts';

/**
 * Sells a share of an account's legs, pro rata, as far as this minute's turnover allows. Legs that hedge each other are
 * only ever reduced together: with one of them shut, both wait.
 */
export function sellDown(
  context: Context<PrimeBrokerParameters>,
  account: number,
  share: number,
  cause: number,
): void {
  const { random } = context;
  // A share of turnover that is no whole lot is rounded up or down at random: contracts are neither starved nor overdone.
  const dice = random('lots').uniform();
  const legs = [SHARE_LEG, FUTURES_LEG].map((instruments) => legOf(context, account, instruments, dice));
  const hedged = legs[0].lots * legs[1].lots < 0;
  const possible = legs.map(({ lots, room }) => (lots === 0 ? 1 : Math.min(share, room / Math.abs(lots))));
  for (const [n, leg] of legs.entries()) {
    const part = hedged ? Math.min(...possible) : possible[n];
    trade(context, account, leg, Math.floor(part * Math.abs(leg.lots) + dice), cause);
  }
}

interface Leg {
  /** Each instrument with what is held and what may be traded of it, in its own lots. */
  readonly parts: readonly { instrument: number; lots: number; room: number }[];
  /** The leg as a whole: signed lots, and lots that may be traded. */
  readonly lots: number;
  readonly room: number;
}

/** One leg in lots of its first instrument. */
function legOf(
  { view, parameters: p }: Context<PrimeBrokerParameters>,
  account: number,
  instruments: readonly number[],
  dice: number,
): Leg {
  const unit = (instrument: number): number => view.coins(instrument, 1) / view.coins(instruments[0], 1);
  const parts = instruments.map((instrument) => {
    const lots = view.lots(account, instrument);
    const most = Math.floor(p.participation * view.world.market.tickVolume[instrument] + dice);
    return { instrument, lots, room: view.isOpen(instrument) ? Math.min(Math.abs(lots), most) : 0 };
  });
  const sum = (of: (part: Leg['parts'][number]) => number): number =>
    parts.reduce((total, part) => total + of(part) * unit(part.instrument), 0);
  return { parts, lots: sum(({ lots }) => lots), room: sum(({ room }) => room) };
}

/** Sends orders that reduce a leg by so many lots of its first instrument, the one that trades most first. */
function trade(
  { view, orders }: Context<PrimeBrokerParameters>,
  account: number,
  { parts, lots }: Leg,
  wanted: number,
  cause: number,
): void {
  let left = view.coins(parts[0].instrument, Math.min(wanted, Math.abs(lots)));
  for (const { instrument, lots: held, room } of parts) {
    if (held * lots <= 0 || room === 0) continue;
    const size = Math.min(room, Math.round(left / view.coins(instrument, 1)));
    if (size < 1) continue;
    left -= view.coins(instrument, size);
    const side = held > 0 ? SELL : BUY;
    orders.send(instrument, side, 0, size, 'forced-sale', { type: 'market-reduce', account, cause });
  }
}
