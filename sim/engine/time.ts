/**
 * Civil time without a clock: ISO 8601 UTC text to whole seconds since 1970 and back, by integer arithmetic
 * (days-from-civil, Howard Hinnant 2013), so that a run never asks the machine what time it is.
 */
const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.0+)?)?Z?)?$/;

export const HOURS_PER_DAY = 24;
export const MINUTES_PER_DAY = 1440;
export const SECONDS_PER_DAY = 86_400;
/** Days of the year by which yields, volatilities and times to expiry are counted: every day trades. */
export const DAYS_PER_YEAR = 365;
export const SECONDS_PER_YEAR = DAYS_PER_YEAR * SECONDS_PER_DAY;

/** Days since 1970-01-01 of a Gregorian date. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Year, month and day of the month of days since 1970-01-01. */
export function civilFromDays(days: number): [number, number, number] {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day];
}

/** Seconds since 1970-01-01T00:00Z of an ISO 8601 UTC date or minute, or null when the text is not one. */
export function parseTime(text: string): number | null {
  const match = ISO.exec(text);
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match
    .slice(1)
    .map((part) => Number(part ?? 0)) as number[];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const days = daysFromCivil(year, month, day);
  const [y, m, d] = civilFromDays(days);
  if (y !== year || m !== month || d !== day) return null;
  return days * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second;
}

/** Seconds since 1970 of an ISO time that must be right; throws with the text otherwise. */
export function secondsOf(text: string): number {
  const seconds = parseTime(text);
  if (seconds === null)
    throw new RangeError(`"${text}" is not an ISO 8601 UTC time such as 2026-02-05T14:30Z`);
  return seconds;
}

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`);

/** ISO 8601 UTC text of seconds since 1970; seconds are printed only when they are not zero. */
export function formatTime(seconds: number): string {
  const days = Math.floor(seconds / SECONDS_PER_DAY);
  const rest = seconds - days * SECONDS_PER_DAY;
  const [year, month, day] = civilFromDays(days);
  const clock = `${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}`;
  const tail = rest % 60 === 0 ? '' : `:${two(rest % 60)}`;
  return `${year}-${two(month)}-${two(day)}T${clock}${tail}Z`;
}

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** Date such as "27 February 2026" of seconds since 1970, UTC. */
export function dateInWords(seconds: number): string {
  const [year, month, day] = civilFromDays(Math.floor(seconds / SECONDS_PER_DAY));
  return `${day} ${MONTHS[month - 1]} ${year}`;
}

/** Seconds in a duration such as "60s", "1m", "90m", "1h" or "2d", or null when the text is not one. */
export function parseDuration(text: string): number | null {
  const match = /^(\d+)(s|m|h|d)$/.exec(text);
  if (!match) return null;
  const unit = { s: 1, m: 60, h: 3600, d: SECONDS_PER_DAY }[match[2] as 's' | 'm' | 'h' | 'd'];
  return Number(match[1]) * unit;
}
