import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { MODEL_VERSION } from '../../scenarios/model.ts';
import { type Member, type MemberResult, RESULTS_FORMAT } from '../../store/ensemble/member.ts';
import { sha256 } from '../../store/manifest.ts';
import { type ChosenSets, chosenSets } from '../chosen-sets.ts';
import type { EnsembleOptions } from '../contract.ts';
import { type BrokenMember, type EnsemblePlan, runEnsemble, scenarioKeys, stopped } from '../ensemble.ts';
import { beginEnsemble, type EnsembleAbout, endEnsemble, titleOf } from '../ensemble-folder.ts';
import { ensembleText, summariesOf } from '../ensemble-text.ts';
import { luckOf, setIn, wordsOfSets } from '../luck.ts';
import { basisOf, type Question } from '../member-readings.ts';
import { refuseKeeping } from '../outputs.ts';
import { codeDigest } from '../scenario-code.ts';
import { loadScenario } from '../scenario-source.ts';
import { sliceDone, sliceOf } from '../slice.ts';
import type { Io } from '../terminal.ts';

/** How many seeds, where nobody says. */
const SEEDS = 16;
const QUESTION: Question = { figures: true };

/** Runs a scenario on many seeds and keeps what each came to, to be compared with another ensemble seed by seed. */
export async function ensembleCommand(
  source: string,
  options: EnsembleOptions,
  io: Io,
  threads: Pick<EnsemblePlan, 'start'> = {},
): Promise<number> {
  const slice = options.slice === undefined ? null : sliceOf(options.slice);
  const loaded = await loadScenario(source);
  const chosen = chosenSets(loaded, options, io);
  const luck = luckOf(loaded, chosen, options);
  const { scenario: resolved } = luck(1);
  const { whatIf, set, seeds = SEEDS, workers = availableParallelism() } = options;
  const dir = options.out ?? join('runs', `ensemble-${resolved.id}`);
  const code = await codeDigest(loaded.modules);
  const keyOf = scenarioKeys(code, (scenario) => basisOf(QUESTION, scenario));
  const numbers = Array.from({ length: seeds }, (_, n) => n + 1);
  const members = numbers.map((seed): Member => ({ seed, scenario: luck(seed).scenario, source }));
  const about: EnsembleAbout = {
    ...{ format: 1, model: MODEL_VERSION, scenario: resolved.id, whatIfs: whatIf, set },
    ...(chosen
      ? { sets: { said: wordsOfSets(chosen, options).join(), digest: setsDigest(chosen, options) } }
      : {}),
    ...{ code, results: RESULTS_FORMAT },
    resolved,
    members: members.map(({ seed, scenario }) => ({ seed, key: keyOf(scenario), ...setIn(luck(seed)) })),
    broken: [],
  };
  refuseKeeping(dir);
  beginEnsemble(dir, about);
  const ensemble = await runEnsemble(
    { members, dir, slice, code, question: QUESTION, workers, ...threads },
    io,
  );
  const results = ensemble.results.filter((result) => result !== null);
  if (ensemble.left > 0) return stopped(ensemble, dir, io);
  endEnsemble(
    dir,
    ensemble.broken.map(({ member: { seed }, message }) => ({ seed, message })),
  );
  if (slice && results.length + ensemble.broken.length < seeds) {
    const afterwards = 'When all slices are, the same command without --slice puts them together.';
    return sliceDone(slice, ensemble, { dir, json: options.json, afterwards }, io);
  }
  tell(about, dir, results, ensemble.broken, options, io);
  return ensemble.broken.length === 0 ? 0 : 1;
}

const setsDigest = ({ sets }: ChosenSets, { setNumber = 0 }: EnsembleOptions): string =>
  sha256(JSON.stringify([sets, setNumber]));

function tell(
  about: EnsembleAbout,
  dir: string,
  results: readonly MemberResult[],
  broken: readonly BrokenMember[],
  { json }: EnsembleOptions,
  io: Io,
): void {
  const { figures, kinds } = summariesOf(results);
  if (!json)
    return io.out(
      ensembleText(
        { title: titleOf(about), scenario: about.resolved, dir, results, broken, figures, kinds },
        io,
      ),
    );
  const { scenario, model, whatIfs, set, sets, members } = about;
  const setOf = new Map(members.map(({ seed, set: number }) => [seed, number]));
  io.out(
    JSON.stringify({
      ...{ run: dir, scenario, model, whatIfs, set, sets, seeds: results.length, figures, kinds },
      broken: broken.map(({ member: { seed }, message }) => ({ seed, message })),
      runs: results.map(({ seed, digest, events, figures: own }) => ({
        seed,
        set: setOf.get(seed),
        digest,
        events,
        ...own,
      })),
    }),
  );
}
