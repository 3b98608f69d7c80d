import { describe, expect, it } from 'vitest';
import { problemError } from '../../cli/scenario-source.ts';
import { agentKinds } from '../../scenarios/cast.ts';
import { builtIns, merged } from '../../scenarios/catalogue.ts';
import { checkScenario } from '../../scenarios/check.ts';
import { reachProblem } from '../../scenarios/reach-problem.ts';

/** 10 October 2025, a Friday, to the next morning: an event of one's own. */
const [START, END] = ['2025-10-10T00:00Z', '2025-10-11T06:00Z'];
const WINDOW = { from: START, to: END };
const row = {
  ...{ id: 'low', title: 'Low', unit: 'fraction', history: -0.15, tolerance: 0.02 },
  ...{ class: 'fit', family: 'price', clock: 'spot', source: 'a paper' },
  measure: { of: 'price-low', ...WINDOW, against: START },
};

/** What is said of an event whose one row differs from a good one. */
function said(over: Record<string, unknown>, others: Record<string, unknown> = {}): string {
  return saidOf({ history: { targets: [{ ...row, ...over }] }, ...others });
}

function saidOf(over: unknown): string {
  const outside = { shocks: [], flags: [] };
  const event = merged(builtIns['feb-5-2026'], { start: START, end: END, outside, history: null });
  const checked = checkScenario(merged(event, over));
  const problem = 'problem' in checked ? checked.problem : reachProblem(checked.scenario, agentKinds);
  return problem === null ? 'fine' : problemError(problem, '"mine"').message;
}

const AT = 'history.targets.low';

