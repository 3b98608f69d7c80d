import { Streams } from '../../sim/engine/random.ts';
import { defaultImpact } from '../../sim/market/driver-impact.ts';
import { type Driver, defaultBetas, defaultDriverRules, type PerDriver } from '../../sim/market/drivers.ts';
import { defaultHalts } from '../../sim/market/halt-rules.ts';
import { defaultMarginRules } from '../../sim/market/margin-rates.ts';
import { DRIVER_INSTRUMENT, Outside } from '../../sim/market/outside.ts';
import type { Script, ScriptedShock } from '../../sim/market/script.ts';
import { MarketWorld } from './market-world.ts';

/** A number of nought for each driver. */
export const STILL: PerDriver = { software: 0, equity: 0, gold: 0, silver: 0, dollar: 0, crypto: 0 };
/** Nothing happens: no shocks, no noise. */
const NOTHING: Script = {
  shocks: [],
  flags: [],
  betas: defaultBetas,
  driverRules: defaultDriverRules,
  sessionSd: STILL,
  bridged: true,
  valueNoisePerDay: 0,
  valueNoiseFeedback: 0,
  valueNoiseHalfLifeHours: null,
  latent: {
    dailyVolumeUsd: 20e9,
    creationShare: 0.2,
    memoryMinutes: 1200,
    calmDailyVol: 0.025,
    supplyStressExponent: 0.5,
    decayStressExponent: 0.5,
    promptShare: 0.85,
    lagHalfLifeMinutes: 60,
  },
  margin: defaultMarginRules,
  curtailedShare: 0,
  halts: defaultHalts,
  softwareImpact: defaultImpact,
};
const NIGHT = '2026-02-04T02:00Z';

/** A shock that releases its return evenly from one tick to another. */
export const shock = (
  driver: Driver,
  from: number,
  to: number,
  totalReturn = -0.02,
  id: string = driver,
): ScriptedShock => ({
  id,
  title: `News on ${driver}`,
  driver,
  totalReturn,
  knots: [
    [from, 0],
    [to, 1],
  ],
});

/** The outside world alone, run tick by tick. */
export class Elsewhere {
  readonly market: MarketWorld;
  readonly outside: Outside;

  constructor(script: Partial<Script>, start = NIGHT, secondsPerTick = 60) {
    this.market = new MarketWorld({ start, secondsPerTick });
    const streams = new Streams('test/1');
    streams.open('opening');
    this.outside = new Outside(this.market.world, this.market.log, streams, { ...NOTHING, ...script });
  }

  run(ticks: number): this {
    for (let n = 0; n < ticks; n++) {
      this.market.tick();
      this.outside.step();
    }
    return this;
  }

  /** Ticks in which a driver moved, and by how much. */
  moves(driver: Driver): [tick: number, logReturn: number][] {
    return this.market
      .all('DriverMoved')
      .filter(({ instrument }) => instrument === DRIVER_INSTRUMENT[driver])
      .map(({ tick, logReturn }) => [tick, logReturn]);
  }

  level(driver: Driver): number {
    return this.market.world.driver[DRIVER_INSTRUMENT[driver]];
  }
}
