import expOf from '@stdlib/math-base-special-exp';
import lnOf from '@stdlib/math-base-special-ln';
import powOf from '@stdlib/math-base-special-pow';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import { emit, type Log } from '../emit.ts';
import type { Stream, Streams } from '../engine/random.ts';
import { MINUTES_PER_DAY } from '../engine/time.ts';
import { BIN } from '../world/latent.ts';
import type { World } from '../world/world.ts';
import { activity, minutesLeft } from './calendar.ts';
import { DriverImpact } from './driver-impact.ts';
import {
  betaInStress,
  bridgedNoise,
  crossAssetStress,
  DRIVERS,
  type Driver,
  profileShare,
  scriptedLogReturn,
  stressCorrelation,
  studentT4,
  valueChange,
} from './drivers.ts';
import { INSTRUMENT } from './instruments.ts';
import { nervousness, takenBack } from './revaluation.ts';
import type { Script } from './script.ts';

/** Listed instrument of each driver. */
export const DRIVER_INSTRUMENT: Readonly<Record<Driver, number>> = {
  software: INSTRUMENT.IGV,
  equity: INSTRUMENT.SPX,
  gold: INSTRUMENT.GOLD,
  silver: INSTRUMENT.SILVER,
  dollar: INSTRUMENT.DOLLAR,
  crypto: INSTRUMENT.CRYPTO,
};

/** Uniform draws are kept this far from 0 and 1, which bounds a Student innovation at about 13 standard units. */
const TAIL = 1e-4;
const CALM_STRESS = 1;
const CASH_MINUTES = 390;
const METAL_MINUTES = 1380;
/** Most of an intention's life that one minute may take. */
const FASTEST_DECAY = 0.2;

/** The outside world of one tick: shocks, drivers, the fundamental value they imply, and the latent book's response. */
export class Outside {
  private readonly common: Stream;
  private readonly value: Stream;
  private readonly impact: DriverImpact;
  private readonly own: Readonly<Record<Driver, Stream>>;

  constructor(
    private readonly world: World,
    private readonly log: Log,
    streams: Streams,
    readonly script: Script,
  ) {
    this.impact = new DriverImpact(world, log, script);
    const stream = (purpose: string): Stream => streams.of('outside', purpose);
    this.common = stream('common');
    this.value = stream('value');
    this.own = Object.fromEntries(DRIVERS.map((driver) => [driver, stream(driver)])) as Record<
      Driver,
      Stream
    >;
  }

  /** Moves everything the scenario imposes for the tick that has just opened. */
  step(): void {
    const { world, script } = this;
    const tick = world.tick;
    this.release(tick);
    const ratio = this.equityVolRatio();
    const stress = crossAssetStress(ratio, script.driverRules);
    const common = this.common.normal();
    const returns: Record<Driver, number> = {
      software: 0,
      equity: 0,
      gold: 0,
      silver: 0,
      dollar: 0,
      crypto: 0,
    };
    let mover = world.tickSeq;
    let largest = 0;
    for (const driver of DRIVERS) {
      const change = this.driverChange(driver, tick, common, stressCorrelation(ratio, script.driverRules));
      returns[driver] = change;
      if (change === 0) continue;
      const seq = this.moveDriver(driver, change);
      const weight = Math.abs(change * betaInStress(driver, script.betas, stress, script.driverRules));
      if (weight > largest) {
        largest = weight;
        mover = seq;
      }
    }
    const pushed = this.impact.step((change) => this.levelTicks('software', change));
    returns.software += pushed.change;
    const weight = Math.abs(
      pushed.change * betaInStress('software', script.betas, stress, script.driverRules),
    );
    if (weight > largest) mover = pushed.seq;
    const news = valueChange(script.betas, returns, stress, script.driverRules);
    const noise = this.ownNoise();
    const gap = world.fundamental.value - world.latent.offset;
    const moved = emit(this.log, 'ValueMoved', mover, { value: news + noise }, { news, noise, stress });
    this.moveLatent(moved, news + noise, gap);
  }

  /** Seq of the shock with this id, or -1 while it has not begun. */
  shock(id: string): number {
    return this.world.shocks.find((shock) => shock.id === id)?.seq ?? -1;
  }

  private release(tick: number): void {
    for (const shock of this.script.shocks) {
      // Its driver moves in the tick in which it begins, so it is released there, even if that is not the tick's start.
      if (tick + 1 <= shock.knots[0][0] || this.shock(shock.id) >= 0) continue;
      const detail = { id: shock.id, title: shock.title, driver: shock.driver };
      const instrument = DRIVER_INSTRUMENT[shock.driver];
      emit(this.log, 'ShockReleased', -1, { instrument, value: shock.totalReturn }, detail);
    }
    for (const flag of this.script.flags) {
      if (this.shock(flag.id) >= 0 || tick < flag.tick) continue;
      emit(
        this.log,
        'ShockReleased',
        -1,
        { value: flag.size },
        { id: flag.id, title: flag.title, driver: 'none' },
      );
    }
  }

