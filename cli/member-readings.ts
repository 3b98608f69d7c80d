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

/** What a member is run for: readings of history's measures, or its minutes, from which stylised facts are told. */
export type Question = { readonly asked: readonly Asked[] } | { readonly series: true };

/** What the answer to a question depends on besides the run. */
export const basisOf = (question: Question): unknown =>
  'series' in question ? question : { ...question, calm: calmDay.day };

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
      if ('series' in question) return { readings: {}, ...path.results(), series: seriesOf(tape) };
      const readings = question.asked.map(
        ({ id, measure }) => [id, known(read(measure, tape, calmDay.day))] as const,
      );
      return { readings: Object.fromEntries(readings), ...path.results() };
    },
  };
}

/** What a file of results can hold, so that a figure is the same whether it was just read or kept. */
const known = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value : null;
