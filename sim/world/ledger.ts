import { type Instrument, isContract } from './instrument.ts';

/** Accounts that belong to the market itself, opened before all others. */
export const VENUE_ACCOUNT = 0;
export const INSURANCE_ACCOUNT = 1;
export const ROUNDING_ACCOUNT = 2;
export const OUTSIDE_ACCOUNT = 3;

/**
 * Every account's cash (integer cents), positions (integer lots) and, for margined contracts, what the open position
 * cost (integer cents). Each change moves equal amounts between accounts, so totals are conserved exactly.
 */
export class Ledger {
  accounts = 0;
  /** Cents by account. */
  cash = new Float64Array(64);
  /** Cents by account that it may owe, in cash and in coins each. */
  credit = new Float64Array(64);
  /** Variation margin settled but not paid yet, cents by account: owed to it, negative: by it. */
  due = new Float64Array(64);
  /** Lots by account x instrument. */
  position: Float64Array;
  /** Signed cents paid for the open position, by account x instrument; contracts only. */
  cost: Float64Array;
  /** Gross open lots of each contract (sum of long positions). */
  readonly openInterest: Float64Array;
  /** Lots of each delivered instrument that accounts are short of, all together. */
  readonly shortLots: Float64Array;
  /** What the scenario has brought in (and miners have made): what everything must still add up to. */
  endowedCents = 0;
  readonly endowedLots: Float64Array;

  constructor(readonly width: number) {
    this.position = new Float64Array(64 * width);
    this.cost = new Float64Array(64 * width);
    this.openInterest = new Float64Array(width);
    this.shortLots = new Float64Array(width);
    this.endowedLots = new Float64Array(width);
  }

  /** Opens the next account and returns its index. */
  open(): number {
    if (this.accounts === this.cash.length) {
      this.cash = grown(this.cash);
      this.credit = grown(this.credit);
      this.due = grown(this.due);
      this.position = grown(this.position);
      this.cost = grown(this.cost);
    }
    return this.accounts++;
  }

  /** Lots of an instrument held by an account (negative: short). */
  lots(account: number, instrument: number): number {
    return this.position[account * this.width + instrument];
  }

  /** Gives an account its opening position, at the price at which it was entered. */
  endow(instrument: Instrument, account: number, lots: number, priceTicks: number): void {
    this.endowedLots[instrument.index] += lots;
    if (isContract(instrument.kind)) this.fill(instrument, account, lots, priceTicks);
    else this.add(account, instrument.index, lots);
  }

  /** Makes lots of a delivered instrument (negative: takes them away): coins mined, shares created or redeemed. */
  mint(instrument: number, account: number, lots: number): void {
    this.endowedLots[instrument] += lots;
    this.add(account, instrument, lots);
  }

  /** Moves lots of a delivered instrument from one account to another. */
  deliver(instrument: number, from: number, to: number, lots: number): void {
    this.add(from, instrument, -lots);
    this.add(to, instrument, lots);
  }

  /** Moves cents from one account to another. */
  pay(from: number, to: number, cents: number): void {
    this.cash[from] -= cents;
    this.cash[to] += cents;
  }

  /** Books a trade between two accounts at a price: delivery against cash, or a change of contract positions. */
  trade(instrument: Instrument, buyer: number, seller: number, priceTicks: number, lots: number): void {
    if (isContract(instrument.kind)) {
      this.fill(instrument, buyer, lots, priceTicks);
      this.fill(instrument, seller, -lots, priceTicks);
      return;
    }
    const cents = priceTicks * lots * instrument.centsPerTickLot;
    this.cash[buyer] -= cents;
    this.cash[seller] += cents;
    this.deliver(instrument.index, seller, buyer, lots);
  }

  /** Takes a fee for the venue. */
  fee(instrument: Instrument, account: number, priceTicks: number, lots: number, bps: number): void {
    const notional = priceTicks * lots * instrument.centsPerTickLot;
    this.pay(
      account,
      VENUE_ACCOUNT,
      Math.round((notional * bps) / 10_000) + instrument.feeCentsPerLot * lots,
    );
  }

  /** Changes a delivered position, and with it what is sold short. */
  private add(account: number, instrument: number, lots: number): void {
    const at = account * this.width + instrument;
    const held = this.position[at];
    const now = held + lots;
    this.position[at] = now;
    if (held < 0 || now < 0) this.shortLots[instrument] += Math.max(0, -now) - Math.max(0, -held);
  }

