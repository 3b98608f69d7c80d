import { boundsOf } from '../reports/distance.ts';
import { figureText, historyText } from '../reports/target-text.ts';
import { withHistory } from '../scenarios/catalogue.ts';
import type { Target } from '../scenarios/target.ts';
import type { Listing } from './commands/list.ts';
import { UsageError } from './errors.ts';
import { loadScenario } from './scenario-source.ts';
import { type Io, paint } from './terminal.ts';
import { hangingTable } from './wrap.ts';

/** Every row of history that runs of a scenario are scored by, and the turning points of its path. */
export async function targets(source: string | undefined, io: Io): Promise<Listing> {
  const sources = source === undefined ? withHistory : [source];
  const known = await Promise.all(sources.map(async (name) => (await loadScenario(name)).scenario));
  if (known.every(({ history }) => history.targets.length === 0))
    throw new UsageError(
      `Of "${source}" no history is known, so it has no targets; try ${withHistory.join(', ')}, or give it history.targets.`,
    );
  const blocks = known.map(({ id, history }) => {
    const body = targetTable(history.targets, io);
    return known.length === 1 ? body : `${paint(id, 'cyan', io.color)}\n${body}`;
  });
  const json = known.flatMap(({ id: scenario, history }) =>
    history.targets.map((target) => ({ scenario, ...target })),
  );
  const path = known.flatMap(({ id: scenario, history }) =>
    history.path.map((point) => ({ scenario, ...point })),
  );
  return { json: { targets: json, path }, text: blocks.join('\n\n') };
}

function targetTable(rows: readonly Target[], io: Io): string {
  const cells = rows.map((target) => ({
    cells: [target.id, target.class, historyText(target), toleranceText(target)],
    text: aboutText(target),
  }));
  const header = ['target', 'class', 'history', '±', 'what, on which clock, from where'];
  return hangingTable(header, cells, { width: io.columns, color: io.color, whole: 3 });
}

/** Scoring deviation; nothing where only a sign is known. */
function toleranceText(target: Target): string {
  const [least, most] = boundsOf(target.history);
  const exact = least === most && target.unit === 'yes';
  return target.tolerance === 0 || exact ? '' : figureText(target.tolerance, target.unit).replace('+', '');
}

function aboutText({ title, clock, source, readings = [], verdict }: Target): string {
  const disputed = readings.map(({ said, by }) => `Also read: ${said} (${by}).`);
  return [`${title}; ${clock}. Source: ${source}.`, ...disputed, ...(verdict ? [verdict] : [])].join(' ');
}
