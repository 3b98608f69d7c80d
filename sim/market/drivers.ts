/**
 * The outside world that hits the market: scripted factor returns, noise bridged to their measured totals, and the
 * change of Bitcoin's fundamental value they imply. Pure functions: draws are handed in, nothing is remembered.
 */
import lnOf from '@stdlib/math-base-special-ln';
import powOf from '@stdlib/math-base-special-pow';

/** The synthetic drivers in their one fixed order. */
export const DRIVERS = ['software', 'equity', 'gold', 'silver', 'dollar', 'crypto'] as const;

/** A synthetic driver: scripted, without an order book. */
export type Driver = (typeof DRIVERS)[number];

/** One number for each driver. */
export type PerDriver = Readonly<Record<Driver, number>>;

/** Log-value change per unit of driver log return; priors, fitted by scaling all of them together. */
export const defaultBetas: PerDriver = {
  software: 0.9, // 0.4–2: daily beta of the trust to software was 0.4 before the event and 1.4 in it
  equity: 0, // 0–1: software already carries the equity move, a second beta would count it twice
  gold: 0.1, // 0–0.3: 20-day correlation 0.06 before the event, 0.25 in it
  silver: 0.1, // 0–0.3: common margin calls rather than a common value
  dollar: 0, // −1–0: moved 0.3 % a day, too little to identify a beta
  crypto: 1, // 1: idiosyncratic news is value by definition
};

/** Daily sd of the noise around the scripted profile: log-return sd of Nov 2025 – Jan 2026 daily closes. */
export const defaultSessionSd: PerDriver = {
  software: 0.015, // IGV 1.50 %
  equity: 0.0073, // SPY 0.73 %
  gold: 0.0131, // GLD 1.31 %
  silver: 0.0335, // SLV 3.35 %
  dollar: 0.0034, // UUP 0.34 %
  crypto: 0, // the market's own noise is not scripted
};

/** How stress steepens the software beta and ties the drivers together. */
export interface DriverRules {
  /** Stress above which the software beta steepens. Range 1.2–2. */
  readonly steepAboveStress: number;
  /** Factor on the software beta in stress. Range 1–2; measured betas rose more, partly the cascade itself. */
  readonly steepSoftwareFactor: number;
  /** Stress is the equity volatility ratio to this power. Range 0.5–1. */
  readonly stressExponent: number;
  /** Highest cross-asset stress. Range 1.8–3. */
  readonly stressCeiling: number;
  /** Correlation of driver noises at calm volatility. Range 0.3–0.6. */
  readonly calmCorrelation: number;
  /** What triple volatility adds to it; calm plus rise stays below 1. Range 0.2–0.5. */
  readonly correlationRise: number;
}

/** Section 3 defaults of the model. */
export const defaultDriverRules: DriverRules = {
  steepAboveStress: 1.5,
  steepSoftwareFactor: 1.4,
  stressExponent: 0.7,
  stressCeiling: 2.5,
  calmCorrelation: 0.45,
  correlationRise: 0.4,
};

/** A knot of a profile: the share of a shock's total log return released by `tick`. */
export type ProfileKnot = readonly [tick: number, share: number];

/**
 * Share of a shock released by `tick`: piecewise linear between knots, flat outside them.
 * Two knots on one tick are a jump, and the later one holds from that tick on.
 */
export function profileShare(profile: readonly ProfileKnot[], tick: number): number {
  if (profile.length === 0)
    throw new RangeError('The profile has 0 knots; give it at least a start and an end.');
  if (tick < profile[0][0]) return profile[0][1];
  const last = profile[profile.length - 1];
  if (tick >= last[0]) return last[1];
  // By index: this is asked a million times a run, and taking knots apart is not free.
  let i = 1;
  while (tick >= profile[i][0]) i++;
  const start = profile[i - 1];
  const end = profile[i];
  return start[1] + (end[1] - start[1]) * ((tick - start[0]) / (end[0] - start[0]));
}

/** Log return a shock of simple return `totalReturn` adds while its released share goes from one value to another. */
export function scriptedLogReturn(totalReturn: number, fromShare: number, toShare: number): number {
  if (!(totalReturn > -1))
    throw new RangeError(`A total return of ${totalReturn} leaves nothing; give a fraction above -1.`);
  return (toShare - fromShare) * lnOf(1 + totalReturn);
}

/** Newton steps of the quantile; four reach the last bit from the start used here, the fifth is a margin. */
const NEWTON_STEPS = 5;

