import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { legsOf } from '../../sim/agents/prime-broker/clients.ts';
import { houseStress, requiredUsd } from '../../sim/agents/prime-broker/margin.ts';
import { primeBrokerParameters } from '../../sim/agents/prime-broker/parameters.ts';
import { emit } from '../../sim/emit.ts';
import { View } from '../../sim/market/view.ts';
import { digestWorld } from '../../sim/world/digest.ts';
import type { World } from '../../sim/world/world.ts';
import { MarketWorld } from './market-world.ts';
import { NEAR, NEXT, PodWorld, type PodWorldOptions, SHARE } from './pod-world.ts';

const house = primeBrokerParameters.parse({});
const M = 1e6;

/** A platform that is never scored and whose pods have no limits of their own: only its broker asks anything of it. */
const quiet = { scoreMinute: 0, leverageSpread: 0, cutDrawdown: 1, stopDrawdown: 1, crowding: 0 };
const empty = { basisUsd: 0, relativeValueUsd: 0, directionalUsd: 0, softwareLongUsd: 0 };
/** Bitcoin held at five times its capital: 60 million of equity behind 300. */
const outright = {
  directionalUsd: 300 * M,
  directionalFutureShare: 0,
  leverage: { basis: 6, relativeValue: 3, directional: 5, software: 2 },
};
const pair = { basisUsd: 300 * M, leverage: { ...outright.leverage, basis: 3 } };

function market(
  pods: Record<string, unknown>,
  broker: Record<string, unknown> = {},
  options: PodWorldOptions = {},
): PodWorld {
  const platform = { kind: 'pod-platform', parameters: { ...quiet, ...empty, ...pods } };
  return new PodWorld({ platform, broker: { kind: 'prime-broker', parameters: broker } }, options);
}

const fall = (change: number): PodWorldOptions => ({
  news: [{ from: '2026-02-05T15:00Z', to: '2026-02-05T16:00Z', change }],
});
const POD = 'platform-directional';
/** Twenty per cent of haircut, whatever volatility does. */
const steady = { haircut: 0.2, stressExponent: 0, stressedAbove: 20, stressedCureHours: 0 };
const ratio = (event: { equityUsd: number; requiredUsd: number }): number =>
  event.equityUsd / event.requiredUsd;

const digestOf = (world: World): string => {
  const hash = createHash('sha256');
  digestWorld(world, (bytes) => hash.update(bytes));
  return hash.digest('hex');
};

