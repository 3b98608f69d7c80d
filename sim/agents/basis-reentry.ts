import { z } from 'zod';
import { SECONDS_PER_YEAR } from '../engine/time.ts';
import { BUY, SELL } from '../events.ts';
import { INSTRUMENT } from '../market/instruments.ts';
import { marginRate } from '../market/margin-rates.ts';
import type { View } from '../market/view.ts';
import { type Context, defineAgent } from './agent.ts';

const parameters = z.strictObject({
  capitalUsd: z
    .number()
    .positive()
    .default(3e9)
    .describe('US dollars for coins and for margin of futures (1-6bn: unmeasured)'),
  financing: z
    .number()
    .min(0)
    .max(0.2)
    .default(0.045)
    .describe('share a year at which the margin of futures is financed (0.04-0.05: quoted near 4.5 %)'),
  hurdle: z
    .number()
    .min(0)
    .max(1)
    .default(0.075)
    .describe(
      'share a year of carry, net of financing and costs, below which it stays away (0.05-0.09: 9 % is ' +
        'said to have pulled capital back)',
    ),
  hourlyShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe(
      'share of capital deployed in an hour for each percentage point above the hurdle (0.05-0.2: a choice)',
    ),
  slippageBp: z
    .number()
    .min(0)
    .max(1_000)
    .default(0.5)
    .describe('basis points of price lost in spreads on the way in and out, beside fees (0.2-3: a choice)'),
  averageMinutes: z
    .number()
    .int()
    .min(1)
    .max(59)
    .default(15)
    .describe('minutes of basis it averages before it believes it (5-30: a choice)'),
});
type Parameters = z.infer<typeof parameters>;

const FUTURE = INSTRUMENT['CME-1'];
const SHARE = INSTRUMENT.IBIT;
const SPOT = INSTRUMENT['BTC-SPOT-US'];
/** Volatility is noted every five minutes; of thirteen notes the oldest is an hour old. */
const NOTE_MINUTES = 5;
const NOTES = 13;
/** Names under which they are remembered, spelled once. */
const VARIANCE = Array.from({ length: NOTES }, (_, n) => `variance${n}`);

/**
 * Market-neutral capital that comes back once the basis pays for it and the storm abates: it sells the nearest future
 * and buys trust shares, or coins while they are shut, contract by contract. A rise of open interest with no rise of price.
 */
export const basisReentry = defineAgent<Parameters>({
  kind: 'basis-reentry',
  about: 'Enter the basis trade when its carry beats a hurdle and volatility falls.',
  parameters,
  wake: { rounds: 'every' },
  lends: 0.6,
  latency: 'other',
  uses: ['takes', 'broker'],
  emits: ['CarryOpened', 'Noted'],
  open({ parameters: p, cash }) {
    cash(p.capitalUsd);
  },
  decide(context) {
    const { view, round, self } = context;
    const { nowSeconds, secondsPerTick } = view.world;
    const newMinute = round === 0 && nowSeconds % 60 < secondsPerTick;
    const calming = newMinute && isCalming(context);
    // Under a call nothing is added; while its broker sells it out, it stands back.
    const { marginCalls, forcedSales } = view.world;
    if (forcedSales.size > 0 && forcedSales.has(self)) return;
    const sold = newMinute && !marginCalls.has(self) ? sellFutures(context, calming) : 0;
    // The coins of what is being sold now are bought from the next round on, when it is known what was filled.
    if (sold === 0) buyCoins(context);
  },
});

/** Yearly cost of getting in and out of a pair: fees of both legs and spreads, over what is left of the future's life. */
export function yearlyCosts(view: View, p: Pick<Parameters, 'slippageBp'>): number {
  const { instruments } = view.world;
  const future = instruments[FUTURE];
  const perContract = future.feeCentsPerLot / 100 / (future.coinsPerLot * view.indexUsd);
  const oneWay = (future.takerFeeBps + instruments[SHARE].takerFeeBps) / 10_000 + perContract;
  return (2 * oneWay + p.slippageBp / 10_000) / yearsLeft(view);
}

/** Lowest yearly basis at which a pair pays the hurdle after financing of its margin and costs. */
export function leastBasis(view: View, p: Parameters): number {
  return p.hurdle + p.financing * marginRate(view.world) + yearlyCosts(view, p);
}

function yearsLeft(view: View): number {
  return (view.world.instruments[FUTURE].expirySeconds - view.world.nowSeconds) / SECONDS_PER_YEAR;
}

