import { type Metrics, MetricsGatherer } from '../reports/metrics.ts';
import { type RealisedDay, RealisedLossGatherer, roundedDays } from '../reports/realised-loss.ts';
import type { Gatherer } from '../store/batch-keeper.ts';

/** What a run folder keeps of a run: its metrics, and what sellers realised (not in folders of before). */
export interface Results extends Metrics {
  readonly realised?: readonly RealisedDay[];
}

/** Gathers the results of a run. */
export function gather(): Gatherer {
  const metrics = new MetricsGatherer();
  const realised = new RealisedLossGatherer();
  return {
    take(batch) {
      metrics.take(batch);
      realised.take(batch);
    },
    results: (): Results => ({ ...metrics.results(), realised: roundedDays(realised.results()) }),
  };
}
