import type { Streams } from './random.ts';

/** What the loop drives: another market would hand in other phases. */
export interface Phases {
  /** Calendar, drivers, reference data and risk engines of a tick; returns the seq of the tick's opening. */
  openTick(tick: number): number;
  /** Asks agents, sequences their commands and executes them. */
  round(tick: number, round: number, tickSeq: number): void;
  /** Clearing and settlement, then the invariants. */
  closeTick(tick: number): void;
}

/** How a run is divided: ticks, micro-rounds and keyframes. */
export interface Plan {
  readonly ticks: number;
  readonly roundsPerTick: number;
  /** Ticks from one keyframe to the next. */
  readonly ticksPerKeyframe: number;
  /** Label of the keyframe that starts at a tick; the last part of every random stream's path. */
  readonly labelOf: (tick: number) => string;
}

/** Steps the phases tick by tick; knows no finance. */
export class Loop {
  /** The next tick to run. */
  tick = 0;

  constructor(
    readonly plan: Plan,
    private readonly phases: Phases,
    private readonly streams: Streams,
    /** Called before the first tick of each keyframe, with everything before it done. */
    private readonly onKeyframe: (tick: number) => void = () => {},
  ) {}

  /** Whether the window is over. */
  get done(): boolean {
    return this.tick >= this.plan.ticks;
  }

  /** Runs one tick. */
  step(): void {
    const { tick, plan, phases } = this;
    if (tick % plan.ticksPerKeyframe === 0) {
      this.streams.open(plan.labelOf(tick));
      this.onKeyframe(tick);
    }
    const opened = phases.openTick(tick);
    for (let round = 0; round < plan.roundsPerTick; round++) phases.round(tick, round, opened);
    phases.closeTick(tick);
    this.tick = tick + 1;
  }
}
