import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type HistoryRecord, historyTables } from '../../bench/docs/history-table.ts';
import { memberGatherer } from '../../cli/member-readings.ts';
import { calmDay } from '../../scenarios/calm/measured.ts';
import { agentKinds } from '../../scenarios/cast.ts';
import { builtIns } from '../../scenarios/catalogue.ts';
import { MODEL_VERSION } from '../../scenarios/model.ts';
import { scenarioSchema } from '../../scenarios/scenario.ts';
import { runMember } from '../../store/ensemble/member.ts';

const textOf = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const record: HistoryRecord = JSON.parse(textOf('docs/history.json'));

/** What the README says of history against simulation was measured on this model: `npm run history` measures it again. */
describe('the table of history against simulation', () => {
  it('is of this version of the model, as is what a calm day amounts to', () => {
    expect(record.model, 'make it again: npm run history').toBe(MODEL_VERSION);
    expect(calmDay.model, 'make it again: npm run calm-day').toBe(MODEL_VERSION);
  });

  it('stands in the README as it was measured', () => {
    expect(textOf('README.md')).toContain(historyTables(record));
  });

  it.each(record.events)('$scenario has a row for every target of today', ({ scenario, rows }) => {
    const { targets } = scenarioSchema.parse(builtIns[scenario]).history;
    expect(rows.map(({ target }) => target)).toEqual(
      targets.map(({ id, title, unit, history, class: kind }) => ({ id, title, unit, history, class: kind })),
    );
  });

  it.each(record.events)('$scenario has the same first seed when it is run again', ({ scenario, first }) => {
    const resolved = scenarioSchema.parse(builtIns[scenario]);
    const again = runMember(
      { seed: first.seed, scenario: resolved },
      agentKinds,
      memberGatherer(resolved, { asked: [] }),
    );
    expect(again.digest, 'make it again: npm run history').toBe(first.digest);
  });
});
