import { describe, expect, it } from 'vitest';
import { together } from '../../cli/together.ts';

describe('what is asked in one turn', () => {
  it('is answered together, each its own, and what is asked later in another call', async () => {
    const calls: (readonly number[])[] = [];
    const square = together(async (all: readonly number[]) => {
      calls.push(all);
      return all.map((n) => n * n);
    });
    expect(await Promise.all([square(2), square(3)])).toEqual([4, 9]);
    expect(await square(5)).toBe(25);
    expect(calls).toEqual([[2, 3], [5]]);
  });

  it('fails together', async () => {
    const fail = together(async (_: readonly number[]): Promise<number[]> => {
      throw new Error('no answer');
    });
    const settled = await Promise.allSettled([fail(1), fail(2)]);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
