import type { Detail } from '../engine/log.ts';
import { OrderBook } from './book.ts';
import { type Calendar, standardHours } from './calendar.ts';
import type { Instrument } from './instrument.ts';
import { isTraded } from './instrument.ts';
import { LatentBook } from './latent.ts';
import { Ledger } from './ledger.ts';
import { MarketData } from './market-data.ts';
import { Phases } from './phases.ts';
import type {
  Account,
  ActiveShock,
  DriverSale,
  DueBaskets,
  Ladder,
  MarginCall,
  OptionDemand,
  OptionPosition,
  OptionRequest,
} from './records.ts';

/** Most instruments one world lists. */
export const MAX_INSTRUMENTS = 24;

/**
 * The whole state of a simulated market. Only `evolve` writes to it; everybody else reads.
 * Arrays are indexed by instrument or account.
 */
export class World {
  startSeconds = 0;
  secondsPerTick = 60;
  roundsPerTick = 6;
  scenario = '';
  seed = '';
  model = '';
  calmDailyVol = 0.025;
  /** When venues are open: the standard hours, and what the log says of others. */
  readonly calendar: Calendar = { hours: { ...standardHours }, specialDays: [] };
  tick = 0;
  /** Seq of the newest TickOpened. */
  tickSeq = -1;

  readonly instruments: Instrument[] = [];
  readonly accounts: Account[] = [];
  readonly accountByName = new Map<string, number>();
  readonly ledger = new Ledger(MAX_INSTRUMENTS);
  /** Order books, and stops waiting for their trigger: sell stops on the buy side, buy stops on the sell side. */
  readonly books: OrderBook[] = [];
  readonly stops: OrderBook[] = [];
  /** 1 while the venue is in session; and the tick until which it is halted (-1: not). */
  readonly inSession = new Uint8Array(MAX_INSTRUMENTS);
  readonly haltedUntil = new Int32Array(MAX_INSTRUMENTS).fill(-1);
  /** Bands, limit states and calls. */
  readonly phases = new Phases(MAX_INSTRUMENTS);
  market: MarketData = new MarketData(MAX_INSTRUMENTS, 60, 6, 1, 0.025);
  nextOrder = 0;
  /** The order now meeting the book: at most one in the world. */
  readonly incoming = {
    order: -1,
    instrument: -1,
    owner: -1,
    side: 0,
    quantity: 0,
    price: 0,
    tag: 0,
    orderType: 0,
  };
  /** Self-trade prevention of waiting stops, by order, where it is not the default. */
  readonly stopPrevention = new Map<number, number>();
  /** Ladders by account x instrument. */
  readonly ladders = new Map<number, Ladder>();
  /** Resting order of an account by instrument x tag, for accounts that tag their orders; -1 where none rests. */
  readonly tagged: Int32Array[] = [];
  latentAccount = -1;
  latent: LatentBook = new LatentBook(1);

