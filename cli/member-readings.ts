import { IndexPathGatherer } from '../reports/ensemble/index-path.ts';
import { read } from '../reports/measures.ts';
import { TapeGatherer } from '../reports/tape-gatherer.ts';
import { calmDay } from '../scenarios/calm/measured.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Target } from '../scenarios/target.ts';
import { parseDuration } from '../sim/engine/time.ts';
import type { MemberGatherer } from '../store/ensemble/member.ts';

/** What is read off a member, under which name. */
export type Asked = Pick<Target, 'id' | 'measure'>;

/** Gathers what is asked of one run of a scenario, and the way of its index. */
export function memberGatherer(scenario: Scenario, asked: readonly Asked[]): MemberGatherer {
  const secondsPerTick = parseDuration(scenario.tick) ?? 60;
  const gatherer = new TapeGatherer();
  const path = new IndexPathGatherer(secondsPerTick);
  return {
    take(batch) {
      gatherer.take(batch);
      path.take(batch);
    },
    results() {
      const tape = gatherer.results();
      const readings = asked.map(({ id, measure }) => [id, known(read(measure, tape, calmDay.day))] as const);
      return { readings: Object.fromEntries(readings), ...path.results() };
    },
  };
}

/** What a file of results can hold, so that a figure is the same whether it was just read or kept. */
const known = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value : null;
