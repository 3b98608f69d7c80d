import { mean } from 'd3-array';
import { DAYS_PER_YEAR } from '../sim/engine/time.ts';
import { smileAt } from '../sim/market/surface.ts';
import { percentSigned } from './format.ts';
import { limit, saidIn } from './signal-format.ts';
import type { Signal, SignalReader, Verdict } from './signals.ts';
import type { Tape } from './tape.ts';
import { changeOf, columnAt, dayBefore, openAt } from './tape-readings.ts';

const FUNDING_SECONDS = 28_800;
const SKEW_DAYS = 7;

/** Perp funding: whether longs pay for leverage again, and how dearly. */
export const funding: SignalReader = (tape, tick, { fundingBack, fundingDear, fundingShort }) => {
  const paid = (until: number | null) =>
    until === null ? [] : tape.funding.filter((one) => one.tick <= until).map(({ rate }) => rate);
  const rates = paid(tick);
  const [before, last] = [rates.at(-2) ?? null, rates.at(-1) ?? null];
  const dayTick = dayBefore(tape, tick);
  const healthy = (rate: number | null): boolean =>
    rate !== null && rate >= fundingBack.value && rate <= fundingDear.value;
  const tell = (): [Verdict | null, string] => {
    if (last === null) return [null, 'no funding was paid yet'];
    const said = `the last payment was ${saidIn('rate', last)}`;
    if (last <= fundingShort.value) return ['warns', `${said}: shorts pay, and are crowded`];
    if (last > fundingDear.value) return ['mixed', `${said}: the rise is paid for on credit`];
    if (last < fundingBack.value) return ['mixed', `${said}: below zero, not by much`];
    if (healthy(before)) return ['confirms', `${said}, the one before ${saidIn('rate', before ?? 0)}`];
    return ['mixed', `${said}, and one payment is not two`];
  };
  const [verdict, because] = tell();
  return {
    id: 'funding',
    title: 'Perp funding',
    readings: [
      { name: 'paid for 8 hours', unit: 'rate', now: last, dayBefore: paid(dayTick).at(-1) ?? null },
      {
        name: 'premium, mean of 8 hours',
        unit: 'rate',
        now: meanPremium(tape, tick),
        dayBefore: dayTick === null ? null : meanPremium(tape, dayTick),
      },
    ],
    confirmsIf: `two payments in a row from ${limit(fundingBack)} to ${limit(fundingDear)}`,
    warnsIf: `a payment of ${limit(fundingShort)} or less`,
    verdict,
    because,
  };
};

function meanPremium({ premium, secondsPerTick }: Tape, tick: number): number | null {
  const sampled = premium.subarray(Math.max(0, tick - FUNDING_SECONDS / secondsPerTick), tick);
  return mean(sampled.filter(Number.isFinite)) ?? null;
}

/** 25-delta skew of a week's options: what protection costs beside what hope costs. */
export const skew: SignalReader = (tape, tick, { skewCalm, skewFear, skewFall }) => {
  const now = skewAt(tape, tick);
  const before = skewAt(tape, dayBefore(tape, tick));
  const moved = now === null || before === null ? null : now - before;
  const tell = (): [Verdict | null, string] => {
    if (now === null) return [null, 'no volatility surface yet'];
    const said = `puts cost ${saidIn('vol', -now)} more than calls`;
    if (now <= skewFear.value) return ['warns', said];
    if (moved !== null && moved <= skewFall.value)
      return ['warns', `${said}, ${saidIn('vol', -moved)} more than a day ago`];
    if (now >= skewCalm.value) return ['confirms', said];
    return ['mixed', `${said}: less than in fear, more than in calm`];
  };
  const [verdict, because] = tell();
  return {
    id: 'skew',
    title: '25-delta skew',
    readings: [{ name: 'call less put, one week', unit: 'vol', now, dayBefore: before }],
    confirmsIf: `${limit(skewCalm)} or more, and no warning`,
    warnsIf: `${limit(skewFear)} or less, or down ${saidIn('vol', -skewFall.value)} in a day`,
    verdict,
    because,
  };
};

function skewAt({ shortVol, longVol, riskReversal }: Tape, tick: number | null): number | null {
  if (tick === null) return null;
  const [short, long, reversal] = [shortVol, longVol, riskReversal].map((column) => columnAt(column, tick));
  if (short === null || long === null || reversal === null) return null;
  return smileAt({ shortVol: short, longVol: long, riskReversal: reversal }, SKEW_DAYS / DAYS_PER_YEAR).skew;
}

/** Open interest, offshore and CME apart: in coins, because dollars fall with the price alone. */
export const openInterest: SignalReader = (
  tape,
  tick,
  { leverageBuilt, leverageCool, carryLeft },
): Signal => {
  const then = dayBefore(tape, tick);
  const [perp, future] = ['perp', 'future'].map((kind) => ({
    now: openAt(tape, kind, tick),
    before: then === null ? null : openAt(tape, kind, then),
  }));
  const perpChange = changeOf(perp.before?.coins, perp.now?.coins);
  const cmeChange = changeOf(future.before?.coins, future.now?.coins);
  const inUsd = changeOf(perp.before?.usd, perp.now?.usd);
  const tell = (): [Verdict | null, string] => {
    if (perpChange === null || cmeChange === null) return [null, 'less than a day of open interest'];
    const said = `perp ${percentSigned(perpChange)} in coins (${percentSigned(inUsd ?? 0)} in dollars), CME ${percentSigned(cmeChange)}`;
    if (perpChange > leverageBuilt.value) return ['warns', `${said}: leverage is being built`];
    if (cmeChange <= carryLeft.value) return ['warns', `${said}: carry leaves`];
    if (perpChange < -leverageBuilt.value) return ['mixed', `${said}: positions are still being closed`];
    if (perpChange <= leverageCool.value && cmeChange >= Math.max(0, perpChange))
      return ['confirms', `${said}: ${cmeChange > 0 ? 'carry returns, leverage does not' : 'neither grows'}`];
    return ['mixed', said];
  };
  const [verdict, because] = tell();
  const reading = (name: string, of: typeof perp, unit: 'coins' | 'usd') => ({
    ...{ name, unit },
    now: of.now?.[unit] ?? null,
    dayBefore: of.before?.[unit] ?? null,
  });
  return {
    id: 'open-interest',
    title: 'Open interest',
    readings: [
      reading('perp, bitcoin', perp, 'coins'),
      reading('perp, dollars', perp, 'usd'),
      reading('CME, bitcoin', future, 'coins'),
      reading('CME, dollars', future, 'usd'),
    ],
    confirmsIf: `CME not falling and growing no less than the perp, the perp up ${limit(leverageCool)} a day at most and down no more than ${limit(leverageBuilt)}`,
    warnsIf: `the perp up more than ${limit(leverageBuilt)} in a day, or CME down ${saidIn('share', -carryLeft.value)} or more`,
    verdict,
    because,
  };
};
