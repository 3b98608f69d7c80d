import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { podParameters } from '../../sim/agents/pods/parameters.ts';
import { cutShare, PLAN, progress } from '../../sim/agents/pods/plan.ts';
import { digestWorld } from '../../sim/world/digest.ts';
import type { World } from '../../sim/world/world.ts';
import { NEAR, NEXT, OPENING_USD, PodWorld, type PodWorldOptions, SHARE } from './pod-world.ts';

/** A platform that is surely in the crowd, without luck, scored at 14:05 UTC for the session of the same day. */
const plain = { scoreMinute: 545, crowding: 1, crowdCorrelation: 1, leverageSpread: 0 };
const empty = { basisUsd: 0, relativeValueUsd: 0, directionalUsd: 0, softwareLongUsd: 0 };
const leverage = { basis: 6, relativeValue: 3, directional: 0.1, software: 2 };
const NEVER_SCORED = { scoreMinute: 0 };

const platform = (
  parameters: Record<string, unknown>,
  options: PodWorldOptions = {},
  acts = true,
): PodWorld =>
  new PodWorld(
    { platform: { kind: 'pod-platform', acts, parameters: { ...plain, ...empty, ...parameters } } },
    options,
  );

const digestOf = (world: World): string => {
  const hash = createHash('sha256');
  digestWorld(world, (bytes) => hash.update(bytes));
  return hash.digest('hex');
};

/** Mean index over the last hour of the session. */
function closingLevel(world: PodWorld): number {
  const last = world
    .of('IndexMarked')
    .filter((event) => world.hourOf(event) >= 20 && world.hourOf(event) < 21);
  return last.reduce((sum, { indexUsd }) => sum + indexUsd, 0) / last.length;
}

describe('share of gross cut', () => {
  const rule = podParameters.parse({});

  it('is nothing below three standard deviations, 15 % there, 20 % at 3.5, and half at most', () => {
    expect([0, 2.99, 3, 3.5, 4, 6.5, 20].map((z) => cutShare(z, rule))).toEqual([
      0, 0, 0.15, 0.2, 0.25, 0.5, 0.5,
    ]);
  });

  it('is nothing after a gain, and nothing when the score is not a number', () => {
    expect([cutShare(-5, rule), cutShare(Number.NaN, rule)]).toEqual([0, 0]);
  });
});

describe('schedule', () => {
  const degross = { from: 30, middle: 225, until: 405, early: 0.6 };

  it('does 60 % evenly up to 12:45 New York and the rest evenly until the end', () => {
    expect([0, 30, 127.5, 225, 315, 405, 999].map((tick) => progress(degross, tick))).toEqual([
      0, 0, 0.3, 0.6, 0.8, 1, 1,
    ]);
  });
});

