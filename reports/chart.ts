import { extent, ticks } from 'd3-array';

/** Pixels; height follows from the panels. */
const WIDTH = 760;
const MARGIN = { top: 52, right: 16, bottom: 46, left: 64 };
const HEAD = 22;
const GAP = 12;
const PIXELS_PER_TICK = 32;
const PIXELS_PER_TIME = 58;
/** Empty room above and below what is drawn, as a share of its span. */
const ROOM = 0.06;
const HOUR = 3600;
const TIME_STEPS = [300, 600, 900, 1800, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** One look for light pages, one for dark: an image in a page follows its reader. */
const STYLE = [
  ':root{--bg:#fff;--ink:#1f2430;--faint:#667085;--grid:#e6e8ee;--shade:#f3f5f9;--c0:#c23b4e;--c1:#1f6f8b;--c2:#a86a00;--c3:#4f7a34}',
  '@media(prefers-color-scheme:dark){:root{--bg:#14171e;--ink:#e8eaf0;--faint:#98a1b3;--grid:#2b303b;--shade:#1b1f28;--c0:#f07a88;--c1:#67b9d8;--c2:#e2ac4d;--c3:#9cc274}}',
  '.bg{fill:var(--bg)}.ink{fill:var(--ink)}.faint{fill:var(--faint)}.shade{fill:var(--shade)}.grid{stroke:var(--grid)}.rule{stroke:var(--faint);stroke-dasharray:4 3}',
  ...[0, 1, 2, 3].map(
    (n) => `.l${n}{fill:none;stroke:var(--c${n});stroke-width:1.6}.f${n}{fill:var(--c${n})}`,
  ),
].join('');

/** A value at a time, seconds since 1970; without a value the line is interrupted. */
export type Point = readonly [seconds: number, value: number | null];

/** One series of a panel; colours follow from the order. */
export interface Series {
  readonly name: string;
  /** `bars` stand on zero and end at their time, `barSeconds` wide; `area` is filled down to zero. */
  readonly mark: 'line' | 'step' | 'area' | 'bars';
  readonly points: readonly Point[];
  readonly barSeconds?: number;
}

/** A level with its name, such as a barrier or a threshold. */
export interface Rule {
  readonly value: number;
  readonly label: string;
}

/** Series on one vertical axis; `unit` is what the axis counts. */
export interface Panel {
  readonly unit: string;
  readonly height: number;
  readonly series: readonly Series[];
  readonly rules?: readonly Rule[];
  readonly decimals?: number;
}

/** A picture: panels under each other on one clock (UTC). */
export interface Chart {
  readonly title: string;
  readonly subtitle: string;
  /** Which run it shows. */
  readonly source?: string;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly panels: readonly Panel[];
  /** Stretches of time to shade, such as sessions. */
  readonly shades?: readonly (readonly [fromSeconds: number, toSeconds: number])[];
  /** Moments to mark in every panel. */
  readonly moments?: readonly { readonly seconds: number; readonly label: string }[];
}

/** Draws a chart as a standalone SVG that follows its reader's light or dark page. */
export function chartSvg(chart: Chart): string {
  const { title, subtitle, source = '', fromSeconds, toSeconds, panels } = chart;
  const inner = WIDTH - MARGIN.left - MARGIN.right;
  const x = (seconds: number): number =>
    MARGIN.left + (inner * (seconds - fromSeconds)) / (toSeconds - fromSeconds);
  let top = MARGIN.top;
  const drawn: string[] = [];
  for (const panel of panels) {
    drawn.push(...drawPanel(panel, chart, x, top + HEAD));
    top += HEAD + panel.height + GAP;
  }
  const height = top - GAP + MARGIN.bottom;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="11" role="img" aria-label="${escaped(title)}">`,
    `<style>${STYLE}</style>`,
    `<rect class="bg" width="${WIDTH}" height="${height}"/>`,
    text(16, 22, title, 'ink', 'font-size="14" font-weight="600"'),
    text(16, 40, subtitle, 'faint'),
    ...drawn,
    ...clock(chart, x, height - 28),
    text(WIDTH - MARGIN.right, height - 10, source, 'faint', 'text-anchor="end"'),
    '</svg>',
    '',
  ].join('\n');
}

type Scale = (value: number) => number;

function drawPanel(panel: Panel, chart: Chart, x: Scale, top: number): string[] {
  const { series, rules = [], height, unit } = panel;
  const bottom = top + height;
  const [low, high] = boundsOf(panel);
  const y = (value: number): number => bottom - (height * (value - low)) / (high - low);
  const left = MARGIN.left;
  const right = WIDTH - MARGIN.right;
  const levels = ticks(low, high, Math.max(3, Math.floor(height / PIXELS_PER_TICK)));
  const step = levels.length > 1 ? levels[1] - levels[0] : 1;
  const decimals = panel.decimals ?? Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const within = (seconds: number): number =>
    x(Math.min(chart.toSeconds, Math.max(chart.fromSeconds, seconds)));
  return [
    ...(chart.shades ?? []).map(
      ([from, to]) =>
        `<rect class="shade" x="${px(within(from))}" y="${px(top)}" width="${px(within(to) - within(from))}" height="${px(height)}"/>`,
    ),
    ...levels.flatMap((value) => [
      `<line class="grid" x1="${left}" x2="${right}" y1="${px(y(value))}" y2="${px(y(value))}"/>`,
      text(left - 7, y(value) + 4, grouped(value, decimals), 'faint', 'text-anchor="end"'),
    ]),
    ...legend(unit, series, top - 7),
    ...rules.flatMap(({ value, label }) => [
      `<line class="rule" x1="${left}" x2="${right}" y1="${px(y(value))}" y2="${px(y(value))}"/>`,
      text(right - 3, y(value) - 4, label, 'faint', 'text-anchor="end"'),
    ]),
    ...(chart.moments ?? []).map(
      ({ seconds }) =>
        `<line class="rule" x1="${px(x(seconds))}" x2="${px(x(seconds))}" y1="${px(top)}" y2="${px(bottom)}"/>`,
    ),
    ...series.map((one, n) => drawSeries(one, n, x, y)),
  ];
}

/** Least and greatest value of all that a panel shows, with some room; zero is within where something stands on it. */
function boundsOf({ series, rules = [] }: Panel): readonly [number, number] {
  const values = series.flatMap(({ points }) =>
    points.flatMap(([, value]) => (value === null ? [] : [value])),
  );
  const stands = series.some(({ mark }) => mark === 'bars' || mark === 'area');
  const [low = 0, high = 1] = extent([...values, ...rules.map(({ value }) => value), ...(stands ? [0] : [])]);
  const room = ROOM * (high - low || Math.abs(high) || 1);
  return [stands && low === 0 ? 0 : low - room, stands && high === 0 ? 0 : high + room];
}

function drawSeries({ mark, points, barSeconds = 300 }: Series, n: number, x: Scale, y: Scale): string {
  if (mark === 'bars')
    return `<path class="f${n}" d="${points
      .map(([seconds, value]) =>
        value
          ? `M${px(x(seconds - barSeconds))},${px(y(0))}V${px(y(value))}H${px(x(seconds))}V${px(y(0))}Z`
          : '',
      )
      .join('')}"/>`;
  const pieces: string[] = [];
  let before: Point | null = null;
  for (const point of points) {
    const [seconds, value] = point;
    if (value === null) before = null;
    else {
      const at = `${px(x(seconds))},${px(y(value))}`;
      if (before === null) pieces.push(`M${at}`);
      else pieces.push(mark === 'step' ? `H${px(x(seconds))}V${px(y(value))}` : `L${at}`);
      before = point;
    }
  }
  const line = `<path class="l${n}" d="${pieces.join('')}"/>`;
  const [first] = points;
  const last = points.at(-1);
  if (mark !== 'area' || !first || !last) return line;
  const floor = `L${px(x(last[0]))},${px(y(0))}L${px(x(first[0]))},${px(y(0))}Z`;
  return `<path class="f${n}" opacity="0.18" d="${pieces.join('')}${floor}"/>${line}`;
}

