import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SearchParts } from '../../cli/commands/calibrate.ts';
import { isFitted } from '../../cli/objective.ts';
import { rowDigest, usedRows } from '../../cli/used-rows.ts';
import { CALM_ROWS } from '../../reports/calibration/calm-distance.ts';
import { builtIns, withHistory } from '../../scenarios/catalogue.ts';
import { type ParameterSets, parameterSetsOf, textOfParameterSets } from '../../scenarios/parameter-sets.ts';
import { type Scenario, scenarioSchema } from '../../scenarios/scenario.ts';
import { inEmptyFolder, widest } from './commands-support.ts';
import { cascade, failingAfter, parts, ROWS, read, row, SMALL, VARY } from './search-support.ts';

inEmptyFolder();

/** What a point of the model holds, by the settings that tests vary. */
const noiseOf = ({ outside }: Scenario): number => outside.valueNoisePerDay;
/** A calm market in place of one: its volatility is that of investors' noise, and nothing else is known of it. */
const calmMarket: SearchParts['runner'] = (_, question) => {
  expect(question).toMatchObject({ series: true });
  return async (members) =>
    members.map(({ scenario }) => read({ 'realised-vol': Math.sqrt(365) * noiseOf(scenario) }));
};
const setsIn = (file: string): ParameterSets => {
  const found = parameterSetsOf(readFileSync(file, 'utf8'));
  if ('problem' in found) throw new Error(`${file} is wrong`);
  return found.sets;
};
const NOISE = 'outside.valueNoisePerDay';
const ATTENTION = 'maker.attention';
const CALM = `calibrate calm --vary ${NOISE}=0.01:0.025 --vary ${ATTENTION}=0.05:0.3 --budget 200 --population 40 --seeds 2`;

describe('the stage of calm markets', () => {
  it('finds the settings with which a market without shocks is as those that were measured', async () => {
    const { code, out } = await cascade(`${CALM} --out calm.json --json`, { runner: calmMarket });
    const told = JSON.parse(out);
    expect(code).toBe(0);
    expect(told.objective.targets).toEqual(CALM_ROWS);
    expect(told).toMatchObject({ scenario: 'calm' });
    expect(told.before).toBeUndefined();
    // 37 to 40 % a year, or near it.
    const [noise, attention] = told.identifiability.dimensions;
    expect(Math.abs(Math.sqrt(365) * noise.median - 0.385)).toBeLessThan(0.03);
    expect(noise.ratio).toBeLessThan(0.5);
    expect(attention.ratio).toBeGreaterThan(0.7);
  });

  it('hands all seeds of a point to the distance together, so many points at a time', async () => {
    const sizes: number[] = [];
    const runner: SearchParts['runner'] = (...all) => {
      const run = calmMarket(...all);
      return async (members) => {
        sizes.push(members.length);
        return run(members);
      };
    };
    await cascade(CALM, { runner });
    expect(Math.max(...sizes)).toBe(2 * 32);
    for (const size of sizes) expect(size % 2).toBe(0);
  });

  it('says what it was held to, in lines that fit', async () => {
    for (const columns of [60, 100]) {
      const { out } = await cascade(CALM, { runner: calmMarket, columns });
      expect(out).toContain('14 facts of calm markets');
      expect(out.replace(/\s+/g, ' ')).toContain('tolerances of calm markets (root mean square');
      expect(widest(out), out).toBeLessThanOrEqual(columns);
    }
  });

  it('is not for an event of which no history is known', async () => {
    const { code, err } = await cascade(`calibrate nov-21-2025 ${VARY}`, { rowsOf: () => [] });
    expect([code, err]).toEqual([2, expect.stringContaining('or one without shocks, such as calm.')]);
  });
});