describe('platform after a scripted loss', () => {
  it('scores the day as its loss over sigma: the scripted standard deviations less what its books made', () => {
    const world = platform({ directionalUsd: 400e6 }, { loss: 3.5 }).run(14.3);
    const [score] = world.of('PlatformScored');
    const { markedUsd, outsideUsd, equityUsd } = world.memory('platform');
    expect(outsideUsd).toBeCloseTo(-3.5 * 25e6, 0);
    // The loss was paid: what is left is on the ledger.
    expect(equityUsd).toBeCloseTo(10e9 + markedUsd + outsideUsd, 0);
    expect(markedUsd).not.toBe(0);
    expect(score.zScore).toBeCloseTo(3.5 - markedUsd / 25e6, 9);
  });

  it.each([
    ['an ordinary day', '2025-11-26', 21],
    ['a half day', '2025-11-28', 18],
  ])('is scored at the close of %s', (_day, date, hourUtc) => {
    const cast = { platform: { kind: 'pod-platform', parameters: { ...empty, crowding: 1 } } };
    const window = { start: `${date}T17:00Z`, end: `${date}T21:30Z` };
    const world = new PodWorld(cast, { ...window, loss: 3.5 }).run();
    const scores = world.of('PlatformScored');
    expect(scores.map((score) => world.hourOf(score))).toEqual([hourUtc]);
    expect(world.of('DegrossOrdered')).toHaveLength(1);
  });

  it('lets a great loss widen the 60-day sigma it is measured with the next day', () => {
    const world = platform({}, { loss: 3.5 }).run(14.3);
    // Exponential average of 60 days: 25m x sqrt(1 + (3.5^2 - 1) / 60).
    expect(world.memory('platform').sigmaUsd).toBeCloseTo(25e6 * Math.sqrt(1 + 11.25 / 60), 0);
  });

  it('orders nothing below three standard deviations', () => {
    const world = platform({ directionalUsd: 100e6 }, { loss: 2.8 }).run(15);
    expect(world.of('PlatformScored')).toHaveLength(1);
    expect(world.of('DegrossOrdered')).toHaveLength(0);
    expect(world.of('OrderPlaced')).toHaveLength(0);
  });

  it('can be traced from a sale to the scripted loss: order, degross, score, shock', () => {
    const world = platform({ directionalUsd: 400e6 }, { loss: 3.5 }).run(15);
    const [shock] = world.of('ShockReleased');
    const [score] = world.of('PlatformScored');
    const [order] = world.of('DegrossOrdered');
    expect([score.cause, order.cause]).toEqual([shock.seq, score.seq]);
    const sales = world.of('OrderPlaced', 'platform-directional');
    expect(sales.length).toBeGreaterThan(10);
    expect(new Set(sales.map(({ cause }) => cause))).toEqual(new Set([order.seq]));
    expect(world.of('TargetSet').map(({ cause }) => cause)).toEqual([
      order.seq,
      order.seq,
      order.seq,
      order.seq,
    ]);
  });

  it('hits the crowd alike and others by their own luck', () => {
    const cast = (crowding: number) => ({
      platform: {
        kind: 'pod-platform',
        count: 12,
        parameters: { ...plain, ...empty, crowding, crowdCorrelation: 0.97 },
      },
    });
    const scores = (crowding: number): number[] =>
      new PodWorld(cast(crowding), { loss: 3.5 })
        .run(14.3)
        .of('PlatformScored')
        .map(({ zScore }) => zScore);
    const crowd = scores(1);
    const strangers = scores(0);
    // 0.97 x 3.5 with a standard deviation of 0.243; 0.3 x 3.5 with one of 0.954.
    for (const z of crowd) expect(Math.abs(z - 3.395)).toBeLessThan(4 * 0.243);
    expect(strangers.filter((z) => z >= 3).length).toBeLessThanOrEqual(2);
    expect(Math.max(...strangers) - Math.min(...strangers)).toBeGreaterThan(1);
  });

  it('counts the scripted loss once', () => {
    const world = platform({}, { loss: 3.5, end: '2026-02-06T14:30Z' }).run();
    const scores = world.of('PlatformScored').map(({ zScore }) => zScore);
    expect(scores[0]).toBeCloseTo(3.5, 9);
    expect(scores[1]).toBeCloseTo(0, 9);
  });
});

