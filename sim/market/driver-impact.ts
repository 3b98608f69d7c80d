import { emit, type Log } from '../emit.ts';
import type { DriverSale } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { usMinutesSince } from './calendar.ts';
import { INSTRUMENT } from './instruments.ts';

/** How what institutions trade in software shares moves them: they have no order book here. */
export interface ImpactRule {
  /** Impact over daily volatility of trading one day's turnover at a tenth of it; 0: nobody moves them. */
  readonly prefactor: number;
  /** US dollars of software shares that trade on a calm day. */
  readonly dailyUsd: number;
  /** Standard deviation of their log return a day. */
  readonly dailyVol: number;
}

/** Prefactor 1 as in studies of metaorders; the turnover is that of the fund and of the shares in it. */
export const defaultImpact: ImpactRule = Object.freeze({ prefactor: 1, dailyUsd: 20e9, dailyVol: 0.015 });

/** Participation at which the prefactor is measured. */
const PARTICIPATION = 0.1;
const SESSION_MINUTES = 390;
/** Log return below which a change waits for more. */
const LEAST_CHANGE = 1e-7;
/** What adding up many small changes may have lost. */
const ROUNDING = 1e-9;

/**
 * Log return that `usd` bought evenly over `over` days (sold: negative) still explains `age` days of trading after the
 * last of it: a propagator c / sqrt(t) (Bouchaud, Gefen, Potters and Wyart 2004). At a constant participation it gives the
 * square root law, prefactor x volatility x sqrt(Q / V) at a tenth of turnover, and relaxes afterwards.
 */
export function impactLeft(usd: number, over: number, age: number, rule: ImpactRule): number {
  const { prefactor, dailyUsd, dailyVol } = rule;
  const scale = (prefactor * dailyVol) / (2 * dailyUsd * Math.sqrt(PARTICIPATION));
  return (scale * usd * 2 * (Math.sqrt(age + over) - Math.sqrt(age))) / over;
}

/** Moves software shares by what institutions have traded in them: at once by new trades, then back as older ones relax. */
export class DriverImpact {
  /** Days of trading from the window's beginning to a sale, by its seconds since 1970: shares relax while they trade. */
  private readonly days = new Map<number, number>();

  constructor(
    private readonly world: World,
    private readonly log: Log,
    private readonly script: { readonly softwareImpact: ImpactRule },
  ) {}

  /** What changed since the last push, and the event that said so (-1 where nothing moved); it cites the trade that changed most. */
  step(levelTicks: (change: number) => number): { readonly change: number; readonly seq: number } {
    const { driverSales, nowSeconds, driverPush } = this.world;
    if (driverSales.length === 0) return { change: 0, seq: -1 };
    const now = this.dayOf(nowSeconds);
    const before = this.dayOf(driverPush.seconds);
    let change = 0;
    let known = 0;
    let largest = 0;
    let cause = -1;
    for (const sale of driverSales) {
      // The last push knew of trades before it.
      const was = sale.seconds >= driverPush.seconds ? 0 : this.left(sale, before);
      const part = this.left(sale, now) - was;
      known += was;
      change += part;
      if (Math.abs(part) <= largest) continue;
      largest = Math.abs(part);
      cause = sale.seq;
    }
    // A fork may have changed the rule: by the new one, something else would have been pushed.
    const owed = known - driverPush.change;
    if (Math.abs(owed) > ROUNDING) change += owed;
    if (Math.abs(change) < LEAST_CHANGE) return { change: 0, seq: -1 };
    const columns = { instrument: INSTRUMENT.IGV, price: levelTicks(change), value: change };
    return { change, seq: emit(this.log, 'DriverPushed', cause, columns) };
  }

  private left({ seconds, usd, overMinutes }: DriverSale, day: number): number {
    const age = Math.max(0, day - this.dayOfSale(seconds));
    return impactLeft(usd, overMinutes / SESSION_MINUTES, age, this.script.softwareImpact);
  }

  /** Asked again in every tick, so kept; days of other times would pile up, one a tick. */
  private dayOfSale(seconds: number): number {
    let day = this.days.get(seconds);
    if (day === undefined) {
      day = this.dayOf(seconds);
      this.days.set(seconds, day);
    }
    return day;
  }

  private dayOf(seconds: number): number {
    const { calendar, startSeconds } = this.world;
    return usMinutesSince(calendar, startSeconds, seconds) / SESSION_MINUTES;
  }
}
