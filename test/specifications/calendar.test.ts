import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyOf } from '../../bench/measure.ts';
import { calm } from '../../scenarios/calm/scenario.ts';
import { checkScenario } from '../../scenarios/check.ts';
import { feb5 } from '../../scenarios/feb-5-2026/scenario.ts';
import { nov21 } from '../../scenarios/nov-21-2025/scenario.ts';
import type { ScenarioInput } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { emit } from '../../sim/emit.ts';
import { formatTime, secondsOf } from '../../sim/engine/time.ts';
import { EVENT, type EventBatch, eventAt, type SimEvent } from '../../sim/events.ts';
import { isInSession, minutesLeft, newYorkClock, nextUsSession, usHours } from '../../sim/market/calendar.ts';
import { FUTURES, INSTRUMENT } from '../../sim/market/instruments.ts';
import { PrimaryMarket } from '../../sim/market/primary.ts';
import { evolve } from '../../sim/world/evolve.ts';
import { World } from '../../sim/world/world.ts';
import { stateOf } from '../../store/state.ts';
import { MarketWorld } from './market-world.ts';

const clockAt = (time: string) => {
  const { weekday, minute } = newYorkClock(secondsOf(time));
  return [weekday, `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`];
};

/** What checkScenario says of the control with these fields laid over it, after the path; null when it has no objection. */
function objection(change: Partial<ScenarioInput>): string | null {
  const checked = checkScenario({ ...calm, ...change });
  if (!('problem' in checked)) return null;
  const { path, holds, right } = checked.problem;
  return `${path.join('.')} holds ${JSON.stringify(holds)}; it must be ${right}`;
}

const simulationOf = (input: ScenarioInput): Simulation => {
  const checked = checkScenario(input);
  if ('problem' in checked) throw new Error(checked.problem.right);
  return new Simulation(checked.scenario, '1');
};

/** A small scenario: the control without its cast. */
const empty: ScenarioInput = { ...calm, cast: { investors: { kind: 'investors' } } };
const thanksgiving = (over: Partial<ScenarioInput> = {}): ScenarioInput => ({
  ...empty,
  start: '2025-11-26T00:00Z',
  end: '2025-11-29T00:00Z',
  ...over,
});

describe("New York's clock", () => {
  // Clocks change at 2:00 on the second Sunday of March and the first of November (15 U.S.C. 260a): 8 March 2026 and
  // 2 November 2025, 9 March and 3 November 2025 and 2024 being other days of the month.
  it.each([
    ['2025-11-20T14:30Z', 4, '9:30'],
    ['2025-07-10T13:30Z', 4, '9:30'],
    ['2025-11-02T05:59Z', 0, '1:59'],
    ['2025-11-02T06:00Z', 0, '1:00'],
    ['2026-03-08T06:59Z', 0, '1:59'],
    ['2026-03-08T07:00Z', 0, '3:00'],
    ['2025-03-09T07:00Z', 0, '3:00'],
    ['2024-11-03T05:59Z', 0, '1:59'],
    ['2024-11-03T06:00Z', 0, '1:00'],
    ['2026-01-01T04:59Z', 3, '23:59'],
    ['2026-02-01T04:59Z', 6, '23:59'],
  ])('at %s it is weekday %i, %s', (time, weekday, clock) => {
    expect(clockAt(time)).toEqual([weekday, clock]);
  });
});

describe('the next US cash session', () => {
  const { calendar } = new World();
  const sessionAfter = (time: string, special: typeof calendar.specialDays = []) => {
    const { open, close } = nextUsSession({ ...calendar, specialDays: special }, secondsOf(time));
    return [formatTime(open), formatTime(close)];
  };
  const day = (date: string): number => secondsOf(date) / 86_400;

  it.each([
    ['the same morning', '2025-11-20T14:29Z', '2025-11-20T14:30Z', '2025-11-20T21:00Z'],
    ['a session under way does not count', '2025-11-20T14:30Z', '2025-11-21T14:30Z', '2025-11-21T21:00Z'],
    ['over a weekend', '2025-11-21T22:00Z', '2025-11-24T14:30Z', '2025-11-24T21:00Z'],
    ['over the end of daylight saving', '2025-10-31T21:00Z', '2025-11-03T14:30Z', '2025-11-03T21:00Z'],
    ['over its beginning', '2026-03-06T22:00Z', '2026-03-09T13:30Z', '2026-03-09T20:00Z'],
  ])('%s', (_, from, open, close) => {
    expect(sessionAfter(from)).toEqual([open, close]);
  });

  it('over a holiday, and to the early close after it', () => {
    const special = [
      { session: 'us-cash', day: day('2025-11-27'), closes: 0 },
      { session: 'us-cash', day: day('2025-11-28'), closes: 13 * 60 },
    ] as const;
    expect(sessionAfter('2025-11-26T22:00Z', [...special])).toEqual([
      '2025-11-28T14:30Z',
      '2025-11-28T18:00Z',
    ]);
  });
});

