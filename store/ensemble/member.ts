import type { RunFigures } from '../../reports/run-figures.ts';
import type { RunSeries } from '../../reports/stylised/series.ts';
import type { CalmDay } from '../../scenarios/calm-day.ts';
import type { Kinds } from '../../scenarios/members.ts';
import { MODEL_VERSION } from '../../scenarios/model.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import type { EventBatch } from '../../sim/events.ts';
import { DigestChain } from '../digest.ts';
import { sha256 } from '../manifest.ts';

/** One run of an ensemble, as data that a thread can be handed. */
export interface Member {
  readonly seed: number;
  readonly scenario: Scenario;
  /** Name or path that the scenario came from: where its own kinds of agent are loaded from. */
  readonly source: string;
}

/** What is kept of a run of which no log is. */
export interface MemberFigures {
  /** What was read off it by target, null where it could not be. */
  readonly readings: Readonly<Record<string, number | null>>;
  /** Spot index each 15 minutes, US dollars. */
  readonly path: readonly number[];
  readonly lowestUsd: number;
  /** Largest fall from a running high, a positive fraction. */
  readonly drawdown: number;
  /** Its minutes, where it was asked for them; null where its ticks tell none. */
  readonly series?: RunSeries | null;
  /** What a day of it amounts to, where it was asked for. */
  readonly calmDay?: CalmDay;
  /** What it came to, where it was asked for. */
  readonly figures?: RunFigures;
}

/** A finished member; `wallSeconds` alone differs from run to run. */
export interface MemberResult extends MemberFigures {
  readonly seed: number;
  readonly digest: string;
  readonly events: number;
  readonly wallSeconds: number;
}

/** Gathers the figures of a run from its batches. */
export interface MemberGatherer {
  take(batch: EventBatch): void;
  results(): MemberFigures;
}

/** The world of a scenario cannot be opened, whatever the seed does later. */
export class UnopenedWorldError extends Error {
  override readonly name = 'UnopenedWorldError';
}

/** Raised whenever a line of results says or means something else than before, as when a measure is read otherwise. */
export const RESULTS_FORMAT = 2;

/**
 * Name of everything that determines a member's results but its seed: the model, the scenario without its history and
 * what it calls uncertain, the code that came with it (as a digest) and what is read off it.
 */
export function memberKey(scenario: Scenario, code: string, asked: unknown): string {
  const { history: _, uncertain: __, ...resolved } = scenario;
  return sha256(JSON.stringify({ format: RESULTS_FORMAT, model: MODEL_VERSION, resolved, code, asked }));
}

/** Runs a member to its end with no log but its digest; throws what an invariant throws, or an UnopenedWorldError. */
export function runMember(
  { seed, scenario }: Pick<Member, 'seed' | 'scenario'>,
  kinds: Kinds,
  gatherer: MemberGatherer,
  onHour: (ticks: number) => void = () => {},
): MemberResult {
  const begun = performance.now();
  const simulation = new Simulation(scenario, `${seed}`, { kinds, onKeyframe: onHour });
  const chain = new DigestChain();
  simulation.log.drain((batch) => {
    chain.add(batch);
    gatherer.take(batch);
  });
  try {
    simulation.begin();
  } catch (error) {
    throw new UnopenedWorldError(error instanceof Error ? error.message : String(error));
  }
  simulation.runUntil();
  simulation.log.flush();
  const figures = gatherer.results();
  const wallSeconds = Math.round(performance.now() - begun) / 1000;
  return { seed, digest: chain.head, events: simulation.log.nextSeq, wallSeconds, ...figures };
}
