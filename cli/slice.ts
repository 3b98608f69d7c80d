import { counted } from '../reports/format.ts';
import type { Slice } from '../store/ensemble/kept-file.ts';
import type { Ensemble } from './ensemble.ts';
import { UsageError } from './errors.ts';
import type { Io } from './terminal.ts';
import { folded } from './wrap.ts';

/** A slice as the command line writes it, i/n; throws a UsageError. */
export function sliceOf(text: string): Slice {
  const [slice, of] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).slice(1).map(Number);
  if (of > 0 && slice > 0 && slice <= of) return { slice, of };
  throw new UsageError(
    `--slice holds "${text}"; it must be i/n with i from 1 to n, such as 1/8 for the first of eight.`,
  );
}

/** Tells what a slice came to while others are still to be run, and how they are put together; returns the exit code. */
export function sliceDone(
  { slice, of }: Slice,
  { results, broken }: Ensemble,
  { dir, json, afterwards }: { readonly dir: string; readonly json: boolean; readonly afterwards: string },
  io: Io,
): number {
  const seeds = results.length;
  const kept = results.filter((result) => result !== null).length;
  const failed = broken.map(({ member, message }) => ({ seed: member.seed, message }));
  if (json) io.out(JSON.stringify({ run: dir, slice: `${slice}/${of}`, seeds, kept, broken: failed }));
  else {
    const lines = [
      `Slice ${slice} of ${of} is done; ${kept} of ${counted(seeds, 'run')} are kept in ${dir}.`,
      ...failed.map(({ seed, message }) => `seed ${seed} broke: ${message}`),
      afterwards,
    ];
    io.out(lines.flatMap((line) => folded(line, io.columns)).join('\n'));
  }
  return failed.length === 0 ? 0 : 1;
}
