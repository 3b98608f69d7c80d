import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { scoreKlinesCommand } from '../../cli/commands/score-klines.ts';
import type { Klines } from '../../reports/klines.ts';
import { type KlinesScore, type Overlap, overlapOf, scoreKlines } from '../../reports/klines-score.ts';
import { correlation, leastSquares } from '../../reports/least-squares.ts';
import type { Tape } from '../../reports/tape.ts';
import { calmDay } from '../../scenarios/calm/measured.ts';
import { cascade, inEmptyFolder, json, widest } from './commands-support.ts';
import { handBuiltTape } from './hand-built-tape.ts';

const DAY = 86_400;
const HOUR = 3600;

/** Klines that close at the given prices, each bar opening where the one before closed. */
function klinesOf(opens: number, closes: readonly number[], more: Partial<Klines> = {}): Klines {
  const column = (values: readonly number[]): Float64Array => Float64Array.from(values);
  const openings = [opens, ...closes.slice(0, -1)];
  return {
    startSeconds: 0,
    intervalSeconds: 900,
    openUsd: column(openings),
    highUsd: column(closes.map((usd, i) => Math.max(usd, openings[i]))),
    lowUsd: column(closes.map((usd, i) => Math.min(usd, openings[i]))),
    closeUsd: column(closes),
    volumeCoins: column(closes.map(() => 1)),
    takerBuyCoins: null,
    ...more,
  };
}

/** A spot market of quarter-hour ticks with the given marks. */
const spotTape = (markUsd: readonly number[], flows: { volume?: number[]; net?: number[] } = {}): Tape =>
  handBuiltTape(
    {
      'BTC-SPOT': {
        kind: 'spot',
        coinsPerLot: 0.01,
        markUsd,
        ...(flows.volume ? { volumeLots: flows.volume } : {}),
        ...(flows.net ? { netTakerLots: flows.net } : {}),
      },
    },
    { secondsPerTick: 900 },
  );

function scored(klines: Klines, tape: Tape): KlinesScore {
  return scoreKlines(overlapOf(klines, tape, 'BTC-SPOT') as Overlap);
}

/** Prices from an opening on, by log return. */
const pathOf = (opening: number, returns: readonly number[]): number[] => {
  let usd = opening;
  return returns.map((change) => {
    usd *= Math.exp(change);
    return usd;
  });
};

