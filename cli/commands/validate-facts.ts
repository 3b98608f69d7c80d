import { availableParallelism } from 'node:os';
import { counted } from '../../reports/format.ts';
import type { Fact } from '../../reports/stylised/fact.ts';
import type { ImpactEstimates } from '../../reports/stylised/impact-estimates.ts';
import { impactFacts } from '../../reports/stylised/impact-facts.ts';
import { pathOf, type RunSeries } from '../../reports/stylised/series.ts';
import { stylisedFacts } from '../../reports/stylised/stylised-facts.ts';
import {
  measureTickInvariance,
  type TickInvariance,
  tickFact,
} from '../../reports/stylised/tick-invariance.ts';
import { type Clock, MINUTE_TICKS, TEN_SECOND_TICKS } from '../../scenarios/experiments/clocks.ts';
import { MODEL_VERSION } from '../../scenarios/model.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Slice } from '../../store/ensemble/kept-file.ts';
import type { MemberResult } from '../../store/ensemble/member.ts';
import { replaceFile } from '../../store/replace-file.ts';
import { aboutSets, type ChosenSets } from '../chosen-sets.ts';
import type { ValidateOptions } from '../contract.ts';
import { INTERRUPTED } from '../drive.ts';
import { type BrokenMember, runEnsemble } from '../ensemble.ts';
import { factsValidationJunit, factsValidationOf, factsValidationText } from '../facts-validation.ts';
import { experimentLengths, impactExperiment } from '../impact-experiment.ts';
import { isOf, type Workshop } from '../kept-work.ts';
import { type Luck, setIn, wordsOfSets } from '../luck.ts';
import { duration } from '../progress.ts';
import type { Io } from '../terminal.ts';
import { Watch } from '../watch.ts';
import { folded } from '../wrap.ts';

/** Thirty days without shocks are ten runs of three. */
const SEEDS = 10;
/** Pairs of runs with large orders, one of each size and side: they tell the power of size to a fiftieth. */
const PAIRS = 10;

/** A scenario of which no history is known and in which nothing happens, and where its runs are kept. */
export interface CalmPlan extends Pick<Workshop, 'dir' | 'start'> {
  readonly luck: (seed: number) => Luck;
  readonly chosen: ChosenSets | null;
  readonly source: string;
  readonly code: string;
  readonly slice: Slice | null;
}

/** Holds a calm scenario to stylised facts of real markets, and answers 1 unless all are met. */
export async function validateFacts(plan: CalmPlan, options: ValidateOptions, io: Io): Promise<number> {
  const begun = performance.now();
  const { seeds = SEEDS, pairs = options.factsOnly ? 0 : PAIRS, workers = availableParallelism() } = options;
  const shop = { ...plan, workers };
  const { luck, slice } = plan;
  const all = Array.from({ length: Math.max(seeds, pairs) }, (_, n) => n + 1);
  const { scenario } = luck(1);
  const own = all.slice(0, pairs).filter((seed) => isOf(slice, seed));
  const watch = new Watch(io, 'run', experimentLengths(scenario, own));
  const clocks = options.factsOnly ? [] : CLOCKS.map((clock) => ({ ...clock, isOwn: isOn(scenario, clock) }));
  const others = clocks.filter(({ isOwn }) => !isOwn);
  const drawn = all.slice(0, seeds);
  const members = [null, ...others].flatMap((clock) =>
    drawn.map((seed) => ({ seed, scenario: onClock(luck(seed).scenario, clock), source: plan.source })),
  );
  const ensemble = await runEnsemble({ ...shop, members, question: { series: true } }, io, watch);
  const stopped = (): number => {
    io.err(`Stopped; what was run is kept in ${plan.dir}, and the same command goes on from there.`);
    return INTERRUPTED;
  };
  if (ensemble.left > 0) return stopped();
  const impact = own.length > 0 ? await impactExperiment(shop, own, watch, io) : NONE;
  if (impact.isStopped) return stopped();
  const broken = [...ensemble.broken, ...impact.broken];
  if (slice) return sliceDone(slice, broken, plan, options, io);
  const on = (n: number): (MemberResult | null)[] => ensemble.results.slice(n * seeds, (n + 1) * seeds);
  const onClocks = clocks.map((clock) => on(clock.isOwn ? 0 : 1 + others.indexOf(clock)));
  const ticks = clocks.length > 0 ? await ticksOf(onClocks) : null;
  const results = on(0).filter((result) => result !== null);
  const facts: Fact[] = [
    ...stylisedFacts(results.flatMap(({ series }) => series ?? [])),
    ...(impact.estimates ? impactFacts(impact.estimates) : []),
    ...(ticks ? [tickFact(ticks)] : []),
  ];
  const found = { results, found: ensemble.found, broken, impact: impact.estimates, ticks };
  return judged(facts, { ...found, seeds, seconds: (performance.now() - begun) / 1000 }, plan, options, io);
}

