import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { counted } from '../../reports/format.ts';
import { MODEL_VERSION } from '../../scenarios/model.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Target } from '../../scenarios/target.ts';
import type { Member } from '../../store/ensemble/member.ts';
import { replaceFile } from '../../store/replace-file.ts';
import { aboutSets, type ChosenSets, chosenSets } from '../chosen-sets.ts';
import type { ValidateOptions } from '../contract.ts';
import { type Ensemble, type EnsemblePlan, runEnsemble, stopped } from '../ensemble.ts';
import { UsageError } from '../errors.ts';
import { type Luck, luckOf, setIn, wordsOfSets } from '../luck.ts';
import { refuseOutputFile } from '../outputs.ts';
import { duration } from '../progress.ts';
import { codeDigest } from '../scenario-code.ts';
import { loadScenario } from '../scenario-source.ts';
import { sliceDone, sliceOf } from '../slice.ts';
import type { Io } from '../terminal.ts';
import { type Validation, validationOf } from '../validation.ts';
import { validationJunit } from '../validation-junit.ts';
import { validationText } from '../validation-text.ts';
import { validateFacts } from './validate-facts.ts';

/** How many seeds an event is validated over. */
const SEEDS = 64;

/** What the command is made of; a test hands in parts of its own. */
export interface ValidateParts extends Pick<EnsemblePlan, 'start'> {
  readonly rowsOf?: (scenario: Scenario) => readonly Target[];
}

/** Runs a scenario on many seeds, sets them beside history row by row (a calm one beside stylised facts), and answers 1 unless the model reproduces it. */
export async function validateCommand(
  source: string,
  options: ValidateOptions,
  io: Io,
  { rowsOf = ({ history }) => history.targets, ...threads }: ValidateParts = {},
): Promise<number> {
  refuseOutputFile('--junit', options.junit);
  const loaded = await loadScenario(source);
  const chosen = chosenSets(loaded, options, io);
  const luck = luckOf(loaded, chosen, options);
  const { scenario } = luck(1);
  const targets = rowsOf(scenario);
  const slice = options.slice === undefined ? null : sliceOf(options.slice);
  const dir = options.out ?? join('runs', `validate-${scenario.id}`);
  const code = await codeDigest(loaded.modules);
  if (targets.length === 0) {
    refuseShocks(source, scenario);
    return validateFacts({ luck, chosen, source, code, dir, slice, ...threads }, options, io);
  }
  refuseExperiments(source, options);
  const { seeds: count = SEEDS, workers = availableParallelism() } = options;
  const seeds = Array.from({ length: count }, (_, n) => n + 1);
  const members = seeds.map((seed): Member => ({ seed, scenario: luck(seed).scenario, source }));
  const begun = performance.now();
  const asked = targets.map(({ id, measure }) => ({ id, measure }));
  const ensemble = await runEnsemble(
    { members, dir, slice, code, question: { asked }, workers, ...threads },
    io,
  );
  if (ensemble.left > 0) return stopped(ensemble, dir, io);
  const seconds = (performance.now() - begun) / 1000;
  const about = { source, scenario: scenario.id, dir, seconds, chosen, luck };
  if (slice && ensemble.results.includes(null)) {
    const whole = `"cascade validate ${source} --seeds ${count} --out ${dir}"`;
    const afterwards = `When all slices are, ${whole}, with the same changes, puts them together.`;
    return sliceDone(slice, ensemble, { dir, json: options.json, afterwards }, io);
  }
  return judged(validationOf(targets, ensemble), ensemble, about, options, io);
}

function refuseShocks(source: string, { outside: { shocks, flags } }: Scenario): void {
  const scripted = shocks.length + flags.length;
  if (scripted === 0) return;
  throw new UsageError(
    `history in scenario "${source}" holds no targets, and ${counted(scripted, 'shock')} of it can be held to nothing else; name a scenario of which history is known, such as feb-5-2026, or one without shocks.`,
  );
}

function refuseExperiments(source: string, { pairs, factsOnly }: ValidateOptions): void {
  if (pairs === undefined && !factsOnly) return;
  throw new UsageError(
    `${factsOnly ? '--facts-only' : '--pairs'} is for calm scenarios, and "${source}" is validated by its history; leave it out.`,
  );
}

interface About {
  readonly source: string;
  readonly scenario: string;
  readonly dir: string;
  readonly seconds: number;
  readonly chosen: ChosenSets | null;
  readonly luck: (seed: number) => Luck;
}

function judged(
  validation: Validation,
  { results, found }: Ensemble,
  { scenario, dir, seconds, chosen, luck }: About,
  options: ValidateOptions,
  io: Io,
): number {
  const { rows, families, score, gate, broken } = validation;
  const { whatIf, set, json, junit } = options;
  const setOf = (seed: number): Pick<Luck, 'set'> => setIn(luck(seed));
  if (junit !== undefined) replaceFile(junit, validationJunit(scenario, validation));
  if (json) {
    const runs = results.flatMap((result) => {
      if (result === null) return [];
      const { seed, digest, events, lowestUsd, drawdown } = result;
      return [{ seed, ...setOf(seed), digest, events, lowestUsd, drawdown }];
    });
    const told = {
      ...{ run: dir, scenario, model: MODEL_VERSION, whatIfs: whatIf, set },
      ...(chosen ? { sets: aboutSets(chosen) } : {}),
      ...{ seeds: results.length, found, wallSeconds: Math.round(1000 * seconds) / 1000 },
      ...{ holds: gate.holds, gate, score, families, rows },
      broken: broken.map(({ member: { seed }, message }) => ({ seed, ...setOf(seed), message })),
      runs,
    };
    io.out(JSON.stringify(told));
  } else {
    const changes = [...whatIf, ...set, ...wordsOfSets(chosen, options)]
      .map((change) => ` · ${change}`)
      .join('');
    const title = `${scenario}${changes} · ${counted(results.length, 'seed')} · model ${MODEL_VERSION} · ${duration(1000 * seconds)}`;
    io.out(validationText(title, validation, io));
  }
  return gate.holds ? 0 : 1;
}
