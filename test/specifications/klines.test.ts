import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseKlines } from '../../reports/klines.ts';

const START = 1_770_249_600; // 2026-02-05T00:00Z

/** Lines as a public spot file has them: twelve columns, quotes apart from what counts. */
function bars(count: number, { minutes = 1, unit = 1000, from = START } = {}): string[] {
  return Array.from({ length: count }, (_, i) => {
    const open = from + 60 * minutes * i;
    const [price, last] = [60_000 + i, (open + 60 * minutes) * unit - 1];
    return `${open * unit},${price}.50,${price + 10},${price - 10},${price + 1},12.5,${last},750000.1,321,5.25,315000.2,0`;
  });
}

const parsed = (lines: readonly string[]) => parseKlines(lines.join('\n'), 'k.csv');
const complaint = (lines: readonly string[]): string => {
  try {
    parsed(lines);
  } catch (error) {
    expect(error).toMatchObject({ exitCode: 2 });
    return (error as Error).message;
  }
  return 'accepted';
};

describe('klines as exchanges publish them', () => {
  it.each([
    ['seconds', 1],
    ['milliseconds', 1e3],
    ['microseconds, as spot files have since 2025', 1e6],
  ])('are read with times in %s', (_, unit) => {
    const klines = parsed(bars(3, { unit, minutes: 15 }));
    expect(klines).toMatchObject({ startSeconds: START, intervalSeconds: 900 });
    expect([...klines.openUsd]).toEqual([60_000.5, 60_001.5, 60_002.5]);
    expect([...klines.closeUsd]).toEqual([60_001, 60_002, 60_003]);
    expect([...klines.volumeCoins]).toEqual([12.5, 12.5, 12.5]);
    expect([...(klines.takerBuyCoins ?? [])]).toEqual([5.25, 5.25, 5.25]);
  });

  it('may change their unit of time from line to line, as files put together do', () => {
    const [first] = bars(1);
    const [, second] = bars(2, { unit: 1e6 });
    expect(parsed([first, second]).intervalSeconds).toBe(60);
  });

  it('may end their lines in two ways, as files do that were put together from two', () => {
    const lines = bars(3);
    const whole = parsed(lines);
    expect(parseKlines(`${lines[0]}\n${lines[1]}\n${lines[2]}\r\n`, 'k.csv')).toEqual(whole);
    expect(parseKlines(`${lines[0]}\n\r\n${lines[1]}\n${lines[2]}\n`, 'k.csv')).toEqual(whole);
  });

  it('may have six columns and no taker volume', () => {
    const klines = parsed(bars(2).map((line) => line.split(',').slice(0, 6).join(',')));
    expect(klines.takerBuyCoins).toBeNull();
    expect([...klines.lowUsd]).toEqual([59_990, 59_991]);
  });

  it('may name their columns in any order, beside others, in quotes, after a byte-order mark', () => {
    const klines = parsed([
      '\uFEFF"Close";"taker_buy_base_volume";"Volume";"Low";"High";"Open";"note";"Open Time"',
      '101;2;5;99;102;100;"a; b";2026-02-05 00:00:00',
      '100;;4;98;103;101;;2026-02-05T01:00:00.000Z',
      '',
    ]);
    expect(klines).toMatchObject({ startSeconds: START, intervalSeconds: 3600 });
    expect([...klines.highUsd]).toEqual([102, 103]);
    expect([...(klines.takerBuyCoins ?? [])]).toEqual([2, Number.NaN]);
  });

  it('come back as they were written, whatever they hold', () => {
    const price = fc.double({ min: 1, max: 1e6, noNaN: true });
    const bar = fc.tuple(price, price, price, price, fc.double({ min: 0, max: 1e5, noNaN: true }));
    fc.assert(
      fc.property(
        fc.array(bar, { minLength: 2, maxLength: 20 }),
        fc.constantFrom(1, 3, 5, 15, 30, 60),
        fc.constantFrom(1, 1e3, 1e6),
        (rows, minutes, unit) => {
          const lines = rows.map(([a, b, c, d, volume], i) => {
            const [low, open, close, high] = [a, b, c, d].sort((x, y) => x - y);
            return [(START + 60 * minutes * i) * unit, open, high, low, close, volume].join(',');
          });
          const klines = parsed(lines);
          expect(klines.intervalSeconds).toBe(60 * minutes);
          expect([...klines.volumeCoins]).toEqual(rows.map((row) => row[4]));
          for (const [i, row] of rows.entries())
            expect([klines.lowUsd[i], klines.highUsd[i]]).toEqual([
              Math.min(...row.slice(0, 4)),
              Math.max(...row.slice(0, 4)),
            ]);
        },
      ),
    );
  });
});

