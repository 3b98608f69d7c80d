import { pairedDifference } from '../../reports/ensemble/paired.ts';
import { MODEL_VERSION } from '../../scenarios/model.ts';
import type { SeedResult } from './effects.ts';
import type { Effect, Pair } from './pair.ts';
import { pairs } from './pairs.ts';

/** Seeds of every pair: a quarter of an hour on two cores. More would tell a few more effects from none. */
export const SEEDS: readonly number[] = Array.from({ length: 16 }, (_, n) => n + 1);
const MINUS = '−';
/** Share of the reference below which a difference, its interval included, is no effect. */
const NOTHING = 0.01;

/** What a change did to one measure, over the seeds. */
export interface Measured {
  readonly pair: Pair;
  readonly effect: Effect;
  /** Mean of the reference. */
  readonly reference: number;
  /** Mean difference, and half of its 95 % interval. */
  readonly difference: number;
  readonly half: number;
}

/** Every effect of every pair, over all seeds. */
export function measuredOf(results: readonly SeedResult[]): Measured[] {
  return pairs.flatMap((pair, p) =>
    pair.effects.map((effect, e) => {
      const values = results.map((result) => result.values[p][e]);
      const told = pairedDifference(values);
      if (told === null || told.half === null) throw new Error('an interval takes two seeds at least');
      return { pair, effect, reference: told.a, difference: told.difference, half: told.half };
    }),
  );
}

/** What was expected shows; the interval leaves it open; the interval excludes it. */
export type Verdict = 'yes' | 'open' | 'no';

/** What the interval says of what was expected. */
export function verdictOf({ effect: { expected }, reference, difference, half }: Measured): Verdict {
  const verdict = (shows: boolean, isExcluded: boolean): Verdict =>
    shows ? 'yes' : isExcluded ? 'no' : 'open';
  const isNothing = Math.abs(difference) + half < NOTHING * Math.abs(reference);
  switch (expected.sign) {
    case 'smaller':
      return verdict(difference + half < 0, difference - half > 0 || isNothing);
    case 'larger':
      return verdict(difference - half > 0, difference + half < 0 || isNothing);
    case 'little':
      return verdict(
        Math.abs(difference) + half < expected.within,
        Math.abs(difference) - half > expected.within,
      );
    case 'unclear':
      return verdict(Math.abs(difference) <= half, Math.abs(difference) > half);
    default:
      return expected satisfies never;
  }
}

/** The whole table, and what it was made with. */
export function tableOf(results: readonly SeedResult[]): string {
  return [
    `Model ${MODEL_VERSION}, seeds ${SEEDS[0]} to ${SEEDS[SEEDS.length - 1]}: each line is the mean difference between two runs with the same luck, with its 95 % interval (Student's t).`,
    '',
    '| mechanism | change | measured | reference | difference | expected | holds |',
    '|---|---|---|---|---|---|---|',
    ...measuredOf(results).map(lineOf),
  ].join('\n');
}

function lineOf(measured: Measured): string {
  const { pair, effect, reference, difference, half } = measured;
  const { label, unit, decimals } = effect.measure;
  const { expected } = effect;
  const verdict = verdictOf(measured);
  const said = expected.sign === 'little' ? `within ${expected.within}` : expected.sign;
  const figure = (value: number): string => {
    const text = Math.abs(value).toFixed(decimals);
    return value < 0 && Number(text) !== 0 ? `${MINUS}${text}` : text;
  };
  const signed = Number(difference.toFixed(decimals)) > 0 ? `+${figure(difference)}` : figure(difference);
  const cells = [
    `[${pair.page}](${pair.page}.md)`,
    pair.change,
    unit === '' ? label : `${label}, ${unit}`,
    figure(reference),
    `${signed} ± ${figure(half)}`,
    said,
    verdict === 'no' ? '**no**' : verdict,
  ];
  return `| ${cells.join(' | ')} |`;
}
