import { describe, expect, it } from 'vitest';
import type { Agent } from '../../sim/agents/agent.ts';
import { dealerParameters } from '../../sim/agents/dealer/parameters.ts';
import { dealer } from '../../sim/agents/dealer.ts';
import {
  type OptionClientParameters,
  optionClientParameters,
} from '../../sim/agents/option-client/parameters.ts';
import { optionClient } from '../../sim/agents/option-client.ts';
import { BOOKS, februaryTerms, INSTRUMENT } from '../../sim/market/instruments.ts';
import { checkInvariants } from '../../sim/market/invariants.ts';
import { DeskWorld } from './desk-world.ts';

const DAY = 86_400;
const FEB_4 = 1_770_163_200; // 2026-02-04T00:00Z
const USD = 72_000;
const INDEX = INSTRUMENT['BTC-INDEX'];
const IBIT = INSTRUMENT.IBIT;

/** A client, and a dealer of each home that would deal anything, some hours after the window has opened. */
function town(given: Partial<OptionClientParameters>, hour = 12) {
  const market = new DeskWorld({ seconds: FEB_4, usd: USD, open: BOOKS });
  const client = market.join(
    optionClient,
    'client',
    optionClientParameters.parse({ meanCoins: 75, ...given }),
  );
  const dealers = (['crypto', 'share'] as const).map((home) =>
    market.join(
      dealer,
      `dealer-${home}`,
      dealerParameters.parse({ home, coins: 0, lowCoins: 0, spotCoins: 0, vegaLimitUsdPerPoint: 1e9 }),
    ),
  );
  market.tick = hour * 60 - 1;
  /** Five minutes: the client asks, dealers answer. */
  const step = (usd = USD, after = 5): void => {
    market.openMinute({ usd, after });
    market.round([client as Agent<unknown>]);
    market.round(dealers as Agent<unknown>[]);
  };
  market.openMinute({ usd: USD });
  const { self } = client.context;
  return { market, step, self, requests: () => market.all('OptionRequested') };
}
const hours = (count: number, step: () => void): void => {
  for (let n = 0; n < count * 12; n++) step();
};

