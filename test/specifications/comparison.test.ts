import { describe, expect, it } from 'vitest';
import { type ComparedRun, compareRuns } from '../../reports/comparison.ts';
import type { NumberedBatch } from '../../reports/log-index.ts';
import { MetricsGatherer } from '../../reports/metrics.ts';
import { partingOf } from '../../reports/parting.ts';
import { changesBetween } from '../../reports/scenario-changes.ts';
import { EVENT, EventBatch } from '../../sim/events.ts';

const START = 1_770_163_200;
const empty = new MetricsGatherer().results();

/** A run of so many prices, a quarter of an hour each. */
function run(
  path: readonly number[],
  more: Partial<ComparedRun['metrics']> = {},
  startSeconds = START,
): ComparedRun {
  return { metrics: { ...empty, path, ...more }, startSeconds, secondsPerTick: 900, untilTick: path.length };
}
const figuresOf = (a: ComparedRun, b: ComparedRun) =>
  Object.fromEntries((compareRuns(a, b)?.figures ?? []).map((figure) => [figure.id, [figure.a, figure.b]]));

describe('two runs side by side', () => {
  it('tell their end, their low and when it was, and how they rose from it', () => {
    const figures = figuresOf(run([100, 90, 80, 88]), run([100, 95, 96, 84]));
    expect(figures.end).toEqual([88, 84]);
    expect(figures.low).toEqual([80, 84]);
    expect(figures.lowTime).toEqual([START + 1800, START + 2700]);
    expect(figures.fall?.[0]).toBeCloseTo(0.2, 12);
    expect(figures.rebound?.[0]).toBeCloseTo(0.1, 12);
    expect(figures.rebound?.[1]).toBe(0);
  });

  it('realise a volatility from quarters of an hour, a year; too few have none', () => {
    const { realisedVol } = figuresOf(run([100, 101, 100, 101]), run([100, 100, 100, 100]));
    // Three returns of 0.995 %, 35,040 of them a year.
    expect(realisedVol?.[0]).toBeCloseTo(Math.log(1.01) * Math.sqrt(35_040), 10);
    expect(realisedVol?.[1]).toBe(0);
    expect(figuresOf(run([100, 101]), run([100, 101])).realisedVol).toEqual([null, null]);
  });

  it('realise the same volatility on other ticks, as near to a quarter of an hour as those allow', () => {
    const minutes = Array.from({ length: 46 }, (_, minute) => 100 * 1.01 ** (Math.floor(minute / 15) % 2));
    const fine = { ...run(minutes), secondsPerTick: 60 };
    expect(figuresOf(run([100, 101, 100, 101]), fine).realisedVol?.[1]).toBeCloseTo(
      Math.log(1.01) * Math.sqrt(35_040),
      10,
    );
    // Ticks of ten minutes make returns of twenty, of an hour those of an hour.
    for (const [tick, step] of [
      [600, 2],
      [3600, 1],
    ]) {
      const path = Array.from({ length: 3 * step + 1 }, (_, at) => 100 * 1.01 ** (Math.floor(at / step) % 2));
      const coarse = { ...run(path), secondsPerTick: tick };
      const { realisedVol } = figuresOf(coarse, coarse);
      expect(realisedVol?.[0]).toBeCloseTo(Math.log(1.01) * Math.sqrt((365 * 86_400) / (tick * step)), 10);
    }
  });

  it('lie farthest apart where the second is farthest from the first, with its sign', () => {
    const { farthest } = compareRuns(run([100, 100, 100, 100]), run([100, 104, 95, 99])) ?? {};
    expect(farthest?.seconds).toBe(START + 1800);
    expect(farthest?.share).toBeCloseTo(-0.05, 12);
  });

  it('differ in what kinds of traders bought and sold, the largest difference first, the absent at nothing', () => {
    const flow = (kind: string, netUsd: number) => ({ kind, netUsd, takerUsd: 0, turnoverUsd: 0 });
    const a = run([1, 1], { kinds: [flow('dealer', -700), flow('flow', 650)] });
    const b = run([1, 1], { kinds: [flow('flow', 600), flow('whale', -60)] });
    expect(compareRuns(a, b)?.kinds).toEqual([
      { kind: 'dealer', a: -700, b: 0 },
      { kind: 'whale', a: 0, b: -60 },
      { kind: 'flow', a: 650, b: 600 },
    ]);
  });

  it('are compared over the time that both cover, and without totals where that is not all', () => {
    const long = run([100, 90, 80, 120], { counts: { Halted: 3 } });
    const short = run([100, 95, 96]);
    const compared = compareRuns(long, short);
    expect(compared?.toSeconds).toBe(START + 2700);
    expect(compared?.isSameTime).toBe(false);
    expect(figuresOf(long, short).end).toEqual([80, 96]);
    expect(compareRuns(run([100]), run([100]))?.figures[0]).toMatchObject({ id: 'end', a: 100, b: 100 });
    expect(compared?.figures.some(({ id }) => id === 'halts')).toBe(false);
    expect(compared?.kinds).toEqual([]);
    expect(figuresOf(long, run([1, 1, 1, 1])).halts).toEqual([3, 0]);
  });

  it('are not compared where there is no such time', () => {
    expect(compareRuns(run([1, 2]), run([1, 2], {}, START + 86_400))).toBeNull();
  });
});