describe('a row of history', () => {
  it.each<[string, Record<string, unknown>]>([
    ['a low against a time', {}],
    ['a sign alone', { history: [null, 0], tolerance: 0 }],
    [
      'a low in dollars',
      { unit: 'usd', history: [101_500, 105_000], measure: { of: 'price-low', ...WINDOW } },
    ],
    ['a close after one before the window', close({ previousUsd: 68.74 })],
    ['a yes', yes(1)],
    ['a flow', { unit: 'usd', history: -4.5e6, measure: { of: 'fund-flow', tradeDate: '2025-10-10' } }],
    ['funding as it is paid', { unit: 'bp', measure: { of: 'funding', at: '2025-10-10T16:00Z' } }],
    ['contested', { class: 'contested', readings: [{ said: '5', by: 'A' }], verdict: 'It stands.' }],
    ['the least premium of a company', { unit: 'ratio', measure: mnav('treasury-3') }],
  ])('may be %s', (_, over) => expect(said(over)).toBe('fine'));

  it.each<[string, Record<string, unknown>, string]>([
    [
      'bounds upside down',
      { history: [0.2, 0.1] },
      `${AT}.history.0 in "mine" holds 0.2; it must be at most the upper bound, 0.1.`,
    ],
    [
      'no bound at all',
      { history: [null, null] },
      `${AT}.history in "mine" holds [null,null]; it must be a list with one bound at least: [least, most].`,
    ],
    [
      'a figure without tolerance',
      { tolerance: 0 },
      `${AT}.tolerance in "mine" holds 0; it must be a number of more than 0: only bounds, such as [null, 0], and a yes are met or missed without one.`,
    ],
    [
      'half a yes',
      yes(0.5),
      `${AT}.history in "mine" holds 0.5; it must be 1 for yes or 0 for no, as the unit is "yes".`,
    ],
    [
      'a unit of another measure',
      { unit: 'usd' },
      `${AT}.unit in "mine" holds "usd"; it must be fraction or bp, as price-low against a time is.`,
    ],
    [
      'a contest without readings',
      { class: 'contested', verdict: 'The first.' },
      `${AT}.readings in "mine" is missing; it must be what each source says, as the row is contested.`,
    ],
    [
      'a contest without a verdict',
      { class: 'contested', readings: [{ said: '5', by: 'A' }] },
      `${AT}.verdict in "mine" is missing; it must be which reading stands and why, as the row is contested.`,
    ],
    [
      'another row to follow that is not there',
      { follows: ['low'] },
      `There is no other row "low" in ${AT}.follows.0 of "mine". None is known.`,
    ],
    [
      'dollars of coins',
      { unit: 'usd', measure: { of: 'open-interest', instruments: ['BTC-PERP'], at: END } },
      `${AT}.unit in "mine" holds "usd"; it must be count, as open-interest in coins is.`,
    ],
  ])('is refused with %s', (_, over, sentence) => expect(said(over)).toBe(sentence));

  it.each<[string, unknown, string]>([
    [
      'a window upside down',
      { of: 'price-return', from: END, to: START },
      `${AT}.measure.to in "mine" holds "${START}"; it must be later than from, ${END}.`,
    ],
    [
      'a window of no time',
      { of: 'price-return', from: START, to: START },
      `${AT}.measure.to in "mine" holds "${START}"; it must be later than from, ${START}.`,
    ],
    [
      'bars longer than the window',
      { of: 'perp-premium-low', from: START, to: '2025-10-10T01:00Z', barMinutes: 90 },
      `${AT}.measure.barMinutes in "mine" holds 90; it must be at most 60, the minutes from ${START} to 2025-10-10T01:00Z.`,
    ],
    [
      'depth compared with a time that comes later',
      { of: 'depth-low', instruments: ['BTC-PERP'], withinBp: 10, since: END, ...WINDOW },
      `${AT}.measure.since in "mine" holds "${END}"; it must be earlier than from, ${START}.`,
    ],
    [
      'depth at a distance that is not measured',
      { of: 'depth-low', instruments: ['BTC-PERP'], withinBp: 15, since: START, from: END, to: END },
      `${AT}.measure.withinBp in "mine" holds 15; it must be one of 1, 2, 5, 10, 20, 50, 100.`,
    ],
    [
      'an instrument nobody lists',
      { of: 'price-return', instrument: 'BTC-PEPR', ...WINDOW },
      `There is no instrument "BTC-PEPR" in ${AT}.measure.instrument of "mine"; did you mean "BTC-PERP"?`,
    ],
    [
      'the basis of a perp',
      { of: 'futures-basis', instrument: 'BTC-PERP', at: END },
      `${AT}.measure.instrument in "mine" holds "BTC-PERP"; it must be CME-1 or CME-2 or CME-3, which futures-basis can be read off.`,
    ],
    [
      'the open interest of coins',
      { of: 'open-interest-change', instruments: ['CME-1', 'BTC-SPOT'], ...WINDOW },
      `${AT}.measure.instruments.1 in "mine" holds "BTC-SPOT"; it must be BTC-PERP or CME-1 or CME-2 or CME-3, which open-interest-change can be read off.`,
    ],
    [
      'open interest less that of shares',
      { of: 'open-interest-change', instruments: ['CME-1'], lessThanOf: ['IBIT'], ...WINDOW },
      `${AT}.measure.lessThanOf.0 in "mine" holds "IBIT"; it must be`,
    ],
    [
      'an instrument twice',
      { of: 'open-interest-change', instruments: ['CME-1', 'CME-1'], ...WINDOW },
      `${AT}.measure.instruments.1 in "mine" holds "CME-1"; it must be another instrument than those before it.`,
    ],
    [
      'a close of what never closes',
      { of: 'close-return', instrument: 'BTC-SPOT', day: '2025-10-10' },
      'it must be CME-1 or CME-2 or CME-3 or IBIT or SPX, which close-return can be read off.',
    ],
    [
      'a date that is none',
      { of: 'close-return', instrument: 'IBIT', day: '2025-02-31' },
      `${AT}.measure.day in "mine" holds "2025-02-31"; it must be a date such as 2026-02-05.`,
    ],
    [
      'closes of different lengths',
      gap([1, 2]),
      `${AT}.measure.second.closes in "mine" holds [1,2]; it must be a list of at least 3 entries.`,
    ],
    [
      'closes that do not pair',
      gap([1, 2, 3, 4]),
      `${AT}.measure.second.closes in "mine" holds [1,2,3,4]; it must be a list of 3 closes, one for each of the instrument's own.`,
    ],
    [
      'a company that is none',
      mnav('treasury'),
      `There is no treasury company "treasury" in ${AT}.measure.institution of "mine"; did you mean "treasury-1"`,
    ],
    [
      'a miner for a company',
      mnav('miner-1'),
      `There is no treasury company "miner-1" in ${AT}.measure.institution of "mine"`,
    ],
    [
      'a measure nobody knows',
      { of: 'prices-low', ...WINDOW },
      `There is no measure "prices-low" in ${AT}.measure.of of "mine"; did you mean "price-low"?`,
    ],
    [
      'no measure',
      WINDOW,
      `${AT}.measure.of in "mine" is missing; it must be one of price-return, price-low,`,
    ],
    [
      'a field of another measure',
      { of: 'price-return', ...WINDOW, againts: START },
      `There is no field "againts" in ${AT}.measure of "mine". Known: of, instrument, from, to.`,
    ],
  ])('is refused with %s', (_, measure, sentence) => {
    const { of = '' } = measure as { of?: string };
    const unit =
      { 'correlation-gap': 'ratio', 'mnav-low': 'ratio', 'depth-low': 'ratio', 'open-interest': 'count' }[
        of
      ] ?? 'fraction';
    expect(said({ measure, unit })).toContain(sentence);
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      'a time before the window',
      { measure: { of: 'price-low', from: '2025-10-09T23:00Z', to: END }, unit: 'usd' },
      `${AT}.measure.from in "mine" holds "2025-10-09T23:00Z"; it must be within the scenario's window, ${START} to ${END}.`,
    ],
    [
      'a base of returns after it',
      { measure: { ...row.measure, against: '2025-10-12' } },
      `${AT}.measure.against in "mine" holds "2025-10-12"; it must be within`,
    ],
    [
      'funding between payments',
      { unit: 'bp', measure: { of: 'funding', at: '2025-10-10T17:00Z' } },
      `${AT}.measure.at in "mine" holds "2025-10-10T17:00Z"; it must be 00:00, 08:00 or 16:00 UTC between start, ${START}, and end, ${END}: funding is paid then.`,
    ],
    [
      'funding at the opening, which nobody pays',
      { unit: 'bp', measure: { of: 'funding', at: START } },
      `${AT}.measure.at in "mine" holds "${START}"; it must be 00:00`,
    ],
    [
      'half a day of flows',
      { unit: 'usd', measure: { of: 'realised-loss', day: '2025-10-11' } },
      `${AT}.measure.day in "mine" holds "2025-10-11"; it must be a day that lies wholly within the scenario's window`,
    ],
    [
      'flows of a day without trading',
      { unit: 'usd', measure: { of: 'fund-flow', tradeDate: '2025-10-11' } },
      `${AT}.measure.tradeDate in "mine" holds "2025-10-11"; it must be a day that lies wholly`,
    ],
    [
      'a close on a Saturday',
      close({ day: '2025-10-11', previousUsd: 66.2 }),
      `${AT}.measure.day in "mine" holds "2025-10-11"; it must be a day whose US close lies within the scenario's window, ${START} to ${END} (2025-10-10).`,
    ],
    [
      'a close without the one before',
      close({}),
      `${AT}.measure.previousUsd in "mine" is missing; it must be the close before 2025-10-10 in US dollars, as that lies before the scenario's start, ${START}.`,
    ],
  ])('is refused with %s', (_, over, sentence) => expect(said(over)).toContain(sentence));

  it('knows holidays and half days: no flow on Thanksgiving, no close before 13:00 in New York on the day after', () => {
    const around = {
      start: '2025-11-27T00:00Z',
      listings: { coinsPerShare: 0.00057, futureExpiries: ['2025-12-26', '2026-01-30', '2026-03-27'] },
    };
    const flow = (tradeDate: string) => ({ unit: 'usd', measure: { of: 'fund-flow', tradeDate } });
    const whole = { ...around, end: '2025-11-29T00:00Z' };
    expect(said(flow('2025-11-27'), whole)).toContain(
      'holds "2025-11-27"; it must be a day on which US shares trade.',
    );
    expect(said(flow('2025-11-28'), whole)).toBe('fine');
    const black = close({ day: '2025-11-28', previousUsd: 50 });
    expect(said(black, { ...around, end: '2025-11-28T18:01Z' })).toBe('fine');
    expect(said(black, { ...around, end: '2025-11-28T18:00Z' })).toContain(
      'a day whose US close lies within',
    );
  });
});

