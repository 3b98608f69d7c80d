import { describe, expect, it } from 'vitest';
import type { Agent } from '../../sim/agents/agent.ts';
import { type DealerParameters, dealerParameters } from '../../sim/agents/dealer/parameters.ts';
import { dealer } from '../../sim/agents/dealer.ts';
import { SELL } from '../../sim/events.ts';
import { BOOKS, INSTRUMENT } from '../../sim/market/instruments.ts';
import { DeskWorld, PUBLIC } from './desk-world.ts';

const DAY = 86_400;
const FEB_4 = 1_770_163_200; // 2026-02-04T00:00Z
const PERP = INSTRUMENT['BTC-PERP'];
const IBIT = INSTRUMENT.IBIT;
const CME = INSTRUMENT['CME-1'];

/** A dealer on its own in a market with the named venues open, where others trade so many bitcoin a minute. */
function desk(
  given: Partial<DealerParameters> = {},
  open: readonly number[] = BOOKS,
  turnoverCoins = 20_000,
) {
  const market = new DeskWorld({ seconds: FEB_4, usd: 72_000, open });
  const parameters = dealerParameters.parse(given);
  const agent = market.join(dealer, 'dealer', parameters);
  const hedge = (): number =>
    BOOKS.reduce((sum, i) => sum + market.view.coins(i, market.view.lots(agent.context.self, i)), 0);
  const minute = (usd: number, after = 1): void => {
    market.openMinute({ usd, after });
    market.round([agent as Agent<unknown>]);
    for (const i of open)
      if (turnoverCoins > 0 && market.view.isOpen(i))
        market.turnover(i, market.view.lotsOfCoins(i, turnoverCoins));
  };
  minute(72_000);
  return { market, agent, hedge, minute, self: agent.context.self };
}