describe('an option client', () => {
  it.each([
    ['protection', 1, 1, (strike: number) => strike < USD],
    ['upside', 0, 1, (strike: number) => strike > USD],
    ['overwrite', 0, -1, (strike: number) => strike > USD],
  ] as const)(
    'for %s deals listed options out of the money, about as many as it says',
    (character, put, side, isOut) => {
      const { market, step, requests, self } = town({ character, moveSlope: 0, coinsPerDay: 24_000 });
      hours(24, step);
      expect(requests().length).toBeGreaterThan(200);
      for (const { put: asked, strikeUsd, quantityLots, expirySeconds, instrument, reason } of requests()) {
        expect([asked, Math.sign(quantityLots), instrument, reason]).toEqual([put, side, INDEX, character]);
        expect(strikeUsd % 2_000).toBe(0);
        expect(isOut(strikeUsd)).toBe(true);
        expect([2, 9, 23]).toContain((expirySeconds - FEB_4 - 8 * 3600) / DAY);
      }
      expect(market.all('OptionRefused')).toEqual([]);
      const dealt = market.all('OptionBooked');
      const coins = dealt.reduce((sum, { quantityLots }) => sum - quantityLots / 100, 0);
      // 320 requests of 75 bitcoin on average, exponential: a standard deviation of 1,900.
      expect(Math.abs(side * coins - 24_000 * 0.975)).toBeLessThan(3 * 1_900);
      expect(dealt.every(({ client }) => client === self)).toBe(true);
    },
  );

  it('asks for a strike at a quarter of delta, on a wider grid beyond a week', () => {
    const { step, requests } = town({ coinsPerDay: 50_000, tenors: [{ days: 23, share: 1 }] });
    hours(2, step);
    // Spot less .7 standard deviations: 72,000 exp(-.7 x .56 x (22.8 / 365)^.5) is 65,300, on the grid of 4,000 64,000.
    expect(new Set(requests().map(({ strikeUsd }) => strikeUsd))).toEqual(new Set([64_000]));
  });

  it('asks more often the further the last hour moved, and cites the index', () => {
    const count = (move: number): number => {
      const { market, step, requests } = town({ coinsPerDay: 20_000 });
      step(USD * (1 + move));
      hours(1, () => step(USD * (1 + move)));
      const marks = new Set(market.all('IndexMarked').map(({ seq }) => seq));
      expect(requests().every(({ cause }) => cause !== null && marks.has(cause))).toBe(true);
      return requests().length;
    };
    // 1 + 3 x 4 % / 2 % is seven times as often for the eleven steps in which the move is within the hour.
    const [still, fallen, risen] = [0, -0.04, 0.04].map(count);
    expect(fallen / still).toBeGreaterThan(4);
    expect(fallen / still).toBeLessThan(10);
    expect(risen).toBe(fallen);
  });

  it('deals options on shares only while shares trade', () => {
    const { market, step, requests } = town({ home: 'share', coinsPerDay: 20_000 });
    market.session(IBIT, false);
    hours(3, step);
    expect(requests()).toEqual([]);
    market.session(IBIT, true);
    hours(3, step);
    expect(requests().length).toBeGreaterThan(50);
    expect(requests().every(({ instrument }) => instrument === IBIT)).toBe(true);
    expect(market.all('OptionRefused')).toEqual([]);
  });

  it('takes what is beyond the position limit over the counter', () => {
    const { market, step, self } = town({
      home: 'share',
      coinsPerDay: 20_000,
      positionLimitContracts: 1_000,
    });
    hours(4, step);
    const lots = (on: number): number =>
      market.world.options
        .filter(({ settlesOn, client }) => settlesOn === on && client === self)
        .reduce((sum, { quantityLots }) => sum - quantityLots, 0);
    // 1,000 contracts of 100 shares.
    expect(lots(IBIT)).toBe(Math.floor((100_000 * februaryTerms.coinsPerShare) / 0.01));
    expect(lots(INDEX)).toBeGreaterThan(10 * lots(IBIT));
  });

  it('keeps it until there is room where it may not', () => {
    const { market, step, self, requests } = town({
      home: 'share',
      coinsPerDay: 20_000,
      positionLimitContracts: 1_000,
      excess: 'queue',
      monetisedPerHour: 0.5,
    });
    hours(1, step);
    const limit = Math.floor((100_000 * februaryTerms.coinsPerShare) / 0.01);
    const asked = requests().reduce((sum, { quantityLots }) => sum + quantityLots, 0);
    expect(asked).toBe(limit);
    const waiting = market.world.memory[self].queuedLots;
    expect(waiting).toBeGreaterThan(limit);
    // What it sells back in the money makes room for what has waited.
    const before = requests().length;
    for (let n = 0; n < 24; n++) step(58_000);
    const later = requests().slice(before);
    expect(later.some(({ reason }) => reason === 'profit-taking')).toBe(true);
    const fresh = later.filter(({ quantityLots }) => quantityLots > 0);
    expect(fresh.length).toBeGreaterThan(0);
    const held = market.world.options
      .filter(({ client }) => client === self)
      .reduce((sum, { quantityLots }) => sum - quantityLots, 0);
    expect(held).toBeLessThanOrEqual(limit);
  });

  it('sells back a tenth an hour of the puts that went into the money, and nothing else', () => {
    const opening = { openingCoins: 1_000, openingStrikesUsd: [60_000, 74_000], coinsPerDay: 0 };
    const { market, step, self, requests } = town({ ...opening, tenors: [{ days: 9, share: 1 }] });
    expect(market.world.options).toMatchObject([
      { holder: self, strikeUsd: 60_000, quantityLots: 50_000 },
      { holder: self, strikeUsd: 74_000, quantityLots: 50_000 },
    ]);
    // 71,900: 2.9 % in the money. On the hour, as the first step is, and an hour later.
    for (let n = 0; n < 12; n++) step(71_900, n === 0 ? 60 : 5);
    step(71_900);
    expect(
      requests().map(({ strikeUsd, quantityLots, reason }) => [strikeUsd, quantityLots, reason]),
    ).toEqual([
      [74_000, -5_000, 'profit-taking'],
      [74_000, -4_500, 'profit-taking'],
    ]);
    expect(
      market
        .all('OptionBooked')
        .slice(2)
        .every(({ premiumCents }) => premiumCents > 0),
    ).toBe(true);
    // Less than 2 % in the money it waits.
    const before = requests().length;
    for (let n = 0; n < 12; n++) step(73_000);
    expect(requests().length).toBe(before);
  });

  it('is paid what its options are worth on their day, and cash is conserved', () => {
    const { market, step, self } = town({ coinsPerDay: 50_000, tenors: [{ days: 2, share: 1 }] });
    hours(2, step);
    const bought = market.world.options.filter(({ quantityLots }) => quantityLots !== 0);
    expect(bought.length).toBeGreaterThan(0);
    const owed = bought.reduce(
      (sum, { quantityLots, strikeUsd }) => sum - quantityLots * (strikeUsd - 50_000),
      0,
    );
    const before = market.world.ledger.cash[self];
    market.tick = (2 * 24 + 7) * 60;
    for (let n = 0; n < 61; n++) market.openMinute({ usd: 50_000 });
    expect(market.world.options.every(({ quantityLots }) => quantityLots === 0)).toBe(true);
    expect(owed).toBeGreaterThan(0);
    expect(market.world.ledger.cash[self] - before).toBe(owed);
    checkInvariants(market.world);
  });
});
