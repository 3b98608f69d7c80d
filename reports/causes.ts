import { EVENT, REASON } from '../sim/events.ts';
import { type EventType, eventTypes, type Reason } from '../sim/vocabulary.ts';
import { type Contribution, contributionsTo, type MarkMove } from './contributions.ts';
import type { LogIndex, Place } from './log-index.ts';
import { sentenceOf } from './sentences.ts';

/** Steps an explanation goes up at most. */
export const DEEPEST = 64;
/** Contributions to a mark that are named. */
const NAMED = 5;
/** Rows read back at most for the latent book's step. */
const FURTHEST_BACK = 200_000;

/** One event on the way from an effect up to its root. */
export interface Step {
  readonly seq: number;
  readonly tick: number;
  readonly type: EventType;
  readonly actor: string | null;
  readonly instrument: string | null;
  readonly sentence: string;
  /** How the step before follows from this one. */
  readonly link: Link | null;
  /** For a mark: what moved it. */
  readonly move?: MoveTold;
}

/**
 * `cause`: cited by the event itself. `trades`: the largest push behind a mark. `carried`: the largest push in all books,
 * where the one behind the mark only passed it on. `answer`: the largest push that answered something, where an unprompted
 * one was larger. `news`: a mark that moved without trades,
 * or an order of the investing public, which follows the step that the latent book took in that tick.
 */
export type Link = 'cause' | 'trades' | 'carried' | 'answer' | 'news';

export interface MoveTold {
  readonly change: number;
  readonly previous: number | null;
  readonly pushes: Named;
  /** Pushes in all books, where the largest one here only passed them on. */
  readonly carried: Named;
}

/** The largest contributions, and how many more there are with which share. */
export interface Named {
  readonly largest: readonly Contribution[];
  readonly others: number;
  readonly othersShare: number;
}

export interface Chain {
  /** From the event asked for up to its root. */
  readonly steps: readonly Step[];
  /** Why it goes no further. */
  readonly end: 'root' | 'not kept' | 'too deep';
}

/** Goes from an event up to its root. Causes come before effects, so it ends. */
export function chainOf(index: LogIndex, seq: number): Chain {
  const steps: Step[] = [];
  let at = seq;
  let link: Link | null = null;
  while (steps.length < DEEPEST) {
    const place = index.find(at);
    if (!place) return { steps, end: 'not kept' };
    const move = isMark(place) ? contributionsTo(index, place) : null;
    steps.push(stepAt(index, place, link, move));
    const next = upward(index, place, move);
    if (!next) return { steps, end: 'root' };
    if (next.seq >= at) throw new Error(`event ${at} has event ${next.seq} as its cause, which comes later`);
    at = next.seq;
    link = next.link;
  }
  return { steps, end: 'too deep' };
}

const isMark = ({ batch, row }: Place): boolean =>
  batch.type[row] === EVENT.Marked || batch.type[row] === EVENT.IndexMarked;

function stepAt(index: LogIndex, place: Place, link: Link | null, move: MarkMove | null): Step {
  const { batch, row } = place;
  const { roster } = index;
  return {
    seq: batch.seq[row],
    tick: batch.tick[row],
    type: eventTypes[batch.type[row]],
    actor: roster.nameOf(batch.actor[row]),
    instrument: roster.idOf(batch.instrument[row]),
    sentence: sentenceOf(place, roster),
    link,
    ...(move ? { move: told(move) } : {}),
  };
}

function told({ change, previous, contributions, carried }: MarkMove): MoveTold {
  return { change, previous, pushes: named(contributions), carried: named(carried) };
}

function named(contributions: readonly Contribution[]): Named {
  const others = contributions.slice(NAMED);
  return {
    largest: contributions.slice(0, NAMED),
    others: others.length,
    othersShare: others.reduce((sum, { share }) => sum + share, 0),
  };
}

