import { z } from 'zod';
import { emit, type Log } from '../sim/emit.ts';
import { MINUTES_PER_DAY, parseTime, SECONDS_PER_DAY, secondsOf } from '../sim/engine/time.ts';
import { nextUsSession } from '../sim/market/calendar.ts';
import { type Calendar, standardHours, type TimedSession, type WeeklyHours } from '../sim/world/calendar.ts';
import type { Problem } from './problem.ts';
import type { Scenario } from './scenario.ts';

const SESSIONS = ['us-cash', 'cme', 'metals'] as const satisfies readonly TimedSession[];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
/** Special days are told to the log from so many days before the window to so many after it: deliveries look ahead. */
const DAYS_BEFORE = 1;
const DAYS_AFTER = 7;

/** Days on which US exchanges stay shut, and those on which they close at 13:00 (NYSE holiday calendar, 2025 and 2026). */
const HOLIDAYS =
  '2025-01-01 2025-01-09 2025-01-20 2025-02-17 2025-04-18 2025-05-26 2025-06-19 2025-07-04 2025-09-01 2025-11-27 ' +
  '2025-12-25 2026-01-01 2026-01-19 2026-02-16 2026-04-03 2026-05-25 2026-06-19 2026-07-03 2026-09-07 2026-11-26 ' +
  '2026-12-25';
const EARLY_CLOSES = '2025-07-03 2025-11-28 2025-12-24 2026-11-27 2026-12-24';

const exchangeHolidays = [
  ...HOLIDAYS.split(' ').map((date) => ({ session: 'us-cash' as const, date, closes: '00:00' })),
  ...EARLY_CLOSES.split(' ').map((date) => ({ session: 'us-cash' as const, date, closes: '13:00' })),
];

const weekTime = z.string().regex(/^(Sun|Mon|Tue|Wed|Thu|Fri|Sat) ([01]\d:[0-5]\d|2[0-3]:[0-5]\d|24:00)$/, {
  message: 'must be a time of New York’s week such as Mon 09:30',
});
const hours = z
  .array(
    z.strictObject({
      opens: weekTime.describe('When it opens, on New York’s clock: Mon 09:30'),
      closes: weekTime.describe('When it closes: Mon 16:00'),
    }),
  )
  .max(100);
const specialDay = z.strictObject({
  session: z.enum(SESSIONS).describe('Whose day it is'),
  date: z
    .string()
    .refine((text) => /^\d{4}-\d\d-\d\d$/.test(text) && parseTime(text) !== null, {
      message: 'must be a date such as 2025-11-27',
    })
    .describe('Date of New York'),
  closes: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { message: 'must be a time of New York’s day such as 13:00' })
    .default('00:00')
    .describe('Minute of New York’s day from which the session is shut: 00:00 for the whole day'),
});

/** When venues are open, on New York's clock: hours of the week by session, and days that differ. */
export const calendarSchema = z
  .strictObject({
    hours: z
      .strictObject({
        'us-cash': hours.min(1).default(inWords(standardHours['us-cash'])).describe('US shares'),
        cme: hours.default(inWords(standardHours.cme)).describe('Futures'),
        metals: hours.default(inWords(standardHours.metals)).describe('Metals and the dollar'),
      })
      .prefault({})
      .describe('Hours of the week, in order'),
    specialDays: z
      .array(specialDay)
      .max(1000)
      .default(exchangeHolidays)
      .describe('Days that differ; US holidays of 2025 and 2026 unless others are given'),
  })
  .prefault({});

type CalendarInput = Scenario['calendar'];

/** Writes into the log what differs from standard hours, and the special days near the window. */
export function openCalendar({ calendar, start, end }: Scenario, log: Log): void {
  for (const session of SESSIONS) {
    const weekly = calendar.hours[session].map(inMinutes);
    if (isSame(weekly, standardHours[session])) continue;
    emit(log, 'HoursCleared', -1, {}, { session });
    for (const { opens, closes } of weekly)
      emit(log, 'HoursSet', -1, {}, { session, opensMinute: opens, closesMinute: closes });
  }
  const from = Math.floor(secondsOf(start) / SECONDS_PER_DAY) - DAYS_BEFORE;
  const to = Math.floor(secondsOf(end) / SECONDS_PER_DAY) + DAYS_AFTER;
  for (const { session, date, closes } of calendar.specialDays) {
    const day = secondsOf(date) / SECONDS_PER_DAY;
    if (day < from || day > to) continue;
    emit(log, 'SpecialDaySet', -1, {}, { session, date, closesMinute: clockMinute(closes) });
  }
}

