import { describe, expect, it } from 'vitest';
import { hourlyCostUsd } from '../../sim/agents/miner.ts';
import { blockIntervalMinutes, breakevenHashprice, hashpriceUsdPerPhDay } from '../../sim/market/mining.ts';
import { SmallMarket, SPOT } from './small-market.ts';

const DIFFICULTY = 141.67e12; // on 5 February 2026
const LOTS_PER_BLOCK = 312.5; // 3.125 bitcoin

interface Machines {
  readonly hashrateEh: number;
  readonly joulesPerTerahash: number;
  readonly usdPerKwh: number;
}

const cohort = (machines: Machines, more = {}) => ({
  kind: 'miner',
  parameters: { treasuryCoins: 10_000, cashUsd: 1e9, ...machines, ...more },
});

/** Five cohorts whose hash rate is what the opening difficulty implies at ten minutes a block. */
const fleet = [
  { hashrateEh: 330, joulesPerTerahash: 17, usdPerKwh: 0.045 },
  { hashrateEh: 290, joulesPerTerahash: 20, usdPerKwh: 0.05 },
  { hashrateEh: 214, joulesPerTerahash: 24, usdPerKwh: 0.05 },
  { hashrateEh: 120, joulesPerTerahash: 28, usdPerKwh: 0.0455 },
  { hashrateEh: 60, joulesPerTerahash: 32, usdPerKwh: 0.035 },
];
const names = fleet.map((_, n) => `cohort-${n}`);
const fleetCast = (more = {}) =>
  Object.fromEntries(fleet.map((machines, n) => [names[n], cohort(machines, more)]));

/** 25 J/TH at 5 cents: the power bill is 30 dollars a petahash and day, met at about 66,900 dollars a bitcoin. */
const marginal = { hashrateEh: 200, joulesPerTerahash: 25, usdPerKwh: 0.05 };
const BILL = 30;
const base = { hashrateEh: 800, joulesPerTerahash: 17, usdPerKwh: 0.04 };

/** Hashprice at each hour of the window, as its miners compute it (one percent of the subsidy in fees). */
function hourlyHashprice(market: SmallMarket): number[] {
  return market
    .of('IndexMarked')
    .filter(({ tick, cause }) => tick % 60 === 0 && cause !== null)
    .map(({ indexUsd }) => hashpriceUsdPerPhDay(DIFFICULTY, indexUsd, 0.03125));
}

describe('newly mined coins', () => {
  it('are those of the blocks found, to the fraction that cohorts carry', () => {
    const market = new SmallMarket(fleetCast());
    market.runTo(30.02);
    const blocks = market.of('NetworkMoved').reduce((sum, event) => sum + event.blocks, 0);
    expect(blocks).toBeGreaterThan(120);
    const mined = names.flatMap((name) => market.of('BlocksMined', name));
    const lots = mined.reduce((sum, event) => sum + event.coinLots, 0);
    const carried = names.reduce((sum, name) => sum + market.memory(name).carryLots, 0);
    expect(mined.every(({ coinLots }) => Number.isInteger(coinLots))).toBe(true);
    expect(lots + carried).toBeCloseTo(blocks * LOTS_PER_BLOCK, 6);
    expect(carried).toBeLessThan(names.length);
    expect(market.world.ledger.totalLots(SPOT)).toBe(market.world.ledger.endowedLots[SPOT]);
  });

  it('are counted right over a retarget', () => {
    const network = { blocksSinceRetarget: 1_990, minutesSinceRetarget: 22_000 };
    const market = new SmallMarket(fleetCast(), { network });
    market.runTo(10.02);
    expect(market.of('DifficultyRetargeted').length).toBe(1);
    const blocks = market.of('NetworkMoved').reduce((sum, event) => sum + event.blocks, 0);
    const lots = names
      .flatMap((name) => market.of('BlocksMined', name))
      .reduce((sum, event) => sum + event.coinLots, 0);
    const carried = names.reduce((sum, name) => sum + market.memory(name).carryLots, 0);
    expect(lots + carried).toBeCloseTo(blocks * LOTS_PER_BLOCK, 6);
  });

  it('go to cohorts by the hash rate they have on', () => {
    const market = new SmallMarket(fleetCast());
    market.runTo(30.02);
    const total = names.flatMap((name) => market.of('BlocksMined', name));
    const all = total.reduce((sum, { coinLots }) => sum + coinLots, 0);
    for (const [n, { hashrateEh }] of fleet.entries()) {
      const own = market.of('BlocksMined', names[n]).reduce((sum, { coinLots }) => sum + coinLots, 0);
      expect(own / all).toBeCloseTo(hashrateEh / 1014, 3);
    }
  });

  it('come to 388-400 bitcoin a day with 13 % of hash rate curtailed: blocks of 11.3 to 11.5 minutes', () => {
    const market = new SmallMarket(fleetCast(), { network: { curtailedShare: 0.13 } });
    market.runTo(0.1);
    const { hashrateEh } = market.world.network;
    expect(hashrateEh).toBeCloseTo(1014 * 0.87, 9);
    const minutes = blockIntervalMinutes(DIFFICULTY, hashrateEh);
    expect(minutes).toBeGreaterThan(11.3);
    expect(minutes).toBeLessThan(11.5);
    expect((1440 / minutes) * 3.125).toBeGreaterThan(388);
    expect((1440 / minutes) * 3.125).toBeLessThan(400);
  });

  it('are all sold within the hour, and nothing else is while cash is ample', () => {
    const market = new SmallMarket(fleetCast());
    market.runTo(12.02);
    for (const name of names) {
      const mined = market.of('BlocksMined', name);
      const lots = mined.reduce((sum, { coinLots }) => sum + coinLots, 0);
      expect(-market.taken(name, 'output')).toBe(lots);
      expect(market.lots(name, SPOT)).toBe(1_000_000);
      const orders = market.of('OrderPlaced', name);
      expect(orders.map(({ cause }) => cause)).toEqual(mined.map(({ seq }) => seq));
    }
  });
});

