import { SECONDS_PER_YEAR } from '../../engine/time.ts';
import { REASON } from '../../events.ts';
import { GREEKS, greeksInto, PRICE, VEGA } from '../../market/black-scholes.ts';
import { inTurn } from '../../market/option-dealing.ts';
import { COINS_PER_OPTION_LOT } from '../../market/options.ts';
import { impliedVol } from '../../market/surface.ts';
import { type OptionRequest, VOL_POINT } from '../../world/records.ts';
import type { Context } from '../agent.ts';
import { greeksAt, legsOf, type Quote } from './book.ts';
import { EXPIRY } from './opening.ts';
import type { DealerParameters } from './parameters.ts';

/** Greeks of one coin's worth of the option in question. */
const one = new Float64Array(GREEKS);

/**
 * Answers every open request for options of its home: its mid volatility is the surface's, its half-spread widens with
 * the share of its vega limit that the trade would leave used, and it deals no more than the limit allows. Requests that
 * stand at once are quoted as if those before them were dealt, so that together they cannot break the limit.
 */
export function quoteRequests(context: Context<DealerParameters>): void {
  const { view, parameters: p } = context;
  const { settlesOn, averagingSeconds } = EXPIRY[p.home];
  const { world } = view;
  const open = inTurn(world).filter(
    (request) => request.settlesOn === settlesOn && request.averagingSeconds === averagingSeconds,
  );
  if (open.length === 0) return;
  const now: Quote = { spotUsd: view.indexUsd, surface: world.surface, seconds: world.nowSeconds };
  const legs = legsOf(world, context.self);
  let { vegaUsd } = greeksAt(legs, now, p.skewStickiness, averagingSeconds);
  for (const request of open) vegaUsd = quote(context, request, now, vegaUsd);
}

/** Quotes one request; returns the vega that its book would have afterwards, US dollars per 1.00 of volatility. */
function quote(
  { parameters: p, orders }: Context<DealerParameters>,
  { seq, client, put, strikeUsd, expirySeconds, settlesOn, quantityLots }: OptionRequest,
  { spotUsd, surface, seconds }: Quote,
  vegaUsd: number,
): number {
  const years = (expirySeconds - seconds) / SECONDS_PER_YEAR;
  const mid = impliedVol(surface, strikeUsd, spotUsd, years);
  greeksInto(one, put, spotUsd, strikeUsd, mid, 0, 0, years);
  const side = Math.sign(quantityLots);
  const limitUsd = p.vegaLimitUsdPerPoint / VOL_POINT;
  // What the client buys, the dealer sells.
  const changeUsd = -side * COINS_PER_OPTION_LOT * one[VEGA];
  const roomUsd = Math.max(0, limitUsd - Math.sign(changeUsd) * vegaUsd);
  const room = one[VEGA] > 0 ? Math.floor(roomUsd / Math.abs(changeUsd)) : Number.POSITIVE_INFINITY;
  const lots = Math.min(Math.abs(quantityLots), room);
  const after = vegaUsd + lots * changeUsd;
  const vegaUse = Math.abs(after) / limitUsd;
  const halfSpread = p.halfSpreadPoints * VOL_POINT * (1 + p.spreadPerUse * vegaUse);
  const vol = Math.max(VOL_POINT, mid + side * halfSpread);
  greeksInto(one, put, spotUsd, strikeUsd, vol, 0, 0, years);
  const reason = lots < Math.abs(quantityLots) ? REASON['vega-limit'] : REASON.none;
  const columns = {
    instrument: settlesOn,
    order: seq,
    counterparty: client,
    quantity: lots,
    value: one[PRICE],
    reason,
  };
  orders.declare('OptionQuoted', columns, { vol, vegaUse }, seq);
  return after;
}
