import type { ImpactRule } from './driver-impact.ts';
import type { Driver, DriverRules, PerDriver, ProfileKnot } from './drivers.ts';
import type { HaltRules } from './halt-rules.ts';
import type { MarginRules } from './margin-rates.ts';

/** A scripted shock with its profile on the run's ticks. */
export interface ScriptedShock {
  readonly id: string;
  readonly title: string;
  readonly driver: Driver;
  readonly totalReturn: number;
  readonly knots: readonly ProfileKnot[];
}

/** A scripted fact that is no driver return: which institution's file reads it is decided by `id`. */
export interface ScriptedFlag {
  readonly id: string;
  readonly title: string;
  readonly tick: number;
  readonly size: number;
}

/** How investors' latent liquidity renews itself. */
export interface LatentParameters {
  /** US dollars of turnover a day that sets the scale of impact. */
  readonly dailyVolumeUsd: number;
  /** Share of turnover that is newly formed intentions. */
  readonly creationShare: number;
  /** Minutes an intention lives. */
  readonly memoryMinutes: number;
  /** Daily volatility of a calm day. */
  readonly calmDailyVol: number;
  /** How supply shrinks (s^-x) and cancellation grows (s^x) with stress s. */
  readonly supplyStressExponent: number;
  readonly decayStressExponent: number;
  /** Share of a value move that reservation prices take at once, and half-life of the rest in minutes. */
  readonly promptShare: number;
  readonly lagHalfLifeMinutes: number;
}

/** What the scenario imposes on the market from outside. */
export interface Script {
  readonly shocks: readonly ScriptedShock[];
  readonly flags: readonly ScriptedFlag[];
  readonly betas: PerDriver;
  readonly driverRules: DriverRules;
  /** Standard deviation of each driver's noise over one of its sessions. */
  readonly sessionSd: PerDriver;
  /** How what institutions trade in software shares moves them. */
  readonly softwareImpact: ImpactRule;
  /** Whether noise is bridged, so that each session's total is the scripted one. */
  readonly bridged: boolean;
  /** Standard deviation a day of news on bitcoin alone that nobody scripted. */
  readonly valueNoisePerDay: number;
  /** Share of its variance that follows the variance of the market, over what that is on a calm day. */
  readonly valueNoiseFeedback: number;
  /** Hours in which half of it is taken back; null: it lasts. */
  readonly valueNoiseHalfLifeHours: number | null;
  readonly latent: LatentParameters;
  /** How the clearing house sets the margin rate of futures. */
  readonly margin: MarginRules;
  /** Share of hash rate off the grid. */
  readonly curtailedShare: number;
  readonly halts: HaltRules;
}