describe('the path of a run beside klines', () => {
  const path = pathOf(70_000, [0.01, -0.02, 0.005, 0.01]);

  it('is reproduced by the path itself', () => {
    const { bars, correlation: r, rmseLog } = scored(klinesOf(70_000, path), spotTape([70_000, ...path]));
    expect(bars).toBe(4);
    expect(r).toBeCloseTo(1, 12);
    expect(rmseLog).toEqual({ aligned: 0, asIs: 0 });
  });

  it('is off by ln 1.1 where it is 10 % too high throughout, and by nothing from its opening on', () => {
    const high = [70_000, ...path].map((usd) => 1.1 * usd);
    const { correlation: r, rmseLog } = scored(klinesOf(70_000, path), spotTape(high));
    expect(r).toBeCloseTo(1, 12);
    expect(rmseLog.aligned).toBeCloseTo(0, 12);
    expect(rmseLog.asIs).toBeCloseTo(Math.log(1.1), 12);
  });

  it('is correlated by minus one with its mirror image, and not at all with what never moves', () => {
    const mirror = pathOf(70_000, [-0.01, 0.02, -0.005, -0.01]);
    expect(scored(klinesOf(70_000, path), spotTape([70_000, ...mirror])).correlation).toBeCloseTo(-1, 12);
    expect(scored(klinesOf(70_000, path), spotTape([1, 1, 1, 1, 1])).correlation).toBeNull();
  });

  it('is made of the ticks of each bar; the end of the run is read off its last tick', () => {
    const minutes = Array.from({ length: 15 }, (_, tick) => 100 + tick);
    const lots = minutes.map((_, tick) => tick);
    const tape = handBuiltTape({
      'BTC-SPOT': { kind: 'spot', coinsPerLot: 0.5, markUsd: minutes, volumeLots: lots, netTakerLots: lots },
    });
    const klines = klinesOf(100, [105, 110, 115], { intervalSeconds: 300 });
    const { simulated } = overlapOf(klines, tape, 'BTC-SPOT') as Overlap;
    expect([...simulated.openUsd]).toEqual([100, 105, 110]);
    expect([...simulated.closeUsd]).toEqual([105, 110, 114]);
    expect([...simulated.volumeCoins]).toEqual([5, 17.5, 30]);
    expect([...simulated.netTakerCoins]).toEqual([5, 17.5, 30]);
  });

  it('begins at the first bar inside the run that has a mark, and ends with the run', () => {
    const tape = spotTape([Number.NaN, 100, 101, 102, 103]);
    const klines = klinesOf(99, [99, 99, 100, 101, 102, 103, 104, 105], { startSeconds: -1800 });
    const overlap = overlapOf(klines, tape, 'BTC-SPOT') as Overlap;
    expect(overlap.fromSeconds).toBe(900);
    expect([...overlap.history.closeUsd]).toEqual([101, 102, 103, 104]);
  });

  it.each<[string, Partial<Klines>, RegExp]>([
    [
      'another day',
      { startSeconds: 10 * DAY },
      /^it has 0 bars within what the run has of BTC-SPOT; it must/,
    ],
    ['two bars at its end', { startSeconds: 3 * 900 }, /^it has 2 bars/],
    [
      'bars shorter than a tick',
      { intervalSeconds: 60 },
      /bars of 60 s do not begin and end with the run's ticks/,
    ],
    ['bars between ticks', { startSeconds: 60 }, /do not begin and end with the run's ticks of 900 s/],
  ])('is not compared with %s', (_, more, why) => {
    expect(overlapOf(klinesOf(1, [1, 1, 1, 1, 1], more), spotTape([1, 1, 1, 1, 1]), 'BTC-SPOT')).toMatch(why);
  });
});

describe('volatility and volume beside klines', () => {
  const swings = Array.from({ length: 96 }, (_, i) => (i % 2 === 0 ? 0.004 : -0.004));
  const hours = Array.from({ length: 96 }, (_, bar) => Math.floor(bar / 4));

  it('annualises the root mean square of bars over 365 days of 96 quarter-hours', () => {
    const { vol, days } = scored(
      klinesOf(100, pathOf(100, swings)),
      spotTape([
        100,
        ...pathOf(
          100,
          swings.map((swing) => swing / 2),
        ),
      ]),
    );
    expect(vol.history).toBeCloseTo(0.004 * Math.sqrt(365 * 96), 10);
    expect(vol.simulated).toBeCloseTo(0.002 * Math.sqrt(365 * 96), 10);
    expect(days.map((day) => day.vol)).toEqual([vol]);
  });

  it('tells volume by hour in coins and as a share of the day, which knows no scale', () => {
    const klines = klinesOf(100, pathOf(100, swings), { volumeCoins: Float64Array.from(hours) });
    const tape = spotTape([...pathOf(100, swings)], { volume: hours.map((hour) => 300 * hour) });
    const score = scored(klines, tape);
    expect(score.hours.map(({ fromSeconds }) => fromSeconds)).toEqual(
      [...Array(24).keys()].map((h) => h * HOUR),
    );
    expect(score.hours[23].coins).toEqual({ history: 92, simulated: 276 });
    for (const { share } of score.hours) expect(share.simulated).toBeCloseTo(share.history ?? -1, 12);
    expect(score.coins.simulated).toBe(3 * (score.coins.history ?? 0));
  });

  it('has shares of each day that add up to one, whatever the bars', () => {
    const volumes = fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 3, maxLength: 200 });
    fc.assert(
      fc.property(volumes, fc.integer({ min: 0, max: 95 }), (coins, offset) => {
        const startSeconds = offset * 900;
        const flat = coins.map(() => 1);
        const klines = klinesOf(1, flat, { startSeconds, volumeCoins: Float64Array.from(coins) });
        const tape = { ...spotTape([...flat, 1], { volume: [...coins, 0] }), startSeconds };
        const { hours: told, days } = scored(klines, tape);
        for (const day of days)
          for (const side of ['history', 'simulated'] as const) {
            const within = told.filter(
              (hour) => Math.floor(hour.fromSeconds / DAY) * DAY === day.fromSeconds,
            );
            expect(within.reduce((sum, { share }) => sum + (share[side] ?? 0), 0)).toBeCloseTo(1, 9);
          }
      }),
    );
  });
});

