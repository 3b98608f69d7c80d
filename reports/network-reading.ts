import { sum } from 'd3-array';
import { MINUTES_PER_DAY } from '../sim/engine/time.ts';
import { hashpriceUsdPerPhDay, retarget } from '../sim/market/mining.ts';
import { BLOCKS_PER_EPOCH } from '../sim/market/network.ts';
import type { Tape } from './tape.ts';
import { columnAt } from './tape-readings.ts';

/** Fees in bitcoin a block: about one per cent of the reward in February 2026. */
const FEES_BTC = 0.01 * 3.125;

/** The mining network at one moment. */
export interface NetworkReading {
  readonly difficulty: number | null;
  /** US dollars a petahash per second earns in a day. */
  readonly hashprice: number | null;
  /** The next change of difficulty, if the epoch goes on at the pace of its last day; null while nothing was found. */
  readonly nextChange: number | null;
  readonly daysLeft: number | null;
}

/** Reads the network at the opening of a tick, from blocks and retargets of before. */
export function networkAt(tape: Tape, tick: number): NetworkReading {
  const { network, secondsPerTick, lines } = tape;
  const retargets = network.retargets.filter((one) => one.tick < tick);
  const last = retargets.at(-1);
  const difficulty = last?.difficulty ?? network.difficulty;
  if (!(difficulty > 0)) return { difficulty: null, hashprice: null, nextChange: null, daysLeft: null };
  const index = lines.get('BTC-INDEX');
  const priceUsd = index ? columnAt(index.markUsd, tick) : null;

  const minutesPerTick = secondsPerTick / 60;
  const epochTick = last ? last.tick + 1 : 0;
  const blocks = network.blocks + sum(network.found.subarray(0, tick)) - BLOCKS_PER_EPOCH * retargets.length;
  const minutes = (tick - epochTick) * minutesPerTick + (last ? 0 : network.minutes);
  const from = Math.max(epochTick, tick - MINUTES_PER_DAY / minutesPerTick);
  const lately = sum(network.found.subarray(from, tick));
  const minutesLeft =
    lately > 0 ? ((BLOCKS_PER_EPOCH - blocks) * (tick - from) * minutesPerTick) / lately : null;
  return {
    difficulty,
    hashprice: priceUsd === null ? null : hashpriceUsdPerPhDay(difficulty, priceUsd, FEES_BTC),
    nextChange: minutesLeft === null ? null : retarget(difficulty, minutes + minutesLeft) / difficulty - 1,
    daysLeft: minutesLeft === null ? null : minutesLeft / MINUTES_PER_DAY,
  };
}
