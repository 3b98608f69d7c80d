import { signalsAt, thresholds } from '../../reports/signals.ts';
import { changeOf, columnAt, dayBefore } from '../../reports/tape-readings.ts';
import { openRunFolder } from '../../store/run-folder.ts';
import { verifyFiles } from '../../store/verify.ts';
import type { SignalsOptions } from '../contract.ts';
import { signalsText } from '../signals-text.ts';
import { titleOf } from '../summary.ts';
import { tapeOf } from '../tape-of.ts';
import type { Io } from '../terminal.ts';
import { tickAt } from '../window.ts';

/** Reads off a run, at its end or at a time, whether a recovery from the fall would hold. */
export async function signalsCommand(
  dir: string,
  options: SignalsOptions,
  io: Io,
  makeTape: typeof tapeOf = tapeOf,
): Promise<number> {
  const run = openRunFolder(dir);
  const { manifest } = run;
  verifyFiles(dir);
  const tape = makeTape(run, io);
  const tick = options.at === undefined ? tape.ticks : tickAt('--at', options.at, tape);
  const read = signalsAt(tape, tick);
  const index = tape.lines.get('BTC-INDEX')?.markUsd;
  const before = dayBefore(tape, tick);
  const indexUsd = index ? columnAt(index, tick) : null;
  const dayAgoUsd = index && before !== null ? columnAt(index, before) : null;
  const seen = { indexUsd, dayChange: changeOf(dayAgoUsd, indexUsd) };
  const { scenario, seed, digest } = manifest;
  io.out(
    options.json
      ? JSON.stringify({ run: dir, scenario, seed, digest, ...seen, ...read, thresholds })
      : [titleOf(manifest, io), signalsText(read, seen, io)].join('\n\n'),
  );
  return 0;
}
