import { counted } from '../reports/format.ts';
import type { Fact } from '../reports/stylised/fact.ts';
import {
  CONTROL_DRAWDOWN,
  type FactsGate,
  factsGateOf,
  MOST_CONTROL_FALLS,
} from '../reports/stylised/facts-gate.ts';
import type { BrokenMember } from './ensemble.ts';
import { factsText } from './facts-table.ts';
import { junitXml } from './junit.ts';
import { type Io, paint } from './terminal.ts';
import { brokenLine, fallsText, type GateLine, mark } from './validation-text.ts';
import { folded } from './wrap.ts';

/** A calm scenario beside what is known of real markets. */
export interface FactsValidation {
  readonly facts: readonly Fact[];
  readonly gate: FactsGate;
  /** Runs that broke, experiments' among them. */
  readonly broken: readonly BrokenMember[];
  readonly seeds: number;
}

/** Asks the gate of facts, of the largest drawdown of each seed (fractions) and of runs that broke. */
export function factsValidationOf(
  facts: readonly Fact[],
  drawdowns: readonly number[],
  broken: readonly BrokenMember[],
  seeds: number,
): FactsValidation {
  return { facts, gate: factsGateOf(facts, drawdowns, broken.length), broken, seeds };
}

/** Stylised facts as text, at most `io.columns` wide. */
export function factsValidationText(title: string, validation: FactsValidation, io: Io): string {
  const { facts, gate, broken, seeds } = validation;
  const verdict = gate.holds
    ? paint('as real markets', 'green', io.color)
    : paint('not as real markets', 'red', io.color);
  const lines = [
    ...linesOf(gate).map(({ holds, text }) => `${mark(holds, io.color)} ${text}`),
    ...broken.map(({ member, message }) => `  seed ${member.seed} broke: ${message}`),
    '',
    `${verdict} over ${counted(seeds, 'seed')}`,
  ];
  return [
    folded(title, io.columns)
      .map((line) => paint(line, 'cyan', io.color))
      .join('\n'),
    factsText(facts, io),
    lines.flatMap((line) => folded(line, io.columns, 4)).join('\n'),
  ].join('\n\n');
}

/** Stylised facts as JUnit XML: a test case each, and one for each part of the gate, which decides. */
export function factsValidationJunit(scenario: string, { facts, gate, broken }: FactsValidation): string {
  const cases = facts.map((fact) => {
    const said = sentenceOf(fact);
    const named = { classname: `${scenario}.facts`, name: fact.title };
    return { ...named, ...(fact.met ? { note: said } : { failure: said }) };
  });
  const parts = linesOf(gate).map(({ name, holds, text }) => {
    const seeds =
      name === 'invariants' ? broken.map(({ member, message }) => `; seed ${member.seed}: ${message}`) : [];
    const said = text + seeds.join('');
    return { classname: `${scenario}.gate`, name, ...(holds ? { note: said } : { failure: said }) };
  });
  return junitXml(`cascade validate ${scenario}`, [
    { name: `${scenario} beside real markets`, cases },
    { name: `${scenario}: the gate`, cases: parts },
  ]);
}

/** What a fact came to, in a sentence. */
export function sentenceOf({ title, value, error, band: [least, most], said, source }: Fact): string {
  const figure = value === null ? 'unknown' : value.toPrecision(3);
  const sure = error === null ? '' : ` ± ${error.toPrecision(2)}`;
  const bounds =
    least !== null && most !== null
      ? `${least} to ${most}`
      : least !== null
        ? `${least} or more`
        : `${most} or less`;
  return `${title}: ${figure}${sure}, real markets have ${bounds} (${source}); ${said}`;
}

function linesOf({ facts, control, broken }: FactsGate): readonly GateLine[] {
  return [
    {
      ...{ name: 'facts', holds: facts.holds },
      text: `facts: ${facts.met} of ${counted(facts.of, 'stylised fact')} in their bands; all must be`,
    },
    {
      ...{ name: 'control', holds: control.holds },
      text: fallsText('control', control, CONTROL_DRAWDOWN, MOST_CONTROL_FALLS),
    },
    brokenLine(broken),
  ];
}
