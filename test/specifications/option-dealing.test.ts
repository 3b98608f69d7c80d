import { describe, expect, it } from 'vitest';
import type { Agent } from '../../sim/agents/agent.ts';
import { type DealerParameters, dealerParameters } from '../../sim/agents/dealer/parameters.ts';
import { dealer } from '../../sim/agents/dealer.ts';
import { optionGreeks } from '../../sim/market/black-scholes.ts';
import { BOOKS, INSTRUMENT } from '../../sim/market/instruments.ts';
import { impliedVol } from '../../sim/market/surface.ts';
import { DeskWorld, PUBLIC } from './desk-world.ts';

const DAY = 86_400;
const FEB_4 = 1_770_163_200; // 2026-02-04T00:00Z
const EXPIRY = FEB_4 + 23 * DAY + 8 * 3600;
const PUT = { put: true, strikeUsd: 66_000, expirySeconds: EXPIRY };
const CALL = { put: false, strikeUsd: 80_000, expirySeconds: EXPIRY };
const EMPTY = { coins: 0, lowCoins: 0, spotCoins: 0 };
const USD = 72_000;

/** Dealers without a book, by the parameters that set them apart, and one round for all of them at a time. */
function street(...given: Partial<DealerParameters>[]) {
  const market = new DeskWorld({ seconds: FEB_4, usd: USD, open: BOOKS });
  const agents = given.map((parameters, n) =>
    market.join(dealer, `dealer-${n + 1}`, dealerParameters.parse({ ...EMPTY, ...parameters })),
  );
  market.openMinute({ usd: USD });
  const round = (): void => market.round(agents as Agent<unknown>[]);
  const cash = (account: number): number => market.world.ledger.cash[account];
  const selves = agents.map(({ context }) => context.self);
  const coins = (account: number): number =>
    BOOKS.reduce((sum, i) => sum + market.view.coins(i, market.view.lots(account, i)), 0);
  return { market, round, cash, selves, coins };
}

/** Mid volatility and greeks of one bitcoin of an option on the surface as it is. */
function fair({ market }: ReturnType<typeof street>, { put, strikeUsd, expirySeconds }: typeof PUT) {
  const { surface, nowSeconds } = market.world;
  const years = (expirySeconds - nowSeconds) / (365 * DAY);
  const mid = impliedVol(surface, strikeUsd, USD, years);
  const at = (vol: number) => optionGreeks(put ? 'put' : 'call', USD, strikeUsd, vol, 0, 0, years);
  return { mid, at };
}