const CLOCKS = [MINUTE_TICKS, TEN_SECOND_TICKS] as const;
const NONE = { estimates: null, broken: [], isStopped: false };

const isOn = ({ tick, roundsPerTick }: Scenario, clock: Clock): boolean =>
  tick === clock.tick && roundsPerTick === clock.roundsPerTick;

/** The scenario on a clock, or on its own. */
const onClock = (scenario: Scenario, clock: Clock | null): Scenario =>
  clock === null ? scenario : { ...scenario, tick: clock.tick, roundsPerTick: clock.roundsPerTick };

/** Drawdowns on both clocks, of the members that came to their end on both. */
function ticksOf([minute, fine]: (MemberResult | null)[][]): Promise<TickInvariance> {
  const whole = minute.flatMap((result, n) => (result?.series && fine[n]?.series ? [n] : []));
  const seriesOn = (clock: Clock, n: number) => (clock === MINUTE_TICKS ? minute : fine)[n]?.series;
  return measureTickInvariance((n, clock) => pathOf(seriesOn(clock, n) as RunSeries), whole);
}

interface Found {
  readonly results: readonly MemberResult[];
  readonly found: number;
  readonly broken: readonly BrokenMember[];
  readonly impact: ImpactEstimates | null;
  readonly ticks: TickInvariance | null;
  readonly seeds: number;
  readonly seconds: number;
}

function judged(
  facts: readonly Fact[],
  { results, found, broken, impact, ticks, seeds, seconds }: Found,
  { luck, chosen, dir }: CalmPlan,
  options: ValidateOptions,
  io: Io,
): number {
  const { whatIf, set, json, junit, factsOnly } = options;
  const { id } = luck(1).scenario;
  const drawdowns = results.map(({ drawdown }) => drawdown);
  const validation = factsValidationOf(facts, drawdowns, broken, seeds);
  const { gate } = validation;
  if (junit !== undefined) replaceFile(junit, factsValidationJunit(id, validation));
  if (json) {
    const told = {
      ...{ run: dir, scenario: id, model: MODEL_VERSION, whatIfs: whatIf, set },
      ...(chosen ? { sets: aboutSets(chosen) } : {}),
      ...{ seeds, found, wallSeconds: Math.round(1000 * seconds) / 1000 },
      ...{ holds: gate.holds, gate, facts, impact, ticks },
      broken: broken.map(({ member: { seed }, message }) => ({ seed, ...setIn(luck(seed)), message })),
      runs: results.map(({ seed, digest, events, lowestUsd, drawdown }) => ({
        ...{ seed, ...setIn(luck(seed)), digest, events, lowestUsd, drawdown },
      })),
    };
    io.out(JSON.stringify(told));
  } else {
    const changes = [...whatIf, ...set, ...wordsOfSets(chosen, options)]
      .map((change) => ` · ${change}`)
      .join('');
    const left = factsOnly ? ' · no experiments' : '';
    const title = `${id}${changes} · ${counted(seeds, 'seed')}${left} · model ${MODEL_VERSION} · ${duration(1000 * seconds)}`;
    io.out(factsValidationText(title, validation, io));
  }
  return gate.holds ? 0 : 1;
}

/** What a slice says: others may still be to be run, so there is nothing to judge yet. */
function sliceDone(
  { slice, of }: Slice,
  broken: readonly BrokenMember[],
  { source, dir }: CalmPlan,
  { json }: ValidateOptions,
  io: Io,
): number {
  const failed = broken.map(({ member, message }) => ({ seed: member.seed, message }));
  if (json) io.out(JSON.stringify({ run: dir, slice: `${slice}/${of}`, broken: failed }));
  else {
    const lines = [
      `Slice ${slice} of ${of} is done and kept in ${dir}.`,
      ...failed.map(({ seed, message }) => `seed ${seed} broke: ${message}`),
      `When all slices are, "cascade validate ${source} --out ${dir}", with the same options, puts them together.`,
    ];
    io.out(lines.flatMap((line) => folded(line, io.columns)).join('\n'));
  }
  return failed.length === 0 ? 0 : 1;
}
