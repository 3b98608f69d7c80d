import { beforeAll, describe, expect, it } from 'vitest';
import { signalsCommand } from '../../cli/commands/signals.ts';
import type { RealisedDay } from '../../reports/realised-loss.ts';
import { type Signal, signalsAt, thresholds, type Verdict } from '../../reports/signals.ts';
import type { Tape } from '../../reports/tape.ts';
import { breakevenHashprice } from '../../sim/market/mining.ts';
import { cascade, inEmptyFolder, json, widest } from './commands-support.ts';
import { handBuiltTape } from './hand-built-tape.ts';

const HOURS = 48;
const END = HOURS;
const START = 1_770_249_600; // 2026-02-05T00:00Z, a Thursday
const CLOSE = 21;

/** Two days of hours; a column says one value until a day before the end, and another after it. */
const days = (first: number, second: number): Float64Array =>
  Float64Array.from({ length: HOURS }, (_, hour) => (hour <= 24 ? first : second));
const flat = (value: number): number[] => new Array(HOURS).fill(value);
const lossOf = (day: string, lossUsd: number): RealisedDay => ({
  day,
  coins: 1,
  profitUsd: 0,
  lossUsd,
  kinds: [],
});

interface Told extends Partial<Tape> {
  readonly perp?: Float64Array;
  readonly cme?: Float64Array;
  readonly indexUsd?: number;
}

function tapeOf({ perp = days(1, 1), cme = days(1, 1), indexUsd = 70_000, ...said }: Told = {}): Tape {
  const lines = {
    'BTC-INDEX': { kind: 'index', markUsd: flat(indexUsd) },
    'BTC-PERP': { kind: 'perp', coinsPerLot: 0.01, markUsd: flat(indexUsd), openLots: [...perp] },
    'CME-1': { kind: 'future', coinsPerLot: 5, markUsd: flat(indexUsd), openLots: [...cme] },
    IBIT: { kind: 'etf', coinsPerLot: 0.0005671, markUsd: flat(40) },
  };
  const closes = [CLOSE, 24 + CLOSE].map((tick) => ({ instrument: 'IBIT', tick, usd: 40 }));
  return handBuiltTape(lines, { startSeconds: START, secondsPerTick: 3600, closes, ...said });
}

function signal(id: Signal['id'], tape: Tape, tick = END): Signal {
  const found = signalsAt(tape, tick).signals.find((one) => one.id === id);
  if (!found) throw new Error(`no signal ${id}`);
  return found;
}

const paid = (...rates: number[]) => rates.map((rate, i) => ({ tick: 8 * (i + 1), rate }));

describe('perp funding', () => {
  it.each<[string, number[], Verdict | null]>([
    ['nothing was paid', [], null],
    ['the payments after the low of February 2026', [-0.0001369, -0.0001348, -0.0001518], 'warns'],
    ['one payment above zero', [-0.0001, 0.0001], 'mixed'],
    ['two payments above zero', [-0.0001, 0.0001, 0.00005], 'confirms'],
    ['a payment just below zero', [0.0001, -0.000016], 'mixed'],
    ['longs that pay dearly', [0.0003, 0.0003], 'mixed'],
  ])('after %s', (_, rates, verdict) => {
    expect(signal('funding', tapeOf({ funding: paid(...rates) })).verdict).toBe(verdict);
  });

  it('tells the payment of a day before, and knows none that is still to come', () => {
    const tape = tapeOf({ funding: paid(0.0001, 0.0002, -0.0003, -0.0001, 0.0001) });
    expect(signal('funding', tape, 40).readings[0]).toMatchObject({ now: 0.0001, dayBefore: 0.0002 });
    expect(signal('funding', tape, 24).readings[0]).toMatchObject({ now: -0.0003, dayBefore: null });
  });

  it('tells the mean premium of the eight hours before, of what was sampled', () => {
    const premium = new Float64Array(HOURS).fill(Number.NaN);
    premium[38] = 9;
    premium[41] = -0.0004;
    premium[47] = -0.0002;
    expect(signal('funding', tapeOf({ premium })).readings[1].now).toBeCloseTo(-0.0003, 12);
  });
});