/** Notes the fast variance every five minutes and says whether it is below its value an hour ago. */
function isCalming({ view, memory, orders }: Context<Parameters>): boolean {
  const { nowSeconds, market } = view.world;
  const minutes = Math.floor(nowSeconds / 60);
  const note = Math.floor(minutes / NOTE_MINUTES);
  const before: number | undefined = memory[VARIANCE[(note + 1) % NOTES]];
  if (minutes % NOTE_MINUTES === 0)
    orders.declare('Noted', {}, { [VARIANCE[note % NOTES]]: market.variance.fast }, market.indexSeq);
  return before !== undefined && market.variance.fast < before;
}

/** Basis of the nearest future, averaged over the last minutes in which it traded. */
function averageBasis(view: View, minutes: number): number {
  const { market, tick } = view.world;
  const ticks = view.ticksIn(minutes);
  let sum = 0;
  let count = 0;
  for (let ago = 0; ago < ticks && ago < market.ticksPerHour; ago++) {
    const mark = market.markAgo(FUTURE, tick, ago);
    if (!(mark > 0)) continue;
    sum += view.coinUsd(FUTURE, mark) / market.indexAgo(ago) - 1;
    count++;
  }
  return count > 0 ? sum / count / yearsLeft(view) : 0;
}

/** US dollars in use: coins and shares at the price of bitcoin, and margin of the futures sold. */
function usedUsd(view: View, self: number): number {
  const futures = -view.coins(FUTURE, view.lots(self, FUTURE));
  // A future not yet covered will need its coins as well.
  return (Math.max(futures, longCoins(view, self)) + marginRate(view.world) * futures) * view.indexUsd;
}

function longCoins(view: View, self: number): number {
  return view.coins(SHARE, view.lots(self, SHARE)) + view.coins(SPOT, view.lots(self, SPOT));
}

/** Sells futures at no less than the hurdle asks, as many as its pace and its prime broker allow; returns how many. */
function sellFutures(context: Context<Parameters>, calming: boolean): number {
  const { view, self, parameters: p, orders, random } = context;
  const dice = random('lots').uniform();
  if (!calming || !view.isOpen(FUTURE) || yearsLeft(view) <= 0) return 0;
  const basis = averageBasis(view, p.averageMinutes);
  const excess = basis - leastBasis(view, p);
  if (!(excess > 0)) return 0;
  const perContract = view.coins(FUTURE, 1) * view.indexUsd * (1 + marginRate(view.world));
  const pace = (p.capitalUsd * p.hourlyShare * (excess / 0.01)) / 60;
  const minutes = Math.max(1, view.minutesPerTick);
  const limit = Math.ceil(view.ticksOf(FUTURE, view.indexUsd * (1 + leastBasis(view, p) * yearsLeft(view))));
  const shown = view.world.books[FUTURE].quantityWithin(BUY, limit, Number.MAX_SAFE_INTEGER);
  const room = Math.floor(roomUsd(view, self, p) / perContract);
  const lots = Math.min(Math.floor((pace * minutes) / perContract + dice), shown, room);
  if (lots < 1) return 0;
  const detail = { usedUsd: usedUsd(view, self), excess };
  orders.declare(
    'CarryOpened',
    { instrument: FUTURE, value: basis },
    detail,
    view.world.market.markSeq[FUTURE],
  );
  orders.send(FUTURE, SELL, limit, lots, 're-entry', { type: 'ioc' });
  return lots;
}

/**
 * US dollars it may still use: what capital leaves, and what its prime broker lends on, which is cash left after
 * variation margin: a rally drains it though the pair as a whole has lost nothing.
 */
function roomUsd(view: View, self: number, p: Parameters): number {
  const { ledger, instruments, market } = view.world;
  const future = instruments[FUTURE];
  const variation = ledger.unrealised(future, self, market.mark[FUTURE]) + ledger.due[self];
  const futures = -view.coins(FUTURE, view.lots(self, FUTURE)) * view.indexUsd;
  const freeCash = (ledger.cash[self] + variation) / 100 - marginRate(view.world) * futures;
  return Math.min(p.capitalUsd - usedUsd(view, self), freeCash);
}

/** Buys the coins that futures sold so far call for: trust shares while they trade, else coins. */
function buyCoins({ view, self, orders }: Context<Parameters>): void {
  const missing = -view.coins(FUTURE, view.lots(self, FUTURE)) - longCoins(view, self);
  const venue = view.isOpen(SHARE) ? SHARE : SPOT;
  const lots = view.lotsOfCoins(venue, missing);
  if (lots < 1) return;
  const cause = view.world.market.markSeq[FUTURE];
  orders.send(venue, BUY, 0, lots, 're-entry', { type: 'market', cause });
}