/** Rows of one type each, numbered from 0; `price` tells them apart. */
function batch(
  rows: readonly { type: keyof typeof EVENT; price?: number; detail?: Record<string, number> }[],
): NumberedBatch {
  const made = new EventBatch(8);
  for (const [row, { type, price = 0, detail }] of rows.entries()) {
    made.type[row] = EVENT[type];
    made.price[row] = price;
    if (detail) made.details.push({ row, fields: detail });
  }
  made.length = rows.length;
  return Object.assign(made, { seq: Int32Array.from(rows.keys()) });
}

describe('two logs part', () => {
  const order = (price: number) => ({ type: 'OrderPlaced', price }) as const;
  const noted = (value: number) => ({ type: 'Noted', detail: { value } }) as const;

  it('in the first row that is not the same, in a column or in its detail', () => {
    expect(partingOf(batch([order(1), order(2), order(3)]), batch([order(1), order(2), order(4)]))).toBe(2);
    expect(partingOf(batch([order(1), noted(2)]), batch([order(1), noted(3)]))).toBe(1);
    expect(partingOf(batch([order(1), noted(2)]), batch([order(1), order(0)]))).toBe(1);
  });

  it('not at what runs are told at their opening', () => {
    const told = (value: number) => ({ type: 'ParametersSet', detail: { value } }) as const;
    expect(partingOf(batch([told(1), order(1)]), batch([told(2), order(1)]))).toBeNull();
    expect(partingOf(batch([told(1), order(1)]), batch([told(2), order(2)]))).toBe(1);
    expect(partingOf(batch([told(1)]), batch([order(1)]))).toBe(0);
  });

  it('behind the last row of the shorter one, and where one left an event out', () => {
    expect(partingOf(batch([order(1)]), batch([order(1), order(2)]))).toBe(1);
    const gap = batch([order(1), order(2)]);
    gap.seq[1] = 5;
    expect(partingOf(gap, batch([order(1), order(2)]))).toBe(1);
    expect(partingOf(batch([order(1)]), batch([order(1)]))).toBeNull();
  });
});

describe('what two scenarios hold differently', () => {
  it('is told field by field, with what only one of them has', () => {
    expect(
      changesBetween({ a: { b: 1, c: [1, 2] }, d: 'x' }, { a: { b: 2, c: [1, 3] }, e: null, d: 'x' }),
    ).toEqual([
      { path: 'a.b', a: 1, b: 2 },
      { path: 'a.c', a: [1, 2], b: [1, 3] },
      { path: 'e', a: undefined, b: null },
    ]);
  });

  it('tells entries of a list apart by their ids', () => {
    const shock = (id: string, size: number) => ({ id, size });
    expect(changesBetween({ s: [shock('one', 1), shock('two', 2)] }, { s: [shock('two', 3)] })).toEqual([
      { path: 's.one', a: { id: 'one', size: 1 }, b: undefined },
      { path: 's.two.size', a: 2, b: 3 },
    ]);
    const swapped = [shock('two', 2), shock('one', 1)];
    expect(changesBetween({ s: [shock('one', 1), shock('two', 2)] }, { s: swapped })).toEqual([
      { path: 's', a: [shock('one', 1), shock('two', 2)], b: swapped },
    ]);
    expect(changesBetween({ s: [] }, { s: {} })).toEqual([{ path: 's', a: [], b: {} }]);
    expect(changesBetween({ s: [shock('one', 1)] }, { s: [] })).toEqual([
      { path: 's.one', a: { id: 'one', size: 1 }, b: undefined },
    ]);
  });

  it('is nothing where they are the same', () => {
    expect(changesBetween({ a: [{ id: 'x' }] }, { a: [{ id: 'x' }] })).toEqual([]);
  });
});
