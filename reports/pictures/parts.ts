import type { Chart, Panel, Point, Rule, Series } from '../chart.ts';
import type { FlowFilter, MechanismLog } from '../mechanism-log.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** The US cash session in winter, hours UTC. */
const US_SESSION = [14.5, 21] as const;
const MINUTES_PER_POINT = 10;
const PRICE_HEIGHT = 78;
/** Height of the panel that a picture is about. */
export const MAIN_HEIGHT = 190;

/** A stretch of a run, seconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The whole of what a log holds. */
export function spanOf(log: MechanismLog): Span {
  return { from: log.secondsAt(0), to: log.secondsAt(log.indexUsd.length - 1) };
}

/** US cash sessions within a span: they are shaded in every picture. */
export function sessions({ from, to }: Span): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (let day = Math.floor(from / DAY) * DAY; day < to; day += DAY) {
    const weekday = (day / DAY + 4) % 7;
    if (weekday === 0 || weekday === 6) continue;
    found.push([day + US_SESSION[0] * HOUR, day + US_SESSION[1] * HOUR]);
  }
  return found.filter(([open, close]) => close > from && open < to);
}

/** Title, span, shades: what pictures of a whole run have in common. */
export function whole(
  log: MechanismLog,
  title: string,
  subtitle: string,
): Omit<Chart, 'panels'> & { span: Span } {
  const span = spanOf(log);
  return { title, subtitle, span, fromSeconds: span.from, toSeconds: span.to, shades: sessions(span) };
}

/** Samples a series every ten minutes of a span; null where there is nothing to see. */
export function sampled({ from, to }: Span, valueAt: (seconds: number) => number | null): Point[] {
  const points: Point[] = [];
  for (let at = from; at <= to; at += MINUTES_PER_POINT * 60) points.push([at, valueAt(at)]);
  return points;
}

/** The path of the spot index, above what a mechanism did. */
export function pricePanel(log: MechanismLog, span: Span): Panel {
  const points = sampled(span, (at) => (log.indexUsd[log.tickOf(at)] ?? Number.NaN) / 1000);
  return { unit: 'bitcoin, thousand US dollars', height: PRICE_HEIGHT, series: [lineOf('', points)] };
}

/** A line. */
export const lineOf = (name: string, points: readonly Point[]): Series => ({ name, mark: 'line', points });

/** A flow as bars, millions of US dollars: bought above zero, sold below. */
export function flowBars(
  log: MechanismLog,
  span: Span,
  name: string,
  filter: FlowFilter,
  minutes: number,
): Series {
  const seconds = minutes * 60;
  const sums = new Map<number, number>();
  for (const [bucket, usd] of log.flow(filter).entries()) {
    const end = Math.ceil(log.bucketEnd(bucket) / seconds) * seconds;
    if (end > span.from && end <= span.to) sums.set(end, (sums.get(end) ?? 0) + usd / 1e6);
  }
  return { name, mark: 'bars', barSeconds: seconds, points: [...sums] };
}

/** A flow added up since the start of a span, millions of US dollars. */
export function flowLine(log: MechanismLog, span: Span, name: string, filter: FlowFilter): Series {
  let sum = 0;
  const points: Point[] = [[span.from, 0]];
  for (const [bucket, usd] of log.flow(filter).entries()) {
    const end = log.bucketEnd(bucket);
    if (end <= span.from || end > span.to) continue;
    sum += usd / 1e6;
    if (end % (MINUTES_PER_POINT * 60) === 0) points.push([end, sum]);
  }
  return lineOf(name, points);
}

/** Something that many report for themselves, added up: each event replaces what its reporter said before. */
export function sumOfLatest<E extends { readonly tick: number; readonly actor: number | null }>(
  log: MechanismLog,
  { from, to }: Span,
  events: readonly E[],
  read: (event: E) => number,
): Point[] {
  const latest = new Map<number, number>();
  const points: Point[] = [];
  let next = from;
  let sum = 0;
  for (const event of events) {
    const at = log.secondsAt(event.tick);
    for (; next <= Math.min(at, to); next += MINUTES_PER_POINT * 60)
      points.push([next, latest.size > 0 ? sum : null]);
    const actor = event.actor ?? -1;
    sum += read(event) - (latest.get(actor) ?? 0);
    latest.set(actor, read(event));
  }
  for (; next <= to; next += MINUTES_PER_POINT * 60) points.push([next, sum]);
  return points;
}

/** A named level. */
export const ruleAt = (value: number, label: string): Rule => ({ value, label });

/** Values at ticks added up by the hour, as bars. */
export function hourlyBars(
  log: MechanismLog,
  { to }: Span,
  values: readonly (readonly [number, number])[],
): Series {
  const sums = new Map<number, number>();
  for (const [tick, value] of values) {
    const end = Math.floor(log.secondsAt(tick) / HOUR + 1) * HOUR;
    if (end <= to) sums.set(end, (sums.get(end) ?? 0) + value);
  }
  return { name: '', mark: 'bars', barSeconds: HOUR, points: [...sums] };
}
