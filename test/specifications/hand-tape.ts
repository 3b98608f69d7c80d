import alea from 'seedrandom/lib/alea.js';
import type { BookSeen, Tape, TapeLine } from '../../reports/tape.ts';
import { secondsOf } from '../../sim/engine/time.ts';

/** Standard normal values from a seed (Box and Muller 1958). */
export function normals(count: number, seed: string): number[] {
  const uniform = alea(seed);
  return Array.from({ length: count }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    return radius * Math.cos(2 * Math.PI * uniform());
  });
}

/** What a tape is made of by hand: log returns from one tick to the next, and what was traded meanwhile. */
export interface ByHand {
  readonly returns: readonly number[];
  /** Bitcoin traded on the perp, and net taker volume. */
  readonly coins?: readonly number[];
  readonly netCoins?: readonly number[];
  readonly secondsPerTick?: number;
  readonly start?: string;
  /** Ticks before the spot index is first marked. */
  readonly unmarked?: number;
  /** The same book on each venue that never shuts. */
  readonly books?: readonly BookSeen[];
}

const LISTED = {
  'BTC-INDEX': { kind: 'index', tickUsd: 1, coinsPerLot: 0.01 },
  'BTC-SPOT': { kind: 'spot', tickUsd: 1, coinsPerLot: 0.01 },
  'BTC-SPOT-US': { kind: 'spot', tickUsd: 1, coinsPerLot: 0.01 },
  'BTC-PERP': { kind: 'perp', tickUsd: 1, coinsPerLot: 0.01 },
  IGV: { kind: 'driver', tickUsd: 0.01, coinsPerLot: 0 },
} as const;

/** A tape whose spot index makes the given returns, and whose flow is all on the perp. */
export function tapeOf({
  returns,
  coins = [],
  netCoins = [],
  secondsPerTick = 60,
  start = '2026-01-27T00:00Z',
  unmarked = 0,
  books,
}: ByHand): Tape {
  const ticks = unmarked + returns.length + 1;
  const nothing = new Float64Array(ticks);
  const index = new Float64Array(ticks).fill(Number.NaN);
  index[unmarked] = 88_000;
  for (const [n, change] of returns.entries())
    index[unmarked + n + 1] = index[unmarked + n] * Math.exp(change);
  const lots = (values: readonly number[]): Float64Array =>
    Float64Array.from({ length: ticks }, (_, t) => 100 * (values[t - unmarked] ?? 0));
  const lineOf = (id: keyof typeof LISTED): TapeLine => ({
    listed: { id, title: id, centsPerTickLot: 1, expirySeconds: 0, ...LISTED[id] },
    markUsd: id === 'BTC-INDEX' ? index : nothing,
    volumeLots: id === 'BTC-PERP' ? lots(coins) : id === 'IGV' ? lots([9, 9]) : nothing,
    netTakerLots: id === 'BTC-PERP' ? lots(netCoins) : nothing,
    openLots: nothing,
    isMarked: new Uint8Array(ticks),
    lastUsd: nothing,
    lowUsd: nothing,
    highUsd: nothing,
  });
  return {
    startSeconds: secondsOf(start),
    secondsPerTick,
    ticks,
    lines: new Map(Object.keys(LISTED).map((id) => [id, lineOf(id as keyof typeof LISTED)])),
    closes: [],
    shortVol: nothing,
    longVol: nothing,
    riskReversal: nothing,
    premium: nothing,
    funding: [],
    closedLongUsd: nothing,
    closedShortUsd: nothing,
    flows: [],
    options: { contracts: 0 } as unknown as Tape['options'],
    restricted: [],
    network: { difficulty: 1, minutes: 0, blocks: 0, found: nothing, retargets: [] },
    mnav: [],
    realised: [],
    books: new Map(books ? ['BTC-SPOT', 'BTC-SPOT-US', 'BTC-PERP'].map((id) => [id, books]) : []),
  };
}
