import { civilFromDays, daysFromCivil, MINUTES_PER_DAY, SECONDS_PER_DAY } from '../engine/time.ts';
import type { Calendar, TimedSession } from '../world/calendar.ts';
import type { SessionName } from '../world/instrument.ts';
import type { World } from '../world/world.ts';

/** New York is behind UTC by this many hours in winter, one less in summer. */
const NEW_YORK_HOURS = 5;
const DAYS_PER_WEEK = 7;
/** 1970-01-01 was a Thursday; 0 is Sunday. */
const FIRST_WEEKDAY = 4;
/** Clocks change at 2:00 in New York: on the second Sunday of March, and back on the first of November. */
const CHANGE_HOUR = 2;
const MARCH = 3;
const NOVEMBER = 11;

/** Minute of the UTC day. */
export function minuteOfDay(seconds: number): number {
  return Math.floor((((seconds % SECONDS_PER_DAY) + SECONDS_PER_DAY) % SECONDS_PER_DAY) / 60);
}

const weekdayOf = (day: number): number => (day + FIRST_WEEKDAY) % DAYS_PER_WEEK;

/** Date (days since 1970), weekday (0 is Sunday) and minute of the day on New York's clock. */
export interface NewYorkClock {
  readonly day: number;
  readonly weekday: number;
  readonly minute: number;
}

/** The clock read last: everybody asks for the same second many times. */
let known = Number.NaN;
let clock: NewYorkClock = { day: 0, weekday: 0, minute: 0 };

/** New York's clock at seconds since 1970, daylight saving included. */
export function newYorkClock(seconds: number): NewYorkClock {
  if (seconds === known) return clock;
  const local = seconds - hoursBehind(seconds) * 3600;
  const day = Math.floor(local / SECONDS_PER_DAY);
  known = seconds;
  clock = { day, weekday: weekdayOf(day), minute: minuteOfDay(local) };
  return clock;
}

/** Hours by which New York is behind UTC (15 U.S.C. 260a: daylight saving since 2007). */
function hoursBehind(seconds: number): number {
  const [year] = civilFromDays(Math.floor(seconds / SECONDS_PER_DAY));
  const begins = sunday(year, MARCH, 2) * SECONDS_PER_DAY + (CHANGE_HOUR + NEW_YORK_HOURS) * 3600;
  const ends = sunday(year, NOVEMBER, 1) * SECONDS_PER_DAY + (CHANGE_HOUR + NEW_YORK_HOURS - 1) * 3600;
  return seconds >= begins && seconds < ends ? NEW_YORK_HOURS - 1 : NEW_YORK_HOURS;
}

/** Days since 1970 of the n-th Sunday of a month. */
function sunday(year: number, month: number, n: number): number {
  const first = daysFromCivil(year, month, 1);
  return first + ((DAYS_PER_WEEK - weekdayOf(first)) % DAYS_PER_WEEK) + (n - 1) * DAYS_PER_WEEK;
}

/** Seconds since 1970 of a minute of New York's day. */
function secondsAt(day: number, minute: number): number {
  const local = day * SECONDS_PER_DAY + minute * 60;
  return local + hoursBehind(local + NEW_YORK_HOURS * 3600) * 3600;
}

/** The tick nearest to a time in seconds since 1970. */
export function tickAt(world: Readonly<World>, seconds: number): number {
  return world.tick + Math.round((seconds - world.nowSeconds) / world.secondsPerTick);
}

/** Close of a regular US cash session, minutes of New York's day. */
export const US_CLOSE_MINUTE = 16 * 60;
/** The day of round-the-clock markets ends here. */
const DAY_END_MINUTE = 17 * 60;

/** Whether a session is on at a time. */
export function isInSession(calendar: Calendar, session: SessionName, seconds: number): boolean {
  return session === 'always' || minutesLeft(calendar, session, seconds) > 0;
}

