import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bars } from '../../cli/bars.ts';
import { chart, sparkline } from '../../cli/sparkline.ts';
import { table } from '../../cli/table.ts';
import { uncoloured, widthOf } from '../../cli/terminal.ts';

const value = fc.oneof(
  fc.double({ min: -1e9, max: 1e9 }),
  fc.integer({ min: -5, max: 5 }),
  fc.constantFrom(Number.NaN, 0),
);
const width = fc.integer({ min: 40, max: 100 });
const widest = (text: string): number => Math.max(...text.split('\n').map(widthOf));

describe('sparkline', () => {
  test('runs from the lowest to the highest eighth', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8)).toBe('▁▂▃▄▅▆▇█');
  });

  test('averages what does not fit, and leaves what is missing blank', () => {
    expect(sparkline([0, 0, 7, 7], 2)).toBe('▁█');
    expect(sparkline([0, Number.NaN, 7], 3)).toBe('▁ █');
  });

  test('draws a constant in the middle, and nothing from nothing', () => {
    expect(sparkline([3, 3], 2)).toBe('▄▄');
    expect(sparkline([], 10)).toBe('');
    expect(sparkline([1], 0)).toBe('');
  });

  test('is never wider than asked', () => {
    fc.assert(
      fc.property(fc.array(value), fc.integer({ min: 0, max: 100 }), (values, columns) => {
        expect(widthOf(sparkline(values, columns))).toBe(Math.min(values.length, columns));
      }),
    );
  });
});

const HOUR = 3600;
const FEB_5 = Date.UTC(2026, 1, 5) / 1000;

describe('chart', () => {
  const falling = Array.from({ length: 241 }, (_, i) => [FEB_5 + i * 360, 73_000 - 50 * i] as const);

  test('fills its height, falls from upper left to lower right, and names both axes', () => {
    const lines = chart([{ name: 'simulated', points: falling }], 60, 12).split('\n');
    expect(lines).toHaveLength(12);
    expect(lines[0]).toContain('simulated');
    const plot = lines.slice(1, 10).map((line) => line.slice(8));
    const starts = plot.map((line) => line.search(/[^ ]/));
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(starts[0]).toBe(0);
    expect(plot[8].length).toBe(52);
    expect(lines.slice(1, 10).filter((line) => line.startsWith('70,000 ┤'))).toHaveLength(1);
    expect(lines[11]).toMatch(/5 Feb +06:00 +12:00 +18:00 +6 Feb$/);
  });

  test('puts each label beside its own value', () => {
    const rows = chart(
      [
        {
          name: 'x',
          points: [
            [0, 0],
            [1, 100],
          ],
        },
      ],
      40,
      15,
      { x: String },
    ).split('\n');
    const labelled = rows.flatMap((line, row) =>
      line.includes('┤') ? [[Number.parseInt(line, 10), row]] : [],
    );
    for (const [label, row] of labelled) {
      const [top, bottom] = [1, 12];
      expect(Math.abs(bottom - row - (label / 100) * (bottom - top))).toBeLessThan(1);
    }
    expect(labelled.length).toBeGreaterThan(2);
  });

  test('shows both series where they coincide, without colour', () => {
    const text = chart(
      [
        { name: 'simulated', points: falling },
        { name: 'history', points: falling },
      ],
      80,
      15,
    );
    expect(text).toContain('• history');
    const plot = text.split('\n').slice(1, -2).join('');
    expect(plot.match(/•/g)?.length).toBeGreaterThan(20);
    expect(plot.match(/[\u2801-\u28ff]/g)?.length).toBeGreaterThan(20);
  });

  test('marks every point of a sparse history', () => {
    const sparse = [0, 7, 13].map((hour) => [FEB_5 + hour * HOUR, 70_000] as const);
    const one = chart(
      [
        {
          name: 'simulated',
          points: [
            [FEB_5, 60_000],
            [FEB_5 + 24 * HOUR, 60_000],
          ],
        },
        { name: 'history', points: [sparse[1]] },
      ],
      80,
      12,
    );
    expect(one.split('\n').slice(1).join('').match(/•/g)).toHaveLength(1);
  });

  test('says so when there is nothing to draw', () => {
    expect(chart([{ name: 'x', points: [[0, Number.NaN]] }])).toBe('Nothing to draw.');
  });

  test('draws the same shape with and without colour', () => {
    const series = [{ name: 'simulated', points: falling }];
    const coloured = chart(series, 80, 12, { color: true });
    expect(coloured).toContain('\x1b[36m');
    expect(uncoloured(coloured)).toBe(chart(series, 80, 12));
  });

  test('fits whatever is drawn', () => {
    const points = fc
      .array(fc.tuple(fc.integer({ min: FEB_5, max: FEB_5 + 300 * HOUR }), value), { maxLength: 30 })
      .map((list) => list.sort(([a], [b]) => a - b));
    fc.assert(
      fc.property(
        points,
        points,
        width,
        fc.integer({ min: 6, max: 20 }),
        (simulated, history, columns, height) => {
          const text = chart(
            [
              { name: 'simulated', points: simulated },
              { name: 'history', points: history },
            ],
            columns,
            height,
          );
          expect(widest(text)).toBeLessThanOrEqual(columns);
          expect(text.split('\n').length).toBeLessThanOrEqual(height);
          expect(text).not.toContain('\x1b');
        },
      ),
    );
  });
});

