import { parentPort } from 'node:worker_threads';
import type { Kinds } from '../scenarios/members.ts';
import { type Member, type MemberResult, runMember, UnopenedWorldError } from '../store/ensemble/member.ts';
import type { PoolMessage } from '../store/ensemble/pool.ts';
import { UsageError } from './errors.ts';
import { type Asked, memberGatherer } from './member-readings.ts';
import { loadScenario } from './scenario-source.ts';

/** What a thread is told to run, and to read off it. */
export interface MemberOrder {
  readonly member: Member;
  readonly asked: readonly Asked[];
}

/** What became of a member: its figures, the invariant that broke, or why it cannot be run at all. */
export type MemberAnswer =
  | { readonly result: MemberResult }
  | { readonly broken: string }
  | { readonly refused: string };

/** Kinds of agent by the source that brings them: functions do not travel between threads. */
const kindsBySource = new Map<string, Kinds>();

async function kindsOf(source: string): Promise<Kinds> {
  const known = kindsBySource.get(source);
  if (known) return known;
  const { kinds } = await loadScenario(source);
  kindsBySource.set(source, kinds);
  return kinds;
}

async function answerTo({ member, asked }: MemberOrder): Promise<MemberAnswer> {
  try {
    const kinds = await kindsOf(member.source);
    const gatherer = memberGatherer(member.scenario, asked);
    const onHour = (done: number): void => tell({ done });
    return { result: runMember(member, kinds, gatherer, onHour) };
  } catch (error) {
    if (error instanceof UsageError) return { refused: error.message };
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof UnopenedWorldError)
      return {
        refused: `The world of "${member.scenario.id}" cannot be opened (${message}); change the cast's parameters.`,
      };
    return { broken: message };
  }
}

const tell = (message: PoolMessage<MemberAnswer>): void => parentPort?.postMessage(message);

// The thread of an ensemble: bundled beside the command, which starts as many as there are workers.
parentPort?.on('message', async (order: MemberOrder) => tell({ answer: await answerTo(order) }));
tell('ready');
