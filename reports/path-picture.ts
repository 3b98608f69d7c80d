import { extent, max, median, min, quantileSorted, ticks } from 'd3-array';
import { formatTime } from '../sim/engine/time.ts';

const WIDTH = 960;
const HEIGHT = 420;
const MARGIN = { top: 46, right: 20, bottom: 36, left: 64 };
const PRICE_TICKS = 7;
const SECONDS_PER_TIME_TICK = 6 * 3600;
const INK = '#1f2430';
const FAINT = '#8a92a3';
const SIMULATED = '#d1495b';
const MEASURED = '#1f6f8b';

/** A price at a time. */
export interface PathPoint {
  /** Seconds since 1970. */
  readonly seconds: number;
  readonly usd: number;
}

/** What the picture shows: simulated paths on one set of times, and measured points. */
export interface PathPicture {
  readonly title: string;
  readonly subtitle: string;
  readonly seconds: readonly number[];
  /** One path a seed, prices at `seconds`. */
  readonly paths: readonly (readonly number[])[];
  readonly measured: readonly PathPoint[];
}

/** Draws the median simulated path, the band from the lowest to the highest seed, and history, as a standalone SVG. */
export function pathPicture({ title, subtitle, seconds, paths, measured }: PathPicture): string {
  const at = seconds.map((_, i) => paths.map((path) => path[i]).sort((a, b) => a - b));
  const middle = at.map((values) => median(values) ?? 0);
  const low = at.map((values) => min(values) ?? 0);
  const high = at.map((values) => max(values) ?? 0);
  const [from = 0, to = 1] = extent([...seconds, ...measured.map((point) => point.seconds)]);
  const [bottom = 0, top = 1] = extent([...low, ...high, ...measured.map((point) => point.usd)]);
  const x = (time: number): number =>
    MARGIN.left + ((time - from) / (to - from)) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (usd: number): number =>
    HEIGHT - MARGIN.bottom - ((usd - bottom) / (top - bottom)) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const line = (points: readonly PathPoint[]): string =>
    points
      .map(({ seconds: time, usd }, i) => `${i === 0 ? 'M' : 'L'}${x(time).toFixed(1)},${y(usd).toFixed(1)}`)
      .join('');
  const on = (values: readonly number[]): PathPoint[] =>
    values.map((usd, i) => ({ seconds: seconds[i], usd }));
  const band = `${line(on(high))}${line([...on(low)].reverse()).replace('M', 'L')}Z`;
  const quarter = at.map((values) => quantileSorted(values, 0.25) ?? 0);
  const threeQuarters = at.map((values) => quantileSorted(values, 0.75) ?? 0);
  const inner = `${line(on(threeQuarters))}${line([...on(quarter)].reverse()).replace('M', 'L')}Z`;
  const text = (px: number, py: number, words: string, attributes = ''): string =>
    `<text x="${px.toFixed(1)}" y="${py.toFixed(1)}" ${attributes}>${words}</text>`;
  const grid = ticks(bottom, top, PRICE_TICKS).map(
    (usd) =>
      `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y(usd).toFixed(1)}" y2="${y(usd).toFixed(1)}" stroke="#e6e8ee"/>` +
      text(MARGIN.left - 8, y(usd) + 4, `${(usd / 1000).toFixed(1)}k`, `text-anchor="end" fill="${FAINT}"`),
  );
  const times: string[] = [];
  for (let time = from; time <= to; time += SECONDS_PER_TIME_TICK) {
    times.push(
      text(
        x(time),
        HEIGHT - 14,
        formatTime(time).slice(8, 16).replace('T', ' '),
        `text-anchor="${time > to - SECONDS_PER_TIME_TICK / 2 ? 'end' : 'middle'}" fill="${FAINT}"`,
      ),
    );
  }
  const dots = measured.map(
    ({ seconds: time, usd }) =>
      `<circle cx="${x(time).toFixed(1)}" cy="${y(usd).toFixed(1)}" r="3" fill="${MEASURED}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="${title}">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(MARGIN.left, 20, title, `fill="${INK}" font-size="15" font-weight="600"`),
    text(MARGIN.left, 37, subtitle, `fill="${FAINT}"`),
    ...grid,
    ...times,
    `<path d="${band}" fill="${SIMULATED}" opacity="0.12"/>`,
    `<path d="${inner}" fill="${SIMULATED}" opacity="0.18"/>`,
    `<path d="${line(on(middle))}" fill="none" stroke="${SIMULATED}" stroke-width="1.8"/>`,
    `<path d="${line(measured)}" fill="none" stroke="${MEASURED}" stroke-width="1.2" stroke-dasharray="5 3"/>`,
    ...dots,
    '</svg>',
    '',
  ].join('\n');
}