describe('bars', () => {
  test('grow from one zero, losses to the left, in proportion', () => {
    const text = bars(
      [
        { label: 'stops', value: -20 },
        { label: 'dip', value: 10 },
        { label: 'miners', value: -5 },
      ],
      50,
    );
    expect(text.split('\n')).toEqual([
      'stops    ████████████████████████              -20',
      'dip                              ████████████   10',
      'miners                     ██████               -5',
    ]);
  });

  test('end in half a character where that is nearer', () => {
    // 26 cells: 52 halves for 52, so 27 halves for 27.
    const [, half] = bars(
      [
        { label: '', value: 52 },
        { label: '', value: 27 },
      ],
      32,
    ).split('\n');
    expect(half).toContain(` ${'█'.repeat(13)}▌ `);
  });

  test('colour losses red and gains green, and nothing without colour', () => {
    const rows = [
      { label: 'a', value: -1 },
      { label: 'b', value: 1 },
    ];
    const [loss, gain] = bars(rows, 40, { color: true }).split('\n');
    expect(loss).toContain('\x1b[31m');
    expect(gain).toContain('\x1b[32m');
    expect(bars(rows, 40)).toBe(uncoloured(bars(rows, 40, { color: true })));
    expect(bars(rows, 40)).not.toContain('\x1b');
  });

  test('of zero are empty', () => {
    expect(bars([{ label: 'a', value: 0 }], 40)).not.toMatch(/[█▌▐]/);
    expect(bars([], 40)).toBe('');
  });

  test('fit, however long labels and values are', () => {
    const row = fc.record({ label: fc.string({ maxLength: 80 }).map((s) => s.replace(/\s/g, ' ')), value });
    fc.assert(
      fc.property(fc.array(row), width, (rows, columns) => {
        expect(widest(bars(rows, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('table', () => {
  test('sets numbers to the right, text to the left, under a rule', () => {
    const text = table(
      ['target', 'history', 'run'],
      [
        ['close', '-13.16%', -12.9],
        ['low, USD', '60,000.00%', null],
      ],
    );
    expect(text.split('\n')).toEqual([
      'target       history    run',
      '────────  ──────────  ─────',
      'close        -13.16%  -12.9',
      'low, USD  60,000.00%      –',
    ]);
  });

  test('dims the header instead of ruling it, where there are colours', () => {
    const [head, first] = table(['a'], [['b']], { color: true }).split('\n');
    expect(head).toBe('\x1b[2ma\x1b[0m');
    expect(first).toBe('b');
  });

  test('can do without a header', () => {
    expect(
      table(
        [],
        [
          ['a', 1],
          ['bb', 22],
        ],
      ),
    ).toBe('a    1\nbb  22');
  });

  test('cuts the widest text first', () => {
    const text = table([], [['name', 'a long sentence that will not fit', 5]], { width: 30 });
    expect(text).toBe('name  a long sentence that…  5');
  });

  test('fits, however much it holds', () => {
    const cell = fc.oneof(fc.string({ maxLength: 60 }), fc.integer(), fc.constant(null));
    const rows = fc.array(fc.array(cell, { maxLength: 12 }), { maxLength: 8 });
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 20 }), { maxLength: 6 }),
        rows,
        width,
        (header, body, columns) => {
          expect(widest(table(header, body, { width: columns }))).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });
});
