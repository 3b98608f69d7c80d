import { counted } from '../reports/format.ts';
import { Progress } from './progress.ts';
import type { Io } from './terminal.ts';

/** How long a run is. */
interface Length {
  readonly ticks: number;
  readonly roundsPerTick: number;
}

const roundsOf = ({ ticks, roundsPerTick }: Length): number => ticks * roundsPerTick;

/** Draws how far all threads are together, over one part of the work or several, in rounds: they take about equally long. */
export class Watch {
  private readonly progress: Progress;
  private before = 0;
  private later: number;

  /**
   * `noun`: what runs are called; `later`: runs that are to follow the first part, as far as that is known; `now`: a
   * clock in milliseconds.
   */
  constructor(
    io: Io,
    public noun = 'run',
    later: readonly Length[] = [],
    now?: () => number,
  ) {
    this.progress = new Progress(io, 1, now);
    this.later = sumOf(later);
  }

  /** Calls runs another name from here on, and says again what is to follow the next part. */
  next(noun: string, later: readonly Length[]): void {
    this.noun = noun;
    this.later = sumOf(later);
  }

  /** Watches runs that are done side by side. */
  part(runs: readonly Length[]) {
    const own = sumOf(runs);
    const done = new Array<number>(runs.length).fill(0);
    let finished = 0;
    const update = (): void => {
      const share =
        (this.before + done.reduce((all, each) => all + each, 0)) / (this.before + own + this.later);
      this.progress.update(share, `${finished} of ${counted(runs.length, this.noun)}`);
    };
    return {
      reached: (tick: number, n: number): void => {
        done[n] = tick * runs[n].roundsPerTick;
        update();
      },
      finished: (n: number): void => {
        done[n] = roundsOf(runs[n]);
        finished++;
        update();
      },
      end: (): void => {
        this.before += own;
        this.progress.finish();
      },
    };
  }
}

const sumOf = (runs: readonly Length[]): number => runs.reduce((sum, run) => sum + roundsOf(run), 0);
