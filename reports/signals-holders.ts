import { max } from 'd3-array';
import { formatTime, SECONDS_PER_DAY, secondsOf } from '../sim/engine/time.ts';
import { percentSigned, usdShort, usdSigned } from './format.ts';
import { networkAt } from './network-reading.ts';
import { limit, saidIn } from './signal-format.ts';
import type { SignalReader, Verdict } from './signals.ts';
import type { Tape } from './tape.ts';
import { changeOf, dayBefore, linesOf, openAt } from './tape-readings.ts';

/** Creations less redemptions of the trust, by trade date and as published, of days whose session is over. */
export const etfFlow: SignalReader = (tape, tick, { inflow, outflow }) => {
  const [last, before] = tradeDays(tape, tick).slice(-2).reverse();
  const sum = (by: 'tradeDate' | 'publishedDate', day: TradeDay | undefined): number | null => {
    // What is published on the first day of a run was dealt before it.
    if (!day || (by === 'publishedDate' && day.isFirst)) return null;
    return tape.flows.reduce(
      (usd, flow) => (flow[by] === day.date && flow.tick <= day.tick ? usd + flow.usd : usd),
      0,
    );
  };
  const [traded, printed] = [sum('tradeDate', last), sum('publishedDate', last)];
  const tell = (): [Verdict | null, string] => {
    if (!last || traded === null) return [null, 'no session is over yet'];
    const late =
      printed !== null && printed * traded < 0
        ? `; what was published that day (${usdSigned(printed)}) is the trade date before`
        : '';
    const said = `${usdSigned(traded)} on trade date ${last.date}`;
    if (traded <= outflow.value) return ['warns', `${said}${late}`];
    if (traded < inflow.value) return ['mixed', `${said}${late}`];
    const carry = carryUsd(tape, last.tick, before?.tick ?? dayBefore(tape, last.tick));
    if (carry === null) return ['confirms', `${said}${late}`];
    return carry >= traded
      ? ['mixed', `${said}, but CME open interest grew by ${usdShort(carry)}: carry, not demand${late}`]
      : ['confirms', `${said}, more than CME open interest grew by (${usdSigned(carry)})${late}`];
  };
  const [verdict, because] = tell();
  return {
    id: 'etf-flow',
    title: 'ETF flow',
    readings: [
      { name: 'by trade date', unit: 'usd', now: traded, dayBefore: sum('tradeDate', before) },
      { name: 'as published', unit: 'usd', now: printed, dayBefore: sum('publishedDate', before) },
    ],
    confirmsIf: `${limit(inflow)} or more on a trade date, and more than CME open interest grew by`,
    warnsIf: `${limit(outflow)} or less on a trade date`,
    verdict,
    because,
  };
};

interface TradeDay {
  /** ISO date, and tick of its close. */
  readonly date: string;
  readonly tick: number;
  readonly isFirst: boolean;
}

/** Days whose session of the trust had closed, oldest first. */
function tradeDays(tape: Tape, tick: number): TradeDay[] {
  const shares = linesOf(tape, 'etf').map(({ listed }) => listed.id);
  return tape.closes
    .filter((close) => shares.includes(close.instrument) && close.tick <= tick)
    .map((close, i) => ({
      date: formatTime(tape.startSeconds + close.tick * tape.secondsPerTick).slice(0, 10),
      tick: close.tick,
      isFirst: i === 0,
    }));
}

/** What the coins that CME open interest grew by between two ticks are worth, US dollars. */
function carryUsd(tape: Tape, tick: number, before: number | null): number | null {
  const [now, then] = [openAt(tape, 'future', tick), before === null ? null : openAt(tape, 'future', before)];
  return now && then && now.coins > 0 ? ((now.coins - then.coins) * now.usd) / now.coins : null;
}

