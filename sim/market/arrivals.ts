import { combine, hashName, unit } from '../engine/hash.ts';
import type { Account } from '../world/records.ts';
import { COMMAND, type CommandQueue, MOST_COMMANDS } from './commands.ts';

/**
 * Latency classes as (base, width) of the arrival time within a round. Who is first is drawn by hash, so neither the
 * order of registration nor another agent's presence decides it.
 */
export const LATENCY = { engine: 0, maker: 1, arbitrage: 2, dealer: 3, other: 4 } as const;
const BASE = [0, 0, 0.05, 0.1, 0];
const WIDTH = [0.2, 0.35, 0.5, 0.9, 1];

/** Steps in which arrival is told apart. */
const STEPS = 4_294_967_296;
/** Equal parts of a round into which commands are first thrown, before neighbours are compared. */
const PARTS = 64;

/** Puts the commands of a round into the order in which they arrive. Nothing is allocated once it has grown. */
export class Arrivals {
  /** Stable number and latency of each account. */
  private luck = new Int32Array(0);
  private base = new Float64Array(0);
  private width = new Float64Array(0);
  private known = 0;
  /** Commands thrown into each part: the declarations, which come first, then the parts of the round. */
  private readonly ends = new Int32Array(PARTS + 1);
  private partOf = new Uint8Array(0);
  private keys = new Float64Array(0);
  private sorted = new Float64Array(0);

  constructor(private readonly accounts: readonly Account[]) {}

  /**
   * Fills `queue.sequenced`. Arrival is base + width x u of the actor's latency class, u a hash of the key (seed, tick,
   * round), the actor's stable number, the venue and the how-manyeth in a row of the actor's commands this is.
   */
  sequence(queue: CommandQueue, key: number): void {
    const { count } = queue;
    if (this.known !== this.accounts.length) this.meetAccounts();
    if (this.keys.length < count) this.growTo(queue.kind.length);
    this.ends.fill(0);
    this.throwIn(queue, key);
    this.gather(count);
    const { sorted } = this;
    const { sequenced } = queue;
    for (let at = 0; at < count; at++) {
      const arrival = sorted[at];
      sequenced[at] = arrival - Math.floor(arrival / MOST_COMMANDS) * MOST_COMMANDS;
    }
  }

  /** Draws each command's arrival and counts its part of the round. */
  private throwIn(queue: CommandQueue, key: number): void {
    const { luck, base, width, keys, partOf, ends } = this;
    const { actor: actors, instrument, kind, count } = queue;
    let before = -1;
    let local = 0;
    let own = 0;
    for (let n = 0; n < count; n++) {
      const actor = actors[n];
      local = actor === before ? local + 1 : 0;
      if (actor !== before) own = combine(key, luck[actor]);
      before = actor;
      // Declarations are an agent's own memory: they come before all orders, in the order given.
      const isOrder = kind[n] !== COMMAND.declare;
      const drawn = isOrder
        ? 1 + base[actor] + width[actor] * unit(combine(combine(own, instrument[n]), local))
        : 0;
      // One number holds arrival and row, so that numbers alone are compared and equal arrivals keep their order.
      keys[n] = Math.floor(drawn * STEPS) * MOST_COMMANDS + n;
      const part = isOrder ? 1 + Math.min(PARTS - 1, Math.floor((drawn - 1) * PARTS)) : 0;
      partOf[n] = part;
      ends[part]++;
    }
  }

  /** Lays the parts one behind the other, then lets each number sink past its few larger neighbours. */
  private gather(count: number): void {
    const { keys, sorted, partOf, ends } = this;
    let from = 0;
    for (let part = 0; part <= PARTS; part++) {
      const size = ends[part];
      ends[part] = from;
      from += size;
    }
    for (let n = 0; n < count; n++) sorted[ends[partOf[n]]++] = keys[n];
    for (let n = 1; n < count; n++) {
      const key = sorted[n];
      let at = n - 1;
      while (at >= 0 && sorted[at] > key) {
        sorted[at + 1] = sorted[at];
        at--;
      }
      sorted[at + 1] = key;
    }
  }

  private meetAccounts(): void {
    const { accounts } = this;
    this.luck = Int32Array.from(accounts, ({ name }) => hashName(name));
    this.base = Float64Array.from(accounts, ({ latency }) => BASE[latency]);
    this.width = Float64Array.from(accounts, ({ latency }) => WIDTH[latency]);
    this.known = accounts.length;
  }

  private growTo(commands: number): void {
    this.keys = new Float64Array(commands);
    this.sorted = new Float64Array(commands);
    this.partOf = new Uint8Array(commands);
  }
}
