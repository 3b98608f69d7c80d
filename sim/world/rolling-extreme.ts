/**
 * The highest or lowest of the values of the last so many ticks. Only values that may yet become it are kept, in order, so
 * that a step costs the same however long the window is (Lemire, "Streaming maximum-minimum filter", 2006).
 */
export class RollingExtreme {
  private readonly ticks: Int32Array;
  private readonly values: Float64Array;
  /** Those that are kept lie from `first` on, `count` of them, in a ring. */
  private first = 0;
  private count = 0;

  /** @param sign +1 for the highest, -1 for the lowest */
  constructor(
    private readonly window: number,
    private readonly sign: 1 | -1,
  ) {
    this.ticks = new Int32Array(window);
    this.values = new Float64Array(window);
  }

  /** Takes the value of a tick later than those before. */
  take(tick: number, value: number): void {
    const { ticks, values, window, sign } = this;
    this.leaveBehind(tick);
    let { count } = this;
    while (count > 0 && sign * (value - values[(this.first + count - 1) % window]) >= 0) count--;
    const at = (this.first + count) % window;
    ticks[at] = tick;
    values[at] = value;
    this.count = count + 1;
  }

  /** The extreme of the window that ends with a tick no earlier than those before; null where no value lies in it. */
  at(tick: number): number | null {
    this.leaveBehind(tick);
    return this.count > 0 ? this.values[this.first] : null;
  }

  /** Forgets all values. */
  clear(): void {
    this.count = 0;
  }

  private leaveBehind(tick: number): void {
    while (this.count > 0 && this.ticks[this.first] <= tick - this.window) {
      this.first = (this.first + 1) % this.window;
      this.count--;
    }
  }
}