/** Closes of US shares that a run of a scenario sees, seconds since 1970: after its start and before its end. */
export function usClosesOf({ calendar, start, end }: Scenario): readonly number[] {
  const known: Calendar = {
    hours: {
      'us-cash': calendar.hours['us-cash'].map(inMinutes),
      cme: calendar.hours.cme.map(inMinutes),
      metals: calendar.hours.metals.map(inMinutes),
    },
    specialDays: calendar.specialDays.map(({ session, date, closes }) => ({
      session,
      day: secondsOf(date) / SECONDS_PER_DAY,
      closes: clockMinute(closes),
    })),
  };
  const [from, to] = [secondsOf(start), secondsOf(end)];
  const closes: number[] = [];
  // A session of the day before may still be open.
  for (let seconds = from - SECONDS_PER_DAY; seconds < to; ) {
    const { open, close } = nextUsSession(known, seconds);
    if (close > from && close < to) closes.push(close);
    seconds = open;
  }
  return closes;
}

/** What is wrong with a calendar that no single field can tell. */
export function calendarProblem({ hours, specialDays }: CalendarInput): Problem | null {
  for (const session of SESSIONS) {
    for (const [k, { opens, closes }] of hours[session].entries()) {
      const at = (field: string): string[] => ['calendar', 'hours', session, `${k}`, field];
      const before = hours[session][k - 1]?.closes;
      if (before !== undefined && weekMinute(opens) < weekMinute(before)) {
        const right = `at or after the close of the session before it, ${before}: sessions may not overlap`;
        return { path: at('opens'), holds: opens, right };
      }
      if (weekMinute(closes) <= weekMinute(opens))
        return { path: at('closes'), holds: closes, right: `later in the week than its opening, ${opens}` };
      if (session === 'us-cash' && opens.slice(0, 3) !== closes.slice(0, 3)) {
        const right = `on the day of its opening, ${opens}: net asset value is struck once a day`;
        return { path: at('closes'), holds: closes, right };
      }
    }
  }
  const days = specialDays.map(({ session, date }) => `${session} ${date}`);
  const twice = days.findIndex((day, k) => days.indexOf(day) < k);
  if (twice < 0) return null;
  const path = ['calendar', 'specialDays', `${twice}`, 'date'];
  return { path, holds: specialDays[twice].date, right: 'a day that its session has no other entry for' };
}

const clockMinute = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));

/** Minutes from the midnight before Sunday of a text such as "Mon 09:30". */
function weekMinute(text: string): number {
  return WEEKDAYS.indexOf(text.slice(0, 3)) * MINUTES_PER_DAY + clockMinute(text.slice(4));
}

function inMinutes({ opens, closes }: { opens: string; closes: string }): WeeklyHours {
  return { opens: weekMinute(opens), closes: weekMinute(closes) };
}

function inWords(weekly: readonly WeeklyHours[]): { opens: string; closes: string }[] {
  const two = (n: number): string => `${n}`.padStart(2, '0');
  const word = (minute: number): string => {
    const clock = minute % MINUTES_PER_DAY;
    return `${WEEKDAYS[Math.floor(minute / MINUTES_PER_DAY)]} ${two(Math.floor(clock / 60))}:${two(clock % 60)}`;
  };
  return weekly.map(({ opens, closes }) => ({ opens: word(opens), closes: word(closes) }));
}

function isSame(a: readonly WeeklyHours[], b: readonly WeeklyHours[]): boolean {
  return (
    a.length === b.length && a.every(({ opens, closes }, k) => opens === b[k].opens && closes === b[k].closes)
  );
}