describe('degross', () => {
  const books = { basisUsd: 400e6, relativeValueUsd: 200e6, directionalUsd: 200e6, leverage, matchRatio: 1 };

  it('brings every book to its target by the deadline and says so', () => {
    const world = platform({ ...books, softwareLongUsd: 100e6 }, { loss: 5 }).run(21.1);
    const [{ cutShare: ordered }] = world.of('DegrossOrdered');
    const keep = 1 - ordered;
    for (const pod of ['basis', 'relative-value', 'directional']) {
      const memory = world.memory(`platform-${pod}`);
      expect(world.lots(`platform-${pod}`, SHARE)).toBe(Math.round(memory[`start${SHARE}`] * keep));
      const futures = world.lots(`platform-${pod}`, NEAR) + world.lots(`platform-${pod}`, NEXT);
      const started = memory[`start${NEAR}`] + memory[`start${NEXT}`];
      expect(Math.abs(futures - started * keep)).toBeLessThanOrEqual(1);
    }
    const software = world.memory('platform-software');
    expect(software.longUnits).toBeCloseTo(100e6 * keep, 4);
    expect(software.shortUnits).toBeCloseTo(-75e6 * keep, 4);
    expect(world.of('DegrossFinished')).toHaveLength(1);
    expect(world.of('DegrossMissed')).toHaveLength(0);
  });

  it('closes its short in crypto equity share by share with the bitcoin it sells', () => {
    const world = platform({ ...books, basisUsd: 0, directionalUsd: 0 }, { loss: 5 }).run(21.1);
    const memory = world.memory('platform-relative-value');
    const shares = world.lots('platform-relative-value', SHARE);
    expect(shares).toBeLessThan(memory[`start${SHARE}`]);
    expect(memory.shortUnits).toBeCloseTo(-200e6 * (shares / memory[`start${SHARE}`]), 3);
  });

  it('says what remained when participation was too small, and keeps it due in the next session', () => {
    const world = platform({ ...books, degrossPov: 0.002 }, { loss: 5 }).run(21.1);
    const [missed] = world.of('DegrossMissed');
    expect(world.of('DegrossFinished')).toHaveLength(0);
    const owed = ['basis', 'relative-value', 'directional'].reduce((coins, pod) => {
      const memory = world.memory(`platform-${pod}`);
      const left = (i: number) => world.lots(`platform-${pod}`, i) - memory[`goal${i}`];
      return coins + left(SHARE) * 0.0005671 + Math.abs(left(NEAR) + left(NEXT)) * 5;
    }, 0);
    expect(missed.remainingCents / 100 / owed / OPENING_USD).toBeCloseTo(1, 1);
    const targets = world.of('TargetSet', 'platform-directional');
    expect(targets).toHaveLength(2);
    expect(targets[1].targetLots).toBe(targets[0].targetLots);
    expect(targets[1].cause).toBe(missed.seq);
    // 24 hours from one opening bell to the next.
    expect(world.memory('platform-directional').from).toBe(30 + 1440);
  });

  it('trades no more than 15 % of the last minute of volume', () => {
    const world = platform({ directionalUsd: 900e6, directionalFutureShare: 0, leverage }, { loss: 8 }).run(
      18,
    );
    const volume = new Map<number, number>();
    for (const mark of world.of('Marked'))
      if (mark.instrument === SHARE) volume.set(mark.tick, mark.volumeLots);
    const sent = new Map<number, number>();
    for (const { tick, quantityLots } of world.of('OrderPlaced', 'platform-directional'))
      sent.set(tick, (sent.get(tick) ?? 0) + quantityLots);
    expect(sent.size).toBeGreaterThan(150);
    // Six rounds, each rounded to a whole share.
    for (const [tick, lots] of sent) expect(lots).toBeLessThanOrEqual(0.15 * (volume.get(tick) ?? 0) + 6);
  });

  it('sells from the open on, 60 % by 17:45 UTC', () => {
    const world = platform({ directionalUsd: 300e6, directionalFutureShare: 0, leverage }, { loss: 5 }).run(
      17.75,
    );
    const { [`start${SHARE}`]: start, [`goal${SHARE}`]: goal } = world.memory('platform-directional');
    expect((start - world.lots('platform-directional', SHARE)) / (start - goal)).toBeCloseTo(0.6, 2);
    const [first] = world.of('OrderPlaced', 'platform-directional');
    expect(world.hourOf(first)).toBeCloseTo(14.5, 1);
  });

  it('spares the basis book when it sells what is liquid first', () => {
    const world = platform({ ...books, mode: 'liquidFirst' }, { loss: 4 }).run(14.6);
    const goal = (pod: string) => world.memory(`platform-${pod}`)[`goal${SHARE}`];
    expect(goal('directional')).toBe(0);
    expect(goal('relative-value')).toBeLessThan(world.memory('platform-relative-value')[`start${SHARE}`]);
    expect(goal('relative-value')).toBeGreaterThan(0);
    expect(world.memory('platform-basis').plan).toBe(PLAN.none);
  });
});

