import powOf from '@stdlib/math-base-special-pow';
import { SECONDS_PER_YEAR } from '../engine/time.ts';
import { BUY, SELL } from '../events.ts';
import { NONE } from '../world/book.ts';
import { isContract } from '../world/instrument.ts';
import type { World } from '../world/world.ts';
import { minuteOfDay } from './calendar.ts';

/** Volatility over its calm level beyond which those who quote and convert retreat no further. */
const MOST_STRESS = 5;
/** Usual shares of turnover of the seven books, in the order of their index. */
const VENUE_WEIGHTS = [0.24, 0.06, 0.5, 0.08, 0.01, 0.005, 0.1];

/** What an agent may see: a frozen world, read through the words of the market. Prices are ticks unless they say Usd. */
export class View {
  /** The power asked for last, by exponent: many ask for the same one within a tick. */
  private readonly powers = new Map<number, { base: number; power: number }>();
  /** Instruments found so far, by id: an index, once given, never changes. */
  private readonly found = new Map<string, number>();

  constructor(readonly world: Readonly<World>) {}

  /** `base` to a power, the same to the bit on every machine. */
  power(base: number, exponent: number): number {
    const known = this.powers.get(exponent);
    if (known !== undefined && known.base === base) return known.power;
    const power = powOf(base, exponent);
    this.powers.set(exponent, { base, power });
    return power;
  }

  /** Index of an instrument by id; throws on an id that was never listed. */
  instrument(id: string): number {
    const known = this.found.get(id);
    if (known !== undefined) return known;
    const index = this.world.instruments.findIndex((instrument) => instrument.id === id);
    if (index < 0) throw new Error(`there is no instrument "${id}"`);
    this.found.set(id, index);
    return index;
  }

  /** Whether orders in an instrument are matched now. */
  isOpen(instrument: number): boolean {
    return this.world.isOpen(instrument);
  }

  /** Whether orders are taken now, to be matched at once or in an auction. */
  takesOrders(instrument: number): boolean {
    return this.world.takesOrders(instrument);
  }

  /** Best bid, or -1. */
  bid(instrument: number): number {
    return this.world.books[instrument].bestPrice(BUY);
  }

  /** Best offer, or -1. */
  ask(instrument: number): number {
    return this.world.books[instrument].bestPrice(SELL);
  }

  /** Mid of the book; the mark when a side is empty, or while orders that may cross wait for an auction. */
  mid(instrument: number): number {
    const bid = this.bid(instrument);
    const ask = this.ask(instrument);
    return bid !== NONE && ask !== NONE && bid < ask ? (bid + ask) / 2 : this.world.market.mark[instrument];
  }

  /** US dollars a bitcoin that a price in an instrument's ticks stands for. */
  coinUsd(instrument: number, ticks: number): number {
    const { tickUsd, coinsPerLot, centsPerTickLot } = this.world.instruments[instrument];
    return coinsPerLot > 0 ? (ticks * centsPerTickLot) / (100 * coinsPerLot) : ticks * tickUsd;
  }

  /** Price in an instrument's ticks (not rounded) of a bitcoin at so many US dollars. */
  ticksOf(instrument: number, coinUsd: number): number {
    const { coinsPerLot, centsPerTickLot } = this.world.instruments[instrument];
    return (coinUsd * 100 * coinsPerLot) / centsPerTickLot;
  }

  /** Lots held (negative: short). */
  lots(account: number, instrument: number): number {
    return this.world.ledger.lots(account, instrument);
  }

  /** Bitcoin that a number of lots stands for. */
  coins(instrument: number, lots: number): number {
    return lots * this.world.instruments[instrument].coinsPerLot;
  }

  /** Whole lots of an instrument for a number of bitcoin, rounded toward zero. */
  lotsOfCoins(instrument: number, coins: number): number {
    return Math.trunc(coins / this.world.instruments[instrument].coinsPerLot);
  }

  /** Whole lots for a number of US dollars at the mid, rounded toward zero. */
  lotsOfUsd(instrument: number, usd: number): number {
    const price = this.mid(instrument);
    if (!(price > 0)) return 0;
    return Math.trunc((usd * 100) / (price * this.world.instruments[instrument].centsPerTickLot));
  }

  /** US dollars of a number of lots at the mid. */
  usdOf(instrument: number, lots: number): number {
    return (lots * this.mid(instrument) * this.world.instruments[instrument].centsPerTickLot) / 100;
  }

  /** Cents: cash and variation margin due, plus holdings at mark, plus unrealised profit of contracts. */
  equityCents(account: number): number {
    const { ledger, instruments, market } = this.world;
    let cents = ledger.cash[account] + ledger.due[account];
    for (const instrument of instruments) {
      const lots = ledger.lots(account, instrument.index);
      if (lots === 0) continue;
      const mark = market.mark[instrument.index];
      cents += isContract(instrument.kind)
        ? ledger.unrealised(instrument, account, mark)
        : lots * mark * instrument.centsPerTickLot;
    }
    return cents;
  }

  /** The same with bitcoin on venues that are closed at where it trades now, and not at their last marks. */
  liveEquityCents(account: number): number {
    const { ledger, instruments, market } = this.world;
    let cents = this.equityCents(account);
    for (const { index: i, coinsPerLot, centsPerTickLot } of instruments) {
      const lots = ledger.lots(account, i);
      if (lots === 0 || coinsPerLot === 0 || this.isOpen(i)) continue;
      const now = 100 * coinsPerLot * market.ratio[i] * market.indexUsd;
      cents += lots * (now - market.mark[i] * centsPerTickLot);
    }
    return cents;
  }

  /**
   * Where bitcoin trades now over all open venues, US dollars: mids less each venue's slow premium, weighted by the
   * venue's usual share of turnover.
   */
  compositeUsd(): number {
    const { ratio } = this.world.market;
    let sum = 0;
    let weights = 0;
    for (let i = 0; i < VENUE_WEIGHTS.length; i++) {
      if (!this.world.isOpen(i) || !(ratio[i] > 0)) continue;
      const bid = this.bid(i);
      const ask = this.ask(i);
      if (bid === NONE || ask === NONE) continue;
      sum += VENUE_WEIGHTS[i] * (this.coinUsd(i, (bid + ask) / 2) / ratio[i]);
      weights += VENUE_WEIGHTS[i];
    }
    return weights > 0 ? sum / weights : this.indexUsd;
  }

  /** The spot index, US dollars. */
  get indexUsd(): number {
    return this.world.market.indexUsd;
  }

  /** Volatility that traders act on over its calm level, bounded; at least 1. */
  get stress(): number {
    const { market, calmDailyVol } = this.world;
    return Math.min(MOST_STRESS, Math.max(1, market.variance.dailyVol / calmDailyVol));
  }

  /** Minute of the UTC day at the start of this tick. */
  get minute(): number {
    return minuteOfDay(this.world.nowSeconds);
  }

  /** Minutes a tick lasts. */
  get minutesPerTick(): number {
    return this.world.secondsPerTick / 60;
  }

  /** Ticks in a number of minutes, at least one. */
  ticksIn(minutes: number): number {
    return Math.max(1, Math.round(minutes / this.minutesPerTick));
  }

  /** Basis of a future over the index, per year. */
  basis(future: number): number {
    const years = (this.world.instruments[future].expirySeconds - this.world.nowSeconds) / SECONDS_PER_YEAR;
    if (years <= 0) return 0;
    return (this.coinUsd(future, this.mid(future)) / this.indexUsd - 1) / years;
  }
}