describe('house margin', () => {
  it('is 15 % of shares held outright', () => {
    expect(requiredUsd({ sharesUsd: 100 * M, futuresUsd: 0 }, 0.15, 0.28, house)).toBe(15 * M);
    expect(requiredUsd({ sharesUsd: -100 * M, futuresUsd: 0 }, 0.15, 0.28, house)).toBe(15 * M);
    expect(requiredUsd({ sharesUsd: 0, futuresUsd: -100 * M }, 0.15, 0.28, house)).toBeCloseTo(28 * M, 3);
  });

  it('spares a hedged pair 60 % of its smaller leg, and charges for a quarter of a day of turnover', () => {
    // 112.5 + 210 - 0.6 x 112.5 = 255; 0.5 x (0.25 - 0.2) x 1,500 x 0.15 = 5.625.
    const legs = { sharesUsd: 750 * M, futuresUsd: -750 * M };
    expect(requiredUsd(legs, 0.15, 0.28, house) / M).toBeCloseTo(260.625, 6);
    // At three times the haircut futures are the smaller leg: 337.5 + 210 - 0.6 x 210 + 16.875.
    expect(requiredUsd(legs, 0.45, 0.28, house) / M).toBeCloseTo(438.375, 6);
  });

  it('spares nothing when both legs are on the same side, or futures are cleared elsewhere', () => {
    const elsewhere = { ...house, offset: 0 };
    expect(requiredUsd({ sharesUsd: 100 * M, futuresUsd: 100 * M }, 0.15, 0.28, house) / M).toBeCloseTo(
      43,
      9,
    );
    expect(requiredUsd({ sharesUsd: 100 * M, futuresUsd: -100 * M }, 0.15, 0.28, elsewhere) / M).toBeCloseTo(
      43,
      9,
    );
  });

  it('asks more of a hedged pair after a rally, though it has lost nothing', () => {
    const at = (price: number, offset: number): number =>
      requiredUsd({ sharesUsd: 100 * M * price, futuresUsd: -100 * M * price }, 0.15, 0.28, {
        ...house,
        offset,
      });
    // A tenth up: 4.3 million without an offset, 3.4 with it.
    expect((at(1.1, 0) - at(1, 0)) / M).toBeCloseTo(4.3, 9);
    expect((at(1.1, 0.6) - at(1, 0.6)) / M).toBeCloseTo(3.4, 9);
  });

  it('follows a burst of volatility within minutes, and lets go when it fades', () => {
    const there = new MarketWorld({ start: '2026-02-05T15:00Z', dailyVol: 0.02 });
    const view = new View(there.world);
    const stressAfter = (prices: readonly number[]): number => {
      for (const usd of prices) {
        there.tick();
        there.index(usd);
      }
      return houseStress(view, house);
    };
    expect(stressAfter([70_000])).toBe(1);
    // Ten minutes of half a per cent each: 12 % a day by the last quarter of an hour, hardly more than before by the day.
    const burst = stressAfter(Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? 70_350 : 70_000)));
    const { fast, slow } = there.world.market.variance;
    expect(burst).toBeCloseTo(Math.sqrt(fast) / house.calmDailyVol, 12);
    expect(burst).toBeGreaterThan(2 * (Math.sqrt(slow) / house.calmDailyVol));
    expect(stressAfter(Array<number>(120).fill(70_000))).toBe(1);
  });

  it('grows with stress to the power of 0.7: by 62 % when volatility is twice a calm day’s', () => {
    const world = market(outright, { calmDailyVol: 0.01, stressedCureHours: 24 });
    world.run(14.1);
    // The window opens at 2 % a day; the pod has 20 % of equity against 15 % x 2^0.7 = 24.4 %, and is brought to 1.1 of it.
    const { postedUsd } = world.memory(POD);
    expect(postedUsd / M).toBeCloseTo(300 * 0.15 * 1.624505 * 1.1 - 60, 1);
  });
});

describe('the opening', () => {
  it('brings every account to 1.1 of its margin out of the treasury, and money from nowhere', () => {
    const cast = { ...outright, ...pair, relativeValueUsd: 100 * M };
    const world = market(cast);
    world.simulation.begin();
    const { view } = world.simulation;
    const without = new PodWorld({
      platform: { kind: 'pod-platform', parameters: { ...quiet, ...empty, ...cast } },
    });
    without.simulation.begin();
    expect(world.world.ledger.endowedCents).toBe(without.world.ledger.endowedCents);
    // 0.34 x 300 x 1.1 less its 100 of capital; the others have more than they need.
    expect(world.memory('platform-basis').postedUsd / M).toBeCloseTo(0.34 * 300 * 1.1 - 100, 0);
    expect(world.memory(POD).postedUsd).toBeUndefined();
    expect(legsOf(view, world.account('platform-basis')).futuresUsd / M).toBeCloseTo(-300, -1);
  });

  it('comes after everybody else’s, wherever the broker stands in the cast', () => {
    const platform = { kind: 'pod-platform', parameters: { ...quiet, ...empty, ...pair } };
    const world = new PodWorld({ broker: { kind: 'prime-broker' }, platform });
    world.simulation.begin();
    expect(world.memory('platform-basis').postedUsd / M).toBeCloseTo(0.34 * 300 * 1.1 - 100, 0);
  });

  it('leaves a pod’s own equity, and so its drawdown, as it was', () => {
    const world = market(pair).run(14.6);
    expect(world.memory('platform-basis').peakUsd / M).toBeCloseTo(100, 0);
  });
});

