import { min } from 'd3-array';
import type { Readers } from './measures.ts';
import { networkAt } from './network-reading.ts';
import { dayOf, tickOf, windowOf } from './windows.ts';

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
    return retarget ? retarget.change : networkAt(tape, end).nextChange;
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
