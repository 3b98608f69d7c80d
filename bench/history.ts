import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { builtIns } from '../scenarios/catalogue.ts';
import {
  type HistoryRecord,
  type HistoryRow,
  historyTables,
  type JudgedEvent,
} from './docs/history-table.ts';

/**
 * Validates the built-in events and writes what came out into docs/history.json and, as tables, into the README
 * (`npm run history`: minutes, on all cores; what was simulated before is taken from runs/).
 */
const SEEDS: Readonly<Record<string, number>> = { 'feb-5-2026': 64, 'nov-21-2025': 32 };
const MARKS = /<!-- history begins -->[\s\S]*<!-- history ends -->/;

const fileOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

interface Judged {
  readonly model: string;
  readonly rows: readonly HistoryRow[];
  readonly gate: {
    readonly fit: JudgedEvent['fit'];
    readonly heldOut: JudgedEvent['heldOut'];
    readonly collapse: { readonly count: number };
  };
  readonly runs: readonly { readonly seed: number; readonly digest: string }[];
}

const events: JudgedEvent[] = [];
let model = '';
for (const [scenario, seeds] of Object.entries(SEEDS)) {
  const judged = await validated(scenario, seeds);
  model = judged.model;
  const { fit, heldOut, collapse } = judged.gate;
  events.push({
    ...{ scenario, title: builtIns[scenario].title, seeds, collapses: collapse.count },
    fit: { met: fit.met, of: fit.of },
    heldOut: { met: heldOut.met, of: heldOut.of, alone: { met: heldOut.alone.met, of: heldOut.alone.of } },
    first: { seed: judged.runs[0].seed, digest: judged.runs[0].digest },
    rows: judged.rows.map(({ target: { id, title, unit, history, class: kind }, median, range, z, met }) => ({
      target: { id, title, unit, history, class: kind },
      ...{ median, range, z, met },
    })),
  });
}
const record: HistoryRecord = { made: new Date().toISOString().slice(0, 10), model, events };
writeFileSync(fileOf('docs/history.json'), `${JSON.stringify(record, null, 1)}\n`);
const readme = readFileSync(fileOf('README.md'), 'utf8');
const tables = `<!-- history begins -->\n\n${historyTables(record)}\n\n<!-- history ends -->`;
writeFileSync(
  fileOf('README.md'),
  readme.replace(MARKS, () => tables),
);

/** What the command says of a scenario; it ends with 1 where history is not reproduced, which is a result as well. */
function validated(scenario: string, seeds: number): Promise<Judged> {
  const command = spawn(
    process.execPath,
    [fileOf('bin/cascade'), 'validate', scenario, '--seeds', `${seeds}`, '--json'],
    { cwd: fileOf('.'), stdio: ['ignore', 'pipe', 'inherit'] },
  );
  return new Promise((resolve, reject) => {
    let text = '';
    command.stdout.setEncoding('utf8').on('data', (more: string) => {
      text += more;
    });
    command.on('close', (code) =>
      code === 0 || code === 1
        ? resolve(JSON.parse(text))
        : reject(new Error(`validate ended with code ${code}`)),
    );
  });
}
