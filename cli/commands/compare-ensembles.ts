import { type PairedDifference, pairedDifference } from '../../reports/ensemble/paired.ts';
import { figureKinds, type RunFigures } from '../../reports/run-figures.ts';
import { changesBetween, type FieldChange } from '../../reports/scenario-changes.ts';
import { type Otherwise, otherClock } from '../comparability.ts';
import type { JsonOption } from '../contract.ts';
import { type EnsembleAbout, openEnsemble, type StoredEnsemble } from '../ensemble-folder.ts';
import { UsageError } from '../errors.ts';
import { pairedText } from '../paired-text.ts';
import type { Io } from '../terminal.ts';

/** Two ensembles, seed by seed. */
export interface PairedEnsembles {
  readonly a: StoredEnsemble;
  readonly b: StoredEnsemble;
  readonly seeds: number;
  readonly otherwise: Otherwise | 'choice of parameter sets' | 'code of its own' | null;
  /** Seeds of one of them that the other lacks, because they broke or were not asked for. */
  readonly unpaired: number;
  readonly changes: readonly FieldChange[];
  readonly figures: readonly (Pick<(typeof figureKinds)[number], 'id' | 'title' | 'unit'> &
    PairedDifference)[];
  /** What traders of each kind bought less sold, US dollars, the largest difference first. */
  readonly kinds: readonly ({ readonly kind: string } & PairedDifference)[];
}

/** Sets two ensembles side by side: what was changed, and what it did, with intervals over seeds of the same luck. */
export function compareEnsembles(dirA: string, dirB: string, { json }: JsonOption, io: Io): number {
  const [wholeA, wholeB] = [dirA, dirB].map(openEnsemble);
  const windows = [wholeA, wholeB].map(({ about: { resolved } }) => `${resolved.start} to ${resolved.end}`);
  if (windows[0] !== windows[1])
    throw new UsageError(
      `${dirA} and ${dirB} cover different times (${windows.join('; ')}); run both over one window.`,
    );
  const [a, b] = [pairedWith(wholeA, wholeB), pairedWith(wholeB, wholeA)];
  if (a.results.length === 0)
    throw new UsageError(`${dirA} and ${dirB} have no seed in common that came to its end; run others.`);
  const pairs = a.results.flatMap(({ figures }, n): (readonly [RunFigures, RunFigures])[] => {
    const other = b.results[n].figures;
    return figures && other ? [[figures, other]] : [];
  });
  const paired: PairedEnsembles = {
    ...{ a, b, seeds: pairs.length, otherwise: otherwise(a.about, b.about) },
    unpaired: wholeA.about.members.length + wholeB.about.members.length - 2 * pairs.length,
    changes: changesBetween(a.about.resolved, b.about.resolved),
    figures: figureDifferences(pairs),
    kinds: kindDifferences(pairs),
  };
  io.out(json ? JSON.stringify(jsonOf(paired)) : pairedText(paired, io));
  return 0;
}

/** An ensemble with the seeds alone that another has as well, in the order of seeds. */
function pairedWith(ensemble: StoredEnsemble, { results }: StoredEnsemble): StoredEnsemble {
  const seeds = new Set(results.map(({ seed }) => seed));
  const own = ensemble.results.filter(({ seed }) => seeds.has(seed));
  return { ...ensemble, results: [...own].sort((one, other) => one.seed - other.seed) };
}

function otherwise(a: EnsembleAbout, b: EnsembleAbout): PairedEnsembles['otherwise'] {
  if (a.model !== b.model) return 'model';
  if (a.scenario !== b.scenario) return 'scenario';
  if (a.code !== b.code) return 'code of its own';
  if (a.sets?.digest !== b.sets?.digest) return 'choice of parameter sets';
  return otherClock(a.resolved, b.resolved) ? 'clock' : null;
}

type Pairs = readonly (readonly [RunFigures, RunFigures])[];

function figureDifferences(pairs: Pairs): PairedEnsembles['figures'] {
  return figureKinds.flatMap(({ id, title, unit }) => {
    const values = pairs.flatMap(([{ values: a }, { values: b }]): [number, number][] => {
      const [before, after] = [a[id], b[id]];
      return before === null || after === null ? [] : [[before, after]];
    });
    const difference = pairedDifference(values);
    return difference ? [{ id, title, unit, ...difference }] : [];
  });
}

function kindDifferences(pairs: Pairs): PairedEnsembles['kinds'] {
  const kinds = new Set(pairs.flat().flatMap(({ netUsd }) => Object.keys(netUsd)));
  return [...kinds]
    .flatMap((kind) => {
      const difference = pairedDifference(pairs.map(([a, b]) => [a.netUsd[kind] ?? 0, b.netUsd[kind] ?? 0]));
      return difference ? [{ kind, ...difference }] : [];
    })
    .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference) || (a.kind < b.kind ? -1 : 1));
}

function jsonOf({ a, b, seeds, unpaired, otherwise: other, changes, figures, kinds }: PairedEnsembles) {
  const ensembles = [a, b].map(({ dir, about: { scenario, whatIfs, set, sets, model } }) => ({
    ...{ run: dir, scenario, whatIfs, set, sets: sets?.said, model },
  }));
  return { ensembles, seeds, unpaired, sameLuck: other === null, otherwise: other, changes, figures, kinds };
}
