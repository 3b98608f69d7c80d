import type { z } from 'zod';
import type { Stream, Streams } from '../engine/random.ts';
import type { Wake } from '../engine/schedule.ts';
import type { LATENCY } from '../market/arrivals.ts';
import type { CommandQueue } from '../market/commands.ts';
import type { View } from '../market/view.ts';
import type { EventType } from '../vocabulary.ts';
import type { Means } from './means.ts';
import { Orders } from './orders.ts';
import type { Setup } from './setup.ts';

/** When an agent wants to be asked, in words; the engine turns it into ticks and event codes. */
export interface AgentWake {
  readonly rounds?: 'every' | 'first';
  /** A duration such as "1m" or "1h", counted from the start of the window. */
  readonly every?: string;
  /** After an event of these types, whoever it concerns; or, with `onOwn`, only when it concerns this agent. */
  readonly on?: readonly EventType[];
  readonly onOwn?: readonly EventType[];
}

/** What an agent is given when it is asked. */
export interface Context<P> {
  /** The agent's name and its (first) account. */
  readonly name: string;
  readonly self: number;
  /** All its accounts, the first included. */
  readonly accounts: readonly number[];
  readonly parameters: P;
  /** The newest value of every named number in its own events. */
  readonly memory: Readonly<Record<string, number>>;
  readonly view: View;
  /** Its own luck for a purpose. */
  readonly random: (purpose: string) => Stream;
  /** Seq of the event that woke it, or of the tick's opening. */
  readonly cause: number;
  readonly round: number;
  /** Where its commands go: sequenced with everybody's, then executed. */
  readonly orders: Orders;
}

/** A kind of agent: one file says what it wants, and when. `decide` is pure: it reads the context and sends commands. */
export interface AgentKind<P> {
  readonly kind: string;
  /** Its reason to exist, in one sentence. */
  readonly about: string;
  readonly parameters: z.ZodType<P>;
  readonly wake: AgentWake;
  readonly latency: keyof typeof LATENCY;
  /** Tags under which it keeps resting orders, an instrument (none by default). */
  readonly tags?: number;
  /** Share of its trust shares that it lends (none by default). */
  readonly lends?: number;
  /** Opens after everybody else: it looks at the balance sheets of others. */
  readonly opensLast?: true;
  /** How it uses the market, for the catalogue: what is recorded in its name follows from that. */
  readonly uses?: readonly Means[];
  /** Events it declares, for the catalogue. */
  readonly emits: readonly EventType[];
  /** Brings its opening balance sheet: accounts, holdings, ladders, options, what it remembers. */
  open(setup: Setup<P>): void;
  decide(context: Context<P>): void;
  /** What its contracts oblige it to, asked instead of `decide` of an agent that is kept from acting. */
  honour?(context: Context<P>): void;
}

/** Declares a kind of agent. */
export function defineAgent<P>(kind: AgentKind<P>): AgentKind<P> {
  return kind;
}

/** One member of a scenario's cast, ready to be asked. */
export class Agent<P> {
  readonly context: { -readonly [K in keyof Context<P>]: Context<P>[K] };

  constructor(
    readonly kind: AgentKind<P>,
    readonly wake: Wake,
    name: string,
    accounts: readonly number[],
    parameters: P,
    view: View,
    streams: Streams,
    queue: CommandQueue,
  ) {
    const orders = new Orders(queue, accounts[0], kind.emits);
    const streamOf = new Map<string, Stream>();
    const random = (purpose: string): Stream => {
      let stream = streamOf.get(purpose);
      if (!stream) {
        stream = streams.of(name, purpose);
        streamOf.set(purpose, stream);
      }
      return stream;
    };
    const memory = view.world.memory[accounts[0]];
    this.context = {
      name,
      self: accounts[0],
      accounts,
      parameters,
      memory,
      view,
      random,
      cause: -1,
      round: 0,
      orders,
    };
  }

  /** Asks the agent; its commands land in the queue. */
  decide(cause: number, round: number): void {
    this.begin(cause, round);
    this.kind.decide(this.context);
  }

  /** Asks for no more than its contracts oblige it to. */
  honour(cause: number, round: number): void {
    if (!this.kind.honour) return;
    this.begin(cause, round);
    this.kind.honour(this.context);
  }

  private begin(cause: number, round: number): void {
    this.context.cause = cause;
    this.context.round = round;
    this.context.orders.begin(cause);
  }
}