describe('the stage of an event', () => {
  const STAGED = `${SMALL} --from stage-a.json`;
  beforeAll(async () => {
    await cascade(`${CALM} --out stage-a.json`, { runner: calmMarket });
  });

  it('takes one of the accepted sets with each point, by weight, and writes the settings of both stages', async () => {
    const { code, err, calls } = await cascade(`${STAGED} --out staged.json`);
    expect(code).toBe(0);
    expect(err).toContain('Each point takes one of 40 sets of stage-a.json by weight, accepted for calm');
    const [calm, staged] = [setsIn('stage-a.json'), setsIn('staged.json')];
    const pairs = new Set(calm.sets.map(({ settings }) => `${settings[NOISE]} ${settings[ATTENTION]}`));
    for (const { settings } of staged.sets) {
      expect(pairs).toContain(`${settings[NOISE]} ${settings[ATTENTION]}`);
      expect(settings).toHaveProperty(['pod-platform.crowding']);
    }
    expect(new Set(staged.sets.map(({ settings }) => settings[NOISE])).size).toBeGreaterThan(10);
    expect(staged.dimensions.map(({ path }) => path).slice(-2)).toEqual([NOISE, ATTENTION]);
    expect(staged.identifiability.dimensions).toHaveLength(staged.dimensions.length);
    // How far calm facts had narrowed it is still seen: the event says nothing of it here.
    const widthOf = ({ identifiability }: ParameterSets): number =>
      identifiability.dimensions.find(({ path }) => path === NOISE)?.ratio ?? Number.NaN;
    expect(widthOf(staged)).toBeLessThan(1.3 * widthOf(calm));
    expect(staged.before).toEqual([
      { scenario: 'calm', evaluations: calm.evaluations, objective: calm.objective },
    ]);
    // What was simulated had them; the scenario beside which sets are told, none.
    const ran = calls.flat().map(({ scenario }) => noiseOf(scenario));
    const known = calm.sets.map(({ settings }) => settings[NOISE]);
    for (const noise of ran.slice(0, -3)) expect(known).toContain(noise);
    const own = noiseOf(scenarioSchema.parse(builtIns['feb-5-2026']));
    expect(known).not.toContain(own);
    expect(ran.slice(-3)).toEqual([own, own, own]);
  });

  it('goes on from where it stopped with the same sets, and not where they are others', async () => {
    await cascade(`${STAGED} --out whole.json`);
    await cascade(`${STAGED} --out half.json`, { runner: failingAfter(3) });
    const { sets, ...head } = setsIn('stage-a.json');
    writeFileSync('other-a.json', textOfParameterSets({ ...head, sets: sets.slice(1) }));
    writeFileSync('kept.json', readFileSync('half.json.search.json'));
    writeFileSync('kept.json.search.json', readFileSync('half.json.search.json'));
    const other = await cascade(`${SMALL} --from other-a.json --out kept.json`);
    expect(other.err).toMatch(/kept\.json\.search\.json keeps another search/);
    const resumed = await cascade(`${STAGED} --out half.json`);
    expect(resumed.code).toBe(0);
    expect(readFileSync('half.json', 'utf8')).toBe(readFileSync('whole.json', 'utf8'));
  });

  it('draws balance sheets as likely as is thought, and leaves them so where rows say nothing of them', async () => {
    const { out } = await cascade(`${SMALL} --json`);
    const told = JSON.parse(out) as ParameterSets;
    const drawn = told.dimensions.filter(({ prior }) => prior === 'triangular');
    expect(drawn.map(({ path }) => path)).toContain('dealer.coins');
    for (const { path } of drawn) {
      const found = told.identifiability.dimensions.find((one) => one.path === path);
      expect(found?.ratio, path).toBeGreaterThan(0.6);
    }
    // Those that a scenario calls uncertain without a likely value give way to what --vary names.
    expect(told.dimensions.map(({ path }) => path)).not.toContain('outside.betas.software');
    const fixed = JSON.parse((await cascade(`${SMALL} --set dealer.coins=9000 --json`)).out) as ParameterSets;
    expect(fixed.dimensions).toHaveLength(told.dimensions.length - 1);
    const named = await cascade(`${SMALL} --vary dealer-crypto.coins=1e4:1.2e4 --json`);
    const paths = (JSON.parse(named.out) as ParameterSets).dimensions.map(({ path }) => path);
    expect(paths.filter((path) => path.startsWith('dealer'))).toEqual(['dealer-crypto.coins']);
  });

  it('leaves what a what-if or --set fixes as they have it, and searches and screens the rest', async () => {
    const EXPONENT = 'latent.supplyStressExponent';
    for (const [flag, value] of [
      ['--what-if no-retreat', 0],
      [`--set ${EXPONENT}=1.5`, 1.5],
    ] as const) {
      for (const search of ['calibrate feb-5-2026 --budget 100 --population 20', 'sensitivity feb-5-2026']) {
        const { code, out, calls } = await cascade(`${search} --seeds 1 ${flag} --json`);
        expect(code).toBe(0);
        const paths = (JSON.parse(out) as ParameterSets).dimensions.map(({ path }) => path);
        expect(paths).toContain('outside.betas.software');
        expect(paths).not.toContain(EXPONENT);
        for (const { scenario } of calls.flat()) expect(scenario.latent.supplyStressExponent).toBe(value);
      }
    }
  });

  it('polishes what is searched, and leaves what was drawn as the nearest point had it', async () => {
    const { out } = await cascade(`${STAGED} --polish 60 --json`);
    const { nearest, sets } = JSON.parse(out);
    expect(nearest.distance).toBeLessThan(sets[0].distance);
    for (const path of [NOISE, ATTENTION, 'dealer.coins', 'note-desk.notionalUsd'])
      expect(nearest.settings[path]).toBe(sets[0].settings[path]);
    expect(nearest.settings['pod-platform.crowding']).not.toBe(sets[0].settings['pod-platform.crowding']);
  });

  it('is the same to the last digit whatever held-out rows say, and whatever is read of them', async () => {
    await cascade(`${STAGED} --out judged.json`);
    const { whole } = parts();
    const rowsOf = () => [
      ...ROWS.slice(0, 2),
      row('judge', { class: 'held-out', history: -7, tolerance: 1e-6 }),
    ];
    const runner: SearchParts['runner'] = (...all) => {
      const run = whole.runner(...all);
      return async (members) =>
        (await run(members)).map((one, n) => one && { ...one, readings: { ...one.readings, judge: n } });
    };
    await cascade(`${STAGED} --out unjudged.json`, { rowsOf, runner });
    expect(readFileSync('unjudged.json', 'utf8')).toBe(readFileSync('judged.json', 'utf8'));
  });

  it('says which settings were searched and where the others come from, in lines that fit', async () => {
    for (const columns of [60, 100]) {
      const { out } = await cascade(STAGED, { columns });
      const text = out.replace(/\s+/g, ' ');
      expect(text).toContain('on top of sets accepted for calm');
      expect(text).toMatch(
        /Searched: the first 2; drawn with every point, as likely as is thought: the next \d; taken from stage-a\.json, width over that of their first prior: the last 2\./,
      );
      expect(widest(out), out).toBeLessThanOrEqual(columns);
    }
  });

  const SEVEN = [1, 2, 3, 4, 5, 6, 7].map(
    (n) => `--vary miner-${Math.min(n, 5)}.${n < 6 ? 'debtUsd' : n < 7 ? 'cashUsd' : 'hashrateEh'}=1e2:2e2`,
  );
  it.each<[string, string, RegExp]>([
    [
      'a seventh setting to search',
      `calibrate feb-5-2026 ${SEVEN.join(' ')}`,
      /--vary names 7 settings without a likely value, and an event can tell 6 apart at most; leave some out/,
    ],
    [
      'nothing to search',
      'calibrate feb-5-2026 --vary dealer.coins=1e4:1.1e4:1.2e4',
      /Nothing is left to search, as all settings to vary have a likely value/,
    ],
    [
      'a likely value beyond the ends',
      'calibrate feb-5-2026 --vary dealer.coins=1e4:2e4:1.2e4',
      /has the likely value, which must be between low and high, 10000 and 12000/,
    ],
    [
      'four numbers',
      'calibrate feb-5-2026 --vary dealer.coins=1:2:3:4',
      /is no range; write path=from:to or path=from:likely:to/,
    ],
    [
      'what the stage before has set',
      `${STAGED} --vary maker-1.attention=0.1:0.2`,
      /"stage-a\.json" sets maker-1\.attention already, and this search would vary it; name other settings/,
    ],
    [
      'to fix what the stage before has set',
      `${STAGED} --set ${NOISE}=0.02`,
      /--set fixes outside\.valueNoisePerDay, which "stage-a\.json" sets; leave it out/,
    ],
    [
      'a what-if that changes what the stage before has set',
      `${STAGED} --what-if no-noise`,
      /--what-if no-noise fixes outside\.valueNoisePerDay, which "stage-a\.json" sets; leave it out/,
    ],
    [
      'a what-if that the scenario holds already and the stage before has undone',
      `${SMALL} --what-if no-retreat --from retreat.json`,
      /--what-if no-retreat fixes latent\.decayStressExponent, which "retreat\.json" sets; leave it out/,
    ],
    [
      'to search what a what-if changes',
      'calibrate feb-5-2026 --vary latent.supplyStressExponent=1:3 --what-if no-retreat',
      /--vary names latent\.supplyStressExponent, which --what-if no-retreat fixes; leave one of the two out/,
    ],
    ['sets that are not there', `${SMALL} --from nowhere.json`, /"nowhere\.json" does not exist/],
    [
      'sets of another model',
      `${SMALL} --from old-a.json`,
      /"old-a\.json" holds parameter sets of model 0\.1\.0 and this is/,
    ],
    [
      'sets of what the scenario does not have',
      `${SMALL} --from alien.json`,
      /"alien\.json" sets nobody\.knows, which scenario "feb-5-2026" does not have/,
    ],
  ])('refuses %s', async (_, line, sentence) => {
    writeFileSync('old-a.json', textOfParameterSets({ ...setsIn('stage-a.json'), model: '0.1.0' }));
    const first = readFileSync('stage-a.json', 'utf8');
    writeFileSync('alien.json', first.replaceAll(NOISE, 'nobody.knows'));
    writeFileSync('retreat.json', first.replaceAll(NOISE, 'latent.decayStressExponent'));
    const { code, err, calls } = await cascade(line);
    expect(err).toMatch(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
    expect(calls).toEqual([]);
  });
});

describe('a scenario that names parameter sets', () => {
  beforeAll(async () => {
    await cascade(`${CALM} --out named.json`, { runner: calmMarket });
    writeFileSync('mine.yaml', 'extends: feb-5-2026\nid: mine\nparameterSets: named.json\n');
  });

  it('is calibrated on top of them, unless other ones are named', async () => {
    const { err, calls } = await cascade(SMALL.replace('feb-5-2026', 'mine.yaml'));
    expect(err).toContain('Each point takes one of 40 sets of named.json');
    const known = setsIn('named.json').sets.map(({ settings }) => settings[NOISE]);
    expect(known).toContain(noiseOf(calls[0][0].scenario));
  });

  it('is calibrated again where its own sets were fitted to its rows, without them, and says so', async () => {
    await cascade(`${SMALL} --from named.json --out own.json`);
    const stale = textOfParameterSets({ ...setsIn('own.json'), model: '0.1.0' });
    for (const text of [readFileSync('own.json', 'utf8'), stale]) {
      writeFileSync('own.json', text);
      writeFileSync('again.yaml', 'extends: feb-5-2026\nid: again\nparameterSets: own.json\n');
      const { code, err, calls } = await cascade(
        `${SMALL.replace('feb-5-2026', 'again.yaml')} --out new.json`,
      );
      expect([code, err.replace(/\n {2,}/g, ' ').split('\n')[0]]).toEqual([
        0,
        "The scenario's own sets, own.json, were fitted to 2 rows, such as crowd, of this calibration, which does not go on from them",
      ]);
      expect(setsIn('new.json').before).toBeUndefined();
      expect(new Set(calls.flat().map(({ scenario }) => noiseOf(scenario))).size).toBe(1);
    }
  });

  it.each([
    ['its own rows', `${SMALL} --from first.json`],
    ['rows of a stage before the one before', `${SMALL} --from second.json`],
    ['the same facts of calm markets', `calibrate calm --vary maker.newsShare=0.2:0.9 --from named.json`],
  ])('is not fitted twice to %s', async (_, line) => {
    await cascade(`${SMALL} --out first.json`);
    const { sets, ...head } = setsIn('named.json');
    const { scenario, evaluations, objective } = setsIn('first.json');
    const before = [{ scenario, evaluations, objective }];
    writeFileSync('second.json', textOfParameterSets({ ...head, before, sets }));
    const { code, err, calls } = await cascade(line);
    expect(err).toMatch(
      /json" was fitted to \d+ rows, such as \S+, to which this calibration would fit again/,
    );
    expect(err.trim().split('\n')).toHaveLength(1);
    expect([code, calls]).toEqual([2, []]);
  });

  it('knows a row of another event by more than its name', () => {
    const [february, november] = ['feb-5-2026', 'nov-21-2025'].map((id) =>
      scenarioSchema.parse(builtIns[id]),
    );
    const rows = november.history.targets;
    const fitted = (scenario: string): ParameterSets => ({
      ...setsIn('named.json'),
      ...{ scenario, objective: { targets: ['low'], seeds: [1], tolerance: 1 } },
    });
    expect(february.history.targets.map(({ id }) => id)).toContain('low');
    expect(usedRows(fitted('feb-5-2026'), november, rows)).toEqual([]);
    expect(usedRows(fitted('nov-21-2025'), november, rows)).toEqual(['low']);
    // What extends an event has its rows, whatever it is called; and of an unknown one the name has to do.
    expect(usedRows(fitted('nov-21-2025'), { id: 'mine' }, rows)).toEqual(['low']);
    expect(usedRows(fitted('unknown'), november, rows)).toEqual(['low']);
    // Neither another title, source, figure or tolerance nor another id makes it another row.
    const other = { title: 'Mine', tolerance: 9, history: 1 };
    const renamed = rows.map((row) => ({ ...row, ...other, id: `my-${row.id}` }));
    expect(usedRows(fitted('nov-21-2025'), { id: 'mine' }, renamed)).toEqual(['my-low']);
  });

  it.each([
    ['a scenario that nobody knows', 'unknown', 'mine'],
    ['the event itself, which may have changed since', 'mine', 'mine'],
    ['calm markets, which had been given the row', 'calm', 'mine'],
    ['another event', 'feb-5-2026', 'nov-21-2025'],
  ])('knows by what it asks a row of %s', (_, theirs, id) => {
    const { targets } = scenarioSchema.parse(builtIns['nov-21-2025']).history;
    const [first, second] = targets;
    const asking = [rowDigest(first)];
    const objective = { targets: [second.id], asking, seeds: [1], tolerance: 1 };
    const sets = { ...setsIn('named.json'), scenario: theirs, objective };
    const byName = theirs === id ? [second.id] : [];
    expect(usedRows(sets, { id }, [first, second])).toEqual([first.id, ...byName]);
    // Who was fitted to no row of history was not fitted to one of that name either.
    const facts = { ...sets, objective: { ...objective, asking: [] } };
    expect(usedRows(facts, { id }, [first, second])).toEqual(byName);
  });

  it('takes a row for the same one however its times and instruments are written', () => {
    const ask = (from: string, instruments: string[]): string =>
      rowDigest({ measure: { of: 'volume', instruments, from, to: '2026-02-06', unit: 'coins' } });
    const usual = ask('2026-02-05', ['BTC-SPOT', 'BTC-PERP']);
    expect(ask('2026-02-05T00:00:00Z', ['BTC-PERP', 'BTC-SPOT'])).toBe(usual);
    expect(ask('2026-02-05T00:01Z', ['BTC-SPOT', 'BTC-PERP'])).not.toBe(usual);
    expect(ask('2026-02-05', ['BTC-SPOT'])).not.toBe(usual);
    const low = (instrument: string): string =>
      rowDigest({ measure: { of: 'price-low', instrument, from: '2026-02-05', to: '2026-02-06' } });
    expect(low('BTC-SPOT')).toBe(low('BTC-INDEX'));
    expect(low('IBIT')).not.toBe(low('BTC-INDEX'));
    // Books are not alike where it is not the price that is asked.
    const impact = (instrument: string): string => rowDigest({ measure: { of: 'calm-impact', instrument } });
    expect(impact('BTC-SPOT')).not.toBe(impact('BTC-PERP'));
  });

  it.each(withHistory)('tells all rows of %s apart', (id) => {
    const { targets } = scenarioSchema.parse(builtIns[id]).history;
    expect(new Set(targets.map(rowDigest)).size).toBe(targets.length);
  });

  it('goes on to February from calm markets, though a fact and a row have one name', () => {
    const { targets } = scenarioSchema.parse(builtIns['feb-5-2026']).history;
    expect(CALM_ROWS).toContain('calm-impact');
    expect(targets.map(({ id }) => id)).toContain('calm-impact');
    expect(usedRows(setsIn('named.json'), { id: 'feb-5-2026' }, targets)).toEqual([]);
    // What no simulation of the event can change is no part of its fit.
    expect(targets.filter(isFitted).map(({ id }) => id)).not.toContain('calm-impact');
  });

  it('is asked what matters with the nearest of them, and says so', async () => {
    const [nearest] = setsIn('named.json').sets;
    const line = `sensitivity mine.yaml ${VARY} --of crowd --budget 12 --seeds 1`;
    const { err, calls } = await cascade(line);
    expect(err).toContain(
      `The scenario has set 1 of 40 in named.json, fitted to calm: ${nearest.distance.toFixed(2)} deviations from what is known of it`,
    );
    for (const { scenario } of calls.flat()) expect(noiseOf(scenario)).toBe(nearest.settings[NOISE]);
  });
});