describe('a broker', () => {
  it('asks for nothing on a quiet day', () => {
    const world = market({ ...outright, ...pair }).run();
    expect(world.of('MarginCalled')).toEqual([]);
    expect(world.of('ForcedSaleStarted')).toEqual([]);
  });

  it('calls on the index that took equity below margin; the treasury posts, citing the call, and it is cured', () => {
    const world = market({ ...outright, freeCashShare: 0.3 }, steady, fall(-0.06)).run(17);
    const [call] = world.of('MarginCalled', POD);
    expect(call.reason).toBe('loss');
    const index = world.of('IndexMarked').find(({ seq }) => seq === call.cause);
    expect(index?.tick).toBe(call.tick);
    expect(ratio(call)).toBeLessThan(1);
    expect(call.shortfallCents).toBe(Math.round((call.requiredUsd - call.equityUsd) * 100));
    const [posted] = world.of('CollateralPosted', POD);
    expect(posted).toMatchObject({ cause: call.seq, from: world.account('platform'), reason: 'margin-call' });
    expect(posted.cashCents).toBe(Math.ceil((1.1 * call.requiredUsd - call.equityUsd) * 100));
    const [cured] = world.of('MarginCallCured', POD);
    expect(cured.cause).toBe(call.seq);
    expect(cured.tick - call.tick).toBe(1);
    expect(ratio(cured)).toBeGreaterThan(1.05);
    expect(world.of('OrderPlaced', POD)).toEqual([]);
  });

  it('lets a client sell for itself what its treasury cannot spare, in the time it is given', () => {
    const world = market({ ...outright, freeCashShare: 0 }, { ...steady, calmCureHours: 3 }, fall(-0.06)).run(
      21,
    );
    const [call] = world.of('MarginCalled', POD);
    expect(call.dueTick - call.tick).toBe(180);
    const [target] = world.of('TargetSet', POD);
    expect(target).toMatchObject({ cause: call.seq, reason: 'margin-call', tick: call.tick });
    // So much as equity can pay the initial margin of.
    expect(target.targetLots / target.currentLots).toBeCloseTo(call.equityUsd / (1.1 * call.requiredUsd), 3);
    const orders = world.of('OrderPlaced', POD).filter(({ cause }) => cause === call.seq);
    expect(orders.length).toBeGreaterThan(10);
    for (const { side, reason } of orders)
      expect({ side, reason }).toEqual({ side: -1, reason: 'margin-call' });
    // The fall goes on: it is told anew what is missing, until the same hour.
    const again = world.of('MarginCalled', POD)[1];
    expect(again).toMatchObject({ previousCall: call.seq, dueTick: call.dueTick, tick: call.tick + 30 });
    const [cured] = world.of('MarginCallCured', POD);
    expect(cured.tick).toBeLessThanOrEqual(call.dueTick);
    expect(world.of('ForcedSaleStarted')).toEqual([]);
  });

  it('sells out who has not met a call when it is due, at no more than a fifth of turnover, until margin is there', () => {
    const world = market({ ...outright, freeCashShare: 0 }, { ...steady, calmCureHours: 0.5 }, fall(-0.1));
    world.run(14.99);
    // Its own traders do not act in time: nobody takes part of a minute for it.
    let seen = 0;
    for (let tick = 60; tick <= 6 * 60; tick++) {
      world.simulation.runUntil(tick);
      const sent = world.of('OrderPlaced', POD).slice(seen);
      seen += sent.length;
      for (const { quantityLots, reason } of sent)
        if (reason === 'forced-sale')
          expect(quantityLots).toBeLessThanOrEqual(0.2 * world.world.market.tickVolume[SHARE] + 1);
    }
    const [started, ...more] = world.of('ForcedSaleStarted', POD);
    expect(more).toEqual([]);
    const call = world.of('MarginCalled', POD).find(({ seq }) => seq === started.cause);
    expect(started.tick).toBe(call?.dueTick);
    const forced = world.of('OrderPlaced', POD).filter(({ reason }) => reason === 'forced-sale');
    expect(forced.length).toBeGreaterThan(2);
    for (const { cause, side, orderType } of forced)
      expect({ cause, side, orderType }).toEqual({
        cause: started.seq,
        side: -1,
        orderType: 'market-reduce',
      });
    const [ended] = world.of('ForcedSaleEnded', POD);
    expect(ended).toMatchObject({ cause: started.seq, reason: 'cured' });
    expect(ratio(ended)).toBeGreaterThanOrEqual(1.1);
    expect(world.lots(POD, SHARE)).toBeGreaterThan(0);
  });

  it('sells everything of a client whose equity is gone, and stops when nothing is left', () => {
    const world = market(
      { ...outright, freeCashShare: 0 },
      { ...steady, calmCureHours: 0 },
      fall(-0.3),
    ).run();
    const [ended] = world.of('ForcedSaleEnded', POD).slice(-1);
    expect(ended).toMatchObject({ reason: 'flat' });
    expect(world.lots(POD, SHARE)).toBe(0);
    // Nobody trades for it any more, and nobody calls it.
    expect(world.of('OrderPlaced', POD).filter(({ tick }) => tick > ended.tick)).toEqual([]);
  });

  it('reduces a hedged pair leg by leg together, and not at all while its shares do not trade', () => {
    const calls = { ...steady, haircut: 0.15, calmCureHours: 0 };
    const world = market({ ...pair, freeCashShare: 0 }, calls, { end: '2026-02-05T23:30Z' }).run(20.9);
    raiseRate(world, 0.7);
    world.runOn(21);
    const sold = coins(world, SHARE);
    expect(world.of('ForcedSaleStarted', 'platform-basis').length).toBe(1);
    expect(sold).toBeLessThan((300 * M) / 70_000 - 20);
    // Contracts are rounded up or down at random.
    expect(Math.abs(sold + coins(world, NEAR) + coins(world, NEXT))).toBeLessThan(
      0.01 * ((300 * M) / 70_000),
    );
    world.runOn(23.4);
    expect(coins(world, SHARE)).toBe(sold);
    expect(world.of('OrderPlaced', 'platform-basis').filter(({ tick }) => tick > 7 * 60)).toEqual([]);
    expect(world.world.forcedSales.size).toBe(1);
  });

  it('calls on a new margin rate alone, and cites it', () => {
    const world = market({ ...pair, freeCashShare: 0.3 }, steady).run(15);
    const seq = raiseRate(world, 0.5);
    world.runOn(15.1);
    const [call] = world.of('MarginCalled', 'platform-basis');
    expect(call).toMatchObject({ cause: seq, reason: 'margin-rate' });
    expect(call.rate).toBe(0.5);
    expect(world.of('MarginCallCured', 'platform-basis')).toHaveLength(1);
  });

  it('says when its own haircut alone is what a client cannot meet, and gives it less time under stress', () => {
    const strict = { calmDailyVol: 0.015, stressedAbove: 1.3 };
    const world = market({ ...outright, freeCashShare: 0.3 }, strict, fall(-0.04)).run(18);
    const [call] = world.of('MarginCalled', POD);
    expect(call.reason).toBe('haircut');
    expect(call.haircut).toBeGreaterThan(0.15 * 1.2);
    expect(call.dueTick - call.tick).toBe(120);
  });

  it('lets go of whom it is selling out when it acts no more: a pod is not left frozen', () => {
    const world = market({ ...outright, freeCashShare: 0 }, { ...steady, calmCureHours: 0 }, fall(-0.3));
    world.run(15.8);
    expect(world.world.forcedSales.size).toBe(1);
    const [started] = world.of('ForcedSaleStarted', POD);
    const { simulation } = world;
    const { cast } = simulation.scenario;
    const idle = { ...simulation.scenario, cast: { ...cast, broker: { ...cast.broker, acts: false } } };
    simulation.adopt(idle, simulation.loop.tick);
    simulation.runUntil(simulation.loop.tick + 1);
    expect(world.of('ForcedSaleEnded', POD)).toMatchObject([{ cause: started.seq, reason: 'cancelled' }]);
    expect(world.world.forcedSales.size).toBe(0);
  });

  it('takes its calls back when it acts no more', () => {
    const world = market({ ...outright, freeCashShare: 0 }, { ...steady, calmCureHours: 24 }, fall(-0.09));
    world.run(15);
    const { simulation } = world;
    while (world.world.marginCalls.size === 0) simulation.runUntil(simulation.loop.tick + 1);
    const [called] = world.of('MarginCalled', POD);
    const { cast } = simulation.scenario;
    const idle = { ...simulation.scenario, cast: { ...cast, broker: { ...cast.broker, acts: false } } };
    simulation.adopt(idle, simulation.loop.tick);
    simulation.runUntil(simulation.loop.tick + 1);
    expect(world.of('MarginCallCured', POD)).toMatchObject([{ cause: called.seq, reason: 'cancelled' }]);
    expect(world.world.marginCalls.size).toBe(0);
  });

  it('does nothing when it does not act', () => {
    const platform = {
      kind: 'pod-platform',
      parameters: { ...quiet, ...empty, ...outright, freeCashShare: 0 },
    };
    const broker = { kind: 'prime-broker', acts: false, parameters: steady };
    const world = new PodWorld({ platform, broker }, fall(-0.15)).run();
    expect(world.of('MarginCalled')).toEqual([]);
    expect(world.of('OrderPlaced', POD)).toEqual([]);
  });
});

