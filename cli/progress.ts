import { clip, type Io, paint } from './terminal.ts';

const SHOW_AFTER_MS = 300;
const REDRAW_EVERY_MS = 100;
const BAR_CELLS = 24;
const CLEAR_LINE = '\r\x1b[2K';

/** A progress bar among the notes, drawn only for somebody who watches, and only when the work takes a moment. */
export class Progress {
  readonly #io: Io;
  readonly #total: number;
  readonly #now: () => number;
  readonly #startMs: number;
  #drawnMs = Number.NEGATIVE_INFINITY;
  #drawn = false;

  /** `total` in the unit of `update`; `now` is a clock in milliseconds. */
  constructor(io: Io, total: number, now: () => number = () => performance.now()) {
    this.#io = io;
    this.#total = total;
    this.#now = now;
    this.#startMs = now();
  }

  /** Says how much is done, with what is worth watching, e.g. the simulated clock and the price. Cheap to call each tick. */
  update(done: number, label: string | (() => string)): void {
    if (!this.#io.draw || !this.#io.interactive) return;
    const nowMs = this.#now();
    if (nowMs - this.#startMs < SHOW_AFTER_MS || nowMs - this.#drawnMs < REDRAW_EVERY_MS) return;
    this.#drawnMs = nowMs;
    this.#drawn = true;
    const text = typeof label === 'string' ? label : label();
    this.#io.draw(`${CLEAR_LINE}${this.#line(done, text, nowMs - this.#startMs)}`);
  }

  /** Clears the bar, so that the result stands alone. */
  finish(): void {
    if (this.#drawn) this.#io.draw?.(CLEAR_LINE);
    this.#drawn = false;
  }

  #line(done: number, label: string, elapsedMs: number): string {
    const share = this.#total > 0 ? Math.min(1, Math.max(0, done / this.#total)) : 0;
    const cells = Math.round(share * BAR_CELLS);
    const percent = `${Math.floor(share * 100)}%`.padStart(4);
    const left = share > 0 ? `  ${duration((elapsedMs * (1 - share)) / share)} left` : '';
    // One column stays free: a line that fills the last one wraps on some terminals.
    const tail = clip(`${percent}  ${label}${left}`, this.#io.columns - BAR_CELLS - 2);
    const bar = paint('━'.repeat(cells), 'cyan', this.#io.color);
    return `${bar}${paint('─'.repeat(BAR_CELLS - cells), 'dim', this.#io.color)} ${tail}`;
  }
}

/** Wall time to come, to the precision a waiting reader wants: "8 s", "3 min 20 s", "2 h 05 min". */
export function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
