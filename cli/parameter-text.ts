/** What the description of a parameter says, taken apart; null where it says nothing of the kind. */
export interface ParameterText {
  readonly about: string;
  readonly unit: string | null;
  readonly range: string | null;
  readonly source: string | null;
}

/** Takes apart "share of turnover it takes (.05-.10: a choice)": what it means, its unit, plausible values, and why these. */
export function parameterText(description: string): ParameterText {
  const opening = openingOfLastBracket(description);
  const about = (opening < 0 ? description : description.slice(0, opening)).trimEnd();
  const unit = unitOf(about);
  if (opening < 0) return { about, unit, range: null, source: null };
  const said = description.slice(opening + 1, -1);
  const colon = said.indexOf(': ');
  if (colon < 0) return { about, unit, range: null, source: said };
  return { about, unit, range: said.slice(0, colon), source: said.slice(colon + 2) };
}

/** Where the bracket begins that a text ends with, or -1; brackets within it ("rule 4210(c)") are part of it. */
function openingOfLastBracket(text: string): number {
  if (!text.endsWith(')')) return -1;
  let depth = 0;
  for (let at = text.length - 1; at >= 0; at--) {
    if (text[at] === ')') depth++;
    if (text[at] === '(' && --depth === 0) return at;
  }
  return -1;
}

/** Words that name a unit; where two begin at the same place the earlier line counts. */
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/millions of US dollars a minute/, 'millions of US dollars a minute per percent'],
  [/US dollars a vol point/, 'US dollars per vol point'],
  [/US dollars per kilowatt-hour/, 'US dollars per kilowatt-hour'],
  [/US dollars quoted per basis point/, 'US dollars per basis point'],
  [/absolute risk aversion per US dollar/, 'per US dollar'],
  [/US dollars/, 'US dollars'],
  [/bitcoin/, 'bitcoin'],
  [/basis points/, 'basis points'],
  [/vol points/, 'vol points'],
  [/joules per terahash/, 'joules per terahash'],
  [/exahashes per second/, 'exahashes per second'],
  [/log (return|rise|fall) .* per /, 'ratio'],
  [/Pareto index/, 'exponent'],
  [/log (distance|gap|return|rise|fall)/, 'natural log'],
  [/log standard deviation/, 'natural log'],
  [/(minute of the New York day|minute of New York's day)/, 'minute of the New York day'],
  [/minutes/, 'minutes'],
  [/hours/, 'hours'],
  [/days/, 'days'],
  [/share a year/, 'share a year'],
  [/shares (held|outstanding|it|against)|trust shares/, 'shares'],
  [/(share|fraction)\b/, 'share'],
  [/daily standard deviation/, 'share'],
  [/standard deviations/, 'standard deviations'],
  [/(probability|chance)\b/, 'probability'],
  [/correlation/, 'correlation'],
  [/(ratios?|multiples?|times|price over cost|exposure over)\b/, 'ratio'],
  [/skew-stickiness/, 'ratio'],
  [/power of/, 'exponent'],
  [/(accounts|closes|contracts|puts sold|orders)\b/, 'count'],
];

/** The unit a description names first. */
function unitOf(about: string): string | null {
  let first = about.length;
  let unit: string | null = null;
  for (const [words, name] of UNITS) {
    const at = about.search(words);
    if (at >= 0 && at < first) {
      first = at;
      unit = name;
    }
  }
  return unit;
}