/** The clearing house asks for another rate, in force at once. */
function raiseRate(world: PodWorld, value: number): number {
  const { log } = world.simulation;
  const columns = { instrument: NEAR, price: world.world.clearing.settled[NEAR], value };
  return emit(log, 'MarginRateSet', -1, columns, { dailyVol: 0.03, fromTick: world.world.tick });
}

const coins = (world: PodWorld, i: number): number =>
  world.simulation.view.coins(i, world.lots('platform-basis', i));

describe('every call', () => {
  it.each([
    ['three hours', { calmCureHours: 3, stressedCureHours: 3 }],
    ['a quarter of an hour', { calmCureHours: 0.25, stressedCureHours: 0.1 }],
    ['no time', { calmCureHours: 0, stressedCureHours: 0, participation: 0.01 }],
  ])(
    'with %s to cure is cured, told anew, sold out when due, or open; every sale cites a call',
    (_, broker) => {
      const pods = { ...outright, ...pair, relativeValueUsd: 200 * M, freeCashShare: 0.0005 };
      const world = market(pods, broker, fall(-0.15)).run();
      const calls = world.of('MarginCalled');
      expect(calls.length).toBeGreaterThan(0);
      const { marginCalls, forcedSales, tick } = world.world;
      const sales = world.of('ForcedSaleStarted');
      for (const { seq, actor, dueTick } of calls) {
        const cured = world.of('MarginCallCured').filter(({ cause }) => cause === seq);
        const sold = sales.filter(({ cause }) => cause === seq);
        const repeated = calls.filter(({ previousCall }) => previousCall === seq);
        const isOpen = marginCalls.get(actor ?? -1)?.seq === seq;
        expect(cured.length + sold.length + repeated.length + Number(isOpen)).toBe(1);
        for (const sale of sold) expect(sale.tick).toBeGreaterThanOrEqual(dueTick);
        if (isOpen) expect(tick).toBeLessThanOrEqual(dueTick);
      }
      expect(sales.length > 0).toBe(broker.calmCureHours < 3);
      for (const { seq, actor } of sales) {
        const ended = world.of('ForcedSaleEnded').filter(({ cause }) => cause === seq);
        expect(ended.length + Number(forcedSales.get(actor ?? -1) === seq)).toBe(1);
      }
    },
  );

  it.each([
    ['call', { calmCureHours: 3, stressedCureHours: 1 }],
    ['sale', { calmCureHours: 0, stressedCureHours: 0, participation: 0.01 }],
  ])('under way survives a resume: with a %s open the world goes on to the same state', (what, broker) => {
    const pods = { ...outright, ...pair, relativeValueUsd: 200 * M, freeCashShare: 0.0005 };
    const options = { ...fall(-0.15), end: '2026-02-05T18:10Z' };
    const whole = market(pods, broker, options).run();
    whole.simulation.log.flush();
    let open = 0;
    for (const tick of [60, 120, 180, 240]) {
      const resumed = market(pods, broker, options);
      resumed.simulation.continueFrom(whole.batches, tick);
      open += what === 'call' ? resumed.world.marginCalls.size : resumed.world.forcedSales.size;
      resumed.runOn();
      expect(digestOf(resumed.world)).toBe(digestOf(whole.world));
    }
    expect(open).toBeGreaterThan(0);
  });
});
