import type { EventType } from '../vocabulary.ts';

/** Ways to use the market: orders that take or rest, ladders, stops, options, baskets, perps on margin, a broker's credit. */
export type Means = 'takes' | 'rests' | 'quotes' | 'stops' | 'options' | 'baskets' | 'margin' | 'broker';

/** What the market records in the name of whoever uses it in such a way, beside the opening and fees of all. */
export const RECORDED: Readonly<Record<Means, readonly EventType[]>> = {
  takes: ['OrderPlaced', 'OrderRejected', 'OrderCancelled', 'Traded'],
  rests: ['OrderPlaced', 'OrderRejected', 'OrderRested', 'OrderReduced', 'OrderCancelled', 'Traded'],
  quotes: ['LadderShaped', 'QuotesReplaced', 'Traded'],
  stops: ['StopPlaced', 'StopTriggered', 'OrderRejected', 'OrderCancelled', 'Traded'],
  options: ['OptionBooked', 'OptionRefused', 'OptionSettled'],
  baskets: ['BasketsAccepted', 'SharesCreated', 'SharesRedeemed', 'DeliveryFailed'],
  margin: ['LiquidationStarted', 'LiquidationEnded', 'InsurancePaid', 'AutoDeleveraged'],
  broker: ['MarginCalled', 'MarginCallCured', 'ForcedSaleStarted', 'ForcedSaleEnded'],
};

/** Events recorded for whoever uses the market in these ways, each once. */
export function recordedFor(means: readonly Means[]): EventType[] {
  return [...new Set(means.flatMap((one) => RECORDED[one]))];
}
