import { parseDuration, secondsOf } from '../sim/engine/time.ts';
import { profileShare } from '../sim/market/drivers.ts';
import type { Script, ScriptedShock } from '../sim/market/script.ts';
import type { Scenario } from './scenario.ts';

/** What a scenario imposes from outside, on its own ticks. */
export function scriptOf(scenario: Scenario): Script {
  const start = secondsOf(scenario.start);
  const secondsPerTick = parseDuration(scenario.tick) ?? 60;
  const tickOf = (time: string): number => (secondsOf(time) - start) / secondsPerTick;
  const { shocks, flags, ...rest } = scenario.outside;
  return {
    ...rest,
    shocks: shocks.map(({ profile, ...shock }) => ({
      ...shock,
      knots: profile.map(([at, share]) => [tickOf(at), share] as const),
    })),
    flags: flags.map(({ time, ...flag }) => ({ ...flag, tick: tickOf(time) })),
    latent: scenario.latent,
    margin: scenario.margin,
    curtailedShare: scenario.network.curtailedShare,
    halts: scenario.halts,
  };
}

/**
 * Shocks when the plan changes at a tick: what was released until then stays as it happened, what comes later follows
 * the new plan. `inForce` are the shocks so far, which came of the plan `before`.
 */
export function shocksFrom(
  tick: number,
  inForce: readonly ScriptedShock[],
  before: readonly ScriptedShock[],
  after: readonly ScriptedShock[],
): readonly ScriptedShock[] {
  const released = (id: string): ScriptedShock[] =>
    inForce.filter((shock) => shock.id === id && shock.knots[0][0] < tick);
  const planned = new Set(after.map(({ id }) => id));
  const dropped = new Set(before.map(({ id }) => id).filter((id) => !planned.has(id)));
  return [
    ...after.flatMap((shock) => {
      const old = before.find(({ id }) => id === shock.id);
      if (old && isSame(old, shock)) return inForce.filter(({ id }) => id === shock.id);
      return [...released(shock.id).map((piece) => cutAt(piece, tick)), ...remainder(shock, tick)];
    }),
    ...[...dropped].flatMap((id) => released(id).map((piece) => cutAt(piece, tick))),
  ];
}

function isSame(a: ScriptedShock, b: ScriptedShock): boolean {
  return (
    a.driver === b.driver &&
    a.totalReturn === b.totalReturn &&
    a.knots.length === b.knots.length &&
    a.knots.every(([at, share], i) => at === b.knots[i][0] && share === b.knots[i][1])
  );
}

/** The part of a shock before a tick, for good. */
function cutAt(shock: ScriptedShock, tick: number): ScriptedShock {
  const knots = shock.knots.filter(([at]) => at < tick);
  return { ...shock, knots: [...knots, [tick, profileShare(shock.knots, tick)]] };
}

/** The part of a shock from a tick on, as a shock that has released nothing yet. */
function remainder(shock: ScriptedShock, tick: number): ScriptedShock[] {
  if (shock.knots[0][0] >= tick) return [shock];
  const later = shock.knots.filter(([at]) => at > tick);
  if (later.length === 0) return [];
  const share = profileShare(shock.knots, tick);
  const knots = [[tick, 0] as const, ...later.map(([at, total]) => [at, total - share] as const)];
  return [{ ...shock, knots }];
}
