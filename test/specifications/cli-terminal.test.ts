import { describe, expect, test } from 'vitest';
import { clip, grouped, pad, paint, type Stream, terminal, widthOf } from '../../cli/terminal.ts';

function stream(traits: Partial<Stream> = {}) {
  const written: string[] = [];
  return { ...traits, written, write: (text: string) => written.push(text) };
}

describe('terminal', () => {
  test('colours a terminal, and nothing else', () => {
    expect(terminal(stream({ isTTY: true }), stream(), {}).color).toBe(true);
    expect(terminal(stream(), stream({ isTTY: true }), {}).color).toBe(false);
    expect(terminal(stream({ isTTY: true }), stream(), { TERM: 'dumb' }).color).toBe(false);
  });

  test('NO_COLOR takes colours from a terminal, unless it is empty (no-color.org)', () => {
    expect(terminal(stream({ isTTY: true }), stream(), { NO_COLOR: '1' }).color).toBe(false);
    expect(terminal(stream({ isTTY: true }), stream(), { NO_COLOR: '' }).color).toBe(true);
  });

  test('FORCE_COLOR gives colours to a pipe and outweighs NO_COLOR, as in Node', () => {
    expect(terminal(stream(), stream(), { FORCE_COLOR: '1' }).color).toBe(true);
    expect(terminal(stream(), stream(), { FORCE_COLOR: '1', NO_COLOR: '1' }).color).toBe(true);
    expect(terminal(stream({ isTTY: true }), stream(), { FORCE_COLOR: '0' }).color).toBe(false);
  });

  test('is interactive when the notes go to a terminal, wherever the result goes', () => {
    const piped = terminal(stream(), stream({ isTTY: true }), {});
    expect(piped.interactive).toBe(true);
    expect(piped.draw).toBeTypeOf('function');
    const silent = terminal(stream({ isTTY: true }), stream(), {});
    expect(silent.interactive).toBe(false);
    expect(silent.draw).toBeUndefined();
  });

  test('never promises more than 100 columns', () => {
    expect(terminal(stream({ columns: 240 }), stream(), {}).columns).toBe(100);
    expect(terminal(stream({ columns: 72 }), stream(), {}).columns).toBe(72);
    expect(terminal(stream(), stream({ columns: 80 }), {}).columns).toBe(80);
    expect(terminal(stream(), stream(), {}).columns).toBe(100);
  });

  test('takes the width that COLUMNS asks for, where it is one', () => {
    const tty = stream({ columns: 72 });
    expect(terminal(tty, stream(), { COLUMNS: '80' }).columns).toBe(80);
    expect(terminal(stream(), stream(), { COLUMNS: '60' }).columns).toBe(60);
    expect(terminal(stream(), stream(), { COLUMNS: '400' }).columns).toBe(100);
    for (const COLUMNS of ['', '0', '-5', 'wide', '1e3', '80.5'])
      expect(terminal(tty, stream(), { COLUMNS }).columns, COLUMNS).toBe(72);
  });

  test('ends every line, once', () => {
    const [out, err] = [stream(), stream()];
    const io = terminal(out, err, {});
    io.out('one');
    io.out('two\n');
    io.err('note');
    expect(out.written).toEqual(['one\n', 'two\n']);
    expect(err.written).toEqual(['note\n']);
  });
});

describe('text', () => {
  test('colours take no width and are left off when not wanted', () => {
    expect(widthOf(paint('fall', 'red', true))).toBe(4);
    expect(paint('fall', 'red', true)).toBe('\x1b[31mfall\x1b[0m');
    expect(paint('fall', 'red', false)).toBe('fall');
    expect(pad(paint('ab', 'green', true), 4)).toBe('\x1b[32mab\x1b[0m  ');
    expect(pad('7', 3, 'right')).toBe('  7');
  });

  test('cuts with an ellipsis, by characters', () => {
    expect(clip('abcdef', 4)).toBe('abc…');
    expect(clip('abcd', 4)).toBe('abcd');
    expect(clip('🟥🟧🟨🟩', 3)).toBe('🟥🟧…');
    expect(clip(paint('abcdef', 'red', true), 4)).toBe('abc…');
    expect(clip('abc', 0)).toBe('');
  });

  test.each([
    [62345.6, 0, '62,346'],
    [-1234567.891, 2, '-1,234,567.89'],
    [0, 0, '0'],
    [999, 0, '999'],
    [-0.001, 2, '0.00'],
    [Number.NaN, 0, '–'],
  ])('groups %d to %i decimals as %s', (value, decimals, text) => {
    expect(grouped(value, decimals)).toBe(text);
  });
});
