import { SECONDS_PER_DAY } from '../engine/time.ts';

const HASHES_PER_DIFFICULTY = 4_294_967_296; // expected hashes of a block at difficulty 1
const HASHES_PER_PETAHASH = 1e15;
const HASHES_PER_EXAHASH = 1e18;
const SUBSIDY_BTC = 3.125; // since block 840,000 (April 2024)
/** Two weeks: what the protocol wants 2016 blocks to take. */
const PERIOD_MINUTES = 20_160;
const STEEPEST_RETARGET = 4;

/**
 * Revenue of one petahash per second running for a day, in US dollars.
 *
 * Difficulty as the protocol states it (141.67e12), price in dollars per bitcoin, fees in bitcoin per block.
 */
export function hashpriceUsdPerPhDay(
  difficulty: number,
  priceUsd: number,
  feesBtcPerBlock: number,
  subsidyBtc = SUBSIDY_BTC,
): number {
  const blocksPerDay = (SECONDS_PER_DAY * HASHES_PER_PETAHASH) / (difficulty * HASHES_PER_DIFFICULTY);
  return blocksPerDay * (subsidyBtc + feesBtcPerBlock) * priceUsd;
}

/** Hashprice that just pays the power bill, in US dollars per petahash per second and day: x J/TH draw x kW per PH/s. */
export function breakevenHashprice(joulesPerTerahash: number, usdPerKwh: number): number {
  return 24 * joulesPerTerahash * usdPerKwh;
}

/** Difficulty after 2016 blocks that took `actualMinutes`, at most four times easier or harder (Bitcoin consensus). */
export function retarget(difficulty: number, actualMinutes: number): number {
  const shortest = PERIOD_MINUTES / STEEPEST_RETARGET;
  const longest = PERIOD_MINUTES * STEEPEST_RETARGET;
  return (difficulty * PERIOD_MINUTES) / Math.min(longest, Math.max(shortest, actualMinutes));
}

/** Expected minutes between blocks at a hash rate in exahashes per second; infinite without miners. */
export function blockIntervalMinutes(difficulty: number, hashrateEh: number): number {
  return (difficulty * HASHES_PER_DIFFICULTY) / (hashrateEh * HASHES_PER_EXAHASH) / 60;
}
