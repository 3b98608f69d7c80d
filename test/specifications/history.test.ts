import { describe, expect, it } from 'vitest';
import { builtIns } from '../../scenarios/catalogue.ts';
import { openingFacts, turningPoints } from '../../scenarios/feb-5-2026/history.ts';
import { facts, turningPoints as november } from '../../scenarios/nov-21-2025/history.ts';
import { nov21 } from '../../scenarios/nov-21-2025/scenario.ts';
import { secondsOf } from '../../sim/engine/time.ts';

const OPENS = '2026-02-04T00:00Z';
const CLOSES = '2026-02-07T00:00Z';
const price = (time: string) => turningPoints.find((point) => point.time === time)?.spotUsd;

describe('turning points', () => {
  it('run forward in time from the window open to the window close', () => {
    const seconds = turningPoints.map((point) => secondsOf(point.time));
    for (let i = 1; i < seconds.length; i++) expect(seconds[i]).toBeGreaterThan(seconds[i - 1]);
    expect(turningPoints[0].time).toBe(OPENS);
    expect(turningPoints.at(-1)?.time).toBe(CLOSES);
  });

  // Anchor figures measured from exchange klines, to the cent as traded.
  it.each([
    ['2026-02-04T00:00Z', 75770.21],
    ['2026-02-04T22:00Z', 71888.0],
    ['2026-02-05T00:00Z', 73165.84],
    ['2026-02-05T14:30Z', 70129.13],
    ['2026-02-05T15:33Z', 66720.15],
    ['2026-02-05T20:15Z', 65051.38],
    ['2026-02-05T20:50Z', 62345.0],
    ['2026-02-05T21:00Z', 63775.67],
    ['2026-02-06T00:00Z', 62909.86],
    ['2026-02-06T00:19Z', 60000.0],
    ['2026-02-06T23:00Z', 71751.33],
    ['2026-02-07T00:00Z', 70580.26],
  ])('hold the traded price at %s', (time, usd) => {
    expect(price(time)).toBe(usd);
  });

  it('have their only low at 60,000 on 6 Feb 00:19', () => {
    const low = Math.min(...turningPoints.map((point) => point.spotUsd));
    expect(low).toBe(60000);
    expect(turningPoints.filter((point) => point.spotUsd === low).map((point) => point.time)).toEqual([
      '2026-02-06T00:19Z',
    ]);
  });

  it('cross 70,000 from below after the low in the 16:00 hour of 6 Feb', () => {
    const afterLow = turningPoints.filter((point) => point.time > '2026-02-06T00:19Z');
    const first = afterLow.find((point) => point.spotUsd > 70000);
    expect(first?.time.slice(0, 13)).toBe('2026-02-06T16');
  });

  it('reproduce the split of the fall before, in and after the US session', () => {
    const change = (from: string, to: string) => (price(to) ?? Number.NaN) / (price(from) ?? Number.NaN) - 1;
    // −4.15, −9.06, −5.92 % and −14.02, +12.19 % on the UTC days: measured from the same klines.
    expect(change('2026-02-05T00:00Z', '2026-02-05T14:30Z')).toBeCloseTo(-0.0415, 4);
    expect(change('2026-02-05T14:30Z', '2026-02-05T21:00Z')).toBeCloseTo(-0.0906, 4);
    expect(change('2026-02-05T21:00Z', '2026-02-06T00:19Z')).toBeCloseTo(-0.0592, 4);
    expect(change('2026-02-05T00:00Z', '2026-02-06T00:00Z')).toBeCloseTo(-0.1402, 4);
    expect(change('2026-02-06T00:00Z', '2026-02-07T00:00Z')).toBeCloseTo(0.1219, 4);
  });

  it('alternate: a point called a high or a low stands above or below both neighbours', () => {
    for (let i = 1; i < turningPoints.length - 1; i++) {
      const [before, here, after] = turningPoints.slice(i - 1, i + 2);
      if (/^low/.test(here.label)) expect(here.spotUsd, here.time).toBeLessThan(before.spotUsd);
      if (/^low/.test(here.label)) expect(here.spotUsd, here.time).toBeLessThan(after.spotUsd);
      if (/^high/.test(here.label)) expect(here.spotUsd, here.time).toBeGreaterThan(before.spotUsd);
      if (/^high/.test(here.label)) expect(here.spotUsd, here.time).toBeGreaterThan(after.spotUsd);
    }
  });
});

