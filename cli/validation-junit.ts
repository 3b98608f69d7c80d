import { MET_WITHIN } from '../reports/distance.ts';
import type { Gate } from '../reports/ensemble/gate.ts';
import type { Row } from '../reports/ensemble/row.ts';
import { counted } from '../reports/format.ts';
import { figureText, historyText, spanText } from '../reports/target-text.ts';
import { junitXml, type TestCase } from './junit.ts';
import type { Validation } from './validation.ts';
import { gateLines } from './validation-text.ts';

/** An ensemble beside history as JUnit XML: a test case a row, and one for each part of the gate, which decides what is a failure. */
export function validationJunit(scenario: string, { rows, gate, broken }: Validation): string {
  const parts = gateLines(gate).map(({ name, holds, text }): TestCase => {
    const seeds =
      name === 'invariants' ? broken.map(({ member, message }) => `; seed ${member.seed}: ${message}`) : [];
    const said = text + seeds.join('');
    return { classname: `${scenario}.gate`, name, ...(holds ? { note: said } : { failure: said }) };
  });
  return junitXml(`cascade validate ${scenario}`, [
    { name: `${scenario} beside history`, cases: rows.map((row) => caseOf(scenario, row, gate)) },
    { name: `${scenario}: the gate`, cases: parts },
  ]);
}

/** A row as a test case: one that is missed is a failure only where the gate fails by rows of its class, as the exit code says. */
function caseOf(scenario: string, row: Row, { fit, heldOut }: Gate): TestCase {
  const { target, met } = row;
  const said = sentenceOf(row);
  const named = { classname: `${scenario}.${target.class}.${target.family}`, name: target.title };
  if (target.class === 'contested')
    return { ...named, skipped: 'contested: reported, never counted', note: said };
  if (met) return { ...named, note: said };
  const { holds } = target.class === 'fit' ? fit : heldOut;
  return { ...named, ...(holds ? { note: `missed, which the gate allows: ${said}` } : { failure: said }) };
}

/** What a row came to, in a sentence. */
export function sentenceOf({ target, median, range, z, within, read, seeds }: Row): string {
  const { title, unit, tolerance, clock } = target;
  const history = `history says ${historyText(target)}`;
  if (median === null || range === null)
    return `${title} (${clock}): ${history}, read on ${read} of ${counted(seeds, 'seed')}, which is too few`;
  const said = `${title} (${clock}): median ${figureText(median, unit)}, 5 to 95 % ${spanText(range, unit)}, ${history}`;
  if (z === null) return `${said}, so do ${Math.round((within ?? 0) * read)} of ${counted(read, 'seed')}`;
  return `${said}, tolerance ${figureText(tolerance, unit).replace(/^\+/, '')}: z = ${z.toFixed(2).replace(/^-(0\.00)$/, '$1')}, |z| must be under ${MET_WITHIN}`;
}
