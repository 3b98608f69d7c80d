import { MINUTES_PER_DAY, SECONDS_PER_DAY, SECONDS_PER_YEAR } from '../engine/time.ts';
import { BUY, REASON, SELL } from '../events.ts';
import { GREEKS, greeksInto, PRICE } from '../market/black-scholes.ts';
import { INSTRUMENT } from '../market/instruments.ts';
import { COINS_PER_OPTION_LOT } from '../market/options.ts';
import { impliedVol } from '../market/surface.ts';
import { OUTSIDE_ACCOUNT } from '../world/ledger.ts';
import { type Context, defineAgent } from './agent.ts';
import { EXPIRY } from './dealer/opening.ts';
import type { Setup } from './setup.ts';
import { type BrokerAccount, brokerAccount } from './yen-carry/account.ts';
import { type YenCarryParameters, yenCarryParameters } from './yen-carry/parameters.ts';

const ETF = INSTRUMENT.IBIT;
/** Where the broker sells the fund out: trust shares while they trade, else the nearest future. */
const VENUES = [ETF, INSTRUMENT['CME-1']] as const;
const CHECK_MINUTES = 5;
const MARK_MINUTES = 60;
/** Delta left open, as a share of the bitcoin under its options, below which the broker does not trade. */
const TOLERANCE = 0.005;

/**
 * The rejected rival explanation of the crash, in no cast by default: a fund financed in yen holds silver and options on
 * trust shares, and its broker closes it. A, long calls out of the money: they lose their delta as price falls, so that
 * there is nothing left to sell. B, short puts: they gain delta as price falls and demand collateral. When the grace is
 * over and equity still below the requirement, the broker sells its shares and then the delta of its options, short
 * where it must, and keeps that flat. Silver and yen are closed at their drivers' prices, without impact; who took the
 * other side of the options is not said to hedge, so the broker's sales stand for the whole of that flow.
 */
export const yenCarry = defineAgent<YenCarryParameters>({
  kind: 'yen-carry',
  about:
    'Hold options on trust shares and silver with borrowed yen, until a broker without patience closes it.',
  parameters: yenCarryParameters,
  wake: { every: '1m', onOwn: ['CollateralCalled', 'TargetSet'] },
  latency: 'other',
  uses: ['takes', 'options'],
  emits: ['BookMarked', 'CollateralCalled', 'TargetSet', 'CollateralPosted', 'Noted'],
  open(setup) {
    const { parameters: p, view, self, cash, holding, remember } = setup;
    cash(p.capitalUsd + p.yenUsd - p.silverUsd - p.trustUsd);
    holding(ETF, view.lotsOfUsd(ETF, p.trustUsd));
    bookOptions(setup);
    const legs = { silverUnits: p.silverUsd, yenUnits: p.yenUsd };
    const { ledgerUsd, optionsUsd } = brokerAccount(view, self, p, legs);
    const call = { calledTick: -1, callSeq: -1, closing: 0, closingSeq: -1 };
    remember({ ...legs, ...call, bitcoinUsd: ledgerUsd + optionsUsd });
  },
  decide(context) {
    const { view, memory, cause, round, orders } = context;
    const { tick, tickSeq } = view.world;
    // Woken by the call or by the order to close: what follows cites it.
    if (cause !== tickSeq)
      orders.declare('Noted', {}, memory.closing === 1 ? { closingSeq: cause } : { callSeq: cause });
    if (round !== 0) return;
    if (memory.closing === 1) return sellOut(context);
    if (tick % view.ticksIn(CHECK_MINUTES) === 0) check(context);
  },
});

/** Books its options against the investing public at model value. */
function bookOptions({ parameters: p, view, option }: Setup<YenCarryParameters>): void {
  const { nowSeconds, surface } = view.world;
  const { secondOfDay, settlesOn, averagingSeconds } = EXPIRY.share;
  const expirySeconds = nowSeconds - (nowSeconds % SECONDS_PER_DAY) + p.days * SECONDS_PER_DAY + secondOfDay;
  const years = (expirySeconds - nowSeconds) / SECONDS_PER_YEAR;
  const put = p.variant === 'short-puts';
  const strikes = put ? p.putStrikes : p.callStrikes;
  const one = new Float64Array(GREEKS);
  for (const over of strikes) {
    const spotUsd = view.indexUsd;
    const strikeUsd = over * spotUsd;
    const coins = p.notionalUsd / spotUsd / strikes.length;
    const quantityLots = (put ? -1 : 1) * Math.round(coins / COINS_PER_OPTION_LOT);
    greeksInto(one, put, spotUsd, strikeUsd, impliedVol(surface, strikeUsd, spotUsd, years), 0, 0, years);
    const premiumUsd = quantityLots * COINS_PER_OPTION_LOT * one[PRICE];
    option({ put, strikeUsd, expirySeconds, settlesOn, averagingSeconds, quantityLots, premiumUsd });
  }
}