describe('two-legged and one-legged selling', () => {
  const sizes = { leverage, matchRatio: 1 };
  const run = (parameters: Record<string, unknown>, acts = true, seed = '1') =>
    platform({ ...sizes, ...parameters }, { loss: 10, seed }, acts).run(21.1);

  it('a matched unwind of 500m leaves the level within 0.1 pp, an outright sale does not', () => {
    const effects = ['1', '2', '3', '4'].map((seed) => {
      const idle = run({ basisUsd: 1e9 }, false, seed);
      const unwound = run({ basisUsd: 1e9 }, true, seed);
      const sold = run({ directionalUsd: 1e9, directionalFutureShare: 0 }, true, seed);
      expect(unwound.lots('platform-basis', SHARE)).toBeLessThan(0.51 * idle.lots('platform-basis', SHARE));
      const effect = (world: PodWorld): number => closingLevel(world) / closingLevel(idle) - 1;
      return { unwound: effect(unwound), sold: effect(sold) };
    });
    const mean = (of: 'unwound' | 'sold') => effects.reduce((sum, one) => sum + one[of], 0) / effects.length;
    expect(Math.abs(mean('unwound'))).toBeLessThan(0.001);
    // Half a billion worked over a whole session, in a market that turns over a hundred times as much a day: a tenth of a per cent.
    expect(mean('sold')).toBeLessThan(-0.0008);
    expect(mean('sold')).toBeLessThan(2.5 * mean('unwound'));
  });

  it('stays within the unmatched share, the lag and the gap it allows itself in coins', () => {
    const world = platform({ ...sizes, basisUsd: 1e9, matchRatio: 0.9, legLagMinutes: 5 }, { loss: 10 });
    world.simulation.begin();
    const held = (i: number) => world.simulation.view.coins(i, world.lots('platform-basis', i));
    const shares = held(SHARE);
    for (let hour = 14.5; hour <= 21; hour += 0.25) {
      world.runOn(hour);
      const sold = shares - held(SHARE);
      const delta = held(SHARE) + held(NEAR) + held(NEXT);
      const lagQueue = (shares * 0.5 * 5) / 195;
      expect(Math.abs(delta)).toBeLessThanOrEqual(0.1 * sold + lagQueue + 0.05 * shares + 15);
    }
    const bought = -(held(NEAR) + held(NEXT));
    expect(shares - held(SHARE)).toBeGreaterThan(0.49 * shares);
    expect((shares - bought) / (shares - held(SHARE))).toBeCloseTo(0.9, 1);
  });

  it('buys the futures back later by the lag', () => {
    const world = platform({ ...sizes, basisUsd: 1e9, legLagMinutes: 45 }, { loss: 10 }).run(16);
    const orders = world.of('OrderPlaced', 'platform-basis');
    const first = (side: number) => orders.findIndex((order) => order.side === side);
    const minutes = orders[first(1)].tick - orders[first(-1)].tick;
    expect(minutes).toBeGreaterThanOrEqual(45);
    expect(minutes).toBeLessThan(50);
  });
});