describe('machines', () => {
  const news = [
    { from: 1, to: 2, change: -0.1 },
    { from: 13, to: 14, change: 0.14 },
  ];

  it('stop after six hours of hashprice below the power bill and start after six above it', () => {
    const market = new SmallMarket({ marginal: cohort(marginal), base: cohort(base) }, { news, hours: 24 });
    market.runTo(24);
    const price = hourlyHashprice(market);
    expect(breakevenHashprice(marginal.joulesPerTerahash, marginal.usdPerKwh)).toBeCloseTo(BILL, 9);
    const off = price.findIndex((_, h) => h >= 6 && price.slice(h - 5, h + 1).every((p) => p < BILL));
    const on = price.findIndex((_, h) => h > off && price.slice(h - 5, h + 1).every((p) => p >= BILL * 1.03));
    const switched = market.of('MinerSwitched', 'marginal');
    expect(off).toBeGreaterThanOrEqual(6);
    expect(on).toBeGreaterThan(off);
    expect(switched.map(({ tick }) => tick / 60)).toEqual([off, on]);
    expect(switched[0].hashpriceUsd).toBeLessThan(BILL);
    expect(switched.every(({ reason }) => reason === 'hashprice')).toBe(true);
    expect(market.of('MinerSwitched', 'base')).toEqual([]);
  });

  it('switch on what crossed their power bill six hours before, not on the newest mark', () => {
    const market = new SmallMarket({ marginal: cohort(marginal), base: cohort(base) }, { news, hours: 24 });
    market.runTo(24);
    const price = hourlyHashprice(market);
    for (const { tick, cause } of market.of('MinerSwitched', 'marginal')) {
      const crossed = market.of('IndexMarked').find(({ seq }) => seq === cause);
      expect(crossed?.tick).toBe(tick - 5 * 60);
      const hour = tick / 60 - 5;
      const isBelow = (h: number) => price[h] < (hour < 12 ? BILL : BILL * 1.03);
      expect(isBelow(hour)).not.toBe(isBelow(hour - 1));
    }
    expect(market.of('MinerSwitched', 'marginal')).toHaveLength(2);
  });

  it('switch on a retarget where that, not the index, crossed their power bill', () => {
    // Blocks came in eight tenths of their time: difficulty rises by a quarter at an unchanged index.
    const network = { blocksSinceRetarget: 2_010, minutesSinceRetarget: 16_000 };
    const market = new SmallMarket({ marginal: cohort(marginal), base: cohort(base) }, { network });
    market.runTo(12);
    const [retargeted] = market.of('DifficultyRetargeted');
    expect(retargeted.change).toBeGreaterThan(0.2);
    const [switched] = market.of('MinerSwitched', 'marginal');
    expect(switched.cause).toBe(retargeted.seq);
  });

  it('are missing from the network while they stand still, and earn nothing', () => {
    const market = new SmallMarket({ marginal: cohort(marginal), base: cohort(base) }, { news, hours: 24 });
    market.runTo(24);
    const [off, on] = market.of('MinerSwitched', 'marginal').map(({ tick }) => tick);
    for (const { tick, hashrateEh } of market.of('NetworkMoved')) {
      expect(hashrateEh).toBe(tick > off && tick <= on ? 800 : 1000);
    }
    const idle = market.of('BlocksMined', 'marginal').filter(({ tick }) => tick > off && tick <= on);
    expect(idle).toEqual([]);
  });

  it('do not stop for a dip that is over within six hours', () => {
    const short = [news[0], { from: 5, to: 6, change: 0.12 }];
    const market = new SmallMarket({ marginal: cohort(marginal), base: cohort(base) }, { news: short });
    market.runTo(16);
    const price = hourlyHashprice(market);
    expect(Math.min(...price)).toBeLessThan(BILL);
    expect(market.of('MinerSwitched')).toEqual([]);
  });

  it('stop in order of merit: the dearest power bill first', () => {
    const bills = [0.0495, 0.0475, 0.0485]; // dollars a kilowatt-hour at 25 J/TH: 29.7, 28.5, 29.1 dollars
    const cast = Object.fromEntries(
      bills.map((usdPerKwh, n) => [`m${n}`, cohort({ ...marginal, usdPerKwh })]),
    );
    const market = new SmallMarket(
      { ...cast, base: cohort(base) },
      { news: [{ from: 0, to: 30, change: -0.15 }] },
    );
    market.runTo(36);
    const order = market.of('MinerSwitched').map(({ actor }) => market.world.accounts[actor ?? 0].name);
    expect(order).toEqual(['m0', 'm2', 'm1']);
  });

  it('that cannot pay at the opening price are off from the start', () => {
    const old = { hashrateEh: 100, joulesPerTerahash: 32, usdPerKwh: 0.085 };
    const market = new SmallMarket({ old: cohort(old), base: cohort(base) });
    market.runTo(1.02);
    expect(market.world.network.hashrateEh).toBe(800);
  });
});