describe('25-delta skew', () => {
  const skewed = (first: number, second: number) =>
    signal(
      'skew',
      tapeOf({ shortVol: days(0.6, 0.6), longVol: days(0.5, 0.5), riskReversal: days(first, second) }),
    );

  it.each<[string, number, number, Verdict]>([
    ['puts as dear as before the crash', -0.3, -0.2, 'warns'],
    ['half of that', -0.2, -0.11, 'mixed'],
    ['a calm surface', -0.05, -0.04, 'confirms'],
    ['protection bought again within a day', -0.02, -0.1, 'warns'],
  ])('of %s', (_, first, second, verdict) => {
    expect(skewed(first, second).verdict).toBe(verdict);
  });

  it('is that of options of a week: less than at the short end', () => {
    const { now, dayBefore } = skewed(-0.2, -0.1).readings[0];
    expect(now).toBeGreaterThan(-0.1);
    expect(now).toBeLessThan(-0.05);
    expect(dayBefore).toBeCloseTo(2 * (now ?? 0), 10);
  });

  it('cannot be read without a surface', () => {
    expect(signal('skew', tapeOf()).verdict).toBeNull();
  });
});

describe('open interest', () => {
  it.each<[string, [number, number], [number, number], Verdict]>([
    ['carry returns while the perp stands still', [100, 101], [100, 104], 'confirms'],
    ['the perp grows by more than 5 % in a day', [100, 106], [100, 110], 'warns'],
    ['carry leaves CME', [100, 100], [100, 94], 'warns'],
    ['the perp is still being closed', [100, 90], [100, 101], 'mixed'],
    ['the perp grows faster than CME', [100, 101.5], [100, 101], 'mixed'],
  ])('when %s', (_, perp, cme, verdict) => {
    expect(signal('open-interest', tapeOf({ perp: days(...perp), cme: days(...cme) })).verdict).toBe(verdict);
  });

  it('is told in coins and in dollars, perp and CME apart', () => {
    const { readings } = signal(
      'open-interest',
      tapeOf({ perp: days(200, 100), cme: days(10, 20), indexUsd: 50_000 }),
    );
    expect(readings.map(({ name, now, dayBefore }) => [name, now, dayBefore])).toEqual([
      ['perp, bitcoin', 1, 2],
      ['perp, dollars', 50_000, 100_000],
      ['CME, bitcoin', 100, 50],
      ['CME, dollars', 5_000_000, 2_500_000],
    ]);
  });

  it('cannot be read before the run has a day behind it', () => {
    expect(signal('open-interest', tapeOf(), 23).verdict).toBeNull();
    expect(signal('open-interest', tapeOf(), 24).verdict).toBe('confirms');
  });
});

describe('ETF flow', () => {
  const flow = (tick: number, usd: number) => ({
    tick,
    tradeDate: tick < 24 ? '2026-02-05' : '2026-02-06',
    publishedDate: tick < 24 ? '2026-02-06' : '2026-02-09',
    shares: usd / 40,
    usd,
  });

  it.each<[string, number, number, Verdict]>([
    ['an outflow of 434 million', 0, -434e6, 'warns'],
    ['a trickle', 0, 50e6, 'mixed'],
    ['an inflow beyond what carry took', 1, 232e6, 'confirms'],
    ['an inflow that carry accounts for', 1000, 232e6, 'mixed'],
  ])('of %s', (_, lots, usd, verdict) => {
    const tape = tapeOf({ flows: [flow(40, usd)], cme: days(1000, 1000 + lots) });
    expect(signal('etf-flow', tape).verdict).toBe(verdict);
  });

  it('is told by trade date and as published, which is a session late, and says so where the signs differ', () => {
    const found = signal('etf-flow', tapeOf({ flows: [flow(16, -100e6), flow(17, -75e6), flow(40, 232e6)] }));
    expect(found.readings).toEqual([
      { name: 'by trade date', unit: 'usd', now: 232e6, dayBefore: -175e6 },
      { name: 'as published', unit: 'usd', now: -175e6, dayBefore: null },
    ]);
    expect(found.because).toContain('published that day (-$175 m) is the trade date before');
  });

  it('counts a session when it is over, and a session without baskets as nothing', () => {
    const tape = tapeOf({ flows: [flow(16, -300e6)] });
    expect(signal('etf-flow', tape, 20).verdict).toBeNull();
    expect(signal('etf-flow', tape, 44).verdict).toBe('warns');
    expect(signal('etf-flow', tape, 46)).toMatchObject({
      verdict: 'mixed',
      readings: [{ now: 0, dayBefore: -300e6 }, {}],
    });
  });
});

