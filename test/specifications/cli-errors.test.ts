import { describe, expect, test } from 'vitest';
import { BUG_EXIT_CODE, report, UsageError } from '../../cli/errors.ts';

const reported = (error: unknown, env: NodeJS.ProcessEnv = {}) => {
  const texts: string[] = [];
  const exitCode = report(error, (text) => void texts.push(text), env);
  return { exitCode, text: texts.join('') };
};

describe('report', () => {
  test('prints a usage error as one line and answers 2', () => {
    expect(reported(new UsageError('There is no scenario "x".'))).toEqual({
      exitCode: 2,
      text: 'cascade: There is no scenario "x".\n',
    });
  });

  test('answers the exit code the error carries', () => {
    const damaged = Object.assign(new Error('Batch 3 of events.arrow is cut short.'), { exitCode: 3 });
    expect(reported(damaged)).toEqual({
      exitCode: 3,
      text: 'cascade: Batch 3 of events.arrow is cut short.\n',
    });
  });

  test('calls an unforeseen error a bug, without its stack', () => {
    const { exitCode, text } = reported(new TypeError('x is not a function'));
    expect(exitCode).toBe(BUG_EXIT_CODE);
    expect(text).toBe(
      'cascade: this is a bug in cascade (x is not a function); CASCADE_DEBUG=1 shows where.\n',
    );
  });

  test('shows the stack with CASCADE_DEBUG=1', () => {
    const { text } = reported(new TypeError('x is not a function'), { CASCADE_DEBUG: '1' });
    expect(text).toMatch(/\n {4}at .*cli-errors\.test\.ts/);
  });

  test('keeps a message of many lines on one', () => {
    expect(reported(new UsageError('seed:\n  expected text\n')).text).toBe('cascade: seed: expected text\n');
  });

  test('survives what is no error at all', () => {
    expect(reported('broken').text).toContain('(broken)');
    expect(reported(undefined).exitCode).toBe(BUG_EXIT_CODE);
    expect(reported(null).exitCode).toBe(BUG_EXIT_CODE);
  });

  test('blames a missing file on its path, not on cascade', () => {
    const missing = Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT', path: 'runs/x' });
    expect(reported(missing)).toEqual({
      exitCode: 2,
      text: 'cascade: "runs/x" does not exist; check the path.\n',
    });
  });

  test('blames a full disk under the output on the disk, not on cascade', () => {
    const full = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', syscall: 'write' });
    expect(reported(full)).toEqual({
      exitCode: 2,
      text: 'cascade: The output does not fit on the disk; free some space or choose another folder.\n',
    });
  });

  test('says nothing when the reader has gone', () => {
    const gone = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    expect(reported(gone)).toEqual({ exitCode: 0, text: '' });
  });
});
