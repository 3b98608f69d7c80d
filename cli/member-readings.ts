import { IndexPathGatherer } from '../reports/ensemble/index-path.ts';
import { read } from '../reports/measures.ts';
import { seriesOf } from '../reports/stylised/series.ts';
import { TapeGatherer } from '../reports/tape-gatherer.ts';
import { calmDay } from '../scenarios/calm/measured.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Target } from '../scenarios/target.ts';
import { parseDuration } from '../sim/engine/time.ts';
import type { MemberGatherer } from '../store/ensemble/member.ts';

/** What is read off a member, under which name. */
export type Asked = Pick<Target, 'id' | 'measure'>;

/** What a member is run for: readings of history's measures, its minutes, from which stylised facts are told, or both. */
export interface Question {
  readonly asked?: readonly Asked[];
  readonly series?: true;
}

/** What the answer to a question depends on besides the run. */
export const basisOf = (question: Question): unknown =>
  question.asked ? { ...question, calm: calmDay.day } : question;

/** Gathers what is asked of one run of a scenario, and the way of its index. */
export function memberGatherer(scenario: Scenario, question: Question): MemberGatherer {
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
      const readings = (question.asked ?? []).map(
        ({ id, measure }) => [id, known(read(measure, tape, calmDay.day))] as const,
      );
      const minutes = question.series ? { series: seriesOf(tape) } : {};
      return { readings: Object.fromEntries(readings), ...path.results(), ...minutes };
    },
  };
}

/** What a file of results can hold, so that a figure is the same whether it was just read or kept. */
const known = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value : null;