function accountOf({ view, self, parameters, memory }: Context<YenCarryParameters>): BrokerAccount {
  const { silverUnits, yenUnits } = memory;
  return brokerAccount(view, self, parameters, { silverUnits, yenUnits });
}

/** The broker looks: asks for collateral, drops the call when it is met again, or has waited long enough. */
function check(context: Context<YenCarryParameters>): void {
  const { view, parameters: p, memory, orders } = context;
  const { tick, market } = view.world;
  const account = accountOf(context);
  const { equityUsd, requiredUsd, optionsUsd, optionCoins } = account;
  if (tick % view.ticksIn(MARK_MINUTES) === 0) {
    const detail = { requiredUsd, optionsUsd, optionCoins };
    orders.declare('BookMarked', { value: Math.round(equityUsd * 100) }, detail, market.indexSeq);
  }
  if (equityUsd >= requiredUsd) {
    if (memory.calledTick >= 0) orders.declare('Noted', {}, { calledTick: -1 }, market.indexSeq);
    return;
  }
  const called = memory.calledTick >= 0;
  if (!called) {
    const value = Math.round((requiredUsd - equityUsd) * 100);
    const columns = { value, reason: REASON.margin };
    orders.declare(
      'CollateralCalled',
      columns,
      { calledTick: tick, requiredUsd, equityUsd },
      culprit(context, account),
    );
  }
  const waitedMinutes = called ? (tick - memory.calledTick) * view.minutesPerTick : 0;
  if (waitedMinutes >= p.graceDays * MINUTES_PER_DAY) close(context, account, called);
}

/** The mark of what has lost most since the opening: bitcoin, silver or the dollar against the yen. */
function culprit(
  { view, parameters: p, memory }: Context<YenCarryParameters>,
  account: BrokerAccount,
): number {
  const { market } = view.world;
  const losses = [
    { seq: market.indexSeq, usd: memory.bitcoinUsd - account.ledgerUsd - account.optionsUsd },
    { seq: market.markSeq[INSTRUMENT.SILVER], usd: p.silverUsd - account.silverUsd },
    { seq: market.markSeq[INSTRUMENT.DOLLAR], usd: account.debtUsd - p.yenUsd },
  ];
  return losses.reduce((worst, loss) => (loss.usd > worst.usd ? loss : worst)).seq;
}

/** The grace is over: silver goes, yen are repaid as far as cash reaches, bitcoin is sold from the next minute on. */
function close(context: Context<YenCarryParameters>, account: BrokerAccount, called: boolean): void {
  const { view, self, memory, orders } = context;
  const silverCents = Math.round(account.silverUsd * 100);
  const debtCents = Math.round(account.debtUsd * 100);
  const repaidCents = Math.max(0, Math.min(debtCents, view.world.ledger.cash[self] + silverCents));
  const repaidShare = debtCents > 0 ? repaidCents / debtCents : 0;
  const detail = { closing: 1, silverUnits: 0, yenUnits: memory.yenUnits * (1 - repaidShare) };
  const columns = {
    instrument: ETF,
    quantity: view.lotsOfCoins(ETF, -account.optionCoins),
    value: view.lotsOfCoins(ETF, account.marketCoins),
    reason: REASON.margin,
  };
  if (called) orders.declare('TargetSet', columns, detail, memory.callSeq);
  else orders.declare('TargetSet', columns, detail);
  const reason = REASON['carry-unwind'];
  if (silverCents > 0)
    orders.declare('CollateralPosted', { counterparty: OUTSIDE_ACCOUNT, value: silverCents, reason });
  if (repaidCents > 0)
    orders.declare('CollateralPosted', {
      ...{ actor: OUTSIDE_ACCOUNT, counterparty: self, value: repaidCents, reason },
    });
}

/** Each minute a part of turnover, until shares and futures offset the delta of what options are left. */
function sellOut(context: Context<YenCarryParameters>): void {
  const { view, parameters: p, memory, orders } = context;
  const { optionCoins, marketCoins } = accountOf(context);
  const gap = -optionCoins - marketCoins;
  if (Math.abs(gap) * view.indexUsd <= TOLERANCE * p.notionalUsd) return;
  const venue = VENUES.find((i) => view.isOpen(i));
  if (venue === undefined) return;
  const most = Math.floor(p.participation * view.world.market.tickVolume[venue]);
  const lots = Math.min(most, Math.abs(view.lotsOfCoins(venue, gap)));
  if (lots < 1) return;
  const options = { type: 'market', cause: memory.closingSeq } as const;
  orders.send(venue, gap > 0 ? BUY : SELL, 0, lots, 'carry-unwind', options);
}
