import { counted } from '../../reports/format.ts';
import { readManifest } from '../../store/manifest.ts';
import { resumeRun } from '../../store/runs.ts';
import { verifyFiles } from '../../store/verify.ts';
import type { JsonOption } from '../contract.ts';
import { drive, INTERRUPTED, observe } from '../drive.ts';
import { summaryJson, summaryText } from '../summary.ts';
import type { Io } from '../terminal.ts';
import { digestLines, folded } from '../wrap.ts';

/** Finishes an interrupted run, with the folder it would have had. */
export async function resumeCommand(dir: string, options: JsonOption, io: Io): Promise<number> {
  const session = resumeRun(dir, observe());
  if (!session) {
    verifyFiles(dir);
    const { digest, events } = readManifest(dir);
    const note = folded(`${dir} is complete already: ${counted(events, 'event')}.`, io.columns);
    const text = [...note, ...digestLines(digest, io.columns)].join('\n');
    io.out(options.json ? JSON.stringify({ run: dir, complete: true, events, digest }) : text);
    return 0;
  }
  const run = await drive(dir, session, readManifest(dir).untilTick, io);
  if (!run) return INTERRUPTED;
  io.out(options.json ? JSON.stringify(summaryJson(run)) : summaryText(run, io));
  return 0;
}
