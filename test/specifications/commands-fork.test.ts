import { describe, expect, it } from 'vitest';
import { merged } from '../../scenarios/catalogue.ts';
import { shocksFrom } from '../../scenarios/script.ts';
import { profileShare, scriptedLogReturn } from '../../sim/market/drivers.ts';
import type { ScriptedShock } from '../../sim/market/script.ts';

const shock = (id: string, totalReturn: number, from: number, to: number): ScriptedShock => ({
  ...{ id, title: id, driver: 'crypto', totalReturn },
  knots: [
    [from, 0],
    [to, 1],
  ],
});

/** Log return that shocks release between two ticks. */
const released = (shocks: readonly ScriptedShock[], from: number, to: number): number =>
  shocks.reduce(
    (sum, { totalReturn, knots }) =>
      sum + scriptedLogReturn(totalReturn, profileShare(knots, from), profileShare(knots, to)),
    0,
  );

/** What shocks have released since the start of the run, as the driver's noise bridge counts it. */
const sinceStart = (shocks: readonly ScriptedShock[], tick: number): number =>
  shocks.reduce(
    (sum, { totalReturn, knots }) => sum + scriptedLogReturn(totalReturn, 0, profileShare(knots, tick)),
    0,
  );

describe('shocks when a fork changes the plan', () => {
  const plan = [shock('over', -0.1, 0, 10), shock('under way', -0.2, 10, 30), shock('to come', 0.3, 40, 50)];

  it('are the very same when nothing changes', () => {
    const again = plan.map((one) => ({ ...one }));
    expect(shocksFrom(20, plan, plan, again)).toEqual(plan);
    for (const [i, one] of shocksFrom(20, plan, plan, again).entries()) expect(one).toBe(plan[i]);
  });

  it('keep what was released and drop the rest, so that no driver jumps back', () => {
    const rest = shocksFrom(20, plan, plan, []);
    expect(sinceStart(rest, 20)).toBeCloseTo(sinceStart(plan, 20), 12);
    expect(released(rest, 0, 20)).toBeCloseTo(released(plan, 0, 20), 12);
    expect(released(rest, 20, 100)).toBe(0);
    expect(rest.map(({ id }) => id)).toEqual(['over', 'under way']);
  });

  it('follow the new plan from the tick on', () => {
    const stronger = plan.map((one) => ({ ...one, totalReturn: 1.25 * one.totalReturn }));
    const rest = shocksFrom(20, plan, plan, stronger);
    expect(sinceStart(rest, 20)).toBeCloseTo(sinceStart(plan, 20), 12);
    expect(released(rest, 20, 25)).toBeCloseTo(released(stronger, 20, 25), 12);
    expect(released(rest, 20, 100)).toBeCloseTo(released(stronger, 20, 100), 12);
  });

  it('may be changed again by a fork of the fork', () => {
    const stronger = plan.map((one) => ({ ...one, totalReturn: 1.25 * one.totalReturn }));
    const once = shocksFrom(15, plan, plan, stronger);
    const twice = shocksFrom(25, once, stronger, []);
    expect(sinceStart(twice, 100)).toBeCloseTo(released(plan, 0, 15) + released(stronger, 15, 25), 12);
    const unchanged = shocksFrom(25, once, stronger, stronger);
    expect(unchanged).toEqual(once);
  });
});

describe('a scenario laid over another', () => {
  it('changes groups field by field, replaces lists and values, and takes away what is null', () => {
    const base = { a: { b: 1, c: [1, 2] }, d: 'x', e: { f: 1 } };
    expect(merged(base, { a: { c: [3] }, d: null, e: 5, g: { h: null, i: 1 } })).toEqual({
      a: { b: 1, c: [3] },
      e: 5,
      g: { i: 1 },
    });
    expect(base.a.c).toEqual([1, 2]);
  });

  it('does not reach into the language', () => {
    const over: unknown = JSON.parse(
      '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}',
    );
    expect(merged({}, over)).toEqual({});
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
