import type { Pair } from './pair.ts';
import { holderPairs } from './pairs-holders.ts';
import { marketPairs } from './pairs-markets.ts';

/** Every pair, in the order of the pages. */
export const pairs: readonly Pair[] = [...marketPairs, ...holderPairs];