describe('realised loss', () => {
  const after = (...losses: number[]): Signal =>
    signal('realised-loss', tapeOf({ realised: losses.map((usd, i) => lossOf(`2026-02-0${5 + i}`, usd)) }));

  it.each<[string, number[], Verdict]>([
    ['a record day', [1e9, 3.2e9], 'warns'],
    ['a day of two thirds of the record', [3.2e9, 2.1e9], 'mixed'],
    ['a day of little after a heavy one', [3.2e9, 1.1e9], 'confirms'],
    ['days that were never heavy', [0.5e9, 0.6e9], 'confirms'],
  ])('after %s', (_, losses, verdict) => {
    expect(after(...losses).verdict).toBe(verdict);
  });

  it('is of whole days alone, and of none that are still to come', () => {
    const realised = [lossOf('2026-02-04', 9e9), lossOf('2026-02-05', 1e9), lossOf('2026-02-06', 8e9)];
    const at = (tick: number) => signal('realised-loss', tapeOf({ realised }), tick);
    expect(at(23).verdict).toBeNull();
    expect(at(47).readings[0]).toMatchObject({ now: 1e9, dayBefore: null });
    expect(at(48).readings[0]).toMatchObject({ now: 8e9, dayBefore: 1e9 });
  });
});

describe('hashprice and the next retarget', () => {
  // Difficulty before and after the retarget of 7 February 2026, block 935,424.
  const [HARD, EASY] = [141.67e12, 125.86e12];
  const network = (said: Partial<Tape['network']> = {}) => ({
    ...{ difficulty: HARD, minutes: 0, blocks: 0, found: new Float64Array(HOURS), retargets: [] },
    ...said,
  });
  const found = (perHour: number) => new Float64Array(HOURS).fill(perHour);

  it('gives the hashprices that the formula gives at 73,100, 71,000 and 62,600 dollars, and after the retarget', () => {
    const at = (indexUsd: number, difficulty: number) =>
      signal('mining', tapeOf({ indexUsd, network: network({ difficulty }) })).readings[0].now;
    // Difficulty 141.67 T, 3.125 bitcoin a block and one per cent of fees.
    expect(at(73_100, HARD)).toBeCloseTo(32.8, 1);
    expect(at(71_000, HARD)).toBeCloseTo(31.8, 1);
    expect(at(62_600, HARD)).toBeCloseTo(28.1, 1);
    expect(at(70_000, EASY)).toBeCloseTo(35.3, 1);
  });

  it('expects the change of difficulty that the pace of the last day would bring', () => {
    // Ten minutes a block are six an hour: no change. Five an hour: twelve minutes, so 10 / 12.
    const next = (perHour: number) =>
      signal('mining', tapeOf({ network: network({ found: found(perHour) }) })).readings[1].now;
    expect(next(6)).toBeCloseTo(0, 10);
    expect(next(5)).toBeCloseTo(10 / 12 - 1, 10);
    // At two an hour the epoch would take three times as long, at one it would take six: no retarget goes below a quarter.
    expect(next(2)).toBeCloseTo(1 / 3 - 1, 10);
    expect(next(1)).toBeCloseTo(1 / 4 - 1, 10);
    expect(next(0)).toBeNull();
  });

  it('counts the epoch from the last retarget on', () => {
    const retargets = [{ tick: 23, change: EASY / HARD - 1, difficulty: EASY }];
    const tape = tapeOf({
      network: network({ blocks: 2016 - 24 * 6, minutes: 20_000, found: found(6), retargets }),
    });
    const before = signal('mining', tape, 23).readings;
    expect(before[0].now).toBeCloseTo(31.3 * 1.002, 0);
    expect(before[2].now).toBeCloseTo(6 / (6 * 24), 10);
    const after = signal('mining', tape).readings;
    expect(after[1].now).toBeCloseTo(0, 10);
    expect(after[2].now).toBeCloseTo((2016 - 24 * 6) / (6 * 24), 10);
    expect(after[0].now).toBeCloseTo(35.3, 1);
  });

  it.each<[string, number, number, number, Verdict]>([
    ['mining pays', 80_000, HARD, 6, 'confirms'],
    ['the retarget is behind', 70_000, EASY, 6, 'confirms'],
    ['relief is still ahead', 70_000, HARD, 5, 'mixed'],
    ['no relief would be enough', 62_600, HARD, 5.5, 'warns'],
  ])('when %s', (_, indexUsd, difficulty, perHour, verdict) => {
    const found1 = found(perHour);
    expect(
      signal('mining', tapeOf({ indexUsd, network: network({ difficulty, found: found1 }) })).verdict,
    ).toBe(verdict);
  });

  it('cannot be read where nobody mines', () => {
    expect(signal('mining', tapeOf()).verdict).toBeNull();
  });
});

