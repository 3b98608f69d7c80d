import { parentPort } from 'node:worker_threads';
import { runOrder, type WorkedOrder } from '../scenarios/experiments/run-order.ts';
import type { Kinds } from '../scenarios/members.ts';
import type { Result } from '../store/ensemble/kept-file.ts';
import type { OrderResult } from '../store/ensemble/kept-results.ts';
import { type Member, runMember, UnopenedWorldError } from '../store/ensemble/member.ts';
import type { PoolMessage } from '../store/ensemble/pool.ts';
import { UsageError } from './errors.ts';
import { memberGatherer, type Question } from './member-readings.ts';
import { loadScenario } from './scenario-source.ts';

/** What a thread is told to run: for what is to be read off it, or with a large order in it (null: the same run without). */
export type ThreadOrder =
  | { readonly member: Member; readonly question: Question }
  | { readonly member: Member; readonly order: WorkedOrder | null };

/** What became of it: its result, the invariant that broke, or why it cannot be run at all. */
export type ThreadAnswer =
  | { readonly result: Result }
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

async function answerTo(order: ThreadOrder): Promise<ThreadAnswer> {
  const { member } = order;
  const onHour = (done: number): void => tell({ done });
  try {
    const kinds = await kindsOf(member.source);
    if ('order' in order) return { result: orderResult(member, order.order, kinds, onHour) };
    const gatherer = memberGatherer(member.scenario, order.question);
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

function orderResult(
  { seed, scenario }: Member,
  order: WorkedOrder | null,
  kinds: Kinds,
  onHour: (tick: number) => void,
): OrderResult {
  const { secondsPerTick, indexUsd, doneCoins, coins } = runOrder(scenario, seed, order, { kinds, onHour });
  const [index, done, traded] = [indexUsd, doneCoins, coins].map((ticks) => ticks.map(hundredth));
  return { seed, secondsPerTick, indexUsd: index, doneCoins: done, coins: traded };
}

/** Cents, and lots of bitcoin: as files keep them. */
const hundredth = (value: number): number => Math.round(100 * value) / 100;

const tell = (message: PoolMessage<ThreadAnswer>): void => parentPort?.postMessage(message);

// The thread of an ensemble: bundled beside the command, which starts as many as there are workers.
parentPort?.on('message', async (order: ThreadOrder) => tell({ answer: await answerTo(order) }));
tell('ready');