/** Losses realised on coins sold, of whole UTC days, against the run's own worst day: the simulated level is no measurement of the chain. */
export const realisedLoss: SignalReader = (tape, tick, { lossHeavy, lossSpent, lossNearPeak }) => {
  const now = tape.startSeconds + tick * tape.secondsPerTick;
  const days = tape.realised.filter(({ day }) => {
    const from = secondsOf(`${day}T00:00Z`);
    return from >= tape.startSeconds && from + SECONDS_PER_DAY <= now;
  });
  const [last, before] = days.slice(-2).reverse();
  const worst = max(days, ({ lossUsd }) => lossUsd) ?? 0;
  const tell = (): [Verdict | null, string] => {
    if (!last) return [null, 'no whole day is over yet'];
    const share = worst > 0 ? last.lossUsd / worst : 0;
    const said = `${usdShort(last.lossUsd)} on ${last.day}, ${saidIn('share', share)} of the run's worst day`;
    const heavy = last.lossUsd >= lossHeavy.value;
    if (heavy && share >= lossNearPeak.value) return ['warns', said];
    if (!heavy && (share <= lossSpent.value || worst < lossHeavy.value)) return ['confirms', said];
    return ['mixed', said];
  };
  const [verdict, because] = tell();
  const ofWorst = (usd: number | undefined): number | null =>
    usd === undefined || worst === 0 ? null : usd / worst;
  return {
    id: 'realised-loss',
    title: 'Realised loss',
    readings: [
      { name: 'last whole day', unit: 'usd', now: last?.lossUsd ?? null, dayBefore: before?.lossUsd ?? null },
      {
        name: "over the run's worst day",
        unit: 'share',
        now: ofWorst(last?.lossUsd),
        dayBefore: ofWorst(before?.lossUsd),
      },
    ],
    confirmsIf: `less than ${limit(lossHeavy)} a day, and at most ${limit(lossSpent)} of the worst day (if that was heavy)`,
    warnsIf: `${limit(lossHeavy)} a day or more, and at least ${limit(lossNearPeak)} of the worst day`,
    verdict,
    because,
  };
};

/** What mining earns, and whether the next retarget will relieve it: below cost miners sell more, and relief comes late. */
export const mining: SignalReader = (tape, tick, { hashpriceRelief, hashpriceStress }) => {
  const now = networkAt(tape, tick);
  const then = dayBefore(tape, tick);
  const before = then === null ? null : networkAt(tape, then);
  const after = now.hashprice === null ? null : now.hashprice / (1 + (now.nextChange ?? 0));
  const tell = (): [Verdict | null, string] => {
    if (now.hashprice === null || after === null) return [null, 'no price or no difficulty to read'];
    const next =
      now.nextChange === null
        ? 'the next retarget cannot be foreseen yet'
        : `${saidIn('hashprice', after)} after the next retarget (${percentSigned(now.nextChange)})`;
    const said = `${saidIn('hashprice', now.hashprice)} a PH/s and day, ${next}`;
    if (now.hashprice >= hashpriceRelief.value) return ['confirms', said];
    if (now.hashprice < hashpriceStress.value && after < hashpriceRelief.value) return ['warns', said];
    return ['mixed', after >= hashpriceRelief.value ? `${said}: relief is still ahead` : said];
  };
  const [verdict, because] = tell();
  const change = changeOf(before?.difficulty, now.difficulty);
  return {
    id: 'mining',
    title: 'Hashprice and difficulty',
    readings: [
      { name: 'hashprice', unit: 'hashprice', now: now.hashprice, dayBefore: before?.hashprice ?? null },
      { name: 'next retarget', unit: 'change', now: now.nextChange, dayBefore: before?.nextChange ?? null },
      { name: 'until then', unit: 'days', now: now.daysLeft, dayBefore: before?.daysLeft ?? null },
      ...(change
        ? [{ name: 'difficulty, over the day', unit: 'change' as const, now: change, dayBefore: null }]
        : []),
    ],
    confirmsIf: `${limit(hashpriceRelief)} or more a PH/s and day`,
    warnsIf: `below ${limit(hashpriceStress)}, and below ${limit(hashpriceRelief)} even after the next retarget`,
    verdict,
    because,
  };
};
