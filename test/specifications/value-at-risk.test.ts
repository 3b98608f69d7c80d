import { describe, expect, it } from 'vitest';
import { allowedGrossUsd } from '../../sim/agents/pods/value-at-risk.ts';
import { PodWorld, type PodWorldOptions, SHARE } from './pod-world.ts';

const M = 1e6;
const POD = 'platform-directional';
const book = {
  ...{ scoreMinute: 0, leverageSpread: 0, cutDrawdown: 1, stopDrawdown: 1, crowding: 0 },
  ...{ basisUsd: 0, relativeValueUsd: 0, softwareLongUsd: 0, directionalUsd: 400 * M },
  directionalFutureShare: 0,
  leverage: { basis: 6, relativeValue: 3, directional: 1, software: 2 },
};

function market(parameters: Record<string, unknown>, options: PodWorldOptions = {}): PodWorld {
  const platform = { kind: 'pod-platform', parameters: { ...book, ...parameters } };
  return new PodWorld({ platform }, options);
}

describe('what value at risk allows', () => {
  it('is equity times budget over 2.33 daily standard deviations', () => {
    // 400 x 0.0466 / (2.33 x 0.02) = 400; twice the volatility, half of it.
    expect(allowedGrossUsd(400 * M, 0.0466, 0.02) / M).toBeCloseTo(400, 9);
    expect(allowedGrossUsd(400 * M, 0.0466, 0.04) / M).toBeCloseTo(200, 9);
    expect(allowedGrossUsd(-1, 0.0466, 0.02)).toBe(0);
  });
});

describe('a pod that follows it', () => {
  it('sells a tenth of its gross an hour while it holds too much, in the US session, citing the index', () => {
    const world = market({ varBudget: 0.02 }).run(20.9);
    const before = Math.round((400 * M) / 70_000 / 0.0005671);
    const targets = world.of('TargetSet', POD);
    expect(targets.map((event) => world.hourOf(event)).slice(0, 4)).toEqual([15, 16, 17, 18]);
    for (const [n, { targetLots, currentLots, reason, cause, tick }] of targets.slice(0, 4).entries()) {
      expect(reason).toBe('value-at-risk');
      expect(targetLots / currentLots).toBeCloseTo(0.9, 3);
      // The last order of an hour may have met less than its size.
      expect(currentLots / (before * [1, 0.9, 0.81, 0.729][n])).toBeCloseTo(1, 2);
      const index = world.of('IndexMarked').find(({ seq }) => seq === cause);
      expect(index?.tick).toBe(tick);
    }
    for (const { side, reason } of world.of('OrderPlaced', POD).filter(({ tick }) => tick < 180))
      expect({ side, reason }).toEqual({ side: -1, reason: 'value-at-risk' });
  });

  it('buys a tenth an hour while it may hold more', () => {
    const world = market({ varBudget: 0.2 }).run(18);
    for (const { targetLots, currentLots } of world.of('TargetSet', POD))
      expect(targetLots / currentLots).toBeCloseTo(1.1, 3);
    expect(world.lots(POD, SHARE) / Math.round((400 * M) / 70_000 / 0.0005671)).toBeCloseTo(1.331, 2);
  });

  it('does nothing without a budget, and nothing that a degross or a stop has ordered is undone', () => {
    expect(market({}).run().of('TargetSet', POD)).toEqual([]);
    const news = [{ from: '2026-02-05T15:00Z', to: '2026-02-05T15:30Z', change: -0.12 }];
    const limits = { cutDrawdown: 0.05, stopDrawdown: 0.075 };
    const world = market({ ...limits, varBudget: 0.2 }, { news }).run();
    const stop = world.of('TargetSet', POD).find(({ reason }) => reason === 'stop-out');
    expect(stop).toBeDefined();
    const later = world.of('OrderPlaced', POD).filter(({ tick }) => tick > (stop?.tick ?? 0));
    expect(later.length).toBeGreaterThan(10);
    for (const { reason, side } of later) expect({ reason, side }).toEqual({ reason: 'stop-out', side: -1 });
  });

  it('sells into a fall that made prices volatile, and deepens it, seed by seed', () => {
    const news = [{ from: '2026-02-05T15:50Z', to: '2026-02-05T15:55Z', change: -0.06 }];
    for (const seed of ['1', '2', '3']) {
      const large = { directionalUsd: 4_000 * M };
      const still = market(large, { news, seed }).run(20.9);
      const risk = market({ ...large, varBudget: 0.0466 }, { news, seed }).run(20.9);
      expect(risk.lots(POD, SHARE) / still.lots(POD, SHARE)).toBeLessThan(0.8);
      const low = (world: PodWorld): number =>
        Math.min(...world.of('IndexMarked').map(({ indexUsd }) => indexUsd));
      expect(low(risk)).toBeLessThan(low(still) * 0.997);
    }
  });
});
