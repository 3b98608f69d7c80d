import { describe, expect, it } from 'vitest';
import { feb5 } from '../../scenarios/feb-5-2026/scenario.ts';
import { pathOf, without } from './ensemble.ts';

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const MINUTES_PER_DAY = 1440;
const START = MINUTES_PER_DAY; // 5 February 00:00
const US_OPEN = START + 14 * 60 + 30;

/** What makes the crash recognisable on one path. */
function crashOf(path: readonly number[]) {
  const start = path[START];
  let low = start;
  for (const usd of path.slice(START)) low = Math.min(low, usd);
  return {
    fall: 1 - low / start,
    shareAfterOpen: (path[US_OPEN] - low) / (start - low),
    recovered: (path[path.length - 1] - low) / (start - low),
  };
}

/** Those who are forced, by limits, hedges, margins or habits, to sell what falls. */
const FORCED = ['pod-platform', 'dealer', 'leveraged-trader', 'stop-holder', 'trend-follower', 'note-desk'];
const PAIRS = 3;

describe('the crash of 5 February 2026, from mechanisms alone', () => {
  const crashes = SEEDS.map((seed) => crashOf(pathOf(feb5, seed)));

  it.each(SEEDS.map((seed, i) => [seed, crashes[i]] as const))('seed %i is recognisable', (_, crash) => {
    expect(crash.fall).toBeGreaterThanOrEqual(0.08);
    expect(crash.shareAfterOpen).toBeGreaterThan(0.5);
    expect(crash.recovered).toBeGreaterThanOrEqual(1 / 3);
  });

  it('is deeper by what institutions are forced to do', () => {
    for (const [i, seed] of SEEDS.slice(0, PAIRS).entries()) {
      const idle = crashOf(pathOf(without(feb5, FORCED), seed));
      expect(crashes[i].fall - idle.fall, `seed ${seed}`).toBeGreaterThan(0.015);
    }
  });

  it('does not happen with every shock off', () => {
    const quiet = { ...feb5, outside: { ...feb5.outside, shocks: [], flags: [] } };
    for (const seed of SEEDS) expect(crashOf(pathOf(quiet, seed)).fall).toBeLessThan(0.08);
  });
});
