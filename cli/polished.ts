import { type AbcState, posteriorOf } from '../reports/calibration/abc.ts';
import { openPolish, polish } from '../reports/calibration/polish.ts';
import type { Point } from '../reports/calibration/space.ts';
import { covarianceOf } from '../reports/calibration/weighted.ts';
import type { SetValues } from '../scenarios/parameter-sets.ts';
import type { CalibrateOptions } from './contract.ts';
import type { Seeds, Simulate } from './evaluation.ts';
import type { Objective } from './objective.ts';
import { type Stage, valuesIn } from './stage.ts';

/** A polish goes out no narrower than this, in prior widths. */
const LEAST_SPREAD = 0.01;

/** A set, and how far it is from what is known. */
export interface Nearest extends SetValues {
  readonly distance: number;
}

/**
 * Goes on from the nearest accepted point, as widely as accepted ones lie apart, and answers that one itself where it finds
 * none whose seeds come nearer and agree better, all in all. What was drawn stays as that point has it: a balance sheet is
 * a prior, and no fit.
 */
export async function polishedSet(
  state: AbcState,
  accepted: Nearest,
  { polish: budget, luck }: Pick<CalibrateOptions, 'polish' | 'luck'>,
  stage: Stage,
  simulate: Simulate,
  { distance, polished, calmDay }: Objective,
): Promise<Nearest> {
  const particles = posteriorOf(state);
  const count = stage.searched.length;
  const [{ point: start }] = particles;
  const spread = covarianceOf(particles).map((row, i) => Math.max(LEAST_SPREAD, Math.sqrt(row[i])));
  const valuesOf = (point: Point) => valuesIn(stage, [...point, ...start.slice(count)]);
  const both = (seeds: Seeds) => {
    const far = distance(seeds);
    return far === null ? null : { distance: far, value: polished(seeds) };
  };
  const distances = new Map<string, number>();
  const begin = openPolish({
    ...{ start: start.slice(0, count), spread: spread.slice(0, count), seed: luck, budget },
  });
  const { best } = await polish(begin, async (points) => {
    const found = await simulate(points.map(valuesOf), both);
    for (const [n, one] of found.entries()) if (one) distances.set(points[n].join(), one.distance);
    return found.map((one) => one?.value ?? null);
  });
  const [own] = await simulate([valuesOf(start)], both);
  if (best === null || (own !== null && own.value <= best.value)) return accepted;
  const values = valuesOf(best.point);
  const [day = null] = await simulate([values], calmDay);
  return {
    ...values,
    ...(day && { calmDay: day }),
    distance: distances.get(best.point.join()) ?? Number.NaN,
  };
}