describe('a history', () => {
  it('names each row once', () => {
    const twice = { history: { targets: [row, { ...row, id: 'other' }, row] } };
    expect(saidOf(twice)).toBe(
      'history.targets.2.id in "mine" holds "low"; it must be an id of its own: that of row 0 is the same.',
    );
  });

  it('has a path in order of time, within the window', () => {
    const path = (...times: string[]) => ({
      history: { path: times.map((time) => ({ time, spotUsd: 120_000, label: 'a', source: 'b' })) },
    });
    expect(saidOf(path(START, '2025-10-10T12:00Z', END))).toBe('fine');
    expect(saidOf(path('2025-10-10T12:00Z', START))).toBe(
      `history.path.1.time in "mine" holds "${START}"; it must be later than the point before it, 2025-10-10T12:00Z.`,
    );
    expect(saidOf(path(START, '2025-10-12T12:00Z'))).toBe(
      `history.path.1.time in "mine" holds "2025-10-12T12:00Z"; it must be within the scenario's window, ${START} to ${END}.`,
    );
  });

  it.each(Object.keys(builtIns))('of %s fits its own window', (id) => {
    const checked = checkScenario(builtIns[id]);
    expect('scenario' in checked && reachProblem(checked.scenario, agentKinds)).toBeNull();
  });
});