/** What the axis counts, then each series in its colour. */
function legend(unit: string, series: readonly Series[], at: number): string[] {
  const parts = [text(16, at, unit, 'faint')];
  if (series.length < 2 && series[0]?.name === '') return parts;
  const names = series
    .map(({ name }, n) => `<tspan class="f${n}"${n > 0 ? ' dx="12"' : ''}>${escaped(name)}</tspan>`)
    .join('');
  parts.push(
    `<text x="${WIDTH - MARGIN.right}" y="${px(at)}" text-anchor="end" font-weight="600">${names}</text>`,
  );
  return parts;
}

/** Labels of the common clock, and the names of the moments above it. */
function clock({ fromSeconds, toSeconds, moments = [] }: Chart, x: Scale, at: number): string[] {
  const room = (WIDTH - MARGIN.left - MARGIN.right) / PIXELS_PER_TIME;
  const step =
    TIME_STEPS.find((one) => (toSeconds - fromSeconds) / one <= room) ?? TIME_STEPS[TIME_STEPS.length - 1];
  const labels: string[] = [];
  for (let seconds = Math.ceil(fromSeconds / step) * step; seconds <= toSeconds; seconds += step) {
    const edge = x(seconds) > WIDTH - MARGIN.right - 16 ? 'end' : 'middle';
    const midnight = seconds % (24 * HOUR) === 0;
    const weight = midnight ? ' font-weight="600"' : '';
    labels.push(
      text(x(seconds), at, clockOf(seconds), midnight ? 'ink' : 'faint', `text-anchor="${edge}"${weight}`),
    );
  }
  for (const { seconds, label } of moments)
    labels.push(text(x(seconds) + 4, MARGIN.top + HEAD + 11, label, 'faint'));
  labels.push(text(16, at, 'UTC', 'faint'));
  return labels;
}

/** "14:30", or the day where it begins. */
function clockOf(seconds: number): string {
  const date = new Date(seconds * 1000);
  return seconds % (24 * HOUR) === 0
    ? `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`
    : date.toISOString().slice(11, 16);
}

function text(x: number, y: number, words: string, tone: string, attributes = ''): string {
  return `<text class="${tone}" x="${px(x)}" y="${px(y)}"${attributes ? ` ${attributes}` : ''}>${escaped(words)}</text>`;
}

function grouped(value: number, decimals: number): string {
  const [whole, fraction] = Math.abs(value).toFixed(decimals).split('.');
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ',') + (fraction ? `.${fraction}` : '');
  return value < 0 ? `−${digits}` : digits;
}

/** Tenths of a pixel: finer would only make the file longer. */
const px = (pixels: number): string => `${Math.round(pixels * 10) / 10 + 0}`;

const escaped = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
