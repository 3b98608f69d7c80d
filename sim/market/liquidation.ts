import { emit, type Log } from '../emit.ts';
import { hashName } from '../engine/hash.ts';
import { BUY, ORDER_TYPE, REASON, SELL } from '../events.ts';
import { NONE } from '../world/book.ts';
import { INSURANCE_ACCOUNT } from '../world/ledger.ts';
import type { World } from '../world/world.ts';
import { autoDeleverage, exhaustionTicks } from './auto-deleverage.ts';
import { COMMAND, type CommandQueue } from './commands.ts';
import type { Exchange } from './exchange.ts';
import { INSTRUMENT } from './instruments.ts';
import { nextLowerTierNotionalCents } from './margin-tiers.ts';
import { collateralCents, marginEquityCents, requiredCents } from './perp-margin.ts';

/** How the perp venue closes accounts out and what its insurance fund stands for. */
export const defaultLiquidationRules = {
  /** Closing orders go at most this share through the mark. */
  throughMark: 0.005,
  /** The fund keeps this much, US dollars, and pays out at most this share of itself in this many hours. */
  fundFloorUsd: 100_000_000,
  fundDrawShare: 0.3,
  fundDrawHours: 8,
};

const PERP = INSTRUMENT['BTC-PERP'];
const SPOT = INSTRUMENT['BTC-SPOT'];

/**
 * The perp venue's margin and liquidation engine over the accounts that stand for traders. It keeps nothing of its
 * own between calls: whom it is closing out, marks and balances are all in the world, so a resumed run goes on alike.
 */
export class LiquidationEngine {
  private readonly world: World;
  private readonly log: Log;
  /** Accounts with traders behind them; looked up again when accounts were opened since. */
  private watched: number[] = [];
  private accountsSeen = 0;

  constructor(
    private readonly exchange: Exchange,
    readonly queue: CommandQueue,
    readonly rules: Readonly<typeof defaultLiquidationRules> = defaultLiquidationRules,
  ) {
    this.world = exchange.world;
    this.log = exchange.log;
  }

  /** After the marks of a tick: takes over every account below its maintenance margin, the worst first. */
  watch(): void {
    const { world, log } = this;
    const markTicks = world.market.mark[PERP];
    if (!(markTicks > 0)) return;
    if (this.accountsSeen !== world.accounts.length) this.lookUp();
    const perLot = markTicks * world.instruments[PERP].centsPerTickLot;
    let fallen: number[] | null = null;
    for (const account of this.watched) {
      const lots = world.ledger.lots(account, PERP);
      // Who was closed against another may be flat and in debt: its coins pay.
      if (lots === 0 && world.ledger.cash[account] >= 0) continue;
      const equity = marginEquityCents(world, account);
      // No bracket asks for more than half of the notional: most accounts need no closer look.
      if (lots !== 0 && 2 * equity >= Math.abs(lots) * perLot) continue;
      if (lots !== 0 && equity >= requiredCents(world, account)) continue;
      if (world.liquidating.has(account)) continue;
      fallen ??= [];
      fallen.push(account);
    }
    if (fallen === null) return;
    for (const account of this.worstFirst(fallen)) {
      const started = emit(log, 'LiquidationStarted', world.market.markSeq[PERP], this.state(account));
      this.cancelOrders(account, started);
    }
  }

  /** At the start of a micro-round: sends the orders that close each account to its next lower bracket, then those for its coins. */
  command(): void {
    if (this.world.liquidating.size === 0) return;
    let fundCents = this.payableCents();
    for (const account of this.worstFirst([...this.world.liquidating.keys()]))
      fundCents -= this.isFlat(account) ? this.sellCoins(account, fundCents) : this.close(account, fundCents);
  }

  /** After a round's matching: lets go who is safe or flat; the fund, then the other side, bears what is left. */
  settle(): void {
    if (this.world.liquidating.size === 0) return;
    let fundCents = this.payableCents();
    for (const account of this.worstFirst([...this.world.liquidating.keys()]))
      fundCents -= this.resolve(account, fundCents);
  }

  /**
   * Sends one account's closing order: whole from the lowest bracket or in bankruptcy, and at no price at which it could lose more than
   * the fund can bear. Returns the cents the fund would owe if all of the position went at that price.
   */
  private close(account: number, fundCents: number): number {
    const { world, queue, rules } = this;
    const lots = world.ledger.lots(account, PERP);
    const equity = marginEquityCents(world, account);
    if (equity >= requiredCents(world, account)) return 0;
    const { centsPerTickLot, takerFeeBps } = world.instruments[PERP];
    const mark = world.market.mark[PERP];
    const side = lots > 0 ? SELL : BUY;
    // One tick to spare for fees, which are rounded to the cent trade by trade.
    const bearable = exhaustionTicks(world, account, PERP, fundCents, takerFeeBps);
    const price =
      side === SELL
        ? Math.max(Math.ceil(mark * (1 - rules.throughMark)), Math.ceil(bearable) + 1)
        : Math.min(Math.floor(mark * (1 + rules.throughMark)), Math.floor(bearable) - 1);
    const size = Math.abs(lots);
    const perLot = mark * centsPerTickLot;
    // No bracket makes a bankrupt safe.
    const kept = equity > 0 ? nextLowerTierNotionalCents(size * perLot, world.accounts[account].traders) : 0;
    const n = queue.next(COMMAND.order, account, this.startOf(account));
    queue.instrument[n] = PERP;
    queue.side[n] = side;
    queue.orderType[n] = ORDER_TYPE['ioc-reduce'];
    queue.price[n] = price;
    queue.quantity[n] = size - Math.floor(kept / perLot);
    queue.reason[n] = REASON.liquidation;
    const proceeds = (lots - (size * takerFeeBps) / 10_000) * price * centsPerTickLot;
    const cost = world.ledger.cost[account * world.ledger.width + PERP];
    return Math.max(0, cost - collateralCents(world, account) - proceeds);
  }