describe('news', () => {
  const shock = (...times: string[]) => ({
    outside: {
      shocks: [
        {
          id: 'a',
          title: 'A',
          driver: 'crypto',
          totalReturn: -0.1,
          profile: times.map((time, n) => [time, n]),
        },
      ],
    },
  });

  it('may begin before the window or last beyond it, and must not lie outside', () => {
    expect(saidOf(shock('2025-10-09T20:00Z', '2025-10-10T01:00Z'))).toBe('fine');
    expect(saidOf(shock('2025-10-11T05:00Z', '2025-10-12T01:00Z'))).toBe('fine');
    expect(saidOf(shock('2025-10-09T20:00Z', START))).toBe(
      `outside.shocks.a.profile.1.0 in "mine" holds "${START}"; it must be after the scenario's start, ${START}.`,
    );
    expect(saidOf(shock(END, '2025-10-12T01:00Z'))).toBe(
      `outside.shocks.a.profile.0.0 in "mine" holds "${END}"; it must be before the scenario's end, ${END}.`,
    );
  });

  it('that happens at once, happens before the end', () => {
    const flag = (time: string) => ({ outside: { flags: [{ id: 'a', title: 'A', time, size: 1 }] } });
    expect(saidOf(flag(START))).toBe('fine');
    expect(saidOf(flag(END))).toBe(
      `outside.flags.a.time in "mine" holds "${END}"; it must be from the scenario's start, ${START}, to before its end, ${END}.`,
    );
  });
});