describe('a dealer', () => {
  it('opens with its book short, spread over tenors, and hedged to the lot', () => {
    const { market, agent, hedge } = desk();
    const coins = (days: number): number =>
      market.world.options
        .filter(({ expirySeconds }) => Math.floor((expirySeconds - FEB_4) / DAY) === days)
        .reduce((sum, { quantityLots }) => sum + quantityLots / 100, 0);
    expect(market.world.options).toHaveLength(15);
    expect([coins(2), coins(9), coins(23)].map(Math.round)).toEqual([-2_500, -5_000, -7_500]);
    expect(Math.abs(hedge() - agent.context.memory.targetCoins)).toBeLessThan(0.02);
    expect(hedge()).toBeLessThan(-1_000);
    // It received the premiums.
    expect(market.all('OptionBooked').every(({ premiumCents }) => premiumCents < 0)).toBe(true);
  });

  it('does nothing inside its band', () => {
    const { market, minute, hedge } = desk();
    const before = hedge();
    for (const usd of [72_000, 72_020, 71_990]) minute(usd);
    expect(market.all('HedgeTargetSet')).toHaveLength(0);
    expect(hedge()).toBe(before);
  });

  it('takes to the edge of its band when the hour moved by more than three calm standard deviations', () => {
    const { market, minute, hedge, agent } = desk();
    const before = hedge();
    minute(70_000);
    const [set] = market.all('HedgeTargetSet');
    const { bandCoins } = agent.context.memory;
    expect(hedge()).toBeLessThan(before - 100);
    expect(hedge() - set.targetCoins).toBeCloseTo(bandCoins, 1);
    expect(market.all('OrderPlaced').at(-1)?.orderType).toBe('market');
  });

  it('takes no more of a minute than its share of the turnover, over as many minutes as it needs', () => {
    const { market, minute, hedge, self } = desk({ participation: 0.05 }, [PERP], 1_000);
    const before = hedge();
    minute(70_000);
    expect(before - hedge()).toBeCloseTo(50, 9); // 5 % of 1,000 bitcoin
    for (let n = 0; n < 60; n++) minute(70_000);
    const sold = market.all('OrderPlaced').filter(({ actor }) => actor === self);
    expect(sold.every(({ orderType }) => orderType === 'market')).toBe(true);
    // Its own trades count as turnover too: 5 % of up to 1,053.
    expect(sold.every(({ quantityLots }) => quantityLots <= 5_270)).toBe(true);
    expect(sold.length).toBeGreaterThan(10);
    const { targetCoins, bandCoins } = market.world.memory[self];
    expect(hedge() - targetCoins).toBeLessThan(bandCoins + 1);
  });

  it('buys into the fall when it is long the options', () => {
    const { minute, hedge } = desk({ direction: 'long' });
    const before = hedge();
    expect(before).toBeGreaterThan(1_000);
    minute(70_000);
    expect(hedge()).toBeGreaterThan(before + 100);
  });

  it('rests at the touch in a slow market, follows it, and takes when patience is over', () => {
    const { market, minute, hedge, self } = desk();
    const before = hedge();
    minute(71_600);
    const first = market.all('OrderPlaced').filter(({ actor }) => actor === self);
    expect(first).toHaveLength(1);
    expect(first[0]).toMatchObject({ orderType: 'limit', side: SELL, priceTicks: 71_601 });
    expect(market.world.orderUnder(self, PERP, 0)).toBe(first[0].order);
    for (const usd of [71_590, 71_580, 71_570, 71_560]) minute(usd);
    expect(hedge()).toBe(before);
    expect(
      market
        .all('OrderPlaced')
        .filter(({ actor }) => actor === self)
        .at(-1)?.priceTicks,
    ).toBe(71_561);
    minute(71_550);
    expect(hedge()).toBeLessThan(before);
    expect(market.world.orderUnder(self, PERP, 0)).toBe(-1);
  });

  it('is filled passively when the market comes to it', () => {
    const { market, minute, hedge, self } = desk();
    const before = hedge();
    minute(71_600);
    minute(71_620);
    expect(hedge()).toBeLessThan(before);
    expect(market.all('Traded').filter(({ maker }) => maker === self).length).toBeGreaterThan(0);
  });

  it('cites the index that moved its target, and its target with every order', () => {
    const { market, minute, self } = desk();
    minute(70_000);
    const [set] = market.all('HedgeTargetSet');
    expect(set.cause).toBe(market.all('IndexMarked').at(-1)?.seq);
    const order = market.all('OrderPlaced').findLast(({ actor }) => actor === self);
    expect(order?.cause).toBe(set.seq);
  });

  it('says what moved each target, exactly', () => {
    const { market, agent } = desk();
    let last = agent.context.memory.targetCoins;
    let spent = 0;
    for (const [n, usd] of [71_000, 70_200, 69_900, 70_800, 68_500, 66_000].entries()) {
      market.openMinute({ usd, after: 30, surface: { shortVol: 0.6 + 0.03 * n } });
      market.round([agent as Agent<unknown>]);
      const sets = market.all('HedgeTargetSet');
      expect(sets).toHaveLength(n + 1);
      const { targetCoins, fromSpot, fromVol, fromTime, fromFlow } = sets[n];
      expect(fromSpot + fromVol + fromTime + fromFlow).toBeCloseTo(targetCoins - last, 8);
      spent += Math.abs(fromVol) + Math.abs(fromTime);
      last = targetCoins;
    }
    expect(spent).toBeGreaterThan(50);
  });

  it('hedges what clients book against it later, and lays that to flow', () => {
    const { market, minute, hedge, self } = desk();
    const before = hedge();
    // The public buys puts on 5,000 bitcoin from it: one more short put to hedge.
    market.book(self, true, 72_000, FEB_4 + 23 * DAY, 500_000);
    for (let n = 0; n < 10; n++) minute(72_000);
    const sets = market.all('HedgeTargetSet');
    expect(sets[0].fromFlow).toBeLessThan(-2_000);
    expect(Math.abs(sets[0].fromSpot)).toBeLessThan(1);
    for (const { fromFlow } of sets.slice(1)) expect(fromFlow).toBe(0);
    expect(hedge()).toBeLessThan(before - 1_500);
  });

  it('hedges share options in shares while they trade, and elsewhere when they do not', () => {
    const { market, minute, self } = desk({ home: 'share' }, BOOKS, 50_000);
    const venues = (): number[] =>
      market
        .all('Traded')
        .filter(({ actor }) => actor === self)
        .map(({ instrument }) => instrument ?? -1);
    minute(70_000);
    expect(new Set(venues())).toEqual(new Set([IBIT]));
    market.session(IBIT, false);
    const before = venues().length;
    minute(68_000, 30);
    expect(venues().length).toBeGreaterThan(before);
    for (const venue of venues().slice(before)) expect([CME, PERP]).toContain(venue);
  });

  it('sends nothing while every venue is shut', () => {
    const { market, minute, hedge } = desk({}, [CME]);
    market.session(CME, false);
    const before = hedge();
    minute(68_000);
    expect(hedge()).toBe(before);
    expect(market.all('HedgeTargetSet')).toHaveLength(0);
  });

  it('settles what expires once, on the mean of the last half hour, and pays when it is short', () => {
    const { market, minute, self } = desk({}, BOOKS, 0);
    const due = market.world.options.map((option, position) => ({ ...option, position }));
    const expiring = due.filter(({ expirySeconds }) => expirySeconds === FEB_4 + 2 * DAY + 8 * 3600);
    expect(expiring).toHaveLength(4);
    const expiry = 2 * 1440 + 480;
    minute(67_000, expiry - 40);
    // The last half hour holds 14 minutes of 66,000 and 16 of 68,000.
    for (let n = 1; n <= 24; n++) minute(66_000);
    for (let n = 1; n <= 15; n++) minute(68_000);
    const cashBefore = market.world.ledger.cash[PUBLIC];
    expect(market.all('OptionSettled')).toHaveLength(0);
    minute(68_000);
    for (let n = 0; n < 5; n++) minute(68_000);

    const settled = market.all('OptionSettled');
    expect(settled.map(({ position }) => position)).toEqual(expiring.map(({ position }) => position));
    const mean = (14 * 66_000 + 16 * 68_000) / 30;
    for (const [n, { quantityLots, payoffCents, actor, client }] of settled.entries()) {
      const owed = Math.max(0, expiring[n].strikeUsd - mean);
      expect(quantityLots).toBe(expiring[n].quantityLots);
      expect(payoffCents).toBe(Math.round(quantityLots * owed));
      expect([actor, client]).toEqual([self, PUBLIC]);
      expect(market.world.options[expiring[n].position].quantityLots).toBe(0);
    }
    expect(settled.some(({ payoffCents }) => payoffCents < 0)).toBe(true);
    const paid = settled.reduce((sum, { payoffCents }) => sum - payoffCents, 0);
    expect(market.world.ledger.cash[PUBLIC] - cashBefore).toBe(paid);
  });
});
