/** Numbers by tick that grow as a log comes by; what nobody set is the filler. */
export class Column {
  private values: Float64Array;

  constructor(private readonly filler: number) {
    this.values = new Float64Array(4096).fill(filler);
  }

  set(tick: number, value: number): void {
    this.reach(tick);
    this.values[tick] = value;
  }

  add(tick: number, value: number): void {
    this.reach(tick);
    this.values[tick] += value;
  }

  /** Sets what is lower than what is there; a number beats none. */
  least(tick: number, value: number): void {
    this.reach(tick);
    if (!(this.values[tick] <= value)) this.values[tick] = value;
  }

  /** Sets what is higher. */
  most(tick: number, value: number): void {
    this.reach(tick);
    if (!(this.values[tick] >= value)) this.values[tick] = value;
  }

  /** The first `ticks` of them. */
  upTo(ticks: number): Float64Array {
    this.reach(ticks);
    return this.values.slice(0, ticks);
  }

  /** The same, each tick that nobody set (NaN) holding what the one before it holds. */
  carried(ticks: number): Float64Array {
    const values = this.upTo(ticks);
    for (let tick = 1; tick < ticks; tick++) if (Number.isNaN(values[tick])) values[tick] = values[tick - 1];
    return values;
  }

  private reach(tick: number): void {
    if (tick < this.values.length) return;
    const wider = new Float64Array(Math.max(2 * this.values.length, tick + 1)).fill(this.filler);
    wider.set(this.values);
    this.values = wider;
  }
}