describe('an option that a client asks for', () => {
  it('is quoted in the next round and dealt at the best quote, its premium in cash, as the log says why', () => {
    const desk = street({ halfSpreadPoints: 3 }, { halfSpreadPoints: 1 });
    const { market, round, cash, selves } = desk;
    const before = [PUBLIC, ...selves].map(cash);
    const asked = market.request(PUBLIC, 5_000, PUT);
    round();
    const quotes = market.all('OptionQuoted');
    expect(quotes.map(({ actor, request, cause }) => [actor, request, cause])).toEqual(
      selves.map((self) => [self, asked, asked]),
    );
    const { mid, at } = fair(desk, PUT);
    const use = (50 * at(mid).vega) / 1e8;
    for (const [n, points] of [3, 1].entries()) {
      expect(quotes[n].vegaUse).toBeCloseTo(use, 12);
      expect(quotes[n].vol).toBeCloseTo(mid + (points / 100) * (1 + 2 * use), 12);
      expect(quotes[n].premiumUsd).toBeCloseTo(at(quotes[n].vol).price, 6);
    }
    const [booked, ...more] = market.all('OptionBooked');
    expect(more).toEqual([]);
    const cents = Math.round(50 * quotes[1].premiumUsd * 100);
    expect(booked).toMatchObject({
      actor: selves[1],
      client: PUBLIC,
      request: asked,
      cause: asked,
      quantityLots: -5_000,
      premiumCents: -cents,
      vol: quotes[1].vol,
    });
    expect(booked.vegaUsdPerPoint).toBeCloseTo((50 * at(mid).vega) / 100, 6);
    expect([PUBLIC, ...selves].map((account, n) => cash(account) - before[n])).toEqual([-cents, 0, cents]);
    expect(market.world.optionRequests).toEqual([]);
    expect(market.all('OptionRefused')).toEqual([]);
  });

  // Deltas by Black and Scholes: a dealer short a put is long bitcoin, short a call it is short.
  it.each([
    ['bought put', 5_000, PUT, -1],
    ['sold put', -5_000, PUT, 1],
    ['bought call', 5_000, CALL, 1],
    ['written call', -5_000, CALL, -1],
  ])(
    'a %s makes the dealer trade its delta at once, and says that flow did it',
    (_what, lots, option, side) => {
      const desk = street({ patienceMinutes: 0, participation: 1 });
      const { market, round, selves, coins } = desk;
      market.openMinute({ usd: USD * 1.0001 });
      market.openMinute({ usd: USD });
      for (const i of BOOKS) market.turnover(i, market.view.lotsOfCoins(i, 1_000));
      market.openMinute({ usd: USD });
      market.request(PUBLIC, lots, option);
      round();
      const [booked] = market.all('OptionBooked');
      expect(market.all('HedgeTargetSet')).toEqual([]);
      expect(coins(selves[0])).toBe(0);
      round();
      const [set] = market.all('HedgeTargetSet');
      expect(set.cause).toBe(booked.seq);
      expect(Math.sign(set.fromFlow)).toBe(side);
      expect(set.fromFlow + set.fromSpot + set.fromVol + set.fromTime).toBeCloseTo(set.targetCoins, 9);
      // Minutes have passed since the last target, which was no options at all.
      expect(set.fromFlow / set.targetCoins).toBeCloseTo(1, 3);
      expect(Math.sign(coins(selves[0]))).toBe(side);
      expect(Math.abs(coins(selves[0]) - set.targetCoins)).toBeLessThanOrEqual(set.bandCoins + 0.02);
      expect(market.all('OrderPlaced').at(-1)).toMatchObject({ actor: selves[0], cause: set.seq });
    },
  );

  it('adds nothing to what its dealer takes in one minute, which is a share of the turnover', () => {
    const { market, round, selves, coins } = street({ patienceMinutes: 0, participation: 0.05 });
    for (const i of BOOKS)
      market.turnover(i, market.view.lotsOfCoins(i, i === INSTRUMENT['BTC-PERP'] ? 100 : 0));
    market.openMinute({ usd: USD });
    for (const lots of [50_000, 40_000]) {
      market.request(PUBLIC, lots, PUT);
      round();
      round();
    }
    expect(market.all('HedgeTargetSet').map(({ fromFlow }) => fromFlow < -50)).toEqual([true, true]);
    expect(coins(selves[0])).toBeLessThan(-4);
    const taken = market.all('OrderPlaced').filter(({ actor }) => actor === selves[0]);
    const perp = taken.filter(({ instrument }) => instrument === INSTRUMENT['BTC-PERP']);
    expect(perp.reduce((sum, { quantityLots }) => sum + quantityLots, 0)).toBe(500);
    market.openMinute({ usd: USD });
    const before = coins(selves[0]);
    round();
    expect(coins(selves[0])).toBeLessThan(before);
  });

  it('is bid for below the mid, and dealt at the highest bid', () => {
    const desk = street({ halfSpreadPoints: 1 }, { halfSpreadPoints: 3 });
    desk.market.request(PUBLIC, -5_000, PUT);
    desk.round();
    const { mid } = fair(desk, PUT);
    const [booked] = desk.market.all('OptionBooked');
    expect(booked).toMatchObject({ actor: desk.selves[0], quantityLots: 5_000 });
    expect(booked.premiumCents).toBeGreaterThan(0);
    expect(booked.vol).toBeLessThan(mid - 0.01);
    expect(booked.vegaUsdPerPoint).toBeLessThan(0);
  });

  it('goes to the next dealer beyond the vega limit of the best, and is refused beyond that of all', () => {
    const desk = street(
      { vegaLimitUsdPerPoint: 10_000, halfSpreadPoints: 0.5, spreadPerUse: 0 },
      { vegaLimitUsdPerPoint: 20_000, halfSpreadPoints: 1, spreadPerUse: 0 },
    );
    const { market, round, selves } = desk;
    const { mid, at } = fair(desk, PUT);
    const perLot = (at(mid).vega * 0.01) / 100;
    const most = [Math.floor(10_000 / perLot), Math.floor(20_000 / perLot)];
    const wanted = most[0] + most[1] + 7;
    const asked = market.request(PUBLIC, wanted, PUT);
    round();
    expect(market.all('OptionBooked').map(({ actor, quantityLots }) => [actor, quantityLots])).toEqual([
      [selves[0], -most[0]],
      [selves[1], -most[1]],
    ]);
    expect(market.all('OptionRefused')).toMatchObject([
      { actor: PUBLIC, request: asked, cause: asked, quantityLots: 7, reason: 'vega-limit' },
    ]);
    // Full: what would add to it is turned away, what takes from it is welcome.
    market.request(PUBLIC, 100, PUT);
    round();
    expect(market.all('OptionRefused').at(-1)).toMatchObject({ quantityLots: 100, reason: 'vega-limit' });
    expect(market.all('OptionQuoted').slice(-2)).toMatchObject([
      { quantityLots: 0, reason: 'vega-limit' },
      { quantityLots: 0, reason: 'vega-limit' },
    ]);
    market.request(PUBLIC, -100, PUT);
    round();
    expect(market.all('OptionBooked').at(-1)).toMatchObject({ quantityLots: 100 });
  });

  it('cannot break the limit together with another one that is asked for at once', () => {
    const { market, round, selves } = street({ vegaLimitUsdPerPoint: 10_000 });
    for (const strikeUsd of [66_000, 68_000]) market.request(PUBLIC, 1e6, { ...PUT, strikeUsd });
    round();
    round();
    expect(market.world.optionRequests).toEqual([]);
    const { vegaUsdPerPoint } = market.world.memory[selves[0]];
    expect(vegaUsdPerPoint).toBeLessThan(-9_900);
    expect(vegaUsdPerPoint).toBeGreaterThan(-10_000 - 1e-6);
  });

  it('costs more the fuller the book of its dealer is', () => {
    const { market, round } = street({ vegaLimitUsdPerPoint: 100_000 });
    const vols = Array.from({ length: 3 }, () => {
      market.request(PUBLIC, 30_000, PUT);
      round();
      return market.all('OptionQuoted').at(-1)?.vol ?? 0;
    });
    expect(vols[1]).toBeGreaterThan(vols[0]);
    expect(vols[2] - vols[1]).toBeCloseTo(vols[1] - vols[0], 6);
  });

  it.each([
    ['nobody makes a market in it', PUT, 100, 'no-quote', []],
    ['its strike is not listed', { ...PUT, strikeUsd: 66_500 }, 100, 'off-tick', [{}]],
    ['it has expired', { ...PUT, expirySeconds: FEB_4 }, 100, 'closed', [{}]],
    ['it is of no whole lots', PUT, 1.5, 'off-lot', [{}]],
    ['its market is shut', { ...PUT, on: INSTRUMENT.IBIT }, 100, 'closed', [{ home: 'share' as const }]],
  ])('is refused when %s', (_what, option, lots, reason, dealers) => {
    const { market, round, cash } = street(...dealers);
    market.session(INSTRUMENT.IBIT, false);
    const before = cash(PUBLIC);
    const asked = market.request(PUBLIC, lots, option);
    round();
    expect(market.all('OptionRefused')).toMatchObject([{ request: asked, quantityLots: lots, reason }]);
    expect(market.all('OptionBooked')).toEqual([]);
    expect(market.world.optionRequests).toEqual([]);
    expect(cash(PUBLIC)).toBe(before);
  });
});

