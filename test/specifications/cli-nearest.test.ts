import { describe, expect, test } from 'vitest';
import { editDistance, nearest, unknownName } from '../../cli/nearest.ts';

const COMMANDS = ['run', 'replay', 'resume', 'fork', 'explain', 'score', 'list', 'match', 'price'];

describe('editDistance', () => {
  // Damerau, "A technique for computer detection and correction of spelling errors", CACM 7(3), 1964:
  // one wrong, missing or extra letter, or one transposition, is one error.
  test.each([
    ['', '', 0],
    ['abc', 'abc', 0],
    ['abc', 'abd', 1],
    ['abc', 'ab', 1],
    ['abc', 'abcd', 1],
    ['abc', 'bac', 1],
    ['kitten', 'sitting', 3],
    ['relpay', 'replay', 1],
  ])('of %j and %j is %i', (a, b, edits) => {
    expect(editDistance(a, b)).toBe(edits);
    expect(editDistance(b, a)).toBe(edits);
  });
});

describe('nearest', () => {
  test('finds a word with swapped letters', () => {
    expect(nearest('relpay', COMMANDS)[0]).toBe('replay');
    expect(nearest('exlpain', COMMANDS)).toEqual(['explain']);
  });

  test('finds a name from its beginning, however long it is', () => {
    expect(nearest('feb-5', ['calm', 'feb-5-2026', 'nov-21-2025'])).toEqual(['feb-5-2026']);
    expect(nearest('Feb5', ['calm', 'feb-5-2026', 'nov-21-2025'])).toEqual(['feb-5-2026']);
  });

  test('finds a name by a part of it', () => {
    expect(nearest('gamma', ['no-notes', 'dealers-long-gamma'])).toEqual(['dealers-long-gamma']);
  });

  test('suggests nothing for a word that resembles nothing', () => {
    expect(nearest('zzzzzz', COMMANDS)).toEqual([]);
    expect(nearest('', COMMANDS)).toEqual([]);
    expect(nearest('x', ['y', 'a'])).toEqual([]);
  });

  test('answers at most so many, the nearest first', () => {
    const found = nearest('agent', ['agents', 'agent-3', 'agent', 'agenda', 'agent-22'], 2);
    expect(found).toHaveLength(2);
    expect(found[0]).toBe('agent');
  });
});

describe('unknownName', () => {
  test('says what is missing, what was meant and what there is', () => {
    expect(unknownName('scenario', 'feb-5', ['calm', 'feb-5-2026']).message).toBe(
      'There is no scenario "feb-5"; did you mean "feb-5-2026"? Known: calm, feb-5-2026.',
    );
  });

  test('names several that are equally near', () => {
    const { message } = unknownName('agent', 'dealer', ['dealer-1', 'dealer-2', 'dealer-3', 'miner']);
    expect(message).toContain('did you mean "dealer-1", "dealer-2" or "dealer-3"?');
  });

  test('does not guess when nothing is near, and cuts a long list', () => {
    const many = Array.from({ length: 40 }, (_, i) => `agent-${i}`);
    const { message, exitCode } = unknownName('agent', 'zebra', many);
    expect(message).toMatch(/^There is no agent "zebra"\. Known: agent-0, .*agent-29 and 10 more\.$/);
    expect(exitCode).toBe(2);
  });

  test('says so when nothing is known', () => {
    expect(unknownName('run', 'a', []).message).toBe('There is no run "a". None is known.');
  });
});
