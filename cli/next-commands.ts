import type { Finished } from './drive.ts';
import { historyOf } from './history-of.ts';
import { pasted } from './shown.ts';
import { type Io, pad, paint, widthOf } from './terminal.ts';
import { timeOf } from './window.ts';
import { folded } from './wrap.ts';

/** What a reader of a finished run may ask next, as commands to be pasted, each with what it shows. */
export function nextCommands({ dir: folder, manifest, metrics }: Finished, io: Io): string {
  const dir = pasted(folder);
  const { largestLiquidation, lowestTrade } = metrics.notable;
  const event = largestLiquidation ?? lowestTrade;
  const hasHistory = historyOf(manifest).targets.length > 0;
  const named = largestLiquidation ? 'the largest liquidation' : 'the trade at the low';
  const lines = [
    ...(hasHistory ? [[`cascade score ${dir}`, 'every target beside history'] as const] : []),
    ...(event && manifest.logLevel !== 'digest'
      ? [[`cascade explain ${dir} --event ${event.seq}`, `why ${named} happened`] as const]
      : []),
    [`cascade replay ${dir} --at ${timeOf(manifest, metrics.low.tick)}`, 'the world at the low'],
  ] as const;
  return commandList(lines, io);
}

/** Commands to be pasted, each beside what it shows, or below it where that would be too wide. */
export function commandList(lines: readonly (readonly [command: string, why: string])[], io: Io): string {
  if (lines.length === 0) return '';
  const width = Math.max(...lines.map(([command]) => widthOf(command)));
  const beside = width + 2 + Math.max(...lines.map(([, why]) => widthOf(why))) <= io.columns;
  if (!beside)
    return lines
      .flatMap(([command, why]) => [paint(`# ${why}`, 'dim', io.color), ...commandLines(command, io.columns)])
      .join('\n');
  return lines.map(([command, why]) => `${pad(command, width)}  ${paint(why, 'dim', io.color)}`).join('\n');
}

/** A command line that a shell reads as one, however many lines it takes here. */
function commandLines(command: string, width: number): string[] {
  if (widthOf(command) <= width) return [command];
  const lines = folded(command, width - 2, 4);
  return lines.map((line, i) => (i < lines.length - 1 ? `${line} \\` : line));
}
