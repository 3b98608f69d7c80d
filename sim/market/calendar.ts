import type { SessionName } from '../world/instrument.ts';
import type { World } from '../world/world.ts';

/** New York is behind UTC by this many hours in winter (both events fall in it). */
const NEW_YORK_HOURS = 5;
const SECONDS_PER_DAY = 86_400;
/** 1970-01-01 was a Thursday; 0 is Sunday. */
const FIRST_WEEKDAY = 4;
const SUNDAY = 0;
const SATURDAY = 6;

/** Minute of the UTC day. */
export function minuteOfDay(seconds: number): number {
  return Math.floor((((seconds % SECONDS_PER_DAY) + SECONDS_PER_DAY) % SECONDS_PER_DAY) / 60);
}

/** Weekday (0 is Sunday) and minute of the day on New York's clock. */
export interface NewYorkClock {
  readonly weekday: number;
  readonly minute: number;
}

/** The clock read last: everybody asks for the same second many times. */
let known = Number.NaN;
let clock: NewYorkClock = { weekday: 0, minute: 0 };

/** New York's clock at seconds since 1970. */
export function newYorkClock(seconds: number): NewYorkClock {
  if (seconds === known) return clock;
  const local = seconds - NEW_YORK_HOURS * 3600;
  known = seconds;
  clock = { weekday: (Math.floor(local / SECONDS_PER_DAY) + FIRST_WEEKDAY) % 7, minute: minuteOfDay(local) };
  return clock;
}

/** Whether New York's exchanges open on a weekday (0 is Sunday): Monday to Friday. */
export function isWeekday(weekday: number): boolean {
  return weekday !== SUNDAY && weekday !== SATURDAY;
}

/** The tick nearest to a time in seconds since 1970. */
export function tickAt(world: Readonly<World>, seconds: number): number {
  return world.tick + Math.round((seconds - world.nowSeconds) / world.secondsPerTick);
}

export const US_OPEN_MINUTE = 9 * 60 + 30;
export const US_CLOSE_MINUTE = 16 * 60;
const FUTURES_BREAK_START = 17 * 60;
const FUTURES_BREAK_END = 18 * 60;

/** Whether a session is on at a time: US cash 9:30-16:00, futures and metals Sunday 18:00 to Friday 17:00 less 17:00-18:00. */
export function isInSession(session: SessionName, seconds: number): boolean {
  if (session === 'always') return true;
  const { weekday, minute } = newYorkClock(seconds);
  if (session === 'us-cash') {
    return isWeekday(weekday) && minute >= US_OPEN_MINUTE && minute < US_CLOSE_MINUTE;
  }
  if (minute >= FUTURES_BREAK_START && minute < FUTURES_BREAK_END) return false;
  if (weekday === SATURDAY) return false;
  if (weekday === SUNDAY) return minute >= FUTURES_BREAK_END;
  return weekday !== 5 || minute < FUTURES_BREAK_START;
}

/** Opening and close, seconds since 1970, of the next US cash session that has not begun (weekends have none). */
export function nextUsSession(seconds: number): { open: number; close: number } {
  const { weekday, minute } = newYorkClock(seconds);
  let days = minute < US_OPEN_MINUTE ? 0 : 1;
  while (!isWeekday((weekday + days) % 7)) days++;
  const open = seconds - (seconds % 60) + days * SECONDS_PER_DAY + (US_OPEN_MINUTE - minute) * 60;
  return { open, close: open + (US_CLOSE_MINUTE - US_OPEN_MINUTE) * 60 };
}

/** How busy investors are at an hour (1 is the European day): more in US hours, less in Asia's and in the US evening. */
export function activity(seconds: number): number {
  const { minute } = newYorkClock(seconds);
  if (minute >= 8 * 60 && minute < 16 * 60) return 1.2;
  if (minute >= 16 * 60 && minute < 20 * 60) return 0.8;
  if (minute >= 3 * 60 && minute < 8 * 60) return 1;
  return 0.8;
}
