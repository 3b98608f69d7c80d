import { ticksPerSample } from '../reports/ensemble/index-path.ts';
import { figureSummaries, type KindSummary, kindSummaries, spanOf } from '../reports/ensemble/summary.ts';
import { counted, usdPrice, usdSigned } from '../reports/format.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { parseDuration, secondsOf } from '../sim/engine/time.ts';
import type { MemberResult } from '../store/ensemble/member.ts';
import type { BrokenMember } from './ensemble.ts';
import { valueText } from './figures-table.ts';
import { commandList } from './next-commands.ts';
import { pasted, visible } from './shown.ts';
import { chart, type Series } from './sparkline.ts';
import { table } from './table.ts';
import { type Io, paint } from './terminal.ts';
import { folded } from './wrap.ts';

const CHART_LINES = 13;

/** Summaries of an ensemble's figures, and of who traded. */
export function summariesOf(results: readonly MemberResult[]) {
  const own = results.flatMap(({ figures }) => figures ?? []);
  return { figures: figureSummaries(own), kinds: kindSummaries(own) };
}

/** What an ensemble came to, and whatever else its text needs. */
export interface ToldEnsemble extends ReturnType<typeof summariesOf> {
  readonly title: string;
  readonly scenario: Scenario;
  readonly dir: string;
  readonly results: readonly MemberResult[];
  readonly broken: readonly BrokenMember[];
}

/** An ensemble as text, at most `io.columns` wide. */
export function ensembleText(told: ToldEnsemble, io: Io): string {
  const { title, scenario, dir, results, broken, figures, kinds } = told;
  const head = folded(`${visible(title)} · ${counted(results.length, 'seed')}`, io.columns);
  const rows = figures
    .filter(({ id }) => results.some((result) => (result.figures?.values[id] ?? 0) !== 0))
    .map(({ title: name, unit, median, from, to }) => [
      name,
      valueText(unit, median),
      `${valueText(unit, from)} … ${valueText(unit, to)}`,
    ]);
  const blocks = [
    head.map((line) => paint(line, 'cyan', io.color)).join('\n'),
    chart(spanSeries(results, scenario), io.columns, CHART_LINES, { color: io.color, y: usdPrice }),
    table(['', 'median', '5 to 95 % of seeds'], rows, { width: io.columns, color: io.color }),
    kindsText(kinds, io),
    broken
      .map(({ member: { seed }, message }) =>
        folded(`seed ${seed} broke: ${message}`, io.columns, 2).join('\n'),
      )
      .join('\n'),
    results.length === 0
      ? ''
      : commandList(
          [[`cascade compare ${pasted(dir)} <other ensemble>`, 'seed by seed, with intervals']],
          io,
        ),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

/** The median path, and the span around it. */
export function spanSeries(results: readonly MemberResult[], scenario: Scenario): Series[] {
  const startSeconds = secondsOf(scenario.start);
  const secondsPerTick = parseDuration(scenario.tick) ?? 60;
  const step = secondsPerTick * ticksPerSample(secondsPerTick);
  const ticks = results.reduce((most, { path }) => Math.max(most, path.length), 0);
  const spans = Array.from({ length: ticks }, (_, at) =>
    spanOf(results.flatMap(({ path }) => path[at] ?? [])),
  );
  const line = (name: string, read: (span: ReturnType<typeof spanOf>) => number): Series => ({
    name,
    points: spans.map((span, at) => [startSeconds + at * step, read(span)] as const),
  });
  return [
    line('median spot index', ({ median }) => median),
    line('5 % of seeds', ({ from }) => from),
    line('95 %', ({ to }) => to),
  ];
}

function kindsText(kinds: readonly KindSummary[], io: Io): string {
  const rows = kinds.map(({ kind, median, from, to }) => [
    kind,
    usdSigned(median),
    `${usdSigned(from)} … ${usdSigned(to)}`,
  ]);
  return table(['bought less sold', 'median', '5 to 95 % of seeds'], rows, {
    width: io.columns,
    color: io.color,
  });
}