function yes(history: number) {
  return {
    unit: 'yes',
    history,
    tolerance: 0,
    measure: { of: 'short-sales-restricted', instrument: 'IBIT', ...WINDOW },
  };
}

function close(over: object) {
  return { measure: { of: 'close-return', instrument: 'IBIT', day: '2025-10-10', ...over } };
}

function mnav(institution: string) {
  return { of: 'mnav-low', institution, ...WINDOW };
}

function gap(closes: number[]) {
  const three = { instrument: 'IGV', closes: [1, 2, 3] };
  return {
    of: 'correlation-gap',
    day: '2025-10-10',
    ...three,
    instrument: 'IBIT',
    first: three,
    second: { ...three, closes },
  };
}

describe('a text for readers', () => {
  const RED = 'red \u001b[31m';
  const inRow = (over: object): object => ({ history: { targets: [{ ...row, ...over }] } });
  const readings = (one: object): object => inRow({ readings: [{ said: '5', by: 'A', ...one }] });
  const profile = [
    [START, 0],
    [END, 1],
  ];
  const shock = { id: 'news', title: 'News', driver: 'gold', totalReturn: -0.01, profile };
  const flag = { id: 'loss', title: 'Loss', time: END, size: 1 };
  const point = { time: END, spotUsd: 1, label: 'Low', note: 'Low', source: 'A' };
  const shocked = (over: object): object => ({ outside: { shocks: [{ ...shock, ...over }] } });

  it.each<[string, object]>([
    ['title', { title: RED }],
    ['history.targets.low.title', inRow({ title: RED })],
    ['history.targets.low.clock', inRow({ clock: RED })],
    ['history.targets.low.source', inRow({ source: RED })],
    ['history.targets.low.verdict', inRow({ verdict: RED })],
    ['history.targets.low.readings.0.said', readings({ said: RED })],
    ['history.targets.low.readings.0.by', readings({ by: RED })],
    ['history.path.0.label', { history: { path: [{ ...point, label: RED }] } }],
    ['history.path.0.note', { history: { path: [{ ...point, note: RED }] } }],
    ['history.path.0.source', { history: { path: [{ ...point, source: RED }] } }],
    ['outside.shocks.news.title', shocked({ title: RED })],
    ['outside.flags.loss.title', { outside: { flags: [{ ...flag, title: RED }] } }],
  ])('at %s may not steer a terminal', (path, over) =>
    expect(saidOf(over)).toBe(
      `${path} in "mine" holds "red \\u001b[31m"; it must be a text without control characters.`,
    ),
  );

  it.each<[string, string, object]>([
    ['outside.shocks.red \u001b[31m.id', RED, shocked({ id: RED })],
    ['outside.flags.red \u001b[31m.id', RED, { outside: { flags: [{ ...flag, id: RED }] } }],
  ])('is no name: %j', (path, name, over) =>
    expect(saidOf(over)).toBe(
      `${path} in "mine" holds ${JSON.stringify(name)}; it must be lower-case letters, digits and hyphens.`,
    ),
  );

  it('is no name in the cast', () =>
    expect(saidOf({ cast: { [RED]: { kind: 'stop-holder' } } })).toBe(
      'cast in "mine" holds "red \\u001b[31m"; it must be keyed by lower-case letters, digits and hyphens.',
    ));

  it.each(['\u009b31m', '\u202egnol', '\u2028', 'a\u0000b'])('is refused with %j in it', (title) =>
    expect(saidOf({ title })).toContain('it must be a text without control characters.'),
  );

  it('may be folded over lines, which become one', () => {
    const event = merged(builtIns['feb-5-2026'], { title: '  Two\n  lines \n' });
    const checked = checkScenario(event);
    expect('scenario' in checked && checked.scenario.title).toBe('Two lines');
    expect(saidOf({ title: ' \n' })).toBe(
      'title in "mine" holds " \\n"; it must be a text that is not empty.',
    );
  });
});
