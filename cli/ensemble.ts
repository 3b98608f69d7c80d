import { counted } from '../reports/format.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { planOf } from '../scenarios/simulation.ts';
import { keptMembers } from '../store/ensemble/kept-results.ts';
import { type Member, type MemberResult, memberKey } from '../store/ensemble/member.ts';
import { INTERRUPTED } from './drive.ts';
import { doWork, type Piece, type Reads, type Work, type Workshop } from './kept-work.ts';
import { basisOf, type Question } from './member-readings.ts';
import type { Io } from './terminal.ts';
import { Watch } from './watch.ts';
import { note } from './wrap.ts';

/** Members to run, and where their results are kept. */
export interface EnsemblePlan extends Workshop, Reads<MemberResult> {
  readonly members: readonly Member[];
  /** What each is run for. */
  readonly question: Question;
  /** Digest of the code that came with the scenario. */
  readonly code: string;
}

/** A member that did not come to its end. */
export interface BrokenMember {
  readonly member: Member;
  readonly message: string;
}

/** What an ensemble came to, in the order of its members, whoever ran them and when. */
export interface Ensemble extends Omit<Work<MemberResult>, 'broken'> {
  readonly broken: readonly BrokenMember[];
}

/** Runs the members of a plan that are not in its folder yet, side by side; Ctrl-C stops and keeps what is done. */
export async function runEnsemble(plan: EnsemblePlan, io: Io, watch = new Watch(io)): Promise<Ensemble> {
  const { members, question, code } = plan;
  const keyOf = scenarioKeys(code, (scenario) => basisOf(question, scenario));
  const pieces = members.map((member) => pieceOf(keyOf(member.scenario), { member, question }));
  const { broken, ...work } = await doWork(keptMembers, pieces, plan, watch, io);
  return {
    ...work,
    broken: broken.map(({ piece, message }) => ({ member: members[piece], message })),
  };
}

/** Says how far an ensemble got that was stopped, and that it can go on; returns the exit code. */
export function stopped({ results }: Ensemble, dir: string, io: Io): number {
  const kept = results.filter((result) => result !== null).length;
  const runs = counted(results.length, 'run');
  note(`Stopped with ${kept} of ${runs} kept in ${dir}; the same command goes on from there.`, io);
  return INTERRUPTED;
}

/** A run of a member's scenario, as long as its window. */
export function pieceOf(key: string, order: Piece['order']): Piece {
  const { ticks, roundsPerTick } = planOf(order.member.scenario);
  return { key, order, ticks, roundsPerTick };
}

/** Runs of one scenario share a key, which takes a moment to work out; `basis` is what its answers depend on besides. */
export function scenarioKeys(
  code: string,
  basis: (scenario: Scenario) => unknown,
): (scenario: Scenario) => string {
  const known = new Map<Scenario, string>();
  return (scenario) => {
    const key = known.get(scenario) ?? memberKey(scenario, code, basis(scenario));
    known.set(scenario, key);
    return key;
  };
}
