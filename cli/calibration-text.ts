import type { AbcState } from '../reports/calibration/abc.ts';
import { counted } from '../reports/format.ts';
import type { ParameterSets } from '../scenarios/parameter-sets.ts';
import { briefly } from './figure-rows.ts';
import { identifiabilityTable } from './identifiability-table.ts';
import type { Objective } from './objective.ts';
import type { Nearest } from './polished.ts';
import type { Stage } from './stage.ts';
import { table } from './table.ts';
import type { Io } from './terminal.ts';
import { folded, sideBySide } from './wrap.ts';

/** One line on the generation that just ended. */
export function generationText({ generations, options }: AbcState): string {
  const { tolerance, acceptance, evaluations } = generations[generations.length - 1];
  const nearer = generations.length === 1 ? '' : `, ${Math.round(100 * acceptance)} % of new points nearer`;
  return `generation ${generations.length}: ${evaluations} of ${counted(options.budget, 'point')}, tolerance ${tolerance.toFixed(2)}${nearer}`;
}

interface Told {
  /** Distance of the scenario as it is. */
  readonly atDefault: number | null;
  readonly nearest: Nearest;
  /** Null where nothing was polished. */
  readonly polished: Nearest | null;
  readonly source: string;
  readonly file: string | undefined;
  readonly objective: Pick<Objective, 'counted' | 'from'>;
  readonly stage: Pick<Stage, 'searched' | 'informed' | 'before'>;
}

/** What a calibration found, for a reader. */
export function calibrationText(
  { dimensions, identifiability, evaluations, objective, before = [], sets, scenario, model }: ParameterSets,
  { ended, generations }: AbcState,
  { atDefault, nearest, polished, source, file, objective: { counted: rowsCounted, from }, stage }: Told,
  io: Pick<Io, 'columns' | 'color'>,
): string {
  const why = ended === 'budget' ? 'the budget is spent' : 'hardly any new point is nearer';
  const facts = [
    `${scenario} · model ${model}`,
    rowsCounted,
    `${counted(objective.seeds.length, 'seed')} a point`,
    ...before.map((stage) => `on top of sets accepted for ${stage.scenario}`),
    `${counted(evaluations, 'point')} in ${counted(generations.length, 'generation')}: ${why}`,
  ];
  const found = polished ? [nearest, polished] : [nearest];
  const rows = dimensions.map(({ path, default: before, unit }) => [
    path,
    `${briefly(before)}${unit === '' ? '' : ` ${unit}`}`,
    ...found.map(({ settings }) => briefly(settings[path])),
  ]);
  const own = atDefault === null ? '–' : atDefault.toFixed(2);
  const distance = ['distance', own, ...found.map((one) => one.distance.toFixed(2))];
  const header = ['', 'scenario', 'nearest set', ...(polished ? ['polished'] : [])];
  const tolerance = objective.tolerance ?? Number.NaN;
  const next =
    file === undefined
      ? 'Add --out FILE to keep the sets.'
      : `${counted(sets.length, 'set')} written to ${file}; "cascade validate ${source} --sets ${file}" runs seeds with them.`;
  return [
    sideBySide(facts, io.columns).join('\n'),
    identifiabilityTable(dimensions, identifiability, io),
    ...originText(stage, io),
    table(header, [...rows, distance], { width: io.columns, color: io.color }),
    [
      `Accepted: ${counted(sets.length, 'set')} within ${tolerance.toFixed(2)} tolerances of ${from} (root mean square over families of rows).`,
      'Publish ranges over accepted sets, not the nearest one alone.',
      next,
    ]
      .flatMap((line) => folded(line, io.columns))
      .join('\n'),
  ].join('\n\n');
}

/** Which settings were searched, and where the others come from; nothing where all were. */
function originText({ searched, informed, before }: Told['stage'], io: Pick<Io, 'columns'>): string[] {
  const parts = [
    `Searched: the first ${searched.length}`,
    ...(informed.length > 0
      ? [`drawn with every point, as likely as is thought: the next ${informed.length}`]
      : []),
    ...(before
      ? [
          `taken from ${before.file}, width over that of their first prior: the last ${before.sets.dimensions.length}`,
        ]
      : []),
  ];
  return parts.length === 1 ? [] : [folded(`${parts.join('; ')}.`, io.columns).join('\n')];
}