/** What an event follows from, or null for a root. */
function upward(
  index: LogIndex,
  place: Place,
  move: MarkMove | null,
): { readonly seq: number; readonly link: Link } | null {
  const { batch, row } = place;
  const cause = batch.cause[row];
  if (move && move.carried.length > 0) return push(move.carried, 'carried');
  if (move && move.contributions.length > 0) return push(move.contributions, 'trades');
  if (move && move.previous !== null && move.change !== 0) {
    const news = latentStepBefore(index, batch.seq[row], batch.tick[row] - 1);
    if (news >= 0) return { seq: news, link: 'news' };
  }
  if (batch.reason[row] === REASON.latent && batch.type[row] === EVENT.OrderPlaced) {
    const news = latentStepBefore(index, batch.seq[row], batch.tick[row]);
    if (news >= 0) return { seq: news, link: 'news' };
  }
  return cause < 0 ? null : { seq: cause, link: 'cause' };
}

/** Purposes that answer nothing: whoever trades for them trades all the time, or only passes on what others did. */
const UNPROMPTED: readonly string[] = [
  'flow',
  'meta-order',
  'arbitrage',
  'inventory',
] satisfies readonly Reason[];
/** A push that answers something is followed rather than a larger one that does not from this share on. */
const WORTH_FOLLOWING = 0.1;

/** The push to be followed: the largest that answers something, if it is of any size, else the largest. */
function push(
  pushes: readonly Contribution[],
  largest: 'trades' | 'carried',
): { readonly seq: number; readonly link: Link } {
  const answer = pushes.find(({ reason, share }) => share >= WORTH_FOLLOWING && !UNPROMPTED.includes(reason));
  const followed = answer ?? pushes[0];
  return { seq: followed.order, link: followed === pushes[0] ? largest : 'answer' };
}

/** The latent book's step in a tick, as far as it lies before an event; -1 when the log does not tell. */
function latentStepBefore(index: LogIndex, seq: number, tick: number): number {
  for (const { batch, row } of index.before(seq, FURTHEST_BACK)) {
    if (batch.tick[row] < tick) return -1;
    if (batch.tick[row] === tick && batch.type[row] === EVENT.LatentMoved) return batch.seq[row];
  }
  return -1;
}

/** What an event led to. */
export interface Effects {
  /** Events that cite it, by type and by agent, most first. */
  readonly direct: number;
  readonly byType: readonly (readonly [EventType, number])[];
  readonly byActor: readonly (readonly [string, number])[];
  /** Events that cite it, or cite one that does, and so on. */
  readonly total: number;
}

/** Reads the log once from an event on. */
export function effectsOf(index: LogIndex, seq: number): Effects {
  const { roster, source } = index;
  const follows = new Uint8Array(source.events - seq);
  const types = new Float64Array(256);
  const actors = new Map<number, number>();
  let direct = 0;
  let total = 0;
  follows[0] = 1;
  for (const batch of index.batchesFrom(seq)) {
    const { cause, length, seq: numbers } = batch;
    for (let row = 0; row < length; row++) {
      if (cause[row] < seq || follows[cause[row] - seq] === 0) continue;
      follows[numbers[row] - seq] = 1;
      total++;
      if (cause[row] !== seq) continue;
      direct++;
      types[batch.type[row]]++;
      const actor = batch.actor[row];
      const leader = roster.accounts[actor]?.leader ?? actor;
      actors.set(leader, (actors.get(leader) ?? 0) + 1);
    }
  }
  const byType = eventTypes.flatMap((type, code) => (types[code] > 0 ? [[type, types[code]] as const] : []));
  const byActor = [...actors].flatMap(([actor, count]) => {
    const name = roster.nameOf(actor);
    return name === null ? [] : [[name, count] as const];
  });
  const most = (a: readonly [string, number], b: readonly [string, number]): number => b[1] - a[1];
  return { direct, total, byType: byType.sort(most), byActor: byActor.sort(most) };
}
