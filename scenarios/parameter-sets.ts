import { z } from 'zod';
import { goldenShare } from '../sim/engine/golden.ts';
import { parseTime } from '../sim/engine/time.ts';
import { calmDaySchema } from './calm-day.ts';
import { type Changed, changed, held } from './catalogue.ts';
import { readable, settingPath, slug } from './fields.ts';
import { measuredAt } from './given.ts';
import type { Kinds } from './members.ts';
import { type Problem, problemOf } from './problem.ts';
import type { Scenario } from './scenario.ts';

/** Before a run is compared: any value in a range alike, any factor alike, or the nearer to a likely one the likelier, in either way. */
export const PRIORS = ['uniform', 'log-uniform', 'triangular', 'log-triangular'] as const;

/** A setting that is not known, and what is thought of it before the data speak. */
export const dimensionSchema = z
  .strictObject({
    /** As in --set. */
    path: settingPath,
    title: readable,
    /** What its values are counted in; empty for plain numbers. */
    unit: z.union([z.literal(''), readable]),
    prior: z.enum(PRIORS),
    low: z.number(),
    high: z.number(),
    /** The likeliest value, of a triangular prior alone: what is thought of a balance sheet. */
    likely: z.number().optional(),
    /** What the scenario holds without calibration. */
    default: z.number(),
    /** Only whole numbers make sense. */
    whole: z.boolean().optional(),
  })
  .superRefine(({ prior, low, high, likely, whole }, context) => {
    const refuse = (field: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [field], message });
    const ends = [low, high, likely ?? low];
    if (high <= low) refuse('high', `must be more than low, ${low}`);
    else if (prior.startsWith('log') && low <= 0)
      refuse('low', `must be a number of more than 0: a ${prior} prior has no zero`);
    else if (prior.endsWith('triangular') !== (likely !== undefined))
      refuse('likely', `must ${likely === undefined ? 'be there' : 'not be there'}: the prior is ${prior}`);
    else if (likely !== undefined && (likely < low || likely > high))
      refuse('likely', `must be between low and high, ${low} and ${high}`);
    else if (whole === true && !ends.every(Number.isSafeInteger))
      refuse('low', 'must be a whole number, as must all others: the dimension is whole');
  });

/** A dimension of what is searched, checked. */
export type Dimension = z.infer<typeof dimensionSchema>;

/** Whether more is thought of a dimension than its ends: it is drawn with every point, and no search moves it. */
export const isInformed = ({ likely }: Dimension): boolean => likely !== undefined;

const share = z.number().min(0);
const interval = z.tuple([z.number(), z.number()]);

/** How far data narrowed what was thought before. */
export const identifiabilitySchema = z.strictObject({
  dimensions: z.array(
    z.strictObject({
      path: settingPath,
      /** Width of the middle 80 % of accepted values over that of the prior, on the prior's own scale. */
      ratio: share,
      /** The middle 80 % of accepted values, in the unit. */
      interval,
      median: z.number(),
    }),
  ),
  /** Weighted, dimension by dimension; null where one does not vary. */
  correlations: z.array(z.array(z.number().min(-1).max(1).nullable())),
  /** How many independent sets the weighted ones are worth. */
  effectiveSets: share,
});

const setSchema = z.strictObject({
  settings: z.record(settingPath, z.number()),
  distance: share,
  weight: share,
  /** A calm day with these settings, where calm markets were fitted: what an event is set against. */
  calmDay: calmDaySchema.optional(),
});

/** What was made small, and what it took. */
const objectiveSchema = z.strictObject({
  /** Ids of the rows of history, or of the facts of calm markets, that were fitted. */
  targets: z.array(readable).min(1),
  /** What those rows of history ask, by a digest each: under another name they are the same rows. */
  asking: z.array(readable).optional(),
  /** Simulations a point. */
  seeds: z.array(z.number().int().min(1)).min(1),
  /** Accepted sets are at most this far from history; null after a search for the best one. */
  tolerance: share.nullable(),
});

