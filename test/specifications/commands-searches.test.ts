import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SearchParts } from '../../cli/commands/calibrate.ts';
import { searchSeeds } from '../../cli/evaluation.ts';
import { searchHelp } from '../../cli/searches.ts';
import { parameterSetsOf } from '../../scenarios/parameter-sets.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { inEmptyFolder, widest } from './commands-support.ts';
import { cascade, failingAfter, parts, ROWS, read, row, SMALL, VARY } from './search-support.ts';

inEmptyFolder();

describe('cascade calibrate', () => {
  it('finds the settings that history asks for, on the same seeds for every point', async () => {
    const { code, out, calls, asked } = await cascade(`${SMALL} --json`);
    const told = JSON.parse(out);
    expect(code).toBe(0);
    expect(told).toMatchObject({ scenario: 'feb-5-2026', evaluations: 300, ended: 'budget' });
    expect(told.objective).toMatchObject({ targets: ['crowd', 'stops'], seeds: searchSeeds(3) });
    expect(told.sets).toHaveLength(40);
    const [crowding, density] = told.identifiability.dimensions;
    expect(Math.abs(crowding.median - 0.3)).toBeLessThan(0.05);
    expect(Math.abs(density.median / 5e7 - 1)).toBeLessThan(0.2);
    expect(crowding.ratio).toBeLessThan(0.5);
    // Held-out rows are not even read.
    expect(asked).toEqual([['crowd', 'stops']]);
    expect(calls.flat()).toHaveLength(3 * 301);
    for (const members of calls)
      expect(members.map(({ seed }) => seed)).toEqual(members.map((_, n) => searchSeeds(3)[n % 3]));
  });

  it('says what it found, in lines that fit', async () => {
    for (const columns of [60, 100]) {
      const { out, err } = await cascade(SMALL, { columns });
      expect(out).toContain('2 fitted rows');
      expect(out).toContain('Accepted: 40 sets within');
      expect(out).toMatch(/├·*━+●━+·*┤/);
      expect(err).toMatch(/generation 2: 120 of 300 points, tolerance \d\.\d\d, \d+ % of new points nearer/);
      expect(widest(out), out).toBeLessThanOrEqual(columns);
    }
  });

  it('polishes the nearest set further, and keeps it without weight', async () => {
    const { out } = await cascade(`${SMALL} --polish 120 --out polished.json --json`);
    const told = JSON.parse(out);
    expect(told.nearest.distance).toBeLessThan(told.sets[0].distance / 2);
    const read = parameterSetsOf(readFileSync('polished.json', 'utf8'));
    if ('problem' in read) throw new Error('the file is wrong');
    expect(read.sets.sets).toHaveLength(41);
    expect(read.sets.sets[0]).toEqual({ ...told.nearest, weight: 0 });
    expect(existsSync('polished.json.search.json')).toBe(false);
  });

  it('tells a polished set beside the nearest one, which an accepted set stays where it is nearer', async () => {
    // Seeds agree the better the farther it is from 0.3, where their median is right: both together are best near 0.34.
    const crowdOf = ({ cast }: Scenario) => Number(cast.platform.parameters.crowding);
    const runner: SearchParts['runner'] = () => async (members) =>
      members.map(({ seed, scenario }) => {
        const crowd = crowdOf(scenario);
        return read({ crowd: crowd + 10 * (seed - searchSeeds(2)[1]) * Math.max(0, 0.34 - crowd), stops: 5 });
      });
    for (const columns of [60, 100]) {
      const { out } = await cascade(`${SMALL} --polish 120`, { runner, columns });
      expect(out).toMatch(/scenario +nearest set +polished/);
      expect(widest(out), out).toBeLessThanOrEqual(columns);
    }
    const { out } = await cascade(`${SMALL} --polish 120 --out agreed.json --json`, { runner });
    const { nearest, polished, sets } = JSON.parse(out);
    expect(polished.settings['pod-platform.crowding']).toBeGreaterThan(0.32);
    expect(polished.distance).toBeGreaterThan(sets[0].distance);
    expect(nearest).toEqual({ settings: sets[0].settings, distance: sets[0].distance });
    const kept = JSON.parse(readFileSync('agreed.json', 'utf8')).sets;
    expect(kept).toHaveLength(41);
    expect(kept.find(({ weight }: { weight: number }) => weight === 0)).toEqual({ ...polished, weight: 0 });
  });

  it('keeps the point that a polish began at where it finds none that is better', async () => {
    const { whole } = parts();
    const known = new Set<string>();
    let ran = 0;
    const runner: SearchParts['runner'] = (...all) => {
      const run = whole.runner(...all);
      return async (members) => {
        const found = await run(members);
        return members.map(({ scenario }, n) => {
          const key = JSON.stringify(scenario.cast);
          if (ran++ < 3 * 301) known.add(key);
          return known.has(key) ? found[n] : read({ crowd: 9, stops: 90 });
        });
      };
    };
    const { out } = await cascade(`${SMALL} --polish 12 --out begun.json --json`, { runner });
    const { nearest, polished, sets } = JSON.parse(out);
    expect(polished).toEqual({ settings: sets[0].settings, distance: sets[0].distance });
    expect(nearest).toEqual(polished);
    expect(JSON.parse(readFileSync('begun.json', 'utf8')).sets).toHaveLength(40);
    expect(JSON.parse((await cascade(`${SMALL} --json`)).out)).not.toHaveProperty('polished');
  });

  it('goes on from where it stopped, and comes to the same sets', async () => {
    const straight = await cascade(`${SMALL} --out straight.json`);
    expect(straight.code).toBe(0);
    const broken = await cascade(`${SMALL} --out broken.json`, { runner: failingAfter(3) });
    expect(broken.err).toContain('the power went');
    expect(existsSync('broken.json')).toBe(false);
    const resumed = await cascade(`${SMALL} --out broken.json`);
    expect(resumed.calls.length).toBeLessThan(straight.calls.length);
    expect(readFileSync('broken.json', 'utf8')).toBe(readFileSync('straight.json', 'utf8'));
  });

  it.each<[string, (kept: string) => string]>([
    ['nothing in it', () => 'null'],
    ['a state that was changed', (kept) => kept.replace(/"evaluations":\d+/, '"evaluations":1')],
    ['no state', (kept) => JSON.stringify({ asked: JSON.parse(kept).asked })],
  ])('refuses to go on from a file with %s', async (_, alter) => {
    await cascade(`${SMALL} --out altered.json`, { runner: failingAfter(2) });
    const kept = readFileSync('altered.json.search.json', 'utf8');
    writeFileSync('altered.json.search.json', alter(kept));
    const { code, err } = await cascade(`${SMALL} --out altered.json`);
    expect([code, err]).toEqual([2, expect.stringMatching(/altered\.json\.search\.json .*delete/)]);
    writeFileSync('altered.json.search.json', kept);
    expect((await cascade(`${SMALL} --out altered.json`)).code).toBe(0);
  });

  it('learns nothing where no row can be read, and says so', async () => {
    const unread: SearchParts['runner'] = () => async (members) => members.map(() => read({}));
    const { code, err } = await cascade(`${SMALL} --out none.json`, { runner: unread });
    expect(err).toMatch(
      /only 0 of \d+ points could be evaluated: rows cannot be read off runs of this window/,
    );
    expect([code, existsSync('none.json')]).toEqual([2, false]);
    const screened = await cascade(`sensitivity feb-5-2026 ${VARY} --budget 40`, { runner: unread });
    expect(screened.code).toBe(0);
    expect(screened.out).toMatch(/pod-platform\.crowding +– +– +– +–/);
  });

  it('refuses to go on from another search', async () => {
    writeFileSync('other.json.search.json', JSON.stringify({ asked: {}, state: {} }));
    const { code, err } = await cascade(`${SMALL} --out other.json`);
    expect(code).toBe(2);
    expect(err).toMatch(/other\.json\.search\.json keeps another search; finish that one, or delete/);
  });

  it('refuses to go on where rows or the scenario have become others, and not where held-out rows have', async () => {
    writeFileSync('event.yaml', 'extends: feb-5-2026\nid: event\n');
    const line = SMALL.replace('feb-5-2026', 'event.yaml');
    await cascade(`${line} --out changing.json`, { runner: failingAfter(2) });
    const [crowd, stops, judge] = ROWS;
    const moved = await cascade(`${line} --out changing.json`, {
      rowsOf: () => [{ ...crowd, history: 0.6 }, stops, judge],
    });
    expect([moved.code, moved.err]).toEqual([2, expect.stringMatching(/json keeps another search; finish/)]);
    writeFileSync('event.yaml', 'extends: feb-5-2026\nid: event\nopening: { spotUsd: 75000 }\n');
    const opened = await cascade(`${line} --out changing.json`);
    expect([opened.code, opened.err]).toEqual([
      2,
      expect.stringMatching(/json keeps another search; finish/),
    ]);
    writeFileSync('event.yaml', 'extends: feb-5-2026\nid: event\n');
    const judged = await cascade(`${line} --out changing.json`, {
      rowsOf: () => [crowd, stops, { ...judge, history: 7 }],
    });
    expect(judged.code).toBe(0);
  });

  it('leaves out points that the scenario refuses, and counts runs that break as missed', async () => {
    // Both correlations together must stay below 1: a corner of the space is no scenario.
    const rules = 'outside.driverRules';
    const vary = `--vary ${rules}.calmCorrelation=0.1:0.85 --vary ${rules}.correlationRise=0.1:0.85`;
    writeFileSync(
      'loose.yaml',
      'extends: feb-5-2026\noutside: { driverRules: { calmCorrelation: 0.1, correlationRise: 0.1 } }\n',
    );
    const search = `calibrate loose.yaml ${vary} --budget 100 --population 20 --seeds 1`;
    let ran = 0;
    const rest = await cascade(`${search} --json`, {
      rowsOf: () => [row('crowd')],
      runner: () => async (members) => {
        ran += members.length;
        return members.map(({ scenario }, n) =>
          n % 7 === 0 ? null : read({ crowd: scenario.outside.driverRules.calmCorrelation }),
        );
      },
    });
    expect(rest.code).toBe(0);
    const { sets, evaluations } = JSON.parse(rest.out);
    expect(evaluations).toBe(100);
    expect(ran).toBeLessThan(100);
    for (const { settings } of sets)
      expect(settings[`${rules}.calmCorrelation`] + settings[`${rules}.correlationRise`]).toBeLessThan(1);
  });
});

