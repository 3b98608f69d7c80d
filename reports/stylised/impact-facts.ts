import { type Band, type Fact, isWithin } from './fact.ts';
import type { Estimate, ImpactEstimates } from './impact-estimates.ts';

const SOURCE = 'Toth et al. 2011; Donier and Bonart 2015';
/** Below this many pairs standard errors say nothing. */
const FEWEST_PAIRS = 3;

/** What the square-root law asks of a market, against what was measured. */
export function impactFacts(estimates: ImpactEstimates): Fact[] {
  const { pairs, sizes, dailyVol, exponent, prefactor, halfway, left, asymmetry } = estimates;
  const each = (figure: (n: number) => Estimate | null, decimals: number): string =>
    sizes
      .map(({ share }, n) => `${figure(n)?.value.toFixed(decimals) ?? '–'} at ${100 * share} %`)
      .join(', ');
  const fact = (id: string, title: string, { value, error }: Estimate, band: Band, said: string): Fact => {
    const known = Number.isFinite(value) ? value : null;
    const sure = pairs >= FEWEST_PAIRS && Number.isFinite(error) ? error : null;
    return { id, title, value: known, error: sure, band, met: isWithin(known, band), source: SOURCE, said };
  };
  // A difference in standard errors says nothing where they say nothing.
  const errors = pairs >= FEWEST_PAIRS ? asymmetry.error : Number.NaN;
  const apart = { value: Math.abs(asymmetry.value) / errors, error: Number.NaN };
  const bp = each((n) => ({ ...sizes[n].both, value: 1e4 * sizes[n].both.value }), 0);
  return [
    fact(
      'impact-exponent',
      'impact, power of order size',
      exponent,
      [0.4, 0.7],
      `${pairs} pairs of runs; basis points of impact ${bp} of a day's turnover`,
    ),
    fact(
      'impact-prefactor',
      'impact over volatility and root of size',
      prefactor,
      [0.5, 1.8],
      `${each((n) => sizes[n].prefactor, 2)}; volatility ${(100 * dailyVol).toFixed(2)} % a day`,
    ),
    fact(
      'impact-concave',
      'impact reached when half is done',
      halfway,
      [0.5, 1],
      each((n) => sizes[n].halfway, 2),
    ),
    fact(
      'impact-left',
      'impact left after as much time again',
      left,
      [0.35, 0.9],
      each((n) => sizes[n].left, 2),
    ),
    fact(
      'impact-symmetric',
      'buyers less sellers, standard errors',
      apart,
      [null, 2],
      `prefactor of buyers less that of sellers ${asymmetry.value.toFixed(2)}, standard error ${asymmetry.error.toFixed(2)}`,
    ),
  ];
}
