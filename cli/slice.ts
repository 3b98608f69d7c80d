import type { Slice } from '../store/ensemble/kept-file.ts';
import { UsageError } from './errors.ts';

/** A slice as the command line writes it, i/n; throws a UsageError. */
export function sliceOf(text: string): Slice {
  const [slice, of] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).slice(1).map(Number);
  if (of > 0 && slice > 0 && slice <= of) return { slice, of };
  throw new UsageError(
    `--slice holds "${text}"; it must be i/n with i from 1 to n, such as 1/8 for the first of eight.`,
  );
}