describe('opening facts', () => {
  it('agree with the turning points they share a minute with', () => {
    for (const fact of [openingFacts.openingSpotUsd, openingFacts.scoredOpenSpotUsd, openingFacts.lowSpotUsd])
      expect(price(fact.time)).toBe(fact.value);
  });

  it('derive returns and the implied low from the closes and prices beside them', () => {
    const facts = openingFacts;
    expect(facts.trustClose5FebUsd.value / facts.trustClose4FebUsd.value - 1).toBeCloseTo(
      facts.trustReturn5Feb.value,
      4,
    );
    expect(facts.trustClose6FebUsd.value / facts.trustClose5FebUsd.value - 1).toBeCloseTo(
      facts.trustReturn6Feb.value,
      4,
    );
    expect(facts.lowSpotUsd.value / facts.scoredOpenSpotUsd.value - 1).toBeCloseTo(facts.lowReturn.value, 4);
    // 0.0005671 coins a share: trust disclosure, February 2026.
    expect(facts.lowSpotUsd.value * 0.0005671).toBeCloseTo(facts.trustImpliedLowUsd.value, 2);
  });

  it('match spot at the US close to within half a percent at net asset value', () => {
    for (const fact of [
      openingFacts.trustClose4FebUsd,
      openingFacts.trustClose5FebUsd,
      openingFacts.trustClose6FebUsd,
    ]) {
      const spot = price(fact.time) ?? Number.NaN;
      expect(Math.abs(fact.value / 0.0005671 / spot - 1)).toBeLessThan(0.005);
    }
  });
});

describe('turning points of November 2025', () => {
  const at = (time: string) => november.find((point) => point.time === time)?.spotUsd ?? Number.NaN;

  it('run forward in time through the window of the scenario', () => {
    const seconds = november.map(({ time }) => secondsOf(time));
    for (let i = 1; i < seconds.length; i++) expect(seconds[i]).toBeGreaterThan(seconds[i - 1]);
    expect([november[0].time, november.at(-1)?.time]).toEqual([nov21.start, nov21.end]);
  });

  // Daily bars of the leading offshore spot venue: open, low and close of both UTC days.
  it.each([
    ['2025-11-20T00:00Z', 91_554.96],
    ['2025-11-20T05:00Z', 93_160],
    ['2025-11-20T19:00Z', 86_100],
    ['2025-11-21T00:00Z', 86_637.23],
    ['2025-11-21T07:30Z', 82_000],
    ['2025-11-21T12:25Z', 80_600],
    ['2025-11-22T00:00Z', 85_129.43],
  ])('hold the traded price at %s', (time, usd) => {
    expect(at(time)).toBe(usd);
  });

  it('have their only low in the 12:00 hour of 21 November', () => {
    const low = Math.min(...november.map(({ spotUsd }) => spotUsd));
    expect(november.filter(({ spotUsd }) => spotUsd === low).map(({ time }) => time.slice(0, 13))).toEqual([
      '2025-11-21T12',
    ]);
    expect(low).toBe(facts.lowSpotUsd.value);
    expect(low / november[0].spotUsd - 1).toBeCloseTo(facts.lowReturn.value, 4);
  });

  it('alternate: a point called a high or a low stands above or below both neighbours', () => {
    for (let i = 1; i < november.length - 1; i++) {
      const [before, here, after] = november.slice(i - 1, i + 2);
      const sign = /^low/.test(here.label) ? 1 : /^high/.test(here.label) ? -1 : 0;
      if (sign === 0) continue;
      expect(sign * (before.spotUsd - here.spotUsd), here.time).toBeGreaterThan(0);
      expect(sign * (after.spotUsd - here.spotUsd), here.time).toBeGreaterThan(0);
    }
  });

  it('agree with the closes of shares at the coins that the scenario puts behind one, within a third of a percent', () => {
    const coinsPerShare = nov21.listings?.coinsPerShare ?? Number.NaN;
    for (const { value, time } of [facts.trustClose20NovUsd, facts.trustClose21NovUsd])
      expect(Math.abs(value / coinsPerShare / at(time) - 1)).toBeLessThan(0.0033);
    // −3.49 and −2.02 % close to close.
    expect(facts.trustClose20NovUsd.value / facts.trustClose19NovUsd.value - 1).toBeCloseTo(-0.0349, 4);
    expect(facts.trustClose21NovUsd.value / facts.trustClose20NovUsd.value - 1).toBeCloseTo(-0.0202, 4);
  });
});

describe('a row on which sources disagree', () => {
  const rows = Object.values(builtIns).flatMap(({ id, history }) =>
    (history?.targets ?? []).map((target) => [`${target.id} of ${id}`, target] as const),
  );

  it.each(rows.filter(([, target]) => target.class === 'contested'))(
    'has each reading and a verdict where it is contested: %s',
    (_, { readings = [], verdict = '' }) => {
      expect(readings.length).toBeGreaterThanOrEqual(2);
      expect(new Set(readings.map(({ said }) => said)).size).toBe(readings.length);
      expect(verdict).not.toBe('');
    },
  );

  it.each(rows.filter(([, { readings }]) => readings !== undefined))(
    'says which reading stands wherever it has some: %s',
    (_, { verdict = '' }) => expect(verdict).not.toBe(''),
  );
});