describe('any time of three years, whatever days are special', () => {
  const { hours } = new World().calendar;
  const FIRST_DAY = secondsOf('2024-01-01') / 86_400;
  const specialDays = fc.uniqueArray(
    fc.record({
      session: fc.constantFrom('us-cash', 'cme', 'metals'),
      day: fc.integer({ min: FIRST_DAY, max: FIRST_DAY + 1095 }),
      closes: fc.integer({ min: 0, max: 1439 }),
    }),
    { maxLength: 400, selector: ({ session, day }) => `${session} ${day}` },
  );
  const minutes = fc.integer({ min: FIRST_DAY * 1440, max: (FIRST_DAY + 1095) * 1440 });

  it('has a next session of US cash: shut before it, open all through it, shut at its close', () => {
    fc.assert(
      fc.property(specialDays, minutes, (special, minute) => {
        const calendar = { hours, specialDays: special };
        const { open, close } = nextUsSession(calendar, minute * 60);
        const isOpen = (at: number): boolean => isInSession(calendar, 'us-cash', at);
        expect(open).toBeGreaterThan(minute * 60);
        expect([open - 60, open, close - 60, close].map(isOpen)).toEqual([false, true, true, false]);
        expect(newYorkClock(open).minute).toBe(usHours(calendar, open)?.open);
        expect(newYorkClock(close).minute).toBe(usHours(calendar, open)?.close);
        // Between now and then only a session under way is on, and it does not come back.
        let left = isOpen(minute * 60);
        for (let at = minute * 60; at < open; at += 900) {
          if (!left) expect(isOpen(at)).toBe(false);
          left = isOpen(at);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is as far from the close of a session as it says', () => {
    fc.assert(
      fc.property(
        specialDays,
        minutes,
        fc.constantFrom('us-cash' as const, 'cme' as const, 'metals' as const),
        (special, minute, session) => {
          const calendar = { hours, specialDays: special };
          const left = minutesLeft(calendar, session, minute * 60);
          expect(left > 0).toBe(isInSession(calendar, session, minute * 60));
          if (left === 0) return;
          expect(isInSession(calendar, session, (minute + left - 1) * 60)).toBe(true);
          expect(isInSession(calendar, session, (minute + left) * 60)).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the calendar of a run', () => {
  it('is standard, and not said, where no special day is near', () => {
    for (const scenario of [feb5, calm]) {
      const simulation = simulationOf(scenario);
      simulation.begin();
      const { batch } = simulation.log;
      const types = batch.type.slice(0, batch.length);
      for (const type of ['HoursCleared', 'HoursSet', 'SpecialDaySet'] as const)
        expect(types).not.toContain(EVENT[type]);
      expect(simulation.world.calendar).toEqual(new World().calendar);
    }
  });

  /** Openings, closings and net asset values of an instrument over a whole run. */
  function sessionsOf(input: ScenarioInput, watched: number): string[] {
    const simulation = simulationOf(input);
    const seen: string[] = [];
    simulation.log.listen([EVENT.SessionOpened, EVENT.SessionClosed, EVENT.NavStruck], (batch, row) => {
      const { type, instrument, tick } = eventAt(batch, row);
      if (!/^(Session|NavStruck)/.test(type) || instrument !== watched) return;
      seen.push(`${type} ${formatTime(simulation.world.startSeconds + tick * 60)}`);
    });
    simulation.begin();
    simulation.runUntil();
    return seen;
  }

  it('follows New York over the end of daylight saving', () => {
    const window = { ...empty, start: '2025-10-31T00:00Z', end: '2025-11-04T00:00Z' };
    expect(sessionsOf(window, INSTRUMENT.IBIT)).toEqual([
      'SessionOpened 2025-10-31T13:30Z',
      'SessionClosed 2025-10-31T20:00Z',
      'NavStruck 2025-10-31T20:00Z',
      'SessionOpened 2025-11-03T14:30Z',
      'SessionClosed 2025-11-03T21:00Z',
      'NavStruck 2025-11-03T21:00Z',
    ]);
    expect(sessionsOf(window, INSTRUMENT['CME-1'])).toEqual([
      'SessionOpened 2025-10-31T00:00Z',
      'SessionClosed 2025-10-31T21:00Z',
      'SessionOpened 2025-11-02T23:00Z',
      'SessionClosed 2025-11-03T22:00Z',
      'SessionOpened 2025-11-03T23:00Z',
    ]);
  });

  it('keeps shares shut on Thanksgiving, and closes them at 13:00 on the day after', () => {
    expect(sessionsOf(thanksgiving(), INSTRUMENT.IBIT)).toEqual([
      'SessionOpened 2025-11-26T14:30Z',
      'SessionClosed 2025-11-26T21:00Z',
      'NavStruck 2025-11-26T21:00Z',
      'SessionOpened 2025-11-28T14:30Z',
      'SessionClosed 2025-11-28T18:00Z',
      'NavStruck 2025-11-28T18:00Z',
    ]);
  });

  it('is folded from the log: a replay that knows no scenario has the same world, and a resumed run goes on in it', () => {
    const hours = { cme: [{ opens: 'Sun 00:00', closes: 'Sat 24:00' }] };
    const simulation = simulationOf(thanksgiving({ calendar: { hours }, end: '2025-11-26T02:00Z' }));
    const batches: EventBatch[] = [];
    simulation.log.drain((batch) => batches.push(copyOf(batch)));
    simulation.begin();
    simulation.runUntil();
    simulation.log.flush();
    const world = new World();
    for (const batch of batches)
      for (let row = 0; row < batch.length; row++) evolve(world, batch, row, batch.first + row);
    expect(world.calendar.hours.cme).toEqual([{ opens: 0, closes: 7 * 1440 }]);
    expect(world.calendar.specialDays).toHaveLength(2);
    expect(stateOf(world)).toBe(stateOf(simulation.world));

    const resumed = new Simulation(simulation.scenario, '1');
    resumed.continueFrom(batches, 60);
    resumed.runUntil();
    expect(stateOf(resumed.world)).toBe(stateOf(simulation.world));
  });

  it('may keep futures open around the clock', () => {
    const always = [{ opens: 'Sun 00:00', closes: 'Sat 24:00' }];
    const simulation = simulationOf({ ...empty, calendar: { hours: { cme: always } } });
    let closed = 0;
    simulation.log.listen([EVENT.SessionClosed], (batch, row) => {
      if (batch.type[row] === EVENT.SessionClosed && FUTURES.includes(batch.instrument[row])) closed++;
    });
    simulation.begin();
    simulation.runUntil(1440);
    expect(closed).toBe(0);
    const noon = secondsOf('2026-01-31T12:00Z');
    expect(isInSession(simulation.world.calendar, 'cme', noon)).toBe(true);
    expect(isInSession(new World().calendar, 'cme', noon)).toBe(false);
  });

  it('has no hours of US cash on a weekend, those of the week otherwise', () => {
    const { calendar } = new World();
    expect(usHours(calendar, secondsOf('2025-11-22T15:00Z'))).toBeNull();
    expect(usHours(calendar, secondsOf('2025-11-21T03:00Z'))).toEqual({ open: 570, close: 960 });
  });
});

describe('an early close', () => {
  /** The day after Thanksgiving, shares in session. */
  function blackFriday(): MarketWorld {
    const market = new MarketWorld({ start: '2025-11-28T17:57Z', open: ['IBIT'] });
    const detail = { session: 'us-cash', date: '2025-11-28', closesMinute: 13 * 60 };
    emit(market.log, 'SpecialDaySet', -1, {}, detail);
    return market;
  }

  it('takes orders for baskets up to a minute before it', () => {
    const market = blackFriday();
    const primary = new PrimaryMarket(market.world, market.log);
    const answerAt = (time: string): SimEvent | undefined => {
      market.tick(time);
      primary.accept({ seq: market.world.tickSeq, actor: market.account('participant'), baskets: 1 });
      return market.events.at(-1);
    };
    expect(answerAt('2025-11-28T17:59Z')).toMatchObject({
      type: 'BasketsAccepted',
      tradeDate: '2025-11-28',
      publishedDate: '2025-12-01',
    });
    // In session still, as no rule of sessions was asked; but too late.
    expect(answerAt('2025-11-28T18:00Z')).toMatchObject({ type: 'BasketsRefused', reason: 'cut-off' });
  });

  it('is what everybody counts back from who trades on the close, and a holiday has none', () => {
    const lines = ['investors', 'maker-1', 'maker-2', 'flow-spot', 'flow-perp', 'flow-cme-1', 'flow-cme-2'];
    const watched = ['etf-2x', 'treasury-8', 'platform'];
    const cast = Object.fromEntries([...lines, ...watched].map((line) => [line, nov21.cast[line]] as const));
    const simulation = simulationOf({
      ...nov21,
      start: '2025-11-27T12:00Z',
      end: '2025-11-28T19:00Z',
      cast: { ...cast, platform: { kind: 'pod-platform' } },
    });
    const marked: string[] = [];
    simulation.log.listen([EVENT.BookMarked], (batch, row) => {
      const { type, actor, tick } = eventAt(batch, row);
      if (type !== 'BookMarked' || simulation.world.accounts[actor ?? -1]?.name !== 'etf-2x') return;
      marked.push(formatTime(simulation.world.startSeconds + tick * 60));
    });
    simulation.begin();
    const account = simulation.world.accountByName.get('treasury-8') ?? -1;
    const closes = (): number => simulation.world.memory[account].closesUnderDollar;
    simulation.runUntil(24 * 60);
    // A day later it is the morning after a holiday: no close was counted, no pod was looked at.
    expect([closes(), marked]).toEqual([0, []]);
    simulation.runUntil();
    expect(closes()).toBe(1);
    expect(marked).toEqual(['2025-11-28T17:30Z', '2025-11-28T18:00Z']);
  });

  it('doubles the band of shares in its last 25 minutes', () => {
    const widthAt = (time: string): number => {
      const market = new MarketWorld({ start: '2025-11-28T17:00Z', open: ['IBIT'] });
      const detail = { session: 'us-cash', date: '2025-11-28', closesMinute: 13 * 60 };
      emit(market.log, 'SpecialDaySet', -1, {}, detail);
      market.tick(time);
      market.mark('IBIT', 5000);
      market.sessions.watchBands();
      const [{ lowTicks, highTicks, referenceTicks }] = market.all('BandsSet', 'IBIT');
      return (highTicks - lowTicks) / 2 / referenceTicks;
    };
    expect(widthAt('2025-11-28T17:34Z')).toBe(0.05);
    expect(widthAt('2025-11-28T17:35Z')).toBe(0.1);
  });

  it('closes shares, and no futures', () => {
    const market = blackFriday();
    market.until('2025-11-28T18:00Z', () => market.sessions.step());
    // The broad index keeps the hours of shares.
    const closed = [INSTRUMENT.IBIT, INSTRUMENT.SPX];
    expect(market.all('SessionClosed').map(({ instrument }) => instrument)).toEqual(closed);
  });
});

describe('a calendar that cannot be', () => {
  const monday = { opens: 'Mon 09:30', closes: 'Mon 16:00' };
  const withHours = (hours: object) => objection({ calendar: { hours } });

  it.each([
    [
      'overlapping sessions',
      { 'us-cash': [monday, { opens: 'Mon 15:00', closes: 'Mon 18:00' }] },
      'calendar.hours.us-cash.1.opens holds "Mon 15:00"; it must be at or after the close of the session before it, Mon 16:00: sessions may not overlap',
    ],
    [
      'sessions out of order',
      {
        cme: [
          { opens: 'Tue 18:00', closes: 'Wed 17:00' },
          { opens: 'Sun 18:00', closes: 'Mon 17:00' },
        ],
      },
      'calendar.hours.cme.1.opens holds "Sun 18:00"; it must be at or after the close of the session before it, Wed 17:00: sessions may not overlap',
    ],
    [
      'a close before its opening',
      { metals: [{ opens: 'Mon 09:30', closes: 'Mon 09:30' }] },
      'calendar.hours.metals.0.closes holds "Mon 09:30"; it must be later in the week than its opening, Mon 09:30',
    ],
    [
      'a cash session over midnight',
      { 'us-cash': [{ opens: 'Mon 09:30', closes: 'Tue 01:00' }] },
      'calendar.hours.us-cash.0.closes holds "Tue 01:00"; it must be on the day of its opening, Mon 09:30: net asset value is struck once a day',
    ],
    [
      'no cash session at all',
      { 'us-cash': [] },
      'calendar.hours.us-cash holds []; it must be a list of at least 1 entry',
    ],
    [
      'a time that is none',
      { cme: [{ opens: 'Monday', closes: 'Mon 25:00' }] },
      'calendar.hours.cme.0.opens holds "Monday"; it must be a time of New York’s week such as Mon 09:30',
    ],
  ])('%s', (_, hours, said) => {
    expect(withHours(hours)).toBe(said);
    expect(withHours({ 'us-cash': [monday] })).toBeNull();
  });

  it('sessions that touch do not overlap', () => {
    expect(withHours({ 'us-cash': [monday, { opens: 'Mon 16:00', closes: 'Mon 20:00' }] })).toBeNull();
  });

  it.each([
    [
      'two entries for a day',
      [
        { session: 'us-cash', date: '2026-02-16' },
        { session: 'us-cash', date: '2026-02-16', closes: '13:00' },
      ],
      'calendar.specialDays.1.date holds "2026-02-16"; it must be a day that its session has no other entry for',
    ],
    [
      'a date that is none',
      [{ session: 'us-cash', date: '2026-02-30' }],
      'calendar.specialDays.0.date holds "2026-02-30"; it must be a date such as 2025-11-27',
    ],
    [
      'an unknown session',
      [{ session: 'moon', date: '2026-02-16' }],
      'calendar.specialDays.0.session holds "moon"; it must be one of us-cash, cme, metals',
    ],
  ])('%s', (_, specialDays, said) => {
    expect(objection({ calendar: { specialDays } as ScenarioInput['calendar'] })).toBe(said);
  });
});