describe('cascade sensitivity', () => {
  it('screens what the distance from history depends on', async () => {
    const { code, out } = await cascade(
      `sensitivity feb-5-2026 ${VARY} --vary dip-buyer.convexity=0.08:0.2 --seeds 2 --json`,
    );
    const told = JSON.parse(out);
    expect(code).toBe(0);
    expect(told).toMatchObject({ method: 'morris', of: 'distance', points: 80 });
    const [crowding, density, convexity] = told.found;
    expect(crowding.muStar).toBeGreaterThan(0.5);
    expect(density.muStar).toBeGreaterThan(0.5);
    expect(convexity).toMatchObject({ path: 'dip-buyer.convexity', muStar: 0, sigma: 0, effects: 20 });
  });

  it('shares out the variance of one row, also a held-out one', async () => {
    const { code, out } = await cascade(
      `sensitivity feb-5-2026 ${VARY} --method sobol --of judge --budget 1100 --seeds 1 --out found.json --json`,
    );
    expect(code).toBe(0);
    const told = JSON.parse(out);
    expect(told.points).toBe(256 * 4);
    // A product: together they matter more than each alone.
    for (const { first, total } of told.found) expect(total).toBeGreaterThan(first + 0.02);
    expect(JSON.parse(readFileSync('found.json', 'utf8'))).toEqual(told);
  });

  it.each(['morris', 'sobol'])('prints %s as a table that fits', async (method) => {
    for (const columns of [60, 100]) {
      const { out, err } = await cascade(
        `sensitivity feb-5-2026 ${VARY} --method ${method} --of crowd --budget 40`,
        { columns },
      );
      expect(out).toContain('what "The row crowd" depends on');
      expect(out.split('\n').find((line) => /^(pod-platform|stop-holder)/.test(line))).toMatch(
        /^pod-platform/,
      );
      expect(err).toMatch(/ points simulated$/);
      expect(widest(out), out).toBeLessThanOrEqual(columns);
    }
  });
});