describe('price impact beside klines', () => {
  const net = [400, -300, 250, -500, 150, 0];
  const volume = net.map((coins) => Math.abs(coins) + 100);

  it('is the slope of returns on net taker volume: per 1,000 coins, and per 1 % of the mean day', () => {
    const klines = klinesOf(
      70_000,
      pathOf(
        70_000,
        net.map((coins) => 47e-7 * coins),
      ),
      {
        volumeCoins: Float64Array.from(volume),
        takerBuyCoins: Float64Array.from(net.map((coins, i) => (volume[i] + coins) / 2)),
      },
    );
    const path = pathOf(
      70_000,
      net.map((coins) => 47e-7 * coins),
    );
    // Three times the coins for the same path, in lots of a hundredth.
    const tape = spotTape([70_000, ...path.slice(0, -1)], {
      net: net.map((coins) => 300 * coins),
      volume: volume.map((coins) => 300 * coins),
    });
    const { history, simulated } = scored(klines, tape).impact;
    const meanDailyCoins = 16 * volume.reduce((a, b) => a + b, 0);
    expect(history?.bpPerThousandCoins).toBeCloseTo(47, 8);
    expect(history?.bpPerPercentOfDay).toBeCloseTo((0.047 * meanDailyCoins) / 100, 8);
    expect(history?.rSquared).toBeCloseTo(1, 10);
    expect(simulated?.bpPerThousandCoins).toBeCloseTo(47 / 3, 6);
    expect(simulated?.bpPerPercentOfDay).toBeCloseTo(history?.bpPerPercentOfDay ?? 0, 6);
  });

  it('leaves out bars whose taker volume is not known, and is unknown where all are or none differs', () => {
    const path = pathOf(100, [0.01, -0.01, 0.02, 0.03]);
    const impactWith = (takerBuyCoins: number[] | null) =>
      scored(
        klinesOf(100, path, { takerBuyCoins: takerBuyCoins && Float64Array.from(takerBuyCoins) }),
        spotTape([100, ...path]),
      ).impact.history;
    expect(impactWith([0.6, 0.4, 0.7, Number.NaN])?.bars).toBe(3);
    expect(impactWith([0.5, 0.5, 0.5, 0.5])).toBeNull();
    expect(impactWith([0.5, 0.5, Number.NaN, Number.NaN])).toBeNull();
    expect(impactWith(null)).toBeNull();
  });
});

describe('least squares', () => {
  // Anscombe, F. J. (1973), Graphs in statistical analysis, The American Statistician 27: set I.
  const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
  const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];

  it("finds the line of Anscombe's first set: y = 3.00 + 0.500 x, R² 0.67, correlation 0.816", () => {
    const line = leastSquares(x, y);
    expect(line?.slope).toBeCloseTo(0.5, 3);
    expect(line?.intercept).toBeCloseTo(3, 2);
    expect(line?.rSquared).toBeCloseTo(0.67, 2);
    expect(correlation(x, y)).toBeCloseTo(0.816, 3);
  });

  it('knows no line through fewer than three points, or through points of one x', () => {
    expect(leastSquares([1, 2], [1, 2])).toBeNull();
    expect(leastSquares([0.1, 0.1, 0.1], [1, 2, 3])).toBeNull();
    expect(() => leastSquares([1, 2, 3], [1])).toThrow('3 values of x do not pair with 1 of y');
  });
});