describe('options dealt more than once', () => {
  it('of the same terms and parties are one position, which a sale of all of it ends', () => {
    const { market, round } = street({});
    for (const lots of [300, 200, -500]) {
      market.request(PUBLIC, lots, PUT);
      round();
      expect(market.world.options).toHaveLength(1);
    }
    expect(market.world.options[0].quantityLots).toBe(0);
    market.request(PUBLIC, 100, CALL);
    round();
    expect(market.world.options).toMatchObject([{ put: false, strikeUsd: 80_000, quantityLots: -100 }]);
  });

  it('settle between client and dealer in cash, and leave their place to the next', () => {
    const { market, round, cash, selves } = street({});
    market.request(PUBLIC, 100, { ...PUT, strikeUsd: 75_000, expirySeconds: FEB_4 + 40 * 60 });
    round();
    const before = [PUBLIC, selves[0]].map(cash);
    for (let n = 0; n < 45; n++) market.openMinute({ usd: USD });
    expect(market.all('OptionSettled')).toMatchObject([
      { actor: selves[0], client: PUBLIC, payoffCents: -300_000 },
    ]);
    expect([PUBLIC, selves[0]].map((account, n) => cash(account) - before[n])).toEqual([300_000, -300_000]);
    market.request(PUBLIC, 100, CALL);
    round();
    expect(market.world.options).toHaveLength(1);
  });
});
