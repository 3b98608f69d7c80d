import expOf from '@stdlib/math-base-special-exp';
import lnOf from '@stdlib/math-base-special-ln';

/** Width of a bin in log price: 5 basis points. */
export const BIN = 0.0005;
/** Bins each side of the opening price: 45 % up and down in log price. */
const HALF = 900;
/** Bins that share one revealed order: 10 basis points. */
export const BINS_PER_BAND = 2;
/** Bands over the whole grid; the tag of a latent order is its band. */
export const BANDS = (2 * HALF) / BINS_PER_BAND;

/**
 * The latent book: dollars that investors would buy (positive) or sell (negative) at each log price but have not
 * shown. Reaction-diffusion dynamics of Donier, Bonart, Mastromatteo and Bouchaud, "A fully consistent, minimal model
 * for non-linear market impact", Quantitative Finance 2015; price is where the density changes sign.
 */
export class LatentBook {
  /** Dollars a bin; bin k spans log prices from `origin + offset + k BIN`. */
  readonly density = new Float64Array(2 * HALF);
  private readonly scratch = new Float64Array(2 * HALF);
  /** Log of the price at the middle of the grid when value was zero. */
  readonly origin: number;
  /** How far investors' reservation prices have moved since, in log price. */
  offset = 0;

  constructor(openingPriceUsd: number) {
    this.origin = lnOf(openingPriceUsd);
  }

  /** Fills the grid with the stationary density of given depth (dollars per unit of log price far out). */
  fill(densityFarOut: number, correlationLength: number): void {
    for (let k = 0; k < 2 * HALF; k++) {
      const x = (k - HALF + 0.5) * BIN;
      const level = densityFarOut * BIN * (1 - expOf(-Math.abs(x) / correlationLength));
      this.density[k] = x < 0 ? level : -level;
    }
  }

  /** Log price at the centre of a bin. */
  logPriceOf(bin: number): number {
    return this.origin + this.offset + (bin - HALF + 0.5) * BIN;
  }

  /** The band in which a log price lies; may lie outside the grid. */
  bandOf(logPrice: number): number {
    return Math.floor(((logPrice - this.origin - this.offset) / BIN + HALF) / BINS_PER_BAND);
  }

  /** US dollars at the centre of a band. */
  priceOfBand(band: number): number {
    return expOf(this.logPriceOf(band * BINS_PER_BAND + (BINS_PER_BAND - 1) / 2));
  }

  /** Signed dollars wanted in a band: positive to buy. */
  dollarsIn(band: number): number {
    let sum = 0;
    for (let i = 0; i < BINS_PER_BAND; i++) sum += this.density[band * BINS_PER_BAND + i] ?? 0;
    return sum;
  }

  /** Takes an executed amount (positive dollars) out of a band, whichever side it is on. */
  execute(band: number, dollars: number): void {
    let left = dollars;
    for (let i = 0; i < BINS_PER_BAND && left > 0; i++) {
      const bin = band * BINS_PER_BAND + i;
      const held = this.density[bin] ?? 0;
      const taken = Math.min(left, Math.abs(held));
      this.density[bin] = held > 0 ? held - taken : held + taken;
      left -= taken;
    }
  }

  /**
   * One step: reservation prices shift, intentions diffuse (`diffusion` = D dt / BIN^2), decay by the share `decay`, and
   * `supplyDollars` arrive in every bin: buyers below the price, sellers above.
   */
  step(shift: number, diffusion: number, decay: number, supplyDollars: number, logPrice: number): void {
    this.offset += shift;
    const substeps = Math.max(1, Math.ceil(diffusion / 0.4));
    for (let n = 0; n < substeps; n++) this.diffuse(diffusion / substeps);
    const centre = (logPrice - this.origin - this.offset) / BIN + HALF;
    const { density } = this;
    const kept = 1 - decay;
    // The one bin that the price divides; those under it lie wholly below the price, those over it wholly above.
    const divided = Math.floor(centre);
    const under = Math.min(density.length, Math.max(0, divided));
    for (let k = 0; k < under; k++) density[k] = density[k] * kept + supplyDollars;
    for (let k = under; k < density.length; k++) {
      const above = k > divided ? 1 : Math.min(1, Math.max(0, k + 1 - centre));
      density[k] = density[k] * kept + supplyDollars * (1 - 2 * above);
    }
  }

  private diffuse(ratio: number): void {
    const from = this.density;
    const to = this.scratch;
    const last = from.length - 1;
    let left = from[0];
    let here = from[1];
    to[0] = left + ratio * (here - left);
    for (let k = 1; k < last; k++) {
      const right = from[k + 1];
      to[k] = here + ratio * (left - 2 * here + right);
      left = here;
      here = right;
    }
    to[last] = here + ratio * (left - here);
    from.set(to);
  }
}
