import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { counted } from '../../reports/format.ts';
import { MODEL_VERSION } from '../../scenarios/model.ts';
import type { Slice } from '../../store/ensemble/kept-file.ts';
import { type Member, type MemberResult, RESULTS_FORMAT } from '../../store/ensemble/member.ts';
import { sha256 } from '../../store/manifest.ts';
import { type ChosenSets, chosenSets } from '../chosen-sets.ts';
import type { EnsembleOptions } from '../contract.ts';
import { INTERRUPTED } from '../drive.ts';
import {
  type BrokenMember,
  type Ensemble,
  type EnsemblePlan,
  runEnsemble,
  scenarioKeys,
} from '../ensemble.ts';
import { beginEnsemble, type EnsembleAbout, endEnsemble, titleOf } from '../ensemble-folder.ts';
import { ensembleText, summariesOf } from '../ensemble-text.ts';
import { luckOf, setIn, wordsOfSets } from '../luck.ts';
import { basisOf, type Question } from '../member-readings.ts';
import { refuseKeeping } from '../outputs.ts';
import { codeDigest } from '../scenario-code.ts';
import { loadScenario } from '../scenario-source.ts';
import { sliceOf } from '../slice.ts';
import type { Io } from '../terminal.ts';
import { folded, note } from '../wrap.ts';

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
  if (ensemble.left > 0) {
    const kept = `Stopped with ${results.length} of ${counted(seeds, 'run')} kept in ${dir}; the same command goes on from there.`;
    note(kept, io);
    return INTERRUPTED;
  }
  endEnsemble(
    dir,
    ensemble.broken.map(({ member: { seed }, message }) => ({ seed, message })),
  );
  if (slice && results.length + ensemble.broken.length < seeds)
    tellSlice(slice, dir, seeds, ensemble, options, io);
  else tell(about, dir, results, ensemble.broken, options, io);
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
        { title: titleOf(about), start: about.resolved.start, dir, results, broken, figures, kinds },
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

/** What a slice says while others are still to be run. */
function tellSlice(
  { slice, of }: Slice,
  dir: string,
  seeds: number,
  { results, broken }: Ensemble,
  { json }: EnsembleOptions,
  io: Io,
): void {
  const kept = results.filter((result) => result !== null).length;
  const failed = broken.map(({ member, message }) => ({ seed: member.seed, message }));
  if (json) return io.out(JSON.stringify({ run: dir, slice: `${slice}/${of}`, seeds, kept, broken: failed }));
  const lines = [
    `Slice ${slice} of ${of} is done; ${kept} of ${counted(seeds, 'run')} are kept in ${dir}.`,
    ...failed.map(({ seed, message }) => `seed ${seed} broke: ${message}`),
    'When all slices are, the same command without --slice puts them together.',
  ];
  io.out(lines.flatMap((line) => folded(line, io.columns)).join('\n'));
}
