/** Figures and times as a reader of prices writes them; nothing here depends on the machine's language. */
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const SCALES = [
  [1e12, ' tn'],
  [1e9, ' bn'],
  [1e6, ' m'],
  [1e3, ' k'],
] as const;
const MINUS = '-';

/** A number with thousands apart, e.g. "-12,345.6". */
export function thousands(value: number, decimals = 0): string {
  const [whole, fraction] = Math.abs(value).toFixed(decimals).split('.');
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const text = fraction ? `${digits}.${fraction}` : digits;
  return value < 0 && /[1-9]/.test(text) ? `${MINUS}${text}` : text;
}

/** How many there are of something: "1 event", "2,000 events". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${thousands(count)} ${count === 1 ? one : many}`;

/** US dollars to three figures: "$1.23 bn", "$-45 m", "$980". */
export function usdShort(usd: number): string {
  const size = Math.abs(usd);
  const [unit, name] = SCALES.find(([least]) => size >= least * 0.9995) ?? [1, ''];
  const figure = size / unit;
  const decimals = unit === 1 ? 0 : figure >= 99.95 ? 0 : figure >= 9.995 ? 1 : 2;
  return `${usd < 0 ? MINUS : ''}$${figure.toFixed(decimals)}${name}`;
}

/** The same with its sign: what was bought or sold. */
export const usdSigned = (usd: number): string => (usd > 0 ? `+${usdShort(usd)}` : usdShort(usd));

/** A price in US dollars: cents only where they matter. */
export const usdPrice = (usd: number): string => `$${thousands(usd, Math.abs(usd) < 1000 ? 2 : 0)}`;

/** A fraction as a percentage with its sign: "+1.2 %". */
export function percentSigned(fraction: number, decimals = 1): string {
  const text = `${thousands(100 * fraction, decimals)} %`;
  return fraction > 0 ? `+${text}` : text;
}

/** Seconds since 1970 as "5 Feb 15:33", UTC; seconds are said where they are not zero. */
export function timeShort(seconds: number): string {
  const date = new Date(seconds * 1000);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${clockOf(seconds)}`;
}

/** Seconds since 1970 as "15:33", UTC. */
export function clockOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(11, seconds % 60 === 0 ? 16 : 19);
}
