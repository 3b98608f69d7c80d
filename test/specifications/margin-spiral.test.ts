import { describe, expect, it } from 'vitest';
import { builtIns, changed } from '../../scenarios/catalogue.ts';
import { checkScenario } from '../../scenarios/check.ts';
import { whatIfsOf } from '../../scenarios/what-ifs.ts';
import { PodWorld, SHARE } from './pod-world.ts';

const M = 1e6;
const SEEDS = ['1', '2', '3', '4'];

/** Four billion held at four times its capital, whose own limits are far away and whose treasury has nothing to spare. */
const book = {
  ...{ scoreMinute: 0, leverageSpread: 0, cutDrawdown: 1, stopDrawdown: 1, crowding: 0, freeCashShare: 0 },
  ...{ basisUsd: 0, relativeValueUsd: 0, softwareLongUsd: 0, directionalUsd: 4_000 * M },
  directionalFutureShare: 0,
  leverage: { basis: 6, relativeValue: 3, directional: 4, software: 2 },
};
/** Six per cent in five minutes: the equity left, 20 %, is more than a calm haircut and less than a stressed one. */
const news = [{ from: '2026-02-05T15:00Z', to: '2026-02-05T15:05Z', change: -0.06 }];

function market(seed: string, frozen: boolean): PodWorld {
  const parameters = { calmDailyVol: 0.02, dailyShareUsd: 1e12, frozen };
  const cast = {
    platform: { kind: 'pod-platform', parameters: book },
    broker: { kind: 'prime-broker', parameters },
  };
  return new PodWorld(cast, { news, seed }).run();
}

/** Largest fall of the index from the opening, as a fraction. */
const drawdown = (world: PodWorld): number =>
  1 - Math.min(...world.of('IndexMarked').map(({ indexUsd }) => indexUsd)) / 70_000;

describe('the margin spiral (Brunnermeier and Pedersen 2009)', () => {
  it('is gone when margins are frozen: the same news makes a strictly smaller drawdown, seed by seed', () => {
    for (const seed of SEEDS) {
      const spiral = market(seed, false);
      const frozen = market(seed, true);
      expect(frozen.of('MarginCalled')).toEqual([]);
      // Not the loss but the haircut that volatility made: with the calm one there would be no call.
      expect(spiral.of('MarginCalled')[0].reason).toBe('haircut');
      expect(frozen.lots('platform-directional', SHARE)).toBeGreaterThan(
        spiral.lots('platform-directional', SHARE),
      );
      expect(drawdown(spiral)).toBeGreaterThan(drawdown(frozen) + 0.002);
    }
  });
});

describe('the what-if frozen-margins', () => {
  it('freezes the rate of futures and the haircut of every broker, and nothing else', () => {
    const checked = checkScenario(builtIns['feb-5-2026']);
    if ('problem' in checked) throw new Error(checked.problem.right);
    const { scenario } = checked;
    const found = whatIfsOf(scenario).filter(({ id }) => id === 'frozen-margins');
    expect(found).toHaveLength(1);
    const frozen = changed(scenario, found, [], {});
    if ('problem' in frozen) throw new Error(frozen.problem.right);
    expect(frozen.patches.map(({ path }) => path.join('.'))).toEqual([
      'cast.prime-broker.parameters.frozen',
      'margin.frozen',
    ]);
    expect(whatIfsOf(frozen.scenario).some(({ id }) => id === 'frozen-margins')).toBe(false);
  });
});