  /** Changes one side's contract position; what closes is realised into cash at its average cost. */
  private fill(instrument: Instrument, account: number, signedLots: number, priceTicks: number): void {
    const at = account * this.width + instrument.index;
    const held = this.position[at];
    const perLot = priceTicks * instrument.centsPerTickLot;
    const closing = held * signedLots < 0 ? Math.min(Math.abs(signedLots), Math.abs(held)) : 0;
    if (closing > 0) {
      const closed = held > 0 ? closing : -closing;
      const released =
        closing === Math.abs(held) ? this.cost[at] : Math.round((this.cost[at] * closing) / Math.abs(held));
      this.cash[account] += closed * perLot - released;
      this.cost[at] -= released;
    }
    const opening = signedLots + (held > 0 ? closing : -closing);
    if (opening !== 0) this.cost[at] += opening * perLot;
    const now = held + signedLots;
    this.position[at] = now;
    this.openInterest[instrument.index] += Math.max(now, 0) - Math.max(held, 0);
  }

  /** Unrealised profit of a contract position in cents at a mark. */
  unrealised(instrument: Instrument, account: number, markTicks: number): number {
    const at = account * this.width + instrument.index;
    return this.position[at] * markTicks * instrument.centsPerTickLot - this.cost[at];
  }

  /** Settlement: every account is owed or owes the difference to the price (nets to zero), in cash or as `due`. */
  settle(instrument: Instrument, priceTicks: number, into = this.cash): void {
    for (let account = 0; account < this.accounts; account++) {
      const at = account * this.width + instrument.index;
      if (this.position[at] === 0) continue;
      const value = this.position[at] * priceTicks * instrument.centsPerTickLot;
      into[account] += value - this.cost[at];
      this.cost[at] = value;
    }
  }

  /** Pays the variation margin that is due. */
  payDue(): void {
    for (let account = 0; account < this.accounts; account++) this.cash[account] += this.due[account];
    this.due.fill(0);
  }

  /** Cents that were settled and are to be paid, over all who owe. */
  dueCents(): number {
    let cents = 0;
    for (let account = 0; account < this.accounts; account++) cents += Math.max(0, -this.due[account]);
    return cents;
  }

  /** Final settlement: settles to the price and closes every position. */
  expire(instrument: Instrument, priceTicks: number): void {
    this.settle(instrument, priceTicks);
    for (let account = 0; account < this.accounts; account++) {
      const at = account * this.width + instrument.index;
      this.position[at] = 0;
      this.cost[at] = 0;
    }
    this.openInterest[instrument.index] = 0;
  }

  /** Everybody short of a delivered instrument pays `rate` x its value to `lender`, rounded to the cent each. */
  lend(instrument: Instrument, priceTicks: number, rate: number, lender: number): void {
    for (let account = 0; account < this.accounts; account++) {
      const lots = this.position[account * this.width + instrument.index];
      if (lots < 0 && account !== lender)
        this.pay(account, lender, Math.round(-lots * priceTicks * instrument.centsPerTickLot * rate));
    }
  }

  /** Longs pay shorts `rate` x mark notional, each rounded to the cent; the remainder goes to the rounding account. */
  fund(instrument: Instrument, markTicks: number, rate: number): void {
    let paid = 0;
    for (let account = 0; account < this.accounts; account++) {
      const lots = this.position[account * this.width + instrument.index];
      if (lots === 0) continue;
      const cents = Math.round(lots * markTicks * instrument.centsPerTickLot * rate);
      this.cash[account] -= cents;
      paid += cents;
    }
    this.cash[ROUNDING_ACCOUNT] += paid;
  }

  /**
   * Adds everything up: returns cash (with what is due) less contract costs over all accounts in cents (constant but for what the scenario
   * endows), and leaves the sum of positions of the first `lots.length` instruments in `lots`.
   */
  addUp(lots: Float64Array): number {
    const { cash, due, position, cost, width } = this;
    lots.fill(0);
    let cents = 0;
    for (let account = 0; account < this.accounts; account++) {
      cents += cash[account] + due[account];
      const from = account * width;
      for (let i = 0; i < lots.length; i++) {
        lots[i] += position[from + i];
        cents -= cost[from + i];
      }
    }
    return cents;
  }

  /** Cash less contract costs over all accounts, cents. */
  totalCents(): number {
    return this.addUp(new Float64Array(this.width));
  }

  /** Sum of one instrument's positions over all accounts, lots. */
  totalLots(instrument: number): number {
    const lots = new Float64Array(this.width);
    this.addUp(lots);
    return lots[instrument];
  }
}

function grown(values: Float64Array): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(values.length * 2);
  wider.set(values);
  return wider;
}