describe('what a search refuses', () => {
  it.each<[string, RegExp]>([
    [
      'calibrate nov-21-2025',
      /--vary is missing, and the scenario calls nothing uncertain; name settings to vary/,
    ],
    ['calibrate feb-5-2026 --vary pod-platform.crowding=0', /crowding=0 is no range; write path=from:to/],
    ['calibrate feb-5-2026 --vary pod-platform.crowding=0:1:cubic', /is no range/],
    [
      'calibrate feb-5-2026 --vary pod-platform.crowding=1:0',
      /has the end "high", which must be more than low, 1/,
    ],
    [
      'calibrate feb-5-2026 --vary pod-platform.crowding=0:1:log',
      /has the end "low", which must be a number of more than 0/,
    ],
    [
      'calibrate feb-5-2026 --vary pod-platform.crowding=0:7',
      /crowding.* holds 7; it must be a number of at most 1/,
    ],
    ['calibrate feb-5-2026 --vary pod-platform.krowding=0:1', /no field "krowding".*crowding/],
    [
      'calibrate feb-5-2026 --vary maker.lossPull=0.05:0.2',
      /maker\.lossPull holds .* in different lines of the cast; vary it line by line/,
    ],
    [
      'calibrate feb-5-2026 --vary pod-platform.crowding=0:1 --vary pod-platform.crowding=0:1',
      /names "pod-platform\.crowding" twice/,
    ],
    [
      `calibrate feb-5-2026 ${VARY} --set platform.crowding=0.5`,
      /--vary names pod-platform\.crowding, which --set fixes; leave one of the two out/,
    ],
    [
      `sensitivity feb-5-2026 ${VARY} --set platform.crowding=0.5`,
      /--vary names pod-platform\.crowding, which --set fixes; leave one of the two out/,
    ],
    [
      'sensitivity feb-5-2026 --vary latent.supplyStressExponent=1:3 --what-if no-retreat',
      /--vary names latent\.supplyStressExponent, which --what-if no-retreat fixes/,
    ],
    [
      `calibrate feb-5-2026 ${VARY} --population 300`,
      /--population and --budget will not do: the budget holds 400/,
    ],
    [`calibrate feb-5-2026 ${VARY} --polish 3`, /--polish will not do: the budget holds 3/],
    [`calibrate feb-5-2026 ${VARY} --budget 1.5`, /"--budget" needs a whole number of at least 1/],
    [`sensitivity feb-5-2026 ${VARY} --of crwd`, /no row of history "crwd"; did you mean "crowd"\?/],
    [
      'calibrate feb-5-2026 --vary whale.count=1:2',
      /--vary whale\.count=1:2 takes in 1\.618\d*, which must be a whole number; for whole numbers alone write path=from:to:whole/,
    ],
    [
      'calibrate feb-5-2026 --vary opening.spotUsd=70000:80000',
      /would move the price at which it opened, which is measured/,
    ],
    [
      'sensitivity feb-5-2026 --vary investors=0:1',
      /investors in --vary investors=0:1 holds "investors"; it must be followed by a field of it, such as investors\.count/,
    ],
    [
      `calibrate feb-5-2026 ${VARY} --budget 1000 --polish 1 --seeds 1000`,
      /1,001 points of 1,000 seeds would be 1,001,000 simulations; that must be at most 1,000,000/,
    ],
    [
      `sensitivity feb-5-2026 ${VARY} --seeds 1000000`,
      /60 points of 1,000,000 seeds would be 60,000,000 simulations; that must be at most 1,000,000/,
    ],
    [
      `sensitivity feb-5-2026 ${VARY} --budget 5`,
      /--budget holds 5; with so many settings it must be at least 6/,
    ],
    [`sensitivity feb-5-2026 ${VARY} --method moris`, /no method "moris"; did you mean "morris"\?/],
  ])('%s', async (line, sentence) => {
    const { code, err, calls } = await cascade(line);
    expect(err).toMatch(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
    expect(calls).toEqual([]);
  });

  it.each<[string, RegExp]>([
    [
      'pod-platform.crowding=0',
      /^cascade: uncertain\.1 of scenario "odd" \(pod-platform\.crowding=0\) is no range/,
    ],
    [
      'pod-platform.crowding=1:0',
      /^cascade: uncertain\.1 of scenario "odd" \(.*\) has the end "high", which must be more than low, 1/,
    ],
    [
      'pod-platform.crowding=0:7',
      /crowding in uncertain\.1 of scenario "odd" \(.*\) holds 7; it must be a number of at most 1/,
    ],
    ['dealer.coins=1e4:2e4', /^cascade: uncertain\.1 of scenario "odd" \(.*\) names "dealer\.coins" twice/],
  ])('names the field of the file that says %s, and no flag', async (range, sentence) => {
    writeFileSync(
      'odd.yaml',
      `extends: feb-5-2026\nid: odd\nuncertain: ["dealer-crypto.coins=1e4:2e4", "${range}"]\n`,
    );
    for (const command of ['calibrate', 'sensitivity']) {
      const { code, err } = await cascade(`${command} odd.yaml`);
      expect([code, err]).toEqual([2, expect.stringMatching(sentence)]);
      expect(err).not.toContain('--vary');
    }
  });

  it('has no distance to ask about where all rows are held out, and can be asked about one of them', async () => {
    const rowsOf: SearchParts['rowsOf'] = () => ROWS.filter(({ class: of }) => of !== 'fit');
    const refused = await cascade(`sensitivity feb-5-2026 ${VARY}`, { rowsOf });
    expect([refused.code, refused.calls]).toEqual([2, []]);
    expect(refused.err).toMatch(
      /No row of "feb-5-2026" is one that a fit may use.* with --of, such as judge/,
    );
    const { code, out } = await cascade(`sensitivity feb-5-2026 ${VARY} --of judge --budget 40 --json`, {
      rowsOf,
    });
    expect([code, JSON.parse(out).of]).toEqual([0, 'judge']);
  });

  it('says of what no history is known', async () => {
    for (const command of ['calibrate', 'sensitivity']) {
      const { code, err } = await cascade(`${command} feb-5-2026 ${VARY}`, { rowsOf: () => [] });
      expect([code, err]).toEqual([2, expect.stringMatching(/Of "feb-5-2026" no history is known/)]);
    }
  });
});

describe('the help of searches', () => {
  const examples = Object.values(searchHelp).flatMap(({ examples: lines }) => [...lines]);

  it.each(examples)('has an example that runs: %s', async (example) => {
    const { code, err } = await cascade(example.replace(/^cascade /, ''));
    expect([code, err]).toEqual([0, expect.not.stringContaining('cascade:')]);
  });

  it('fits a line', () => {
    for (const { about, details } of Object.values(searchHelp))
      expect(widest(`${about}\n${details}`)).toBeLessThanOrEqual(100);
  });
});
