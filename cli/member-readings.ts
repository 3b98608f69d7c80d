import { IndexPathGatherer } from '../reports/ensemble/index-path.ts';
import { IndexReader } from '../reports/ensemble/index-reader.ts';
import { LEVEL_TOLERANCE } from '../reports/turning-points.ts';
import { historyOf } from '../scenarios/catalogue.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Target } from '../scenarios/target.ts';
import { parseDuration, secondsOf } from '../sim/engine/time.ts';
import type { MemberGatherer } from '../store/ensemble/member.ts';

/** What is read off a member, under which name. */
export type Asked = Pick<Target, 'id' | 'measure'>;

/** The rows of history that runs of a scenario are held against: its turning points, as prices of the index. */
export function targetsOf({ id }: Scenario): readonly Target[] {
  return historyOf(id).map(({ time, label, spotUsd, source }) => ({
    id: `spot-${time.toLowerCase().replace(':', '-')}`,
    title: label,
    measure: { of: 'price', instrument: 'BTC-INDEX', at: time },
    unit: 'usd',
    history: spotUsd,
    tolerance: LEVEL_TOLERANCE * spotUsd,
    class: 'fit',
    family: 'price',
    clock: `spot, ${time}`,
    source,
  }));
}

/** Gathers what is asked of one run of a scenario, and the way of its index. */
export function memberGatherer(scenario: Scenario, asked: readonly Asked[]): MemberGatherer {
  const secondsPerTick = parseDuration(scenario.tick) ?? 60;
  const reader = new IndexReader(secondsOf(scenario.start), secondsPerTick);
  const path = new IndexPathGatherer(secondsPerTick);
  return {
    take(batch) {
      reader.take(batch);
      path.take(batch);
    },
    results() {
      const readings = asked.map(({ id, measure }) => [id, known(reader.read(measure))] as const);
      return { readings: Object.fromEntries(readings), ...path.results() };
    },
  };
}

/** What a file of results can hold, so that a figure is the same whether it was just read or kept. */
const known = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value : null;
