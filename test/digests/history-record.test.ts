import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type HistoryRecord, historyTables } from '../../bench/docs/history-table.ts';
import { chosenSets, setForSeed, withSet } from '../../cli/chosen-sets.ts';
import { memberGatherer } from '../../cli/member-readings.ts';
import { loadScenario } from '../../cli/scenario-source.ts';
import { calmDay } from '../../scenarios/calm/measured.ts';
import { agentKinds } from '../../scenarios/cast.ts';
import { builtIns } from '../../scenarios/catalogue.ts';
import { MODEL_VERSION } from '../../scenarios/model.ts';
import { scenarioSchema } from '../../scenarios/scenario.ts';
import { shippedSets } from '../../scenarios/shipped-sets.ts';
import { canonicalJson } from '../../store/canonical.ts';
import { RESULTS_FORMAT, runMember } from '../../store/ensemble/member.ts';
import { sha256 } from '../../store/manifest.ts';

const textOf = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
const record: HistoryRecord = JSON.parse(textOf('docs/history.json'));

/**
 * What all measures read off the first seeds, as digests, in the format that keeps results. Where a measure is read otherwise
 * while the runs are the same, raise RESULTS_FORMAT, or ensembles go on from results that mean something else.
 */
const READ = {
  format: 2,
  digests: {
    'feb-5-2026': '3d2c55e1769ba4a263aece3539b9292f11a58905dccb7c1471caee35712975ed',
    'nov-21-2025': 'd76e63c5575e6ff8aefe16f4a2ea6805e294302fb397cfb84f4ee1d24c6e342f',
  } as Readonly<Record<string, string>>,
};

/** What the README says of history against simulation was measured on this model: `npm run history` measures it again. */
describe('the table of history against simulation', () => {
  it('is of this version of the model, as is what a calm day amounts to', () => {
    expect(record.model, 'make it again: npm run history').toBe(MODEL_VERSION);
    expect(calmDay.model, 'make it again: npm run calm-day').toBe(MODEL_VERSION);
  });

  it('stands in the README as it was measured', () => {
    expect(textOf('README.md')).toContain(historyTables(record));
  });

  it.each(record.events)('$scenario was judged with the parameter sets of today besides', ({ overSets }) => {
    const { sets, digest } = overSets;
    expect(sha256(canonicalJson(shippedSets[sets])), 'make it again: npm run history').toBe(digest);
  });

  it.each(record.events)(
    '$scenario has the same first seed over these sets',
    async ({ scenario, overSets }) => {
      const { first, sets: name, rows } = overSets;
      const loaded = await loadScenario(scenario);
      const chosen = chosenSets(loaded, { sets: name }, { err: () => {}, columns: 100 });
      if (chosen === null) throw new Error(`there are no sets ${name}`);
      const set = setForSeed(chosen, {}, first.seed);
      expect(set).toBe(first.set);
      const resolved = withSet(loaded, chosen, set).scenario;
      const { digest } = runMember(
        { seed: first.seed, scenario: resolved },
        loaded.kinds,
        memberGatherer(resolved, { asked: [] }),
      );
      expect(digest, 'make it again: npm run history').toBe(first.digest);
      expect(rows.map(({ id }) => id)).toEqual(resolved.history.targets.map(({ id }) => id));
    },
  );

  it.each(record.events)('$scenario has a row for every target of today', ({ scenario, rows }) => {
    const { targets } = scenarioSchema.parse(builtIns[scenario]).history;
    expect(rows.map(({ target }) => target)).toEqual(
      targets.map(({ id, title, unit, history, class: kind }) => ({ id, title, unit, history, class: kind })),
    );
  });

  it.each(record.events)('$scenario has the same first seed when it is run again', ({ scenario, first }) => {
    const resolved = scenarioSchema.parse(builtIns[scenario]);
    const { targets: asked } = resolved.history;
    const again = runMember(
      { seed: first.seed, scenario: resolved },
      agentKinds,
      memberGatherer(resolved, { asked }),
    );
    expect(again.digest, 'make it again: npm run history').toBe(first.digest);
    const readings = Object.entries(again.readings).map(([id, value]) => [id, value?.toPrecision(9) ?? null]);
    expect(sha256(canonicalJson(readings)), 'raise RESULTS_FORMAT').toBe(READ.digests[scenario]);
    expect(RESULTS_FORMAT).toBe(READ.format);
  });
});
