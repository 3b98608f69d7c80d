import { emit, type Log } from '../emit.ts';
import { DAYS_PER_YEAR, formatTime } from '../engine/time.ts';
import { REASON } from '../events.ts';
import type { DueBaskets } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { newYorkClock, nextUsSession, tickAt, usHours } from './calendar.ts';
import { defaultHalts, type HaltRules } from './halt-rules.ts';
import { isRestricted } from './short-sales.ts';
import {
  BASKET_SHARES,
  balanceCents,
  basketCoinLots,
  COINS,
  navTicks,
  PUBLIC,
  SHARE,
  TRUST,
} from './trust.ts';

/** Orders for baskets come in up to so many minutes before the close. */
const CUT_OFF_MINUTES = 1;
/** Yearly lending fee: general collateral up to this utilisation, then rising in proportion to what is left. */
const CALM_FEE = 0.0025;
const TIGHT_UTILISATION = 0.85;
const TIGHTEST_FEE = 0.4;
const BORROW_MINUTES = 15;

/** The trust's primary market: net asset value, baskets, lending of shares, and the restriction of short sales. */
export class PrimaryMarket {
  constructor(
    private readonly world: World,
    private readonly log: Log,
    private readonly script: { readonly halts: Pick<HaltRules, 'shortSales'> } = { halts: defaultHalts },
  ) {}

  /** After the marks of a tick. */
  step(): void {
    const { world } = this;
    const { minute } = newYorkClock(world.nowSeconds);
    const isWholeMinute = world.nowSeconds % 60 === 0;
    if (world.inSession[SHARE] === 1) {
      const nav = navTicks(world);
      const columns = { instrument: SHARE, price: nav, value: world.market.mark[SHARE] / nav - 1 };
      emit(this.log, 'NavIndicated', world.market.indexSeq, columns);
      if (isWholeMinute && minute % BORROW_MINUTES === 0) this.countPool();
    }
    this.watchFall();
    if (isWholeMinute && minute === usHours(world.calendar, world.nowSeconds)?.close) this.strike();
    for (const due of [...world.primary.due]) if (due.dueTick <= world.tick) this.deliver(due);
  }

  /** After a round: answers the orders for baskets that came in it. */
  accept(ordered: { seq: number; actor: number; baskets: number }): void {
    const { world, log } = this;
    const { seq, actor, baskets } = ordered;
    const { minute } = newYorkClock(world.nowSeconds);
    const close = usHours(world.calendar, world.nowSeconds)?.close ?? 0;
    if (world.inSession[SHARE] !== 1 || minute > close - CUT_OFF_MINUTES) {
      const columns = { actor, instrument: SHARE, quantity: baskets, reason: REASON['cut-off'] };
      emit(log, 'BasketsRefused', seq, columns);
      return;
    }
    const due = nextUsSession(world.calendar, world.nowSeconds).close;
    const value = tickAt(world, due);
    const columns = { actor, instrument: SHARE, price: navTicks(world), quantity: baskets, value };
    const tradeDate = formatTime(world.nowSeconds).slice(0, 10);
    emit(log, 'BasketsAccepted', seq, columns, { tradeDate, publishedDate: formatTime(due).slice(0, 10) });
  }

  /** The net asset value of the day, and what shorts owe for it. */
  private strike(): void {
    const { world, log } = this;
    const nav = navTicks(world);
    const outstanding = world.ledger.endowedLots[SHARE];
    const value = world.market.close[SHARE] / nav - 1;
    const columns = { instrument: SHARE, price: nav, quantity: outstanding, value };
    const struck = emit(log, 'NavStruck', world.market.indexSeq, columns);
    const lender = world.accountByName.get(PUBLIC);
    const borrowed = world.ledger.shortLots[SHARE];
    if (lender === undefined || borrowed === 0) return;
    const rate = feeAt(utilisationOf(borrowed, world.primary.lendableShares)) / DAYS_PER_YEAR;
    emit(log, 'BorrowFeePaid', struck, { instrument: SHARE, counterparty: lender, price: nav, value: rate });
  }

  /** Counts who lends: the pool shrinks when those who lend most sell. */
  private countPool(): void {
    const { world, log } = this;
    let lendable = 0;
    for (const [account, { lends }] of world.accounts.entries())
      lendable += lends * Math.max(0, world.ledger.lots(account, SHARE));
    const borrowed = world.ledger.shortLots[SHARE];
    const shares = Math.floor(lendable);
    const utilisation = utilisationOf(borrowed, shares);
    const columns = { instrument: SHARE, quantity: shares, value: feeAt(utilisation) };
    emit(log, 'BorrowUpdated', world.market.markSeq[SHARE], columns, {
      borrowedShares: borrowed,
      utilisation,
    });
  }

  /** Restricts short sales after a fall (Rule 201); a rule that was switched off meanwhile restricts nobody any more. */
  private watchFall(): void {
    const { world, log } = this;
    const { rule, fall } = this.script.halts.shortSales;
    const close = world.market.close[SHARE];
    const mark = world.market.mark[SHARE];
    const restricted = isRestricted(world);
    if (rule === 'off') {
      if (restricted) emit(log, 'ShortSalesFreed', world.tickSeq, { instrument: SHARE });
      return;
    }
    if (world.inSession[SHARE] !== 1 || close === 0 || restricted || mark > close * (1 - fall)) return;
    const value = tickAt(world, nextUsSession(world.calendar, world.nowSeconds).close);
    const columns = { instrument: SHARE, price: mark, value };
    emit(log, 'ShortSaleRestricted', world.market.markSeq[SHARE], columns);
  }

  /** Coins and the balance in cash against shares, or a failure that falls due again at the next close. */
  private deliver(due: DueBaskets): void {
    const { world, log } = this;
    const { account, baskets, seq, navTicks: struckAt, tradeDate, publishedDate } = due;
    const trust = world.accountByName.get(TRUST) ?? account;
    const size = Math.abs(baskets);
    const coinLots = size * basketCoinLots(world);
    const shares = size * BASKET_SHARES;
    const has =
      baskets > 0
        ? world.ledger.lots(account, COINS) >= coinLots
        : world.ledger.lots(account, SHARE) >= shares;
    if (!has) {
      const value = tickAt(world, nextUsSession(world.calendar, world.nowSeconds).close);
      const columns = { actor: account, instrument: SHARE, order: seq, quantity: baskets, value };
      emit(log, 'DeliveryFailed', seq, columns, { age: due.age + 1 });
      return;
    }
    const cents = balanceCents(world, size, struckAt);
    emit(
      log,
      baskets > 0 ? 'SharesCreated' : 'SharesRedeemed',
      seq,
      { actor: account, instrument: SHARE, counterparty: trust, order: seq, quantity: shares, value: cents },
      { coinInstrument: COINS, coinLots, tradeDate, publishedDate },
    );
  }
}

/** Yearly fee for borrowing a share at the utilisation of the pool. */
export function feeAt(utilisation: number): number {
  if (utilisation <= TIGHT_UTILISATION) return CALM_FEE;
  const squeeze = Math.min(1, (utilisation - TIGHT_UTILISATION) / (1 - TIGHT_UTILISATION));
  return CALM_FEE + squeeze * (TIGHTEST_FEE - CALM_FEE);
}

/** Share of the pool that is lent: all of it when shares are short and nobody lends. */
function utilisationOf(borrowed: number, lendable: number): number {
  if (lendable > 0) return borrowed / lendable;
  return borrowed > 0 ? 1 : 0;
}
