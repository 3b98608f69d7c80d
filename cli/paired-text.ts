import type { PairedDifference } from '../reports/ensemble/paired.ts';
import { counted, usdPrice } from '../reports/format.ts';
import type { FigureUnit } from '../reports/run-figures.ts';
import { changesList } from './changes-list.ts';
import type { PairedEnsembles } from './commands/compare-ensembles.ts';
import { titleOf } from './ensemble-folder.ts';
import { spanSeries } from './ensemble-text.ts';
import { changeText, valueText } from './figures-table.ts';
import { visible } from './shown.ts';
import { chart } from './sparkline.ts';
import { table } from './table.ts';
import { type Io, paint } from './terminal.ts';
import { folded } from './wrap.ts';

const CHART_LINES = 13;
const MOST_KINDS = 10;

/** Two ensembles beside each other, at most `io.columns` wide. */
export function pairedText(paired: PairedEnsembles, io: Io): string {
  const { changes, figures, kinds, seeds } = paired;
  const differing = kinds.filter(({ difference }) => difference !== 0);
  const rest = differing.length - MOST_KINDS;
  const sold = differing
    .slice(0, MOST_KINDS)
    .map(({ kind, ...difference }) => rowOf(kind, 'usd', difference));
  const blocks = [
    headText(paired, io),
    changesList(changes, io),
    pathsText(paired, io),
    tableOf(
      '',
      figures
        .filter(({ a, b }) => a !== 0 || b !== 0)
        .map(({ title, unit, ...difference }) => rowOf(title, unit, difference)),
      io,
    ),
    sold.length === 0 ? '' : tableOf('bought less sold', sold, io),
    ...(rest > 0 ? [`and ${counted(rest, 'kind')} more (--json)`] : []),
    footText(seeds, io),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function headText({ a, b, otherwise, seeds, unpaired }: PairedEnsembles, io: Io): string {
  const named = [a, b].flatMap(({ dir, about }, n) =>
    folded(`${'AB'[n]}  ${visible(dir)}: ${visible(titleOf(about))}`, io.columns, 3),
  );
  const pairs = `${counted(seeds, 'pair')} of runs`;
  const luck = otherwise
    ? `${pairs} with other luck each (another ${otherwise}), so that differences need not come from what was changed.`
    : `${pairs} with the same luck each, so that differences come from what was changed.`;
  const left = unpaired > 0 ? ` Left out: ${counted(unpaired, 'run')} without a pair.` : '';
  return [
    ...named.map((line) => paint(line, 'cyan', io.color)),
    ...folded(`${luck}${left}`, io.columns),
  ].join('\n');
}

function pathsText({ a, b }: PairedEnsembles, io: Io): string {
  const series = [a, b].map(({ results, about }, n) => {
    const [median] = spanSeries(results, about.resolved);
    return { ...median, name: `${'AB'[n]}, ${median.name}` };
  });
  return chart(series, io.columns, CHART_LINES, { color: io.color, y: usdPrice });
}

/** A figure, its means, and the mean difference with its interval; last, whether that excludes none. */
function rowOf(
  title: string,
  unit: FigureUnit,
  { pairs, a, b, difference, half, larger, smaller }: PairedDifference,
) {
  const isClear = half !== null && half > 0 && Math.abs(difference) > half;
  const more = difference > 0 ? larger : smaller;
  return [
    title,
    valueText(unit, a),
    valueText(unit, b),
    withMargin(unit, difference, half),
    `${more} of ${pairs}`,
    isClear ? 'yes' : 'open',
  ];
}

/** As "+1.2 ± 0.8 points"; the unit of money, which stands beside its number, twice. */
function withMargin(unit: FigureUnit, difference: number, half: number | null): string {
  const said = changeText(unit, difference);
  if (half === null) return said;
  const margin = changeText(unit, half).replace(/^[+]/, '');
  if (unit === 'usd' || unit === 'price') return `${said} ± ${margin}`;
  const [value, ...name] = said.split(' ');
  return [value, '±', margin.split(' ')[0], ...name].join(' ');
}

const tableOf = (title: string, rows: readonly (readonly (string | null)[])[], io: Io): string =>
  table([title, 'A', 'B', 'difference', 'seeds so', 'clear'], rows, { width: io.columns, color: io.color });

function footText(seeds: number, io: Io): string {
  const text =
    seeds === 1
      ? 'Means over seeds; a single pair has no interval.'
      : 'Means over seeds, with 95 % intervals of the mean difference (Student’s t, pair by pair). "seeds so": in how many it has the sign of the mean. "clear": whether the interval excludes no difference at all; of twenty lines without any, one is clear by chance.';
  return folded(text, io.columns).join('\n');
}
