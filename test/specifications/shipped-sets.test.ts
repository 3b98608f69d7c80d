import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isFitted } from '../../cli/objective.ts';
import { loadScenario } from '../../cli/scenario-source.ts';
import { rowDigest } from '../../cli/used-rows.ts';
import { spaceOf } from '../../cli/vary.ts';
import { MODEL_VERSION } from '../../scenarios/model.ts';
import { checkedSets, type ParameterSets } from '../../scenarios/parameter-sets.ts';
import { shippedSets } from '../../scenarios/shipped-sets.ts';
import { cascade, cascadeAt, inEmptyFolder, json, widest } from './commands-support.ts';

inEmptyFolder();

function setsOf(name: string): ParameterSets {
  const read = checkedSets(shippedSets[name]);
  if ('problem' in read) throw new Error(JSON.stringify(read.problem));
  return read.sets;
}

describe('the parameter sets that come along', () => {
  it.each(Object.keys(shippedSets))(
    'of %s are of this model, and of what the scenario calls uncertain today',
    async (name) => {
      const { model, scenario, dimensions, sets } = setsOf(name);
      expect(model, 'make them again: npm run calibrate').toBe(MODEL_VERSION);
      expect(scenario).toBe(name);
      const { searched, informed } = spaceOf({ vary: [] }, await loadScenario(name), () => null);
      const own = [...searched, ...informed];
      expect(dimensions.slice(0, own.length)).toEqual(own);
      for (const { settings } of sets)
        for (const dimension of dimensions) {
          expect(settings[dimension.path]).toBeGreaterThanOrEqual(dimension.low);
          expect(settings[dimension.path]).toBeLessThanOrEqual(dimension.high);
        }
    },
  );

  it('of the event were fitted to its fitted rows, on top of those of calm markets, which bring their days along', async () => {
    const [calm, event] = [setsOf('calm'), setsOf('feb-5-2026')];
    const { scenario } = await loadScenario('feb-5-2026');
    const rows = scenario.history.targets.filter(isFitted);
    expect(event.objective.targets).toEqual(rows.map(({ id }) => id));
    expect(event.objective.asking).toEqual(rows.map(rowDigest));
    expect(event.before).toEqual([
      { scenario: 'calm', evaluations: calm.evaluations, objective: calm.objective },
    ]);
    const paths = calm.dimensions.map(({ path }) => path);
    const firsts = calm.sets.map(({ settings, calmDay }) => ({ settings, calmDay }));
    for (const { settings, calmDay } of event.sets) {
      const first = Object.fromEntries(paths.map((path) => [path, settings[path]]));
      expect(firsts).toContainEqual({ settings: first, calmDay });
    }
  });
});

describe('a set that comes along', () => {
  it('is had by its name, and where its balance sheets belong to another date the scenario keeps its own', async () => {
    const words = ['run', 'nov-21-2025', '--until', '2025-11-20T00:01Z', '--log', 'digest'];
    const told = await json<{ set: object }>(...words, '--sets', 'feb-5-2026');
    expect(told.set).toMatchObject({ file: 'feb-5-2026', fittedTo: 'feb-5-2026' });
    const { err } = await cascade(...words, '--sets', 'feb-5-2026');
    expect(err).toMatch(/"nov-21-2025" holds \d+ balance sheets otherwise than "feb-5-2026" was fitted with/);
  });

  it('is had by an event of one’s own, which may have taken a balance sheet away', async () => {
    const event = fileURLToPath(new URL('../../examples/my-event.yaml', import.meta.url));
    const words = ['run', event, '--until', '2025-10-10T00:01Z', '--log', 'digest', '--sets', 'feb-5-2026'];
    const { code, err } = await cascadeAt(60, ...words);
    expect(code).toBe(0);
    expect(err.replace(/\n +/g, ' ')).toMatch(
      /"oct-10-2025" holds \d+ balance sheets otherwise than "feb-5-2026" was fitted with, or not at all, and keeps its own: .*note-desk\.notionalUsd/,
    );
    expect(widest(err)).toBeLessThanOrEqual(60);
  });

  it('is suggested where there is none of a name', async () => {
    const { code, err } = await cascade('run', 'feb-5-2026', '--sets', 'feb-6-2026');
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/no file of parameter sets "feb-6-2026"; did you mean "feb-5-2026"/),
    ]);
  });
});
