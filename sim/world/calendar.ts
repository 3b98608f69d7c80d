import { MINUTES_PER_DAY } from '../engine/time.ts';
import type { SessionName } from './instrument.ts';

/** Sessions that have hours. */
export type TimedSession = Exclude<SessionName, 'always'>;

/** One opening of a venue: minutes of New York's week from the midnight before Sunday, the close not included. */
export interface WeeklyHours {
  readonly opens: number;
  readonly closes: number;
}

/** A day of New York on which a session is shut from a minute on, 0 for all day. */
export interface SpecialDay {
  readonly session: TimedSession;
  /** Days since 1970 of its date. */
  readonly day: number;
  readonly closes: number;
}

/** When venues are open: hours by session, in order of the week, and the days that differ. */
export interface Calendar {
  readonly hours: Record<TimedSession, readonly WeeklyHours[]>;
  readonly specialDays: SpecialDay[];
}

const daily = (weekdays: readonly number[], opens: number, minutes: number): readonly WeeklyHours[] =>
  weekdays.map((weekday) => ({
    opens: weekday * MINUTES_PER_DAY + opens,
    closes: weekday * MINUTES_PER_DAY + opens + minutes,
  }));

/** Sunday 18:00 to Friday 17:00, less 17:00 to 18:00 each day (CME contract specifications). */
const NEARLY_ALWAYS = daily([0, 1, 2, 3, 4], 18 * 60, 23 * 60);

/** Hours that hold unless the log says otherwise: US cash from 9:30 to 16:00 on weekdays, futures and metals nearly always. */
export const standardHours: Readonly<Record<TimedSession, readonly WeeklyHours[]>> = Object.freeze({
  'us-cash': daily([1, 2, 3, 4, 5], 9 * 60 + 30, 6 * 60 + 30),
  cme: NEARLY_ALWAYS,
  metals: NEARLY_ALWAYS,
});
