import { min } from 'd3-array';
import type { Readers } from './measures.ts';
import type { Tape } from './tape.ts';
import { dayOf, tickOf, windowOf } from './windows.ts';

const BLOCKS_PER_EPOCH = 2016;
const INTENDED_MINUTES = 10;
const MINUTES_PER_HOUR = 60;
/** Hours of blocks by which the rest of an epoch is judged. */
const RECENT_HOURS = 24;

/** Measures of funds, treasuries, miners and holders. */
export const holderReaders: Readers<
  'fund-flow' | 'short-sales-restricted' | 'difficulty-change' | 'mnav-low' | 'realised-loss'
> = {
  'fund-flow'({ tradeDate, standsFor }, tape) {
    if (!dayOf(tape, tradeDate)) return null;
    const usd = tape.flows.reduce((sum, flow) => (flow.tradeDate === tradeDate ? sum + flow.usd : sum), 0);
    return usd / standsFor;
  },

  'short-sales-restricted'({ instrument, from, to }, tape) {
    const window = windowOf(tape, from, to);
    if (!window) return null;
    const within = tape.restricted.some(
      (one) => one.instrument === instrument && one.tick < window.to && one.untilTick > window.from,
    );
    return within ? 1 : 0;
  },

  'difficulty-change'({ at }, tape) {
    const end = tickOf(tape, at);
    if (end === null) return null;
    const retarget = tape.network.retargets.find(({ tick }) => tick <= end);
    return retarget ? retarget.change : expectedChange(tape, end);
  },

  'mnav-low'({ institution, from, to }, tape) {
    const window = windowOf(tape, from, to);
    if (!window) return null;
    const seen = tape.mnav.filter(
      (one) => one.institution === institution && one.tick >= window.from && one.tick < window.to,
    );
    return min(seen, ({ value }) => value) ?? null;
  },

  'realised-loss': ({ day }, tape) =>
    (dayOf(tape, day) && tape.realised.find((one) => one.day === day)?.lossUsd) ?? null,
};

/** The change that the blocks so far let expect: the epoch goes on at the pace of its last day. */
function expectedChange({ network, secondsPerTick }: Tape, ticks: number): number | null {
  const minutesPerTick = secondsPerTick / MINUTES_PER_HOUR;
  const recent = Math.min(ticks, Math.round((RECENT_HOURS * MINUTES_PER_HOUR) / minutesPerTick));
  let [found, lately] = [0, 0];
  for (let tick = 0; tick < ticks; tick++) {
    found += network.found[tick];
    if (tick >= ticks - recent) lately += network.found[tick];
  }
  const left = BLOCKS_PER_EPOCH - network.blocks - found;
  if (lately === 0 || left < 0) return null;
  const minutes = network.minutes + ticks * minutesPerTick + (left * recent * minutesPerTick) / lately;
  return (BLOCKS_PER_EPOCH * INTENDED_MINUTES) / minutes - 1;
}
