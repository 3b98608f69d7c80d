import { dateInWords, secondsOf } from '../engine/time.ts';
import type { Instrument } from '../world/instrument.ts';

/** What differs from one date to another in what is listed. */
export interface ListingTerms {
  /** Final settlement of the three futures, the nearest first, ISO 8601 UTC. */
  readonly futureExpiries: readonly string[];
  /** Bitcoin behind one share of the trust. */
  readonly coinsPerShare: number;
}

/** Early February 2026: expiries on last Fridays at 16:00 London; the trust's coins a share decay with its fee of 0.25 % a year. */
export const februaryTerms: ListingTerms = {
  futureExpiries: ['2026-02-27T16:00Z', '2026-03-27T16:00Z', '2026-06-26T15:00Z'],
  coinsPerShare: 0.0005671,
};

/** An instrument before it has a place in the list. */
type Listing = Omit<Instrument, 'index'>;

const SPOT_FEES = { makerFeeBps: 2, takerFeeBps: 8, feeCentsPerLot: 0 };
const COIN_LOT = {
  tickUsd: 1,
  coinsPerLot: 0.01,
  centsPerTickLot: 1,
  expirySeconds: 0,
  maxPriceTicks: 1_048_575,
};
const DRIVER = {
  kind: 'driver',
  coinsPerLot: 0,
  centsPerTickLot: 1,
  tickUsd: 0.01,
  makerFeeBps: 0,
  takerFeeBps: 0,
  feeCentsPerLot: 0,
  expirySeconds: 0,
  maxPriceTicks: 1,
} as const;

/** Bitcoin futures of 5 coins, tick 5 dollars a coin, fee 5 dollars a contract and side. */
function future(id: string, expiry: string): Listing {
  const expirySeconds = secondsOf(expiry);
  return {
    id,
    title: `CME bitcoin future, ${dateInWords(expirySeconds)}`,
    kind: 'future',
    session: 'cme',
    tickUsd: 5,
    coinsPerLot: 5,
    centsPerTickLot: 2500,
    makerFeeBps: 0,
    takerFeeBps: 0,
    feeCentsPerLot: 500,
    expirySeconds,
    maxPriceTicks: 209_715,
  };
}

/**
 * What is listed, in the order of its index. Ticks, lots and contract sizes are the venues' own (CME contract
 * specifications; trust prospectus), fees typical for large accounts.
 */
export function listingsOf({ futureExpiries, coinsPerShare }: ListingTerms): readonly Listing[] {
  return [
    {
      id: 'BTC-SPOT',
      title: 'Bitcoin spot, offshore venues',
      kind: 'spot',
      session: 'always',
      ...COIN_LOT,
      ...SPOT_FEES,
    },
    {
      id: 'BTC-SPOT-US',
      title: 'Bitcoin spot, US venue',
      kind: 'spot',
      session: 'always',
      ...COIN_LOT,
      ...SPOT_FEES,
    },
    {
      id: 'BTC-PERP',
      title: 'Bitcoin perpetual, offshore venues',
      kind: 'perp',
      session: 'always',
      ...COIN_LOT,
      makerFeeBps: 1,
      takerFeeBps: 4,
      feeCentsPerLot: 0,
    },
    ...futureExpiries.map((expiry, n) => future(`CME-${n + 1}`, expiry)),
    {
      id: 'IBIT',
      title: 'Spot bitcoin trust shares (stand for all US spot bitcoin ETFs)',
      kind: 'etf',
      session: 'us-cash',
      tickUsd: 0.01,
      coinsPerLot: coinsPerShare,
      centsPerTickLot: 1,
      makerFeeBps: 0.2,
      takerFeeBps: 0.3,
      feeCentsPerLot: 0,
      expirySeconds: 0,
      maxPriceTicks: 131_071,
    },
    { id: 'IGV', title: 'Software shares', session: 'us-cash', ...DRIVER },
    { id: 'SPX', title: 'Broad US equity', session: 'us-cash', ...DRIVER },
    { id: 'GOLD', title: 'Gold', session: 'metals', ...DRIVER },
    { id: 'SILVER', title: 'Silver', session: 'metals', ...DRIVER },
    { id: 'DOLLAR', title: 'US dollar index', session: 'metals', ...DRIVER },
    { id: 'CRYPTO', title: 'News on bitcoin alone', session: 'always', ...DRIVER },
    {
      ...DRIVER,
      id: 'BTC-INDEX',
      title: 'Spot index',
      kind: 'index',
      session: 'always',
      tickUsd: 1,
      coinsPerLot: 0.01,
    },
  ];
}

/** Index of each listed instrument by id. */
export const INSTRUMENT = Object.freeze({
  'BTC-SPOT': 0,
  'BTC-SPOT-US': 1,
  'BTC-PERP': 2,
  'CME-1': 3,
  'CME-2': 4,
  'CME-3': 5,
  IBIT: 6,
  IGV: 7,
  SPX: 8,
  GOLD: 9,
  SILVER: 10,
  DOLLAR: 11,
  CRYPTO: 12,
  'BTC-INDEX': 13,
} as const);

/** The order books, and the two spot books the index is made of. */
export const BOOKS: readonly number[] = [0, 1, 2, 3, 4, 5, 6];
export const SPOTS: readonly number[] = [0, 1];
export const FUTURES: readonly number[] = [3, 4, 5];