  /**
   * Sends the order for as many coins of a flat account as its debt asks for, at no price that would leave more debt than the
   * fund can bear. Returns the cents the fund would owe if they went at that price.
   */
  private sellCoins(account: number, fundCents: number): number {
    const { world, queue, rules } = this;
    const debt = -world.ledger.cash[account];
    const lots = world.ledger.lots(account, SPOT);
    if (debt <= 0 || lots <= 0) return 0;
    const { centsPerTickLot, takerFeeBps } = world.instruments[SPOT];
    const net = centsPerTickLot * (1 - takerFeeBps / 10_000);
    const through = Math.ceil(world.market.indexUsd * (1 - rules.throughMark));
    const price = Math.max(through, Math.ceil((debt - fundCents) / (lots * net)) + 1);
    const n = queue.next(COMMAND.order, account, this.startOf(account));
    queue.instrument[n] = SPOT;
    queue.side[n] = SELL;
    queue.orderType[n] = ORDER_TYPE.ioc;
    queue.price[n] = price;
    queue.quantity[n] = Math.min(lots, Math.ceil(debt / (price * net)));
    queue.reason[n] = REASON['collateral-sale'];
    return Math.max(0, debt - lots * price * net);
  }

  /** Ends one account's liquidation if it can be ended; returns the cents of the fund that it uses or may yet use. */
  private resolve(account: number, fundCents: number): number {
    const { world, log } = this;
    const start = this.startOf(account);
    const equity = marginEquityCents(world, account);
    if (!this.isFlat(account)) {
      if (equity >= requiredCents(world, account)) this.end(account, start);
      if (-equity <= fundCents) return Math.max(0, -equity);
      const last = autoDeleverage(world, log, account, PERP, start);
      if (this.isFlat(account) && world.ledger.cash[account] >= 0) this.end(account, last);
      return 0;
    }
    // Its coins go before the fund pays; what it may cost then is kept free when they are offered, not now.
    if (world.ledger.cash[account] < 0 && world.ledger.lots(account, SPOT) > 0) return 0;
    // Limits of closing orders kept every loss within the fund's means, so this pays it in full.
    const paid = Math.min(Math.max(0, -equity), fundCents);
    const cause = paid > 0 ? emit(log, 'InsurancePaid', start, { actor: account, value: paid }) : start;
    this.end(account, cause);
    return paid;
  }

  private isFlat(account: number): boolean {
    return this.world.ledger.lots(account, PERP) === 0;
  }

  private end(account: number, cause: number): void {
    emit(this.log, 'LiquidationEnded', cause, this.state(account));
  }

  /** Whole cents that the fund may pay out now: above its floor, and within its share for the last hours. */
  private payableCents(): number {
    const { world, rules } = this;
    const fund = world.ledger.cash[INSURANCE_ACCOUNT];
    const since = world.tick - (rules.fundDrawHours * 3600) / world.secondsPerTick;
    let drawn = 0;
    for (const { tick, cents } of world.insurancePaid) if (tick > since) drawn += cents;
    const withinShare = rules.fundDrawShare * (fund + drawn) - drawn;
    return Math.floor(Math.max(0, Math.min(fund - rules.fundFloorUsd * 100, withinShare)));
  }

  /** Withdraws what the account still has in the book. */
  private cancelOrders(account: number, cause: number): void {
    const { world } = this;
    for (const book of [world.books[PERP], world.stops[PERP]]) {
      if (book.orders === 0) continue;
      const own: number[] = [];
      for (const side of [BUY, SELL])
        for (let price = book.bestPrice(side); price !== NONE; price = book.nextPrice(side, price))
          for (let slot = book.headAt(side, price); slot !== NONE; slot = book.nextInLevel(slot))
            if (book.orderOwner[slot] === account) own.push(slot);
      for (const slot of own) this.exchange.matching.withdraw(cause, PERP, book, slot, REASON.margin);
    }
  }

  /** Accounts by margin ratio, the most endangered first; equals by the hash of their names. Sorts in place. */
  private worstFirst(accounts: number[]): number[] {
    if (accounts.length < 2) return accounts;
    const ratio = new Map(accounts.map((account) => [account, this.marginRatio(account)]));
    const luck = (account: number): number => hashName(this.world.accounts[account].name);
    const by = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);
    return accounts.sort((a, b) => by(ratio.get(a) ?? 0, ratio.get(b) ?? 0) || luck(a) - luck(b) || a - b);
  }

  /** Equity over maintenance margin; who is flat comes before everybody. */
  private marginRatio(account: number): number {
    const maintenance = requiredCents(this.world, account);
    return maintenance > 0 ? marginEquityCents(this.world, account) / maintenance : Number.NEGATIVE_INFINITY;
  }

  private startOf(account: number): number {
    return this.world.liquidating.get(account) ?? this.world.tickSeq;
  }

  /** Columns of the events that begin and end a liquidation. */
  private state(account: number) {
    const { world } = this;
    const price = world.market.mark[PERP];
    const quantity = world.ledger.lots(account, PERP);
    return { actor: account, instrument: PERP, price, quantity, value: marginEquityCents(world, account) };
  }

  private lookUp(): void {
    const { accounts } = this.world;
    this.watched = accounts.flatMap(({ traders }, account) => (traders > 0 ? [account] : []));
    this.accountsSeen = accounts.length;
  }
}