/**
 * Quantile of Student's t with 4 degrees of freedom at probability `u` in (0, 1).
 * With s = t/√(t²+4) the distribution is 1/2 + (3s − s³)/4 (Shaw 2006, J. Computational Finance 9(4)), so the tail
 * probability is δ²(3 − δ)/4 in δ = 1 − |s|. The cubic is convex on [0, 1] and solved there by Newton, which keeps full
 * relative accuracy far into the tail and needs no arc cosine.
 */
export function studentT4(u: number): number {
  if (!(u > 0 && u < 1)) throw new RangeError(`The probability ${u} has no quantile; draw u inside (0, 1).`);
  const tail = u < 0.5 ? u : 1 - u;
  let delta = Math.sqrt((4 * tail) / 3);
  for (let i = 0; i < NEWTON_STEPS; i++)
    delta -= (delta * delta * (3 - delta) - 4 * tail) / (delta * (6 - 3 * delta));
  const t = (2 * (1 - delta)) / Math.sqrt(delta * (2 - delta));
  return u < 0.5 ? -t : t;
}

/** One step of a bridge; the three durations share any one unit. */
export interface BridgeStep {
  /** Log deviation from the scripted profile now. */
  readonly deviation: number;
  /** Length of this step. */
  readonly step: number;
  /** Time left in the session, this step included. */
  readonly remaining: number;
  /** Length of the whole session. */
  readonly session: number;
  /** Standard deviation the noise would reach at the session's end if it were free. */
  readonly sessionSd: number;
  /** Uniform draw in (0, 1). */
  readonly u: number;
}

/** √2: the standard deviation of Student's t with 4 degrees of freedom. */
const T4_SD = Math.sqrt(2);

/**
 * Log deviation from the profile after one step of a bridge with Student-t(4) innovations, exactly 0 at the session's
 * end, so that a session's return is exactly the scripted total. Its mean is deviation·(1 − step/remaining) and its
 * variance sd²·step·(remaining − step)/(session·remaining), as for a Brownian bridge, whatever the length of the steps.
 */
export function bridgedNoise({ deviation, step, remaining, session, sessionSd, u }: BridgeStep): number {
  if (!(step > 0 && remaining > 0 && session >= remaining && sessionSd >= 0))
    throw new RangeError(
      `A bridge step of ${step} with ${remaining} of ${session} left and sd ${sessionSd} is impossible; ` +
        'give step > 0, 0 < remaining <= session, sd >= 0.',
    );
  if (step >= remaining) return 0;
  const spread = sessionSd * Math.sqrt((step * (remaining - step)) / (session * remaining));
  return deviation * (1 - step / remaining) + (spread / T4_SD) * studentT4(u);
}

/** Change of log fundamental value per unit of a driver's log return: its beta, that of software steeper in stress. */
export function betaInStress(
  driver: Driver,
  betas: PerDriver,
  stress: number,
  rules: DriverRules = defaultDriverRules,
): number {
  const steep = driver === 'software' && stress > rules.steepAboveStress;
  return betas[driver] * (steep ? rules.steepSoftwareFactor : 1);
}

/** Change of log fundamental value for one tick of driver log returns: Σ β·dF, with a steeper software β in stress. */
export function valueChange(
  betas: PerDriver,
  factorReturns: PerDriver,
  stress: number,
  rules: DriverRules = defaultDriverRules,
): number {
  let change = 0;
  for (const driver of DRIVERS) change += betaInStress(driver, betas, stress, rules) * factorReturns[driver];
  return change;
}

/** Cross-asset stress, 1 (calm) to 2.5, from the ratio of current to calm equity volatility. */
export function crossAssetStress(equityVolRatio: number, rules: DriverRules = defaultDriverRules): number {
  requireRatio(equityVolRatio);
  if (equityVolRatio <= 1) return 1;
  return Math.min(powOf(equityVolRatio, rules.stressExponent), rules.stressCeiling);
}

/** Correlation of driver noises: calm level up to calm volatility, rising linearly to its top at triple volatility. */
export function stressCorrelation(equityVolRatio: number, rules: DriverRules = defaultDriverRules): number {
  requireRatio(equityVolRatio);
  const excess = Math.min(Math.max((equityVolRatio - 1) / 2, 0), 1);
  return rules.calmCorrelation + rules.correlationRise * excess;
}

function requireRatio(ratio: number): void {
  if (!(ratio >= 0)) throw new RangeError(`A volatility ratio of ${ratio} is impossible; give 0 or more.`);
}