describe('a bad file of klines is refused in one sentence', () => {
  const edited = (line: number, column: number, cell: string): string[] => {
    const lines = bars(4).map((text) => text.split(','));
    lines[line - 1][column] = cell;
    return lines.map((cells) => cells.join(','));
  };
  const without = (from: number, to: number, options = {}): string[] => {
    const lines = bars(10, options);
    lines.splice(from, to - from);
    return lines;
  };

  it.each<[string, string[], string]>([
    [
      'not a number',
      edited(3, 2, '6o010'),
      'k.csv, line 3, column "high", holds "6o010"; it must be a price from 1e-15 to 1e15 such as 63250.5',
    ],
    ['a price of zero', edited(2, 4, '0'), 'line 2, column "close", holds "0"; it must be a price from'],
    ['an empty cell', edited(2, 5, ''), 'line 2, column "volume", holds nothing; it must be a number from'],
    [
      'a cell of two lines',
      edited(3, 5, '"12\n"'),
      'k.csv, line 3, has a quoted cell that goes on in the next line; each bar must be a line of its own',
    ],
    [
      'a volume beyond all markets',
      edited(2, 5, '1e308'),
      'line 2, column "volume", holds "1e308"; it must be a number from 0 to 1e15 such as 12.345',
    ],
    [
      'a price of nothing',
      edited(2, 4, '1e-300'),
      'line 2, column "close", holds "1e-300"; it must be a price from 1e-15 to 1e15 such as 63250.5',
    ],
    [
      'a price beyond all markets',
      edited(2, 2, '2e15'),
      'line 2, column "high", holds "2e15"; it must be a price from 1e-15 to 1e15 such as 63250.5',
    ],
    ['a number to another base', edited(2, 5, '0x10'), 'line 2, column "volume", holds "0x10"; it must be'],
    [
      'below zero',
      edited(2, 5, '-1'),
      'line 2, column "volume", holds "-1"; it must be a number from 0 to 1e15',
    ],
    [
      'the high below the low',
      edited(4, 2, '50000'),
      'line 4, column "high", holds 50000; it must be at least the low of the bar, 59993',
    ],
    [
      'a close outside of its bar',
      edited(1, 4, '60011'),
      'line 1, column "close", holds 60011; it must be between the low and the high of the bar, 59990 and 60010',
    ],
    [
      'more bought by takers than traded',
      edited(1, 9, '13'),
      'line 1, column "taker buy base volume", holds 13; it must be at most the volume of the bar, 12.5',
    ],
    [
      'no time',
      edited(2, 0, 'yesterday'),
      'line 2, column "open time", holds "yesterday"; it must be a time such as 1770249600000',
    ],
    [
      'a time of another zone',
      edited(2, 0, '2026-02-05 01:01:00+01:00'),
      'line 2, column "open time", holds "2026-02-05 01:01:00+01:00"; it must be a time',
    ],
    [
      'a short line',
      [...bars(2), '1,2,3'],
      'line 3, has 3 columns where the first line has 12, no "low"; each line must',
    ],
    [
      'times that go back',
      [...bars(3), bars(1)[0]],
      'line 4, column "open time", holds 2026-02-05T00:00Z; it must be after 2026-02-05T00:02Z on line 3',
    ],
    [
      'a bar twice',
      [...bars(3), bars(3)[2]],
      'line 4, column "open time", holds 2026-02-05T00:02Z; it must be after',
    ],
    [
      'a gap',
      without(4, 6),
      'line 5, column "open time", holds 2026-02-05T00:06Z after 2026-02-05T00:03Z: 2 of the bars of 1 min between are missing; it must go on at 2026-02-05T00:04Z',
    ],
    [
      'intervals that change',
      [...bars(5), ...bars(4, { minutes: 5, from: START + 300 })],
      'line 7, column "open time", holds 2026-02-05T00:10Z, 5 min after the bar before; it must be 2026-02-05T00:06Z: most bars are 1 min apart, and intervals may not be mixed',
    ],
    [
      'uneven times',
      edited(3, 0, `${(START + 90) * 1000}`),
      'holds 2026-02-05T00:01:30Z, 30 s after the bar before; it must be 2026-02-05T00:02Z',
    ],
    [
      'bars of four hours',
      bars(3, { minutes: 240 }),
      'k.csv holds bars of 4 h; they must be of 1 minute to 1 hour',
    ],
    ['bars of seven minutes', bars(3, { minutes: 7 }), 'k.csv holds bars of 7 min; they must be'],
    [
      'bars beside the clock',
      bars(3, { from: START + 7 }),
      'line 1, column "open time", holds 2026-02-05T00:00:07Z; it must be a multiple of 1 min past the hour',
    ],
    ['nothing', [''], 'k.csv is empty; it must hold bars'],
    [
      'a header alone',
      ['time,open,high,low,close,volume'],
      'k.csv holds a header and no bar; it must hold two or',
    ],
    ['one bar', bars(1), 'k.csv holds one bar; it must hold two or more'],
    [
      'a header that lacks something',
      ['time,open,high,close', '1,2,3,4'],
      'k.csv, line 1, holds the header "time,open,high,close", which names no low, no volume; it must name',
    ],
    ['a name twice', ['time,open,high,low,close,volume,Open'], 'k.csv, line 1, names column "open" twice'],
    [
      'eight columns without names',
      ['1,2,3,4,5,6,7,8'],
      'k.csv, line 1, has 8 columns and no header, no "trades"',
    ],
    [
      'five columns without names',
      ['1,2,3,4,5'],
      'k.csv, line 1, has 5 columns and no header, no "volume"; without',
    ],
    ['a quotation mark that never ends', ['time,"open', '1,2'], 'has a quotation mark without its pair'],
    [
      'an archive',
      ['PK\u0003\u0004'],
      'k.csv is a zip archive, which is compressed; unpack the CSV file in it',
    ],
    ['JSON', ['[[1499040000000,"0.01"]]'], 'k.csv holds JSON; it must hold bars as CSV'],
  ])('%s', (_, lines, sentence) => {
    const said = complaint(lines);
    expect(said).toContain(sentence);
    expect(said).not.toContain('\n');
  });

  it('counts lines as an editor does, blank ones too', () => {
    const [first, ...rest] = edited(2, 2, 'x');
    expect(complaint([first, '', ...rest])).toContain('line 3, column "high"');
  });
});
