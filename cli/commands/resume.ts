import { counted } from '../../reports/format.ts';
import { readManifest } from '../../store/manifest.ts';
import { resumeRun } from '../../store/runs.ts';
import type { JsonOption } from '../contract.ts';
import { drive, INTERRUPTED, observe } from '../drive.ts';
import { summaryJson, summaryText } from '../summary.ts';
import type { Io } from '../terminal.ts';

/** Finishes an interrupted run, with the folder it would have had. */
export async function resumeCommand(dir: string, options: JsonOption, io: Io): Promise<number> {
  const session = resumeRun(dir, observe());
  if (!session) {
    const { digest, events } = readManifest(dir);
    const note = `${dir} is complete already: ${counted(events, 'event')}, digest ${digest}.`;
    io.out(options.json ? JSON.stringify({ run: dir, complete: true, events, digest }) : note);
    return 0;
  }
  const run = await drive(dir, session, readManifest(dir).untilTick, io);
  if (!run) return INTERRUPTED;
  io.out(options.json ? JSON.stringify(summaryJson(run)) : summaryText(run, io));
  return 0;
}