  /**
   * Fundamental log value since the start; how far this tick's news alone moved reservation prices, in log price (what
   * anybody can read in the papers); and stress, 1 in calm. Fractions stand in records of their own: a field of the
   * world itself that turns from a whole number into a fraction would have all compiled code made anew.
   */
  readonly fundamental = { value: 0, newsMove: 0, unscripted: 0, stress: 1 };
  /** Log return of each driver since the start. */
  readonly driver = new Float64Array(MAX_INSTRUMENTS);
  /** Recent variance a tick of each driver (exponential average of two hours of its own ticks). */
  readonly driverVariance = new Float64Array(MAX_INSTRUMENTS);
  readonly shocks: ActiveShock[] = [];
  /** How far institutions' trades have moved software shares (log), and when they last did. */
  readonly driverPush = { change: 0, seconds: 0 };
  /** What institutions traded in software shares. */
  readonly driverSales: DriverSale[] = [];
  /** Implied-volatility surface: short and long at-the-money level, 25-delta risk reversal. */
  readonly surface = { shortVol: 0.5, longVol: 0.48, riskReversal: -0.05 };
  readonly options: OptionPosition[] = [];
  /** How often options were booked or settled. */
  optionChanges = 0;
  /** Requests that dealers have not answered yet, in the order in which they came. */
  readonly optionRequests: OptionRequest[] = [];
  /** Seq of the newest option booked by account of its holder. */
  readonly newestBooking = new Map<number, number>();
  readonly optionDemand: OptionDemand = {
    vegaUsd: 0,
    putLots: 0,
    callLots: 0,
    grossLots: 0,
    seq: -1,
    largestVegaUsd: 0,
  };
  /** Perp funding: the newest rate, and the premium samples since. */
  readonly funding = { rate: 0, premiumSum: 0, premiumSamples: 0 };
  /** The trust's primary market: what is due, shares that can be borrowed, and the last tick of a short-sale restriction. */
  readonly primary = { due: [] as DueBaskets[], lendableShares: 0, restrictedUntilTick: -1 };
  /**
   * Margin of futures: the rate and the one before it, the tick from which it holds, the settlements behind it, and when the
   * variation margin of the newest one is to be paid (-1: nothing is due).
   */
  readonly clearing = {
    rate: 0,
    before: 0,
    rateSeq: -1,
    fromTick: 0,
    dailyVariance: 0,
    settled: new Float64Array(MAX_INSTRUMENTS),
    dueTick: -1,
    dueSeq: -1,
  };
  /** Calls of prime brokers that are open, by account, and accounts being sold out, with the seq of what began it. */
  readonly marginCalls = new Map<number, MarginCall>();
  readonly forcedSales = new Map<number, number>();
  /** Mining network; the difficulty before its newest retarget, and the seq of that. */
  readonly network = { difficulty: 0, before: 0, retargetSeq: -1, blocks: 0, minutes: 0, hashrateEh: 0 };
  /** Accounts the perp venue is closing out, in the order in which it began, with the seq of its beginning. */
  readonly liquidating = new Map<number, number>();
  /** What the insurance fund has paid out. */
  readonly insurancePaid: { readonly tick: number; readonly cents: number }[] = [];
  /** What each account remembers: the newest value of every named number in its own events. */
  readonly memory: Record<string, number>[] = [];
  /** How often each account has remembered something. */
  readonly remembered: number[] = [];

  /** Lists an instrument with empty books. */
  list(instrument: Instrument): void {
    this.instruments.push(Object.freeze(instrument));
    const options = { maxPriceTicks: instrument.maxPriceTicks };
    const bare = { maxPriceTicks: 1, expectedOrders: 1 };
    this.books.push(new OrderBook(isTraded(instrument.kind) ? options : bare));
    this.stops.push(new OrderBook(isTraded(instrument.kind) ? { ...options, expectedOrders: 64 } : bare));
  }

  /** Opens an account. */
  open(account: Account): void {
    const index = this.ledger.open();
    this.accounts.push(Object.freeze(account));
    this.accountByName.set(account.name, index);
    this.memory.push({});
    this.remembered.push(0);
    this.tagged.push(new Int32Array(account.tags * MAX_INSTRUMENTS).fill(-1));
  }

  /** Folds named numbers into what an account remembers. */
  remember(account: number, detail: Detail): void {
    const memory = this.memory[account];
    this.remembered[account]++;
    for (const name of Object.keys(detail)) {
      const value = detail[name];
      if (typeof value === 'number') memory[name] = value;
    }
  }

  /** Resting order an account keeps under a tag, or -1. */
  orderUnder(account: number, instrument: number, tag: number): number {
    return this.tagged[account][instrument * this.accounts[account].tags + tag];
  }

  /** Key of a maker's ladder. */
  ladderKey(account: number, instrument: number): number {
    return account * MAX_INSTRUMENTS + instrument;
  }

  /** Whether orders in an instrument are matched now. */
  isOpen(instrument: number): boolean {
    return (
      this.inSession[instrument] === 1 &&
      this.haltedUntil[instrument] < this.tick &&
      this.phases.call[instrument] === 0
    );
  }

  /** Whether orders are collected for an auction: they rest, may cross and do not trade. */
  isCollecting(instrument: number): boolean {
    return this.phases.call[instrument] !== 0;
  }

  /** Whether orders are taken now, to be matched at once or in an auction. */
  takesOrders(instrument: number): boolean {
    return this.isCollecting(instrument) || this.isOpen(instrument);
  }

  /** Whether a trade at this price is allowed now: `called` if both orders rested until an auction cleared them. */
  mayTrade(instrument: number, priceTicks: number, called: boolean): boolean {
    const { phases } = this;
    return (
      priceTicks >= phases.low[instrument] &&
      priceTicks <= phases.high[instrument] &&
      this.inSession[instrument] === 1 &&
      this.haltedUntil[instrument] < this.tick &&
      (phases.call[instrument] !== 0) === called
    );
  }

  /** Seconds since 1970 at the start of the current tick. */
  get nowSeconds(): number {
    return this.startSeconds + this.tick * this.secondsPerTick;
  }
}