describe('the limits of signals', () => {
  it('each have a reason, and stand in the order in which they are used', () => {
    for (const [name, { reason }] of Object.entries(thresholds))
      expect(reason.length, name).toBeGreaterThan(30);
    expect(thresholds.fundingShort.value).toBeLessThan(thresholds.fundingBack.value);
    expect(thresholds.skewFear.value).toBeLessThan(thresholds.skewCalm.value);
    expect(thresholds.outflow.value).toBeLessThan(thresholds.inflow.value);
    expect(thresholds.hashpriceStress.value).toBeLessThan(thresholds.hashpriceRelief.value);
  });

  it('say of hashprice what power costs', () => {
    expect(breakevenHashprice(19, 0.07)).toBeCloseTo(thresholds.hashpriceStress.value, 0);
  });
});

describe('cascade signals', () => {
  inEmptyFolder();
  beforeAll(async () => {
    await json('run', 'calm', '--until', '2026-01-27T00:02Z', '--out', 'run');
  });
  const tape = tapeOf({
    funding: paid(0.0001, 0.0001),
    flows: [{ tick: 40, tradeDate: '2026-02-06', publishedDate: '2026-02-09', shares: -1e6, usd: -400e6 }],
    realised: [lossOf('2026-02-05', 3.2e9), lossOf('2026-02-06', 2e9)],
  });
  const told = async (columns: number, options: object) => {
    const out: string[] = [];
    const io = {
      out: (text: string) => void out.push(text),
      err: () => {},
      interactive: false,
      columns,
      color: false,
    };
    const code = await signalsCommand('run', { json: false, ...options }, io, () => tape);
    return { code, out: out.join('\n') };
  };

  it.each([60, 80, 100])('tells each signal, its figures and its limits in %i columns', async (columns) => {
    const { code, out } = await told(columns, {});
    expect(code).toBe(0);
    expect(widest(out), out).toBeLessThanOrEqual(columns);
    expect(out.match(/would confirm: /g)).toHaveLength(6);
    expect(out.match(/would warn: /g)).toHaveLength(6);
    expect(out).toContain('ETF flow warns: -$400 m on trade date 2026-02-06');
    expect(out).not.toContain('…');
    expect(out.replace(/\s+/g, ' ')).toContain(
      'Of six signals 2 confirm, 1 is mixed, 1 warns, 2 cannot be read yet.',
    );
  });

  it('prints one JSON object with every limit and its reason', async () => {
    const found = JSON.parse((await told(100, { json: true, at: '2026-02-06T12:00Z' })).out);
    expect(found).toMatchObject({
      ...{ run: 'run', scenario: 'calm', time: '2026-02-06T12:00Z', indexUsd: 70_000, dayChange: 0 },
      tally: { confirms: 2, mixed: 1, warns: 1, unread: 2 },
    });
    expect(found.signals).toHaveLength(6);
    expect(found.thresholds).toEqual(thresholds);
  });

  it('refuses a time outside of the run, and a folder without a run', async () => {
    await expect(told(100, { at: '2026-02-08T00:00Z' })).rejects.toThrow(
      '--at holds 2026-02-08T00:00Z, which is outside the window; it must be from 2026-02-05T00:00Z to 2026-02-07T00:00Z.',
    );
    const { code, err } = await cascade('signals', 'nowhere');
    expect(code).toBe(2);
    expect(err).toContain('There is no run in nowhere');
  });
});
