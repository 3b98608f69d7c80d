import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { builtIns } from '../scenarios/catalogue.ts';
import { shippedSets } from '../scenarios/shipped-sets.ts';
import { canonicalJson } from '../store/canonical.ts';
import { sha256 } from '../store/manifest.ts';
import {
  type FirstRun,
  type HistoryRecord,
  type HistoryRow,
  historyTables,
  type JudgedEvent,
  type Verdict,
} from './docs/history-table.ts';

/**
 * Validates the built-in events and writes what came out into docs/history.json and, as tables, into the README
 * (`npm run history`: minutes, on all cores; what was simulated before is taken from runs/).
 */
const SEEDS: Readonly<Record<string, number>> = { 'feb-5-2026': 64, 'nov-21-2025': 32 };
/** Sets that both events are judged with besides: what is not known of parameters. */
const SETS = 'feb-5-2026';
const MARKS = /<!-- history begins -->[\s\S]*<!-- history ends -->/;

const fileOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

interface Judged {
  readonly model: string;
  readonly rows: readonly HistoryRow[];
  readonly gate: {
    readonly fit: Verdict['fit'];
    readonly heldOut: Verdict['heldOut'];
    readonly collapse: { readonly count: number };
  };
  readonly runs: readonly { readonly seed: number; readonly set?: number; readonly digest: string }[];
}

const events: JudgedEvent[] = [];
let model = '';
for (const [scenario, seeds] of Object.entries(SEEDS)) {
  const judged = await validated(scenario, seeds);
  model = judged.model;
  const drawn = await validated(scenario, seeds, SETS);
  events.push({
    ...{ scenario, title: builtIns[scenario].title, seeds, ...verdictOf(judged) },
    overSets: {
      ...{ sets: SETS, digest: sha256(canonicalJson(shippedSets[SETS])), ...verdictOf(drawn) },
      first: firstOf(drawn),
      rows: drawn.rows.map(({ target: { id }, median, met }) => ({ id, median, met })),
    },
    first: firstOf(judged),
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

/** The run by which figures can be checked again. */
function firstOf({ runs: [{ seed, set, digest }] }: Judged): FirstRun {
  return { seed, ...(set === undefined ? {} : { set }), digest };
}

/** What the README tells of a gate. */
function verdictOf({ gate: { fit, heldOut, collapse } }: Judged): Verdict {
  return {
    fit: { met: fit.met, of: fit.of },
    heldOut: { met: heldOut.met, of: heldOut.of, alone: { met: heldOut.alone.met, of: heldOut.alone.of } },
    collapses: collapse.count,
  };
}

/** What the command says of a scenario; it ends with 1 where history is not reproduced, which is a result as well. */
function validated(scenario: string, seeds: number, sets?: string): Promise<Judged> {
  const command = spawn(
    process.execPath,
    [
      ...[fileOf('bin/cascade'), 'validate', scenario, '--seeds', `${seeds}`, '--json'],
      ...(sets === undefined ? [] : ['--sets', sets]),
    ],
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