describe('cascade score --klines', () => {
  inEmptyFolder();
  const START = 1_769_472_000; // 2026-01-27T00:00Z
  const COUNT = 36 * 4;
  const tape: Tape = {
    ...handBuiltTape(
      Object.fromEntries(
        ['spot', 'perp', 'driver'].map((kind) => [
          `BTC-${kind.toUpperCase()}`,
          {
            kind,
            coinsPerLot: 0.01,
            markUsd: Array.from({ length: COUNT }, (_, i) => 88_000 + 50 * (i % 5)),
            volumeLots: Array.from({ length: COUNT }, (_, i) => 1000 + i),
            netTakerLots: Array.from({ length: COUNT }, (_, i) => (i % 5) - 2),
          },
        ]),
      ),
    ),
    startSeconds: START,
    secondsPerTick: 900,
  };
  const told = async (columns: number, options: object) => {
    const out: string[] = [];
    const io = {
      out: (text: string) => void out.push(text),
      err: () => {},
      interactive: false,
      columns,
      color: false,
    };
    const code = await scoreKlinesCommand(
      'run',
      { json: false, klines: 'k.csv', ...options },
      io,
      () => tape,
    );
    return { code, out: out.join('\n') };
  };
  beforeAll(async () => {
    await json('run', 'calm', '--until', '2026-01-27T00:02Z', '--out', 'run');
    const lines = Array.from({ length: COUNT }, (_, i) => {
      const open = 88_000 + 40 * (i % 7);
      return [
        (START + 900 * i) * 1e6,
        open,
        open + 99,
        open - 99,
        open + 10,
        20 + i,
        0,
        0,
        0,
        9 + (i % 3),
        0,
        0,
      ];
    });
    writeFileSync('k.csv', lines.join('\n'));
    writeFileSync('k.csv.gz', gzipSync(lines.join('\n')));
    mkdirSync('folder');
    writeFileSync('late.csv', lines.map(([time, ...rest]) => [time + 90 * DAY * 1e6, ...rest]).join('\n'));
  });

  it.each([60, 80, 100])(
    'draws both paths and sets every figure side by side in %i columns',
    async (columns) => {
      const { code, out } = await told(columns, {});
      expect(code).toBe(0);
      expect(widest(out), out).toBeLessThanOrEqual(columns);
      for (const said of [
        'BTC-SPOT beside k.csv: 144 bars',
        'correlation of returns',
        'impact of 1 %',
        '27 Jan',
        '23:00',
      ])
        expect(out).toContain(said);
      expect(out).not.toContain('…');
    },
  );

  it('knows what is traded in a day also where takers are not known', async () => {
    const six = readFileSync('k.csv', 'utf8').replace(/^((?:[^,]*,){5}[^,]*),.*$/gm, '$1');
    writeFileSync('six.csv', six);
    const line = /^mean volume of a day, bitcoin +(\S+) +(\S+)$/m;
    const [all, few] = [await told(100, {}), await told(100, { klines: 'six.csv' })];
    // Bars of 20 to 163 coins, 96 a day; lots of a hundredth of a coin.
    expect(line.exec(all.out)?.slice(1)).toEqual(['8,784', '1,029']);
    expect(line.exec(few.out)?.slice(1)).toEqual(['8,784', '1,029']);
    expect(few.out).toContain('The file has no taker volume, so its impact is not known.');
  });

  it.each([
    ['BTC-SPOT', 14_314],
    ['BTC-PERP', 125_470],
  ])(
    'says of %s how much larger its simulated calm day is than that of the leading venue',
    async (id, coins) => {
      const { coins: calm } = calmDay.day[id];
      const said = (value: number): string => Math.round(value).toLocaleString('en');
      const { out } = await told(100, { instrument: id });
      expect(out.replace(/\s+/g, ' ')).toContain(
        `Simulated ${id} stands for all offshore venues: its calm day of ${said(calm)} bitcoin is ${(calm / coins).toFixed(1)} times the ${said(coins)} of the leading one.`,
      );
    },
  );

  it('prints one JSON object with hours and days, and says what it compared', async () => {
    const found = JSON.parse((await told(100, { json: true, instrument: 'BTC-PERP' })).out);
    expect(found).toMatchObject({
      ...{ run: 'run', scenario: 'calm', klines: 'k.csv', instrument: 'BTC-PERP' },
      overlap: { from: '2026-01-27T00:00Z', to: '2026-01-28T12:00Z', bars: COUNT, intervalSeconds: 900 },
    });
    expect(found.hours).toHaveLength(36);
    expect(found.days.map(({ time }: { time: string }) => time)).toEqual([
      '2026-01-27T00:00Z',
      '2026-01-28T00:00Z',
    ]);
    expect(found.impact.history.bars).toBe(COUNT);
  });

  it('refuses an instrument that is not priced as klines are, and says which are', async () => {
    await expect(told(100, { instrument: 'BTC-DRIVER' })).rejects.toThrow(
      'There is no instrument priced in dollars a bitcoin "BTC-DRIVER". Known: BTC-SPOT, BTC-PERP.',
    );
  });

  it('refuses klines of another time, and says both windows', async () => {
    await expect(told(100, { klines: 'late.csv' })).rejects.toThrow(
      'late.csv holds bars from 2026-04-27T00:00Z to 2026-04-28T12:00Z, the run is from 2026-01-27T00:00Z to 2026-01-28T12:00Z: it has 0 bars',
    );
  });

  it.each<[string[], string]>([
    [['score', 'run', '--klines', 'nowhere.csv'], 'cascade: "nowhere.csv" does not exist; check the path.'],
    [['score', 'run', '--klines', 'folder'], '"folder" cannot be read (EISDIR); name a CSV file of klines.'],
    [
      ['score', 'run', '--klines', 'k.csv.gz'],
      'k.csv.gz is a gzip file, which is compressed; unpack the CSV file in it',
    ],
    [['score', 'run', '--instrument', 'BTC-PERP'], '"cascade score" takes --instrument only with --klines'],
  ])('%j ends with exit code 2 and a remedy', async (argv, sentence) => {
    const { code, out, err } = await cascade(...argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
  });
});