describe('pod drawdown ladder', () => {
  /** Bitcoin falls 4 % from 15:00 to 16:00 and 12 % in all by 18:00; half of a pod's capital is bitcoin, or three quarters. */
  const slide = [
    { from: '2026-02-05T15:00Z', to: '2026-02-05T16:00Z', change: -0.04 },
    { from: '2026-02-05T16:00Z', to: '2026-02-05T18:00Z', change: -0.083 },
  ];
  const ladder = (directional: number, more: Record<string, unknown> = {}, options: PodWorldOptions = {}) =>
    platform(
      {
        ...NEVER_SCORED,
        directionalUsd: 300e6,
        directionalFutureShare: 0,
        leverage: { ...leverage, directional },
        ...more,
      },
      { news: slide, ...options },
    );

  it('halves the pod at a drawdown of 5 %, citing the index that took it there', () => {
    const world = ladder(0.5, { afterHours: 'wait' }).run(21.1);
    const cuts = world.of('PodCut', 'platform-directional');
    expect(cuts).toHaveLength(1);
    expect(cuts[0].drawdown).toBeGreaterThanOrEqual(0.05);
    expect(cuts[0].drawdown).toBeLessThan(0.075);
    const mark = world.of('IndexMarked').find(({ seq }) => seq === cuts[0].cause);
    expect(mark?.tick).toBe(cuts[0].tick);
    const opened = world.of('TargetSet', 'platform-directional')[0].currentLots;
    expect(world.lots('platform-directional', SHARE)).toBe(Math.round(opened / 2));
    for (const order of world.of('OrderPlaced', 'platform-directional'))
      expect(order.cause).toBe(cuts[0].seq);
  });

  it('closes it at 7.5 %', () => {
    const world = ladder(1).run(21.1);
    const rungs = world.of('PodCut', 'platform-directional');
    expect(rungs).toHaveLength(2);
    expect(rungs[1].drawdown).toBeGreaterThanOrEqual(0.075);
    expect(world.lots('platform-directional', SHARE)).toBe(0);
  });

  it('does nothing at a drawdown below 5 %', () => {
    const world = ladder(0.3).run(21.1);
    const [peak] = world.of('BookMarked', 'platform-directional').map(({ equityCents }) => equityCents);
    const equities = world.of('BookMarked', 'platform-directional').map(({ equityCents }) => equityCents);
    expect(1 - Math.min(...equities) / peak).toBeGreaterThan(0.03);
    expect(world.of('PodCut')).toHaveLength(0);
    expect(world.of('OrderPlaced')).toHaveLength(0);
  });

  it('works the sale over hours at no more than 20 % of volume', () => {
    const world = ladder(1, { directionalUsd: 900e6 }).run(21);
    const sent = new Map<number, number>();
    for (const { tick, quantityLots } of world.of('OrderPlaced', 'platform-directional'))
      sent.set(tick, (sent.get(tick) ?? 0) + quantityLots);
    const volume = new Map<number, number>();
    for (const mark of world.of('Marked'))
      if (mark.instrument === SHARE) volume.set(mark.tick, mark.volumeLots);
    expect(sent.size).toBeGreaterThan(60);
    for (const [tick, lots] of sent) expect(lots).toBeLessThanOrEqual(0.2 * (volume.get(tick) ?? 0) + 6);
  });

  it('sells futures against shares it cannot sell after the close, and lifts them as shares are sold next morning', () => {
    const late = [{ from: '2026-02-05T20:20Z', to: '2026-02-05T20:50Z', change: -0.1 }];
    const run = (afterHours: string, hour: number) =>
      ladder(1, { afterHours }, { news: late, end: '2026-02-06T17:00Z' }).run(hour);
    const hedged = run('future', 21.9);
    const coins = (world: PodWorld, i: number) =>
      world.simulation.view.coins(i, world.lots('platform-directional', i));
    expect(coins(hedged, SHARE)).toBeGreaterThan(1000);
    expect(coins(hedged, NEAR)).toBeLessThan(-100);
    expect(coins(hedged, NEAR)).toBeGreaterThanOrEqual(-coins(hedged, SHARE));
    hedged.runOn(24 + 17);
    expect([coins(hedged, SHARE), coins(hedged, NEAR)]).toEqual([0, 0]);
    expect(hedged.of('OrderPlaced', 'platform-directional').some(({ reason }) => reason === 'cover')).toBe(
      true,
    );
    expect(run('wait', 21.9).lots('platform-directional', NEAR)).toBe(0);
  });
});

describe('platform as state', () => {
  it('opens with the equity of its pods and treasury adding up to its own', () => {
    const world = platform({ basisUsd: 750e6, relativeValueUsd: 500e6, directionalUsd: 437.5e6 });
    world.simulation.begin();
    const pods = ['', '-basis', '-relative-value', '-directional', '-software'];
    const cents = pods.map((pod) => world.simulation.view.equityCents(world.account(`platform${pod}`)));
    // Shares are worth their mark in whole cents here, net asset value to the platform: half a cent a share apart.
    const halfCents = pods.slice(1).reduce((sum, pod) => sum + world.lots(`platform${pod}`, SHARE), 0) / 2;
    expect(Math.abs(cents.reduce((sum, one) => sum + one, 0) - 1e12)).toBeLessThanOrEqual(halfCents + 1);
    expect(cents[1] / 100 / (750e6 / 6)).toBeCloseTo(1, 2);
  });

  it('goes on identically when resumed from any hour of a degross and a stop-out', () => {
    const cast = {
      platform: {
        kind: 'pod-platform',
        parameters: { ...plain, basisUsd: 300e6, leverage: { ...leverage, directional: 1 } },
      },
    };
    const options = {
      loss: 5,
      news: [{ from: '2026-02-05T15:00Z', to: '2026-02-05T17:00Z', change: -0.1 }],
      end: '2026-02-05T18:30Z',
    };
    const whole = new PodWorld(cast, options).run();
    whole.simulation.log.flush();
    expect(whole.of('PodCut').length).toBeGreaterThan(0);
    for (const tick of [60, 120, 180]) {
      const resumed = new PodWorld(cast, options);
      resumed.simulation.continueFrom(whole.batches, tick);
      resumed.runOn();
      expect(digestOf(resumed.world)).toBe(digestOf(whole.world));
    }
  });
});
