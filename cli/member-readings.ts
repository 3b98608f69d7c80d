import { calmDayOf } from '../reports/calm-day.ts';
import { IndexPathGatherer } from '../reports/ensemble/index-path.ts';
import { read } from '../reports/measures.ts';
import { type Metrics, MetricsGatherer } from '../reports/metrics.ts';
import { figuresOf, type RunFigures } from '../reports/run-figures.ts';
import { seriesOf } from '../reports/stylised/series.ts';
import { TapeGatherer } from '../reports/tape-gatherer.ts';
import { yardstickOf } from '../scenarios/calm-day.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Target } from '../scenarios/target.ts';
import { parseDuration, secondsOf } from '../sim/engine/time.ts';
import type { MemberGatherer } from '../store/ensemble/member.ts';

/** What is read off a member, under which name. */
export type Asked = Pick<Target, 'id' | 'measure'>;

/** What a member is run for: readings of history's measures, its minutes, from which stylised facts are told, what a day of it amounts to, or what it came to. */
export interface Question {
  readonly asked?: readonly Asked[];
  readonly series?: true;
  readonly calmDay?: true;
  readonly figures?: true;
}

/** What the answer to a question depends on besides the run. */
export const basisOf = (question: Question, { history }: Scenario): unknown =>
  question.asked ? { ...question, calm: yardstickOf(history) } : question;

/** Gathers what is asked of one run of a scenario, and the way of its index. */
export function memberGatherer(scenario: Scenario, question: Question): MemberGatherer {
  const secondsPerTick = parseDuration(scenario.tick) ?? 60;
  const gatherer = new TapeGatherer();
  const path = new IndexPathGatherer(secondsPerTick);
  const metrics = question.figures ? new MetricsGatherer() : null;
  return {
    take(batch) {
      gatherer.take(batch);
      path.take(batch);
      metrics?.take(batch);
    },
    results() {
      const tape = gatherer.results();
      const calm = yardstickOf(scenario.history);
      const readings = (question.asked ?? []).map(
        ({ id, measure }) => [id, known(read(measure, tape, calm))] as const,
      );
      return {
        ...{ readings: Object.fromEntries(readings), ...path.results() },
        ...(question.series ? { series: seriesOf(tape) } : {}),
        ...(question.calmDay ? { calmDay: calmDayOf([tape]) } : {}),
        ...(metrics ? { figures: wholeFigures(metrics.results(), scenario, secondsPerTick) } : {}),
      };
    },
  };
}

function wholeFigures(metrics: Metrics, { start }: Scenario, secondsPerTick: number): RunFigures {
  const seconds = metrics.path.map((_, tick) => secondsOf(start) + tick * secondsPerTick);
  return figuresOf(metrics, { seconds, usd: metrics.path });
}

/** What a file of results can hold, so that a figure is the same whether it was just read or kept. */
const known = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value : null;
