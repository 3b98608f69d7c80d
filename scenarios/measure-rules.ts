import type { InstrumentKind } from '../sim/world/instrument.ts';
import type { Measure, Target } from './target.ts';

type Unit = Target['unit'];

/** What makes sense of a measure: the units its rows may be printed in, and the kinds of instrument it is read off. */
export interface MeasureRule {
  readonly units: readonly Unit[];
  /** Null: of any instrument, or of none. */
  readonly kinds: readonly InstrumentKind[] | null;
}

const RETURN: readonly Unit[] = ['fraction', 'bp'];
const SHARE: readonly Unit[] = ['ratio', 'fraction'];
const BOOKS: readonly InstrumentKind[] = ['spot', 'perp', 'future', 'etf'];
const CONTRACTS: readonly InstrumentKind[] = ['perp', 'future'];

const ofBooks = (...units: Unit[]): MeasureRule => ({ units, kinds: BOOKS });
const ofContracts = (units: readonly Unit[]): MeasureRule => ({ units, kinds: CONTRACTS });
const ofFutures = (units: readonly Unit[]): MeasureRule => ({ units, kinds: ['future'] });
const of = (...units: Unit[]): MeasureRule => ({ units, kinds: null });

const RULES: { readonly [K in Measure['of']]: MeasureRule } = {
  'price-return': of(...RETURN),
  'price-low': of('usd', ...RETURN),
  'price-high': of('usd', ...RETURN),
  price: of('usd'),
  'time-of-low': of('hours'),
  // Perp and spot never close; of drivers the broad index alone does, which `closes` says.
  'close-return': { units: RETURN, kinds: ['future', 'etf', 'driver'] },
  'realised-vol': of('vol', 'fraction'),
  volume: ofBooks('count', 'usd'),
  'volume-to-calm': ofBooks('ratio'),
  'net-taker-to-calm': ofBooks('ratio'),
  'impact-to-calm': ofBooks('ratio'),
  'calm-impact': ofBooks(...RETURN),
  'depth-low': ofBooks('ratio'),
  liquidated: of('usd'),
  'liquidated-long-share': of(...SHARE),
  'implied-vol-high': of('vol', 'fraction'),
  'risk-reversal-low': of('vol', 'fraction'),
  'term-inversion-high': of('vol', 'fraction'),
  'futures-basis': ofFutures(RETURN),
  'futures-basis-high': ofFutures(RETURN),
  'open-interest': ofContracts(['count', 'usd']),
  'open-interest-change': ofContracts(RETURN),
  funding: of(...RETURN),
  'perp-premium-low': of(...RETURN),
  'perp-premium-high': of(...RETURN),
  'fund-flow': of('usd'),
  'option-contracts': of('count'),
  'option-put-share': of(...SHARE),
  'short-sales-restricted': { units: ['yes'], kinds: ['etf'] },
  'difficulty-change': of(...RETURN),
  'correlation-gap': { units: ['ratio'], kinds: ['future', 'etf', 'driver'] },
  'mnav-low': of('ratio'),
  'realised-loss': of('usd'),
};

/** The rule of a measure as it is written: a low against a time is a return, and some volumes are dollars. */
export function ruleOf(measure: Measure): MeasureRule {
  const rule = RULES[measure.of];
  switch (measure.of) {
    case 'price-low':
    case 'price-high':
      return { ...rule, units: measure.against === undefined ? ['usd'] : RETURN };
    case 'volume':
      return measure.unit === 'shares'
        ? { units: ['count'], kinds: ['etf'] }
        : { ...rule, units: [measure.unit === 'usd' ? 'usd' : 'count'] };
    case 'open-interest':
      return { ...rule, units: [measure.unit === 'usd' ? 'usd' : 'count'] };
    default:
      return rule;
  }
}
