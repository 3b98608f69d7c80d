import { describe, expect, it } from 'vitest';
import { identifiabilityTable } from '../../cli/identifiability-table.ts';
import { morrisTable, sobolTable } from '../../cli/sensitivity-table.ts';
import { uncoloured } from '../../cli/terminal.ts';
import type { Dimension, Identifiability } from '../../scenarios/parameter-sets.ts';
import { widest } from './commands-support.ts';

const PATHS = ['pod-platform.crowding', 'latent.lifeMinutes', 'leveraged-trader.liquidationUsdPerPercent'];
const effect = (path: string, muStar: number | null, low = 0, high = 0) => ({
  ...{ path, muStar, mu: muStar === null ? null : -muStar, sigma: muStar === null ? null : 0.5, effects: 20 },
  muStarInterval: muStar === null ? null : ([low, high] as const),
  sigmaInterval: null,
});
const effects = [effect(PATHS[0], 1, 0.5, 1.5), effect(PATHS[1], 4, 3, 5), effect(PATHS[2], null)];
const indices = [
  { first: 0.25, firstInterval: [0.2, 0.3], total: 0.5, totalInterval: [0.4, 0.6] },
  { first: -0.02, firstInterval: [-0.05, 0.01], total: 0.75, totalInterval: [0.7, 1.1] },
  { first: null, firstInterval: null, total: null, totalInterval: null },
].map((one, i) => ({ path: PATHS[i], ...one })) as Parameters<typeof sobolTable>[0];
const dimension = (path: string, over: Partial<Dimension> = {}): Dimension => ({
  ...{ path, title: path, unit: '', prior: 'uniform', low: 0, high: 1, default: 0.5 },
  ...over,
});
const dimensions = [
  dimension(PATHS[0]),
  dimension(PATHS[1], { prior: 'log-uniform', low: 500, high: 2000, unit: 'minutes' }),
  dimension(PATHS[2], { low: 4e7, high: 1.4e8, unit: 'USD' }),
];
const found: Identifiability = {
  dimensions: [
    { path: PATHS[0], ratio: 0.25, interval: [0, 0.2], median: 0.1 },
    { path: PATHS[1], ratio: 0.99, interval: [575, 1740], median: 1000 },
    { path: PATHS[2], ratio: 0.1, interval: [1.3e8, 1.4e8], median: 1.4e8 },
  ],
  correlations: [
    [1, -0.93, 0.2],
    [-0.93, 1, null],
    [0.2, null, 1],
  ],
  effectiveSets: 57.6,
};
const lineOf = (text: string, path: string): string => {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.startsWith(path));
  return lines[at] === path ? `${lines[at]} ${lines[at + 1]}` : lines[at];
};
const count = (text: string, letter: string): number => text.split(letter).length - 1;
const tables = (columns: number, color = false): string[] => [
  morrisTable(effects, { columns, color }),
  sobolTable(indices, { columns, color }),
  identifiabilityTable(dimensions, found, { columns, color }),
];

describe('a table of elementary effects', () => {
  const text = morrisTable(effects, { columns: 100, color: false });

  it('stands in order of size, and says what could not be told', () => {
    const order = text.split('\n').flatMap((line) => PATHS.filter((path) => line.startsWith(path)));
    expect(order).toEqual([PATHS[1], PATHS[0], PATHS[2]]);
    expect(lineOf(text, PATHS[1])).toMatch(/ 4 +3 to 5 +-4 +0\.5 /);
    expect(lineOf(text, PATHS[2])).toMatch(/ – +– +– +–$/);
  });

  it('draws each effect to the ends of its interval on one scale', () => {
    const bar = lineOf(text, PATHS[1]);
    const cells = count(bar, '█') + count(bar, '▓') + count(bar, '░');
    expect(count(bar, '█')).toBe(Math.round((cells * 3) / 5));
    expect(count(bar, '█') + count(bar, '▓')).toBe(Math.round((cells * 4) / 5));
    const smaller = lineOf(text, PATHS[0]);
    expect(count(smaller, '█')).toBe(Math.round((cells * 0.5) / 5));
    expect(count(smaller, '█') + count(smaller, '▓') + count(smaller, '░')).toBe(
      Math.round((cells * 1.5) / 5),
    );
  });

  it('writes figures as it is told to', () => {
    const dollars = morrisTable(effects, { columns: 100, color: false }, (value) => `$${value}`);
    expect(lineOf(dollars, PATHS[1])).toContain('$3 to $5');
  });
});

describe('a table of Sobol indices', () => {
  const text = sobolTable(indices, { columns: 100, color: false });

  it('draws what a setting does alone inside what it does in all, full at one', () => {
    const bar = lineOf(text, PATHS[0]);
    expect(bar).toMatch(/0\.25 +0\.20 to 0\.30 +0\.50 +0\.40 to 0\.60/);
    expect(Math.abs(count(bar, '█') - count(bar, '░'))).toBeLessThanOrEqual(1);
    const other = lineOf(text, PATHS[1]);
    expect(count(other, '█')).toBe(0);
    expect(count(other, '░') / (count(bar, '█') + count(bar, '░'))).toBeCloseTo(1.5, 0);
  });

  it('stands in order of the total', () => {
    expect(text.indexOf(PATHS[1])).toBeLessThan(text.indexOf(PATHS[0]));
    expect(lineOf(text, PATHS[2])).toMatch(/–$/);
  });
});

describe('a table of identifiability', () => {
  const text = identifiabilityTable(dimensions, found, { columns: 100, color: false });

  it('draws each posterior where it lies in its prior, on the scale of the prior', () => {
    expect(lineOf(text, PATHS[0])).toMatch(/0\.25 +0 to 0\.2 +├━*●━*·+┤$/);
    expect(lineOf(text, PATHS[2])).toMatch(/├·+━*●┤$/);
    const middle = /├(·+)(━+)●(━+)(·+)┤/.exec(lineOf(text, PATHS[1]))!;
    expect(Math.abs(middle[2].length - middle[3].length)).toBeLessThanOrEqual(1);
    expect(Math.abs(middle[1].length - middle[4].length)).toBeLessThanOrEqual(1);
  });

  it('names settings that are only known together, and what the sets are worth', () => {
    expect(text.replace(/\n\s*/g, ' ')).toContain(
      'pod-platform.crowding and latent.lifeMinutes are known better together than each alone: one makes up for the other (correlation -0.93).',
    );
    expect(text).not.toContain('correlation 0.20');
    expect(text).toContain('worth 58 independent ones');
  });
});

describe.each([40, 60, 80, 100])('in a terminal of %i columns', (columns) => {
  it('every line fits and no setting is cut', () => {
    for (const text of tables(columns)) {
      for (const path of PATHS) expect(text.split('\n').some((line) => line.startsWith(path))).toBe(true);
      // A setting longer than a line is still whole: half a path is of no use.
      const lines = text.split('\n').filter((line) => !PATHS.includes(line));
      expect(widest(lines.join('\n')), text).toBeLessThanOrEqual(columns);
    }
  });

  it('colours change nothing but the colour and the rule', () => {
    const plain = tables(columns).map((text) => text.replace(/^─+\n/m, ''));
    expect(tables(columns, true).map(uncoloured)).toEqual(plain);
    expect(tables(columns, true).every((text) => text.includes('\x1b['))).toBe(true);
    expect(tables(columns).some((text) => text.includes('\x1b['))).toBe(false);
  });
});
