import type { z } from 'zod';

type Names<T extends z.ZodObject> = keyof z.infer<T> & string;

/** Two parameters by name, the first of which may not exceed the second; with `below` it may not equal it either. */
export type Order<T extends z.ZodObject> = readonly [low: Names<T>, high: Names<T>, equal?: 'below'];

/** The schema, refusing parameters that contradict each other: a low above its high, a floor above its ceiling. */
export function inOrder<T extends z.ZodObject>(schema: T, ...pairs: readonly Order<T>[]): T {
  return schema.check(({ value, issues }) => {
    const numbers = value as Readonly<Record<string, number>>;
    for (const [low, high, equal] of pairs) {
      const isRight = equal ? numbers[low] < numbers[high] : numbers[low] <= numbers[high];
      const message = `${equal ?? 'at most'} ${high}, ${numbers[high]}`;
      if (!isRight) issues.push({ code: 'custom', path: [low], message, input: numbers[low] });
    }
  });
}
