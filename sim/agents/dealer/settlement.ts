import { INSTRUMENT } from '../../market/instruments.ts';
import type { View } from '../../market/view.ts';
import type { Context } from '../agent.ts';
import { COINS_PER_LOT, type Leg } from './book.ts';
import { EXPIRY } from './opening.ts';
import type { DealerParameters } from './parameters.ts';

/** Pays out an expired option: puts the difference to the strike below it, calls above it; short positions pay. */
export function settle({ view, parameters: p, orders }: Context<DealerParameters>, leg: Leg): void {
  const { world } = view;
  const { client, quantityLots } = world.options[leg.position];
  const { price, cause } = settlementOf(view, p);
  const intrinsic = Math.max(0, leg.put ? leg.strikeUsd - price : price - leg.strikeUsd);
  const payoffCents = Math.round(quantityLots * COINS_PER_LOT * intrinsic * 100);
  orders.declare(
    'OptionSettled',
    { counterparty: client, quantity: quantityLots, value: payoffCents },
    { position: leg.position },
    cause,
  );
}

/** Settlement price of options that expire now, US dollars a bitcoin, and the mark it comes from. */
function settlementOf(view: View, p: DealerParameters): { price: number; cause: number } {
  const { market } = view.world;
  if (p.home === 'share') {
    const close = market.close[INSTRUMENT.IBIT];
    const ticks = close > 0 ? close : market.mark[INSTRUMENT.IBIT];
    return { price: view.coinUsd(INSTRUMENT.IBIT, ticks), cause: market.markSeq[INSTRUMENT.IBIT] };
  }
  const ticks = Math.max(1, Math.round(EXPIRY.crypto.averagingSeconds / 60 / view.minutesPerTick));
  let sum = 0;
  for (let ago = 0; ago < ticks; ago++) sum += market.indexAgo(ago);
  return { price: sum / ticks, cause: market.indexSeq };
}
