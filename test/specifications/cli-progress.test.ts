import { describe, expect, test } from 'vitest';
import { duration, Progress } from '../../cli/progress.ts';
import { uncoloured, widthOf } from '../../cli/terminal.ts';

/** A terminal and a clock that stands still until told. */
function watched(interactive = true, color = false) {
  const drawn: string[] = [];
  const clock = { ms: 0 };
  const io = {
    out: () => {},
    err: () => {},
    ...(interactive ? { draw: (text: string) => void drawn.push(text) } : {}),
    interactive,
    columns: 80,
    color,
  };
  return { drawn, clock, progress: new Progress(io, 4000, () => clock.ms) };
}

describe('Progress', () => {
  test('stays away from work that takes less than 300 ms', () => {
    const { drawn, clock, progress } = watched();
    for (clock.ms = 0; clock.ms < 300; clock.ms += 10) progress.update(clock.ms, 'x');
    progress.finish();
    expect(drawn).toEqual([]);
  });

  test('shows share, label and time left', () => {
    const { drawn, clock, progress } = watched();
    clock.ms = 2000;
    progress.update(1000, '5 Feb 14:30  69,412');
    expect(drawn).toEqual(['\r\x1b[2K━━━━━━──────────────────  25%  5 Feb 14:30  69,412  6 s left']);
  });

  test('is redrawn at most ten times a second', () => {
    const { drawn, clock, progress } = watched();
    for (clock.ms = 0; clock.ms <= 2300; clock.ms++) progress.update(clock.ms, 'x');
    expect(drawn.length).toBe(21);
  });

  test('asks for a label only when it draws one', () => {
    const { clock, progress } = watched();
    let asked = 0;
    const label = () => String(asked++);
    for (clock.ms = 0; clock.ms <= 500; clock.ms++) progress.update(clock.ms, label);
    expect(asked).toBe(3);
  });

  test('is cleared at the end, once', () => {
    const { drawn, clock, progress } = watched();
    clock.ms = 400;
    progress.update(4000, 'x');
    progress.finish();
    progress.finish();
    expect(drawn.slice(1)).toEqual(['\r\x1b[2K']);
  });

  test('draws nothing where nobody watches', () => {
    const { drawn, clock, progress } = watched(false);
    clock.ms = 5000;
    progress.update(10, 'x');
    progress.finish();
    expect(drawn).toEqual([]);
  });

  test('fits its line, and has no colour unless wanted', () => {
    for (const color of [false, true]) {
      const { drawn, clock, progress } = watched(true, color);
      clock.ms = 10_000;
      progress.update(1, 'a very long label '.repeat(10));
      const line = drawn[0].replace('\r\x1b[2K', '');
      expect(widthOf(line)).toBeLessThan(80);
      expect(line !== uncoloured(line)).toBe(color);
    }
  });

  test('survives more done than there was to do, and nothing to do', () => {
    const { drawn, clock, progress } = watched();
    clock.ms = 400;
    progress.update(9000, 'x');
    expect(drawn[0]).toContain('100%  x  0 s left');
    clock.ms = 800;
    progress.update(0, 'x');
    expect(drawn[1]).toContain('  0%  x');
    expect(drawn[1]).not.toContain('left');
  });
});

describe('duration', () => {
  test.each([
    [0, '0 s'],
    [7300, '8 s'],
    [59_999, '1 min 00 s'],
    [200_000, '3 min 20 s'],
    [7_500_000, '2 h 05 min'],
  ])('%i ms is %s', (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text);
  });
});
