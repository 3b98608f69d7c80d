import { median } from 'd3-array';
import { describe, expect, it } from 'vitest';
import { feb5 } from '../../scenarios/feb-5-2026/scenario.ts';
import { pathOf, without } from './ensemble.ts';

/** Days are as wild as they were, so single seeds stand for little: what is held is held over these. */
const SEEDS = Array.from({ length: 16 }, (_, n) => n + 1);
/** Seeds that may be unlike the rest. */
const FEW = 2;
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
const PAIRS = 8;

describe('the crash of 5 February 2026, from mechanisms alone', () => {
  const crashes = SEEDS.map((seed) => crashOf(pathOf(feb5, seed)));
  const medianOf = (values: readonly number[]): number => median(values) ?? Number.NaN;
  const unlike = (is: (crash: (typeof crashes)[number]) => boolean): number =>
    crashes.filter((crash) => !is(crash)).length;

  it('falls by 8 % on each of eight seeds and on all but one of sixteen, and by an eighth or more in the median', () => {
    expect(Math.min(...crashes.slice(0, PAIRS).map(({ fall }) => fall))).toBeGreaterThanOrEqual(0.08);
    expect(unlike(({ fall }) => fall >= 0.08)).toBeLessThanOrEqual(1);
    expect(medianOf(crashes.map(({ fall }) => fall))).toBeGreaterThan(0.125);
  });

  it('falls mostly after the US open, and recovers a third and more by the end, on all but few seeds', () => {
    expect(unlike(({ shareAfterOpen }) => shareAfterOpen > 0.5)).toBeLessThanOrEqual(FEW);
    expect(unlike(({ recovered }) => recovered >= 1 / 3)).toBeLessThanOrEqual(FEW);
  });

  it('is deeper by what institutions are forced to do', () => {
    const deeper = SEEDS.slice(0, PAIRS).map(
      (seed, i) => crashes[i].fall - crashOf(pathOf(without(feb5, FORCED), seed)).fall,
    );
    expect(medianOf(deeper)).toBeGreaterThan(0.015);
  });

  it('does not happen with every shock off: a third of the fall at most in the median, 8 % on few seeds', () => {
    const quiet = { ...feb5, outside: { ...feb5.outside, shocks: [], flags: [] } };
    const falls = SEEDS.map((seed) => crashOf(pathOf(quiet, seed)).fall);
    expect(medianOf(falls)).toBeLessThan(medianOf(crashes.map(({ fall }) => fall)) / 3);
    expect(falls.filter((fall) => fall >= 0.08).length).toBeLessThanOrEqual(FEW);
  });
});