describe('the treasury of a miner', () => {
  const day = (more: object): SmallMarket => {
    const market = new SmallMarket({ poor: cohort(marginal, more), base: cohort(base) });
    market.runTo(24.02);
    return market;
  };
  const perDay = 24 * hourlyCostUsd(200, { ...marginal, overheadShare: 0.25 });

  it('costs power for what runs and overhead for everything: 7.5 million dollars a day for 200 EH/s', () => {
    // 200,000 PH/s x 30 dollars x 1.25
    expect(perDay).toBeCloseTo(7.5e6, 3);
    const idle = hourlyCostUsd(0, { ...marginal, overheadShare: 0.25 });
    expect(24 * idle).toBeCloseTo(1.5e6, 3);
  });

  it('pays its costs every hour out of cash, to outside the market', () => {
    const market = day({ cashUsd: 1e9 });
    const paid = market.of('CollateralPosted').filter(({ from }) => from === market.account('poor'));
    expect(paid.length).toBe(24);
    expect(paid.reduce((sum, { cashCents }) => sum + cashCents, 0) / 100).toBeCloseTo(perDay, 0);
    expect(paid.every(({ reason }) => reason === 'operating-cost')).toBe(true);
  });

  it('is sold at 2 % a day while cash covers less than thirty days', () => {
    const market = day({ cashUsd: 20 * perDay });
    const sold = -market.taken('poor', 'operating-cost');
    expect(sold).toBeGreaterThan(0.0195 * 1_000_000);
    expect(sold).toBeLessThanOrEqual(0.02 * 1_000_000);
  });

  it('is left alone with thirty days of costs in cash', () => {
    expect(day({ cashUsd: 40 * perDay }).taken('poor', 'operating-cost')).toBe(0);
  });

  it('is sold while debt net of cash exceeds half of its value', () => {
    const coinsUsd = 10_000 * 70_000;
    const cashUsd = 40 * perDay;
    const indebted = day({ cashUsd, debtUsd: cashUsd + 0.55 * coinsUsd });
    expect(-indebted.taken('poor', 'operating-cost')).toBeGreaterThan(0.0195 * 1_000_000);
    const sound = day({ cashUsd, debtUsd: cashUsd + 0.45 * coinsUsd });
    expect(sound.taken('poor', 'operating-cost')).toBe(0);
  });
});

describe('a network without cohorts', () => {
  it('keeps the hash rate of the opening difficulty, less what is curtailed, over a retarget', () => {
    const network = { blocksSinceRetarget: 1_990, minutesSinceRetarget: 22_900, curtailedShare: 0.1 };
    const market = new SmallMarket({}, { network });
    market.runTo(10);
    expect(market.of('DifficultyRetargeted').length).toBe(1);
    const rates = new Set(market.of('NetworkMoved').map(({ hashrateEh }) => hashrateEh));
    expect(rates.size).toBe(1);
    expect(blockIntervalMinutes(DIFFICULTY, [...rates][0])).toBeCloseTo(10 / 0.9, 9);
  });
});