  /** Log return of a driver in this tick: what the script says, plus noise while its market is open. */
  private driverChange(driver: Driver, tick: number, common: number, correlation: number): number {
    const { world, script } = this;
    const scripted = this.scriptedNow(driver, tick);
    const own = this.own[driver].normal();
    const sd = script.sessionSd[driver];
    const session = world.instruments[DRIVER_INSTRUMENT[driver]].session;
    const left = sd === 0 ? 0 : minutesLeft(world.calendar, session, world.nowSeconds);
    if (left === 0) return scripted;
    const z = Math.sqrt(correlation) * common + Math.sqrt(1 - correlation) * own;
    const u = Math.min(1 - TAIL, Math.max(TAIL, normalCdf(z, 0, 1)));
    const minutes = session === 'us-cash' ? CASH_MINUTES : METAL_MINUTES;
    const step = world.secondsPerTick / 60;
    if (!script.bridged) return scripted + sd * Math.sqrt(step / minutes / 2) * studentT4(u);
    // The script's total is that of a market without these trades: what they did comes on top.
    const pushed = driver === 'software' ? world.driverPush.change : 0;
    const deviation = world.driver[DRIVER_INSTRUMENT[driver]] - pushed - this.scriptedBefore(driver, tick);
    const remaining = Math.max(step, left);
    const bridge = { deviation, step, remaining, session: Math.max(minutes, remaining), sessionSd: sd, u };
    return scripted + bridgedNoise(bridge) - deviation;
  }

  /** Log return that the script releases in a tick. */
  private scriptedNow(driver: Driver, tick: number): number {
    let scripted = 0;
    for (const { driver: of, knots, totalReturn } of this.script.shocks) {
      const isUnderWay = tick + 1 >= knots[0][0] && tick < knots[knots.length - 1][0];
      if (of !== driver || !isUnderWay) continue;
      const before = profileShare(knots, tick);
      const now = profileShare(knots, tick + 1);
      if (now !== before) scripted += scriptedLogReturn(totalReturn, before, now);
    }
    return scripted;
  }

  /** Log return that the script has released before a tick. */
  private scriptedBefore(driver: Driver, tick: number): number {
    let scripted = 0;
    for (const { driver: of, knots, totalReturn } of this.script.shocks) {
      if (of !== driver || tick + 1 < knots[0][0]) continue;
      const share = profileShare(knots, tick);
      if (share !== 0) scripted += scriptedLogReturn(totalReturn, 0, share);
    }
    return scripted;
  }

  private moveDriver(driver: Driver, change: number): number {
    const { world } = this;
    const instrument = DRIVER_INSTRUMENT[driver];
    const level = this.levelTicks(driver, change);
    const cause = this.newestShock(driver);
    return emit(this.log, 'DriverMoved', cause >= 0 ? cause : world.tickSeq, {
      instrument,
      price: level,
      value: change,
    });
  }

  /** Level of a driver after one more log return. */
  private levelTicks(driver: Driver, change: number): number {
    return Math.round(10_000 * expOf(this.world.driver[DRIVER_INSTRUMENT[driver]] + change));
  }

  /** Seq of the newest shock of a driver that is still being released, or -1. */
  private newestShock(driver: Driver): number {
    let newest = -1;
    for (const shock of this.script.shocks) {
      const over = this.world.tick >= shock.knots[shock.knots.length - 1][0];
      if (shock.driver === driver && !over) newest = Math.max(newest, this.shock(shock.id));
    }
    return newest;
  }

  /** What investors make of bitcoin without news that anybody scripted, less what they take back. */
  private ownNoise(): number {
    const { world, script } = this;
    const share = (world.secondsPerTick / 60 / MINUTES_PER_DAY) * activity(world.nowSeconds);
    const u = Math.min(1 - TAIL, Math.max(TAIL, this.value.uniform()));
    const sd = script.valueNoisePerDay * nervousness(world, script.valueNoiseFeedback);
    return sd * Math.sqrt(share / 2) * studentT4(u) - takenBack(world, script.valueNoiseHalfLifeHours);
  }

  /** Ratio of the equity and metal drivers' recent volatility to their normal one. */
  private equityVolRatio(): number {
    const { world, script } = this;
    let worst = CALM_STRESS;
    for (const driver of ['software', 'equity', 'silver'] as const) {
      const minutes = driver === 'silver' ? METAL_MINUTES : CASH_MINUTES;
      const normal =
        (script.sessionSd[driver] * script.sessionSd[driver] * (world.secondsPerTick / 60)) / minutes;
      if (normal > 0)
        worst = Math.max(worst, Math.sqrt(world.driverVariance[DRIVER_INSTRUMENT[driver]] / normal));
    }
    return worst;
  }

  /** Investors' reservation prices follow value: part at once, the rest with a half-life; then the book takes its step. */
  private moveLatent(cause: number, change: number, gap: number): void {
    const { world } = this;
    const p = this.script.latent;
    const minutes = world.secondsPerTick / 60;
    const news = p.promptShare * change;
    const shift = news + gap * (1 - powOf(2, -minutes / p.lagHalfLifeMinutes));
    const stress = Math.max(1, world.market.variance.dailyVol / p.calmDailyVol, world.fundamental.stress);
    const diffusionPerMinute = (p.calmDailyVol * p.calmDailyVol) / 2 / MINUTES_PER_DAY;
    const rate = 1 / p.memoryMinutes;
    const flux = (p.creationShare * p.dailyVolumeUsd) / MINUTES_PER_DAY;
    const supply = flux * Math.sqrt(rate / diffusionPerMinute) * BIN * minutes;
    const logPrice = lnOf(world.market.indexUsd);
    emit(
      this.log,
      'LatentMoved',
      cause,
      { value: shift },
      {
        decay: Math.min(FASTEST_DECAY, rate * powOf(stress, p.decayStressExponent)) * minutes,
        supply: supply * powOf(stress, -p.supplyStressExponent) * activity(world.nowSeconds),
        diffusion: (diffusionPerMinute * minutes) / (BIN * BIN),
        logPrice,
        news,
      },
    );
  }
}
