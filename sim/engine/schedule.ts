import type { Batch, EventLog } from './log.ts';

/** When somebody wants to be asked. An agent with nothing to do costs nothing. */
export interface Wake {
  /** In every micro-round, or in the first of every tick. */
  readonly rounds?: 'every' | 'first';
  /** In the first round of every n-th tick. */
  readonly everyTicks?: number;
  /** In the round after an event of these types (codes); with `onOwn`, only when it concerns the agent itself. */
  readonly on?: readonly number[];
  readonly onOwn?: readonly number[];
}

/** Somebody who decides. */
export interface Participant {
  readonly wake: Wake;
  /** `cause` is the seq of the event that woke it, or of the tick's opening. */
  decide(cause: number, round: number): void;
}

/** Keeps who is due when: periodic wake-ups by tick, and wake-ups by event. */
export class Schedule<B extends Batch> {
  private readonly participants: Participant[] = [];
  private readonly everyRound: number[] = [];
  /** Cause that woke each participant, or -1. */
  private pending = new Int32Array(0);
  private readonly byType: number[][] = Array.from({ length: 256 }, () => []);
  private readonly ownByType: Uint8Array[] = [];
  private anyPending = false;
  private readonly due: number[] = [];

  /** @param concerns participant index the event's actor or counterparty belongs to, or -1 */
  constructor(
    private readonly log: EventLog<B>,
    private readonly concerns: (batch: B, row: number, participant: number) => boolean,
  ) {}

  /** Adds somebody; the order of adding has no influence on what happens. */
  add(participant: Participant): void {
    const index = this.participants.push(participant) - 1;
    if (participant.wake.rounds === 'every') this.everyRound.push(index);
    const own = new Uint8Array(256);
    for (const type of participant.wake.onOwn ?? []) own[type] = 1;
    this.ownByType.push(own);
    for (const type of new Set([...(participant.wake.on ?? []), ...(participant.wake.onOwn ?? [])]))
      this.byType[type].push(index);
    this.pending = new Int32Array(this.participants.length).fill(-1);
  }

  /** Starts listening to the log. */
  start(): void {
    const types = this.byType.flatMap((list, type) => (list.length > 0 ? [type] : []));
    if (types.length > 0) this.log.listen(types, (batch, row, seq) => this.observe(batch, row, seq));
  }

  /** Notes whom an event wakes; a resumed run calls it for the events of the last round before it goes on. */
  observe(batch: B, row: number, seq: number): void {
    const type = batch.type[row];
    for (const index of this.byType[type]) {
      const anyones = this.participants[index].wake.on?.includes(type) ?? false;
      if (!anyones && !(this.ownByType[index][type] === 1 && this.concerns(batch, row, index))) continue;
      this.pending[index] = seq;
      this.anyPending = true;
    }
  }

  /** Asks everybody who is due in this round of this tick. */
  run(tick: number, round: number, tickSeq: number): void {
    if (round > 0 && !this.anyPending) {
      for (const index of this.everyRound) this.participants[index].decide(tickSeq, round);
      return;
    }
    const { due, participants } = this;
    due.length = 0;
    for (let index = 0; index < participants.length; index++) {
      if (this.isDue(participants[index].wake, tick, round) || this.pending[index] >= 0) due.push(index);
    }
    this.anyPending = false;
    for (const index of due) {
      const cause = this.pending[index] >= 0 ? this.pending[index] : tickSeq;
      this.pending[index] = -1;
      participants[index].decide(cause, round);
    }
  }

  private isDue(wake: Wake, tick: number, round: number): boolean {
    if (wake.rounds === 'every') return true;
    if (round !== 0) return false;
    if (wake.rounds === 'first') return true;
    return wake.everyTicks !== undefined && tick % wake.everyTicks === 0;
  }
}