/** Parameter sets that a calibration accepted: what scenarios are run with, and how much is known. */
export const parameterSetsSchema = z
  .strictObject({
    /** Version of the model that was fitted. */
    model: readable,
    scenario: slug,
    made: z.string().refine((text) => parseTime(text) !== null, {
      message: 'must be an ISO 8601 UTC time such as 2026-03-01T12:00Z',
    }),
    dimensions: z.array(dimensionSchema).min(1),
    sets: z.array(setSchema).min(1),
    identifiability: identifiabilitySchema,
    /** Points that were simulated to find them. */
    evaluations: z.number().int().min(1),
    objective: objectiveSchema,
    /** Calibrations whose accepted sets these go on from, the first one first: their settings are among the dimensions. */
    before: z
      .array(
        z.strictObject({
          scenario: slug,
          evaluations: z.number().int().min(1),
          objective: objectiveSchema,
        }),
      )
      .optional(),
  })
  .superRefine(({ dimensions, sets }, context) => {
    const refuse = (at: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path: at, message });
    const paths = dimensions.map((dimension) => dimension.path);
    const twice = paths.findIndex((one, i) => paths.indexOf(one) < i);
    if (twice >= 0) refuse(['dimensions', twice, 'path'], 'must be another path: one before it is the same');
    for (const [n, one] of paths.entries()) {
      const what = measuredAt(one);
      if (what !== null)
        refuse(['dimensions', n, 'path'], `must be a setting of the model: no set may move ${what}`);
    }
    for (const [n, { settings }] of sets.entries()) {
      const missing = paths.find((one) => !Object.hasOwn(settings, one));
      if (missing !== undefined)
        refuse(['sets', n, 'settings', missing], 'must be a number: the dimension is searched');
      const foreign = Object.keys(settings).find((one) => !paths.includes(one));
      if (foreign !== undefined) refuse(['sets', n, 'settings', foreign], 'must be one of the dimensions');
    }
    if (sets.every(({ weight }) => weight === 0))
      refuse(['sets', 0, 'weight'], 'must be a number of more than 0 in one set at least');
  });

/** A file of accepted parameter sets, checked. */
export type ParameterSets = z.infer<typeof parameterSetsSchema>;
/** One accepted set. */
export type ParameterSet = ParameterSets['sets'][number];
/** How far data narrowed the prior. */
export type Identifiability = z.infer<typeof identifiabilitySchema>;

/** Checked parameter sets, or what is wrong with them first. */
export type ReadSets = { readonly sets: ParameterSets } | { readonly problem: Problem };

/** Reads parameter sets from the text of a file. */
export function parameterSetsOf(text: string): ReadSets {
  try {
    return checkedSets(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {
      problem: { path: [], holds: text, right: 'JSON, as "cascade calibrate --out" writes it' },
    };
  }
}

/** Checks what should be parameter sets. */
export function checkedSets(input: unknown): ReadSets {
  const parsed = parameterSetsSchema.safeParse(input);
  if (parsed.success) return { sets: parsed.data };
  return { problem: problemOf(parsed.error.issues[0], parameterSetsSchema, input, []) };
}

/** Parameter sets as the text of a file: the best one first, one set a line, so that versions can be compared. */
export function textOfParameterSets({ sets, ...head }: ParameterSets): string {
  const lines = [...sets].sort((a, b) => a.distance - b.distance).map((set) => `    ${JSON.stringify(set)}`);
  const rest = JSON.stringify(head, null, 2).replace(/\n\}$/, '');
  return `${rest},\n  "sets": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

/** What a set says of a scenario: its settings, and a calm day with them where it is known. */
export type SetValues = Pick<ParameterSet, 'settings' | 'calmDay'>;

/** A scenario with a set's values, and the rows of these ids as fitted ones. */
export function applySet(
  scenario: Scenario,
  { settings, calmDay }: SetValues,
  kinds: Kinds,
  fitted: readonly string[] = [],
): Changed {
  return changed(
    scenario,
    [],
    [
      ...Object.keys(settings).map((name) => ({ path: name.split('.'), value: settings[name] })),
      ...(calmDay ? [{ path: ['history', 'calmDay'], value: calmDay }] : []),
      ...fitted.map((id) => ({ path: ['history', 'targets', id, 'class'], value: 'fit' })),
    ],
    kinds,
  );
}

/**
 * Number (from 1, in the order given) of the set that a seed is run with: seeds meet sets as often as they weigh, however
 * many seeds there are, and a seed meets the same one whatever other seeds are run.
 */
export function setOfSeed(sets: readonly Pick<ParameterSet, 'weight'>[], seed: number): number {
  return setAtShare(sets, goldenShare(seed));
}

/** Number (from 1, in the order given) of the set below which a share of all weight lies: its quantile, from 0 to 1. */
export function setAtShare(sets: readonly Pick<ParameterSet, 'weight'>[], at: number): number {
  const total = sets.reduce((sum, { weight }) => sum + weight, 0);
  let left = at * total;
  let last = 0;
  for (const [n, { weight }] of sets.entries()) {
    if (weight === 0) continue;
    last = n;
    if (left < weight) break;
    left -= weight;
  }
  return last + 1;
}

/** Number (from 1, in the order given) of the set that is nearest to what was fitted. */
export function nearestSet(sets: readonly Pick<ParameterSet, 'distance'>[]): number {
  return 1 + sets.reduce((best, { distance }, n) => (distance < sets[best].distance ? n : best), 0);
}

/** A setting of some sets that a scenario does not have, or null. */
export function foreignPath(
  { dimensions }: Pick<ParameterSets, 'dimensions'>,
  scenario: Scenario,
): string | null {
  const foreign = dimensions.find(({ path: name }) => held(scenario, name.split('.')).includes(undefined));
  return foreign?.path ?? null;
}
