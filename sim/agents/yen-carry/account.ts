import expOf from '@stdlib/math-base-special-exp';
import { SECONDS_PER_YEAR } from '../../engine/time.ts';
import { GREEKS, greeksInto, PRICE } from '../../market/black-scholes.ts';
import { BOOKS, INSTRUMENT } from '../../market/instruments.ts';
import type { View } from '../../market/view.ts';
import { deltaOf, type Leg, type LegVols, legsOf, type Quote, volsOf } from '../dealer/book.ts';
import type { YenCarryParameters } from './parameters.ts';

/** A fund's account as its broker sees it, US dollars. */
export interface BrokerAccount {
  /** Cash, shares and futures as the ledger has them. */
  readonly ledgerUsd: number;
  /** Options at model value; negative when they are owed. */
  readonly optionsUsd: number;
  readonly silverUsd: number;
  /** The yen loan. */
  readonly debtUsd: number;
  /** What is left when all of it is set off. */
  readonly equityUsd: number;
  /** What the broker wants that to be at least. */
  readonly requiredUsd: number;
  /** Bitcoin it is long through options, and through shares and futures. */
  readonly optionCoins: number;
  readonly marketCoins: number;
}

/** What it remembers of the legs outside the ledger: US dollars at the opening, as far as they are still there. */
export interface OutsideLegs {
  readonly silverUnits: number;
  readonly yenUnits: number;
}

/** Margin behind one bitcoin of a short put beside its value: FINRA rule 4210(f)(2), US dollars. */
export function shortPutMarginUsd(
  spotUsd: number,
  strikeUsd: number,
  p: Pick<YenCarryParameters, 'optionMargin' | 'optionFloor'>,
): number {
  const outOfTheMoney = Math.max(0, spotUsd - strikeUsd);
  return Math.max(p.optionMargin * spotUsd - outOfTheMoney, p.optionFloor * strikeUsd);
}

/** Model value of options, US dollars; negative when they are owed. */
export function optionsUsdOf(legs: readonly Leg[], { vol }: LegVols, { spotUsd, seconds }: Quote): number {
  const one = new Float64Array(GREEKS);
  let usd = 0;
  for (const [n, { put, strikeUsd, expirySeconds, coins }] of legs.entries()) {
    const years = Math.max(0, expirySeconds - seconds) / SECONDS_PER_YEAR;
    greeksInto(one, put, spotUsd, strikeUsd, vol[n], 0, 0, years);
    usd += coins * one[PRICE];
  }
  return usd;
}

/** What options require beside being set off at their value: nothing when short ones are covered, all of long ones. */
function optionMarginUsd(
  legs: readonly Leg[],
  spotUsd: number,
  optionsUsd: number,
  p: YenCarryParameters,
): number {
  let usd = Math.max(0, optionsUsd);
  for (const { put, strikeUsd, coins } of legs)
    if (put && coins < 0) usd -= coins * shortPutMarginUsd(spotUsd, strikeUsd, p);
  return usd;
}

/** Values the account at the index, the surface and the drivers of this tick. */
export function brokerAccount(
  view: View,
  self: number,
  p: YenCarryParameters,
  { silverUnits, yenUnits }: OutsideLegs,
): BrokerAccount {
  const { world } = view;
  const quote: Quote = { spotUsd: view.indexUsd, surface: world.surface, seconds: world.nowSeconds };
  const legs = legsOf(world, self);
  const vols = volsOf(legs, quote, 0);
  const ledgerUsd = view.equityCents(self) / 100;
  const optionsUsd = optionsUsdOf(legs, vols, quote);
  const silverUsd = silverUnits * expOf(world.driver[INSTRUMENT.SILVER]);
  const debtUsd = yenUnits * expOf(-p.yenPerDollar * world.driver[INSTRUMENT.DOLLAR]);
  let marketCoins = 0;
  for (const i of BOOKS) marketCoins += view.coins(i, view.lots(self, i));
  const requiredUsd =
    optionMarginUsd(legs, quote.spotUsd, optionsUsd, p) +
    p.trustMargin * Math.abs(marketCoins) * quote.spotUsd +
    p.silverMargin * silverUsd;
  const equityUsd = ledgerUsd + optionsUsd + silverUsd - debtUsd;
  const optionCoins = deltaOf(legs, vols, quote.spotUsd, quote.seconds, 0);
  return { ledgerUsd, optionsUsd, silverUsd, debtUsd, equityUsd, requiredUsd, optionCoins, marketCoins };
}