/** Minutes until a session closes, 0 while it is closed; what never closes counts to 17:00 New York. */
export function minutesLeft(calendar: Calendar, session: SessionName, seconds: number): number {
  const { day, weekday, minute } = newYorkClock(seconds);
  if (session === 'always') return dayLeft(minute);
  const now = weekday * MINUTES_PER_DAY + minute;
  for (const { opens, closes } of calendar.hours[session]) {
    if (now < opens || now >= closes) continue;
    let left = closes - now;
    for (let midnight = -minute, d = day; midnight < left; midnight += MINUTES_PER_DAY, d++)
      left = Math.min(left, midnight + shutFrom(calendar, session, d));
    return Math.max(0, left);
  }
  return 0;
}

function dayLeft(minute: number): number {
  return minute < DAY_END_MINUTE ? DAY_END_MINUTE - minute : MINUTES_PER_DAY - minute + DAY_END_MINUTE;
}

/** Minute of a date of New York from which a session is shut out of turn; infinity on an ordinary day. */
function shutFrom({ specialDays }: Calendar, session: TimedSession, day: number): number {
  for (const special of specialDays) {
    if (special.day === day && special.session === session) return special.closes;
  }
  return Number.POSITIVE_INFINITY;
}

/** Minutes of New York's day at which US cash opens and closes. */
export interface DayHours {
  readonly open: number;
  readonly close: number;
}

/** Hours of US cash on the date that New York has now; null on weekends and holidays. */
export function usHours(calendar: Calendar, seconds: number): DayHours | null {
  return hoursOn(calendar, newYorkClock(seconds).day);
}

/** A minute of a regular US cash day, as much earlier as today's session closes before 16:00 (half days: 13:00). */
export function shiftedToClose(calendar: Calendar, seconds: number, minute: number): number {
  return minute - US_CLOSE_MINUTE + (usHours(calendar, seconds)?.close ?? US_CLOSE_MINUTE);
}

function hoursOn(calendar: Calendar, day: number): DayHours | null {
  const midnight = weekdayOf(day) * MINUTES_PER_DAY;
  const shut = shutFrom(calendar, 'us-cash', day);
  let open = -1;
  let close = -1;
  for (const { opens, closes } of calendar.hours['us-cash']) {
    if (opens < midnight || opens >= midnight + MINUTES_PER_DAY || opens - midnight >= shut) continue;
    if (open < 0) open = opens - midnight;
    close = Math.min(closes - midnight, shut);
  }
  return open < 0 ? null : { open, close };
}

/** Minutes of US cash sessions between two times in seconds since 1970. */
export function usMinutesSince(calendar: Calendar, from: number, to: number): number {
  let minutes = 0;
  for (let { day } = newYorkClock(from), last = newYorkClock(to).day; day <= last; day++) {
    const hours = hoursOn(calendar, day);
    if (!hours) continue;
    const opens = Math.max(from, secondsAt(day, hours.open));
    minutes += Math.max(0, Math.min(to, secondsAt(day, hours.close)) - opens) / 60;
  }
  return minutes;
}

/** Opening and close, seconds since 1970, of the next US cash session that has not begun: holidays and weekends have none. */
export function nextUsSession(calendar: Calendar, seconds: number): DayHours {
  const { day, minute } = newYorkClock(seconds);
  // Each special day takes one session at most, and every week has one.
  const last = day + DAYS_PER_WEEK * (calendar.specialDays.length + 1);
  for (let d = day; d <= last; d++) {
    const hours = hoursOn(calendar, d);
    if (hours && (d > day || minute < hours.open))
      return { open: secondsAt(d, hours.open), close: secondsAt(d, hours.close) };
  }
  throw new Error('US cash has no session in any week; give calendar.hours.us-cash one');
}

/** How busy investors are at an hour (1 is the European day): more in US hours, less in Asia's and in the US evening. */
export function activity(seconds: number): number {
  const { minute } = newYorkClock(seconds);
  if (minute >= 8 * 60 && minute < 16 * 60) return 1.2;
  if (minute >= 16 * 60 && minute < 20 * 60) return 0.8;
  if (minute >= 3 * 60 && minute < 8 * 60) return 1;
  return 0.8;
}
