import { emit, type Log } from '../emit.ts';
import { BUY, EVENT, SELL } from '../events.ts';
import { NONE } from '../world/book.ts';
import type { World } from '../world/world.ts';
import { measureBooks } from './book-measure.ts';
import { fundingRate } from './funding.ts';
import { BOOKS, INSTRUMENT, SPOTS } from './instruments.ts';
import { COINS_PER_OPTION_LOT } from './options.ts';
import {
  guardedSurface,
  outweighs,
  putImbalanceOf,
  relaxSurface,
  surfaceTarget,
  thirtyDayVol,
} from './surface.ts';

const PERP = INSTRUMENT['BTC-PERP'];
/** A spot venue weighs in the index by what rests within this share of its mid. */
const INDEX_DEPTH = 0.005;
/** Lots read at most when weighing a venue. */
const ENOUGH_LOTS = 1_000_000;
/** Notional whose execution defines the impact bid and ask of the perp premium, in lots of 0.01 coin. */
const IMPACT_LOTS = 1_000;
const FUNDING_HOURS = 8;

/** Reference data of a tick: index, marks, perp premium and funding, volatility surface. */
export class Reference {
  constructor(
    private readonly world: World,
    private readonly log: Log,
  ) {}

  /** Marks everything at the start of a tick. */
  step(): void {
    const { world } = this;
    this.markIndex();
    for (const i of BOOKS) if (world.inSession[i] === 1) this.mark(i);
    const premium = this.premium();
    if (premium !== null)
      emit(this.log, 'PremiumSampled', world.tickSeq, { instrument: PERP, value: premium });
    this.fund();
    this.moveSurface();
    measureBooks(world, this.log);
  }

  /**
   * Mid of a book; where a side is empty the previous mark, but no lower than a lone bid and no higher than a lone offer.
   * While an auction collects orders the mark stands.
   */
  private price(instrument: number): number {
    const book = this.world.books[instrument];
    const bid = book.bestPrice(BUY);
    const ask = book.bestPrice(SELL);
    const before = this.world.market.mark[instrument];
    if (this.world.isCollecting(instrument)) return before;
    if (bid !== NONE && ask !== NONE) return (bid + ask) / 2;
    if (bid !== NONE) return Math.max(before, bid);
    return ask !== NONE ? Math.min(before, ask) : before;
  }

  /** The index: mids of the spot venues weighted by the depth around them. */
  private markIndex(): void {
    const { world, log } = this;
    let sum = 0;
    let weights = 0;
    for (const i of SPOTS) {
      const price = this.price(i);
      if (!(price > 0)) continue;
      const book = world.books[i];
      const weight =
        1 +
        book.quantityWithin(BUY, Math.ceil(price * (1 - INDEX_DEPTH)), ENOUGH_LOTS) +
        book.quantityWithin(SELL, Math.floor(price * (1 + INDEX_DEPTH)), ENOUGH_LOTS);
      sum += price * weight;
      weights += weight;
    }
    if (weights === 0) return;
    const usd = sum / weights;
    const instrument = INSTRUMENT['BTC-INDEX'];
    emit(log, 'IndexMarked', world.tickSeq, { instrument, price: Math.round(usd), value: usd });
  }

  private mark(instrument: number): void {
    const { world, log } = this;
    const { market } = world;
    let price = Math.round(this.price(instrument));
    if (instrument === PERP) price = this.perpMark(price);
    if (!(price > 0)) return;
    const batch = log.batch;
    const row = batch.length;
    batch.type[row] = EVENT.Marked;
    batch.instrument[row] = instrument;
    batch.price[row] = price;
    batch.quantity[row] = market.volume[instrument];
    batch.value[row] = market.netTaker[instrument];
    log.commit(world.tickSeq);
  }

  /** Mark of the perp: median of the index carried at the funding rate, the mid, and the last trade. */
  private perpMark(mid: number): number {
    const { world } = this;
    const hoursLeft = FUNDING_HOURS - ((world.nowSeconds / 3600) % FUNDING_HOURS);
    const carried = world.market.indexUsd * (1 + world.funding.rate * (hoursLeft / FUNDING_HOURS));
    const last = world.market.last[PERP] || mid;
    return Math.round(Math.max(Math.min(carried, mid), Math.min(Math.max(carried, mid), last)));
  }

  /** Perp premium: impact bid above the index, or impact ask below it, as a share of the index. */
  private premium(): number | null {
    const bid = this.impactPrice(BUY);
    const ask = this.impactPrice(SELL);
    if (bid === NONE || ask === NONE) return null;
    const index = this.world.market.indexUsd;
    return (Math.max(0, bid - index) - Math.max(0, index - ask)) / index;
  }

  /** Average price at which IMPACT_LOTS would trade against a side of the perp book. */
  private impactPrice(side: number): number {
    const book = this.world.books[PERP];
    let left = IMPACT_LOTS;
    let cost = 0;
    for (let price = book.bestPrice(side); price !== NONE && left > 0; price = book.nextPrice(side, price)) {
      const lots = Math.min(left, book.levelQuantity(side, price));
      cost += lots * price;
      left -= lots;
    }
    return left > 0 ? NONE : cost / IMPACT_LOTS;
  }

  /** At 00:00, 08:00 and 16:00: F = P + clamp(0.01 % - P, +-0.05 %), capped at +-0.3 % (perp venue rulebook). */
  private fund(): void {
    const { world, log } = this;
    if (world.nowSeconds % (FUNDING_HOURS * 3600) !== 0 || world.funding.premiumSamples < 2) return;
    const average = world.funding.premiumSum / world.funding.premiumSamples;
    const rate = fundingRate(average);
    const price = world.market.mark[PERP];
    emit(log, 'FundingPaid', world.market.markSeq[PERP], { instrument: PERP, price, value: rate });
  }

  private moveSurface(): void {
    const { world, log } = this;
    const { market, optionDemand: demand } = world;
    const drawdown = Math.max(0, 1 - market.indexUsd / market.highOfDay());
    const target = surfaceTarget({
      realisedVol6h: market.variance.sixHourVol,
      return24h: market.returnOver(1440),
      netVegaBoughtMillions: demand.vegaUsd / 1e6,
      drawdown,
      putImbalance: putImbalanceOf(
        demand.putLots * COINS_PER_OPTION_LOT,
        demand.callLots * COINS_PER_OPTION_LOT,
        demand.grossLots * COINS_PER_OPTION_LOT,
      ),
    });
    const relaxed = relaxSurface(world.surface, target, world.secondsPerTick / 60);
    const { shortVol, longVol, riskReversal } = guardedSurface(relaxed);
    const value = thirtyDayVol({ shortVol, longVol, riskReversal });
    const dealt =
      demand.seq >= 0 && outweighs(demand.largestVegaUsd, market.indexUsd / market.indexAgo(1) - 1);
    const cause = dealt ? demand.seq : market.indexSeq;
    emit(log, 'SurfaceMoved', cause, { value }, { shortVol, longVol, riskReversal });
  }
}
