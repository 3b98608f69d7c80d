import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentKinds } from '../../scenarios/cast.ts';
import { noteBook, noteLeg, tranchesOf } from '../../sim/agents/note-desk/notes.ts';
import { noteDeskParameters } from '../../sim/agents/note-desk/parameters.ts';
import { measure } from '../../sim/agents/note-desk/target.ts';
import { BUY, SELL } from '../../sim/events.ts';
import { barrierGreeks, type Observation } from '../../sim/market/barrier.ts';
import { optionGreeks } from '../../sim/market/black-scholes.ts';
import { INSTRUMENT } from '../../sim/market/instruments.ts';
import { impliedVol } from '../../sim/market/surface.ts';
import { OUTSIDE_ACCOUNT } from '../../sim/world/ledger.ts';
import { flat, type Given, issue, NO_PARTS, NoteWorld } from './note-world.ts';
import { SmallMarket } from './small-market.ts';

const SHARE = INSTRUMENT.IBIT;
const FUTURE = INSTRUMENT['CME-2'];
const YEAR = 365 * 86_400;
/** Years to the US close of the last day of an issue of 31 days. */
const yearsLeft = ({ market: { world } }: NoteWorld): number =>
  (world.startSeconds - (world.startSeconds % 86_400) + 31 * 86_400 + 75_600 - world.nowSeconds) / YEAR;
const PARTS = Object.keys(NO_PARTS) as (keyof typeof NO_PARTS)[];
/** Without options sold against volatility, and as fast as turnover goes. */
const BARE: Given = { overlayRatio: 0, participation: 1 };

describe('an issuer of knock-in notes opens', () => {
  it('with a note on one share for every initial level of notional, and delta many shares against it', () => {
    // Sticky delta: the whole derivative of the price along the smile.
    const desk = new NoteWorld({ ...BARE, skewStickiness: 0, tranches: issue() }, { usd: 45 });
    const { market, shares } = desk;
    const [tranche] = tranchesOf(market.world, noteDeskParameters.parse({ tranches: issue() }), desk.memory);
    expect(tranche.units).toBeCloseTo(0.53e9 / 55, 6);
    const years = yearsLeft(desk);
    const price = (spot: number) =>
      barrierGreeks('continuous', spot, 55, 38.5, impliedVol(flat(0.56), 38.5, spot, years), 0.04, 0, years)
        .price;
    const delta = (price(45.001) - price(44.999)) / 0.002;
    expect(Math.abs(shares + tranche.units * delta)).toBeLessThan(1e-4 * shares);
    expect(market.world.options).toHaveLength(0);
  });

  it('with vanilla puts sold for 80 % of its vega, struck at the barriers, and hedged in futures', () => {
    const { market, self, memory, shares } = new NoteWorld({
      tranches: issue({ days: 690, observation: 'maturity' }),
    });
    const [put] = market.world.options;
    expect(put).toMatchObject({ put: true, settlesOn: SHARE, holder: self });
    expect(put.strikeUsd * 0.0005671).toBeCloseTo(38.5, 9);
    expect(put.quantityLots).toBeLessThan(0);
    expect(market.all('OptionBooked')[0].premiumCents).toBeLessThan(0);
    const { notes, overlay } = measure(
      {
        view: market.view,
        self,
        parameters: noteDeskParameters.parse({ tranches: issue({ days: 690, observation: 'maturity' }) }),
        memory,
      },
      41.5,
    );
    expect(-overlay.vegaUsd / notes.vegaUsd).toBeCloseTo(0.8, 3);
    expect(overlay.gammaCoins).toBeLessThan(-notes.gammaCoins);
    expect(market.view.lots(self, FUTURE)).toBeLessThan(0);
    expect(shares).toBeGreaterThan(0);
    expect(Math.abs(memory.heldShares - memory.noteShares - memory.overlayShares)).toBeLessThan(1.01);
  });

  it('with no more puts than its cap against a note, however far the barrier', () => {
    const units = 0.53e9 / 55;
    for (const [usd, least, most] of [
      [41.5, 2, 3],
      [90, 4, 4],
      [400, 0, 4],
    ]) {
      const { market } = new NoteWorld({ tranches: issue({ days: 690, observation: 'maturity' }) }, { usd });
      const lots = market.world.options.reduce((sum, { quantityLots }) => sum - quantityLots, 0);
      const perNote = (lots * 0.01) / 0.0005671 / units;
      expect(perNote).toBeGreaterThanOrEqual(least - 1e-5);
      expect(perNote).toBeLessThanOrEqual(most + 1e-5);
    }
  });

  it('with what lies through its barrier knocked in from the start, but not where only maturity counts', () => {
    const tranches = (['continuous', 'daily', 'maturity'] as const).flatMap((observation) =>
      issue({ initialUsd: 62.3, barrierUsd: 43.6, observation, share: 0.3 }),
    );
    const desk = new NoteWorld({ ...BARE, tranches: [...tranches, ...issue({ knocked: true, share: 0.1 })] });
    const { knocked0, knocked1, knocked2, knocked3 } = desk.memory;
    expect([knocked0, knocked1, knocked2, knocked3]).toEqual([0, 0, -1, 0]);
    desk.minute(41.4);
    expect(desk.market.all('NoteKnockedIn')).toHaveLength(0);
  });
});

describe('on the way to a barrier', () => {
  it('given notes watched continuously, when price nears the barrier, it buys', () => {
    const desk = new NoteWorld({ ...BARE, tranches: issue() });
    const before = desk.shares;
    for (let usd = 41.5; usd > 38.6; usd -= 0.1) desk.minute(usd);
    expect(desk.shares).toBeGreaterThan(before + 1_000_000);
    expect(desk.market.all('NoteKnockedIn')).toHaveLength(0);
    expect(desk.sum('fromSpot')).toBeGreaterThan(1_000_000);
    // More than a share a note: the market falls and the issuer is on the bid.
    expect(desk.shares).toBeGreaterThan(1.2 * (0.53e9 / 55));
  });

  it('never holds more than the cap against a note', () => {
    const desk = new NoteWorld({ ...BARE, tranches: issue({ days: 2 }), deltaCap: 2.5 });
    for (let usd = 41.5; usd > 38.55; usd -= 0.05) desk.minute(usd, { vol: 0.3 });
    const units = 0.53e9 / 55;
    expect(desk.shares).toBeGreaterThan(2 * units);
    expect(desk.shares).toBeLessThanOrEqual(2.5 * units + 1);
  });

  it('does nothing inside its band, and nothing outside US hours', () => {
    const desk = new NoteWorld({ tranches: issue() });
    desk.minute(41.5);
    desk.minute(41.501);
    expect(desk.market.all('NoteHedgeSet')).toHaveLength(0);
    desk.market.session(SHARE, false);
    for (let n = 0; n < 30; n++) desk.minute(39);
    expect(desk.market.all('OrderPlaced').filter(({ actor }) => actor === desk.self)).toHaveLength(0);
  });

  it('takes its share of turnover and no more', () => {
    const desk = new NoteWorld(
      { overlayRatio: 0, participation: 0.1, tranches: issue() },
      { turnover: 100_000 },
    );
    const before = desk.shares;
    desk.minute(40);
    desk.minute(39);
    expect(desk.shares - before).toBeLessThanOrEqual(10_001); // at first nobody had traded yet
    expect(desk.shares).toBeGreaterThan(before);
  });
});

describe('when a barrier is met', () => {
  /** Ends just above the barrier, then falls through it. */
  function knockedIn(given: Given = BARE, turnover = 50_000_000) {
    const desk = new NoteWorld({ tranches: issue(), ...given }, { turnover });
    for (let usd = 41.5; usd > 38.55; usd -= 0.1) desk.minute(usd);
    const before = desk.shares;
    desk.minute(38.4);
    return { desk, before };
  }

  it('says so once, citing the mark that crossed', () => {
    const { desk } = knockedIn();
    const [knocked, ...others] = desk.market.all('NoteKnockedIn');
    expect(others).toHaveLength(0);
    const mark = desk.market.all('Marked').find(({ seq }) => seq === knocked.cause);
    expect(mark).toMatchObject({ instrument: SHARE, markTicks: 3_840 });
    expect(knocked).toMatchObject({
      barrierUsd: 38.5,
      initialUsd: 55,
      tranche: 0,
      units: Math.round(0.53e9 / 55),
    });
  });

  it('sells the excess at once, each sale citing the knock-in', () => {
    const { desk, before } = knockedIn();
    const { market, self } = desk;
    const [knocked] = market.all('NoteKnockedIn');
    const set = market.all('NoteHedgeSet').at(-1);
    expect(set?.cause).toBe(knocked.seq);
    expect(desk.shares).toBeLessThan(before - 3_000_000);
    const order = market
      .all('OrderPlaced')
      .filter(({ actor }) => actor === self)
      .at(-1);
    expect(order).toMatchObject({ side: SELL, reason: 'hedge', cause: set?.seq });
    // What it sells is what the knock-in frees: the put's delta just above the barrier less the vanilla one.
    const years = yearsLeft(desk);
    const above = barrierGreeks('continuous', 38.5001, 55, 38.5, 0.56, 0.04, 0, years).delta;
    const deep = impliedVol(flat(0.56), 55, 38.6, years);
    const below = optionGreeks('put', 38.5, 55, deep, 0.04, 0, years).delta;
    const ratio = (set?.fromKnockIn ?? 0) / ((0.53e9 / 55) * (above - below));
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.1);
  });

  it('goes on selling as turnover allows, and cites the knock-in until the excess is gone', () => {
    const { desk } = knockedIn({ overlayRatio: 0, participation: 0.1 }, 10_000_000);
    const { market } = desk;
    const [knocked] = market.all('NoteKnockedIn');
    const at = market.all('NoteHedgeSet').length;
    for (let n = 0; n < 20; n++) desk.minute(38.4);
    const later = market.all('NoteHedgeSet').slice(at);
    expect(later.length).toBeGreaterThan(1);
    expect(later[0].cause).toBe(knocked.seq);
    expect(desk.memory.excessShares).toBeLessThan(1_100_000);
    const worked = market
      .all('OrderPlaced')
      .filter(({ actor, side }) => actor === desk.self && side === SELL);
    expect(worked.length).toBeGreaterThan(2);
  });

  it('knocks in for good: above the barrier again, the put stays vanilla to the last bit', () => {
    const { desk } = knockedIn();
    for (const usd of [39, 42, 45, 38.45, 41]) desk.minute(usd);
    expect(desk.market.all('NoteKnockedIn')).toHaveLength(1);
    const p = noteDeskParameters.parse({ ...BARE, tranches: issue(), skewStickiness: 0 });
    const { world } = desk.market;
    const [tranche] = tranchesOf(world, p, desk.memory);
    expect(tranche.knockedSeconds).toBeGreaterThan(0);
    expect(noteLeg(tranche).strikeUsd).toBe(55);
    const years = yearsLeft(desk);
    for (const spot of [30, 38.5, 41, 60]) {
      const vols = { vol: new Float64Array([0.7]), slope: new Float64Array(1) };
      const book = noteBook([tranche], vols, spot, world.nowSeconds, p);
      const vanilla = optionGreeks('put', spot, 55, 0.7, 0.04, 0, years);
      expect(book.deltaCoins / tranche.units).toBeCloseTo(vanilla.delta, 9);
      expect(book.gammaCoins / tranche.units).toBeCloseTo(vanilla.gamma, 9);
      expect(book.vegaUsd / tranche.units).toBeCloseTo(vanilla.vega, 9);
      expect(book.vannaCoins / tranche.units).toBeCloseTo(vanilla.vanna, 9);
      expect(book.charmCoins / tranche.units).toBeCloseTo(vanilla.charm, 9);
    }
  });

  it('watches closes where closes count: a dip within the day does not knock in, the close does', () => {
    const desk = new NoteWorld({ ...BARE, tranches: issue({ observation: 'daily' }) });
    for (const usd of [40, 38.2, 37.5, 38.3]) desk.minute(usd);
    expect(desk.market.all('NoteKnockedIn')).toHaveLength(0);
    desk.market.session(SHARE, false);
    const before = desk.shares;
    desk.minute(38.3);
    const [knocked] = desk.market.all('NoteKnockedIn');
    expect(
      desk.market.all('Marked').some(({ seq, instrument }) => seq === knocked.cause && instrument === SHARE),
    ).toBe(true);
    expect(desk.shares).toBe(before);
    // The target follows at once and cites it; the shares go when the market opens.
    expect(desk.market.all('NoteHedgeSet').at(-1)?.cause).toBe(knocked.seq);
    for (let n = 0; n < 60; n++) desk.minute(38.3);
    expect(desk.market.all('NoteKnockedIn')).toHaveLength(1);
    desk.market.session(SHARE, true);
    for (let n = 0; n < 5; n++) desk.minute(38.3);
    expect(Math.abs(desk.shares - desk.memory.noteShares)).toBeLessThan(100_000);
  });
});

describe('at maturity', () => {
  const MINUTES_TO_CLOSE = 360;

  it.each<[Observation, number, boolean]>([
    ['maturity', 38.4, true],
    ['maturity', 38.6, false],
    ['continuous', 38.6, false],
    ['daily', 38.4, true],
  ])(
    '%s notes that close at %d: knocked in %s; holders pay what they lost, and the shares go',
    (observation, close, knocks) => {
      const desk = new NoteWorld({ ...BARE, tranches: issue({ observation, days: 0 }) });
      const { market, self } = desk;
      desk.minute(close);
      const cash = market.world.ledger.cash[self];
      const outside = market.world.ledger.cash[OUTSIDE_ACCOUNT];
      market.session(SHARE, false);
      desk.minute(close, { after: MINUTES_TO_CLOSE });
      desk.minute(close);
      desk.minute(close);
      expect(market.all('NoteKnockedIn')).toHaveLength(knocks ? 1 : 0);
      const [settled, ...others] = market.all('NoteSettled');
      expect(others).toHaveLength(0);
      const payoff = knocks ? Math.round((0.53e9 / 55) * (55 - close) * 100) : 0;
      expect(Math.abs(settled.payoffCents - payoff)).toBeLessThanOrEqual(1);
      expect(market.world.ledger.cash[self] - cash).toBe(settled.payoffCents);
      expect(market.world.ledger.cash[OUTSIDE_ACCOUNT] - outside + settled.payoffCents).toBe(0);
      market.session(SHARE, true);
      for (let n = 0; n < 10; n++) desk.minute(close);
      expect(desk.shares).toBe(0);
      if (knocks) expect(desk.sum('fromSettlement')).toBeLessThan(-1_000_000);
    },
  );
});

describe('an issuer that a what-if keeps from acting', () => {
  it('settles its notes all the same, and trades nothing', () => {
    const parameters = { tranches: issue({ days: 0, knocked: true }) };
    const small = new SmallMarket(
      { 'note-desk': { kind: 'note-desk', acts: false, parameters } },
      { hours: 22 },
    );
    small.runTo(20.9);
    const before = small.cashUsd('note-desk');
    expect(small.memory('note-desk').settled0).toBeUndefined();
    small.runTo(21.1);
    expect(small.memory('note-desk').settled0).toBe(1);
    const closeUsd = small.world.market.close[SHARE] / 100;
    expect(small.cashUsd('note-desk') - before).toBeCloseTo((0.53e9 / 55) * (55 - closeUsd), 1);
    expect(small.of('OrderPlaced', 'note-desk')).toEqual([]);
  });
});

describe('why the target moves', () => {
  const short = { initialUsd: 55, barrierUsd: 38.5, days: 31, knocked: false };

  it('is told in parts that add up to the change, over a whole fall with a knock-in', () => {
    const desk = new NoteWorld({ participation: 1, tranches: issue() });
    const start = desk.memory.noteShares + desk.memory.overlayShares;
    desk.path([41.5, 0.56], [34.2, 0.97]);
    const total = PARTS.reduce((sum, part) => sum + desk.sum(part), 0);
    const target = desk.market.all('NoteHedgeSet').at(-1)?.targetShares ?? 0;
    expect(total).toBeCloseTo(target - start, 0);
    let before = start;
    for (const set of desk.market.all('NoteHedgeSet')) {
      const change = PARTS.reduce((sum, part) => sum + set[part], 0);
      expect(Math.abs(change - (set.targetShares - before))).toBeLessThan(1);
      before = set.targetShares;
    }
  });

  it('shows three sources of selling apart: the knock-in, volatility on deep puts, the puts sold against volatility', () => {
    const knockIn = new NoteWorld({ ...BARE, tranches: issue() });
    knockIn.path([39, 0.56], [38, 0.56], 20);
    expect(knockIn.sum('fromKnockIn')).toBeLessThan(-2_000_000);
    // Volatilities of strikes move along the smile even under an unchanged surface.
    expect(Math.abs(knockIn.sum('fromVol'))).toBeLessThan(-0.2 * knockIn.sum('fromKnockIn'));
    expect(knockIn.sum('overlayFromSpot')).toBe(0);

    const vol = new NoteWorld({ ...BARE, tranches: issue({ ...short, knocked: true, days: 200 }) });
    vol.path([41.5, 0.56], [41.5, 0.97], 20);
    expect(vol.sum('fromVol')).toBeLessThan(-500_000);
    expect(Math.abs(vol.sum('fromSpot'))).toBeLessThan(1_000);
    expect(vol.soldMillions()).toBeGreaterThan(20);

    const overlay = new NoteWorld({
      participation: 1,
      tranches: issue({ days: 690, observation: 'maturity' }),
    });
    overlay.path([41.5, 0.56], [39, 0.56], 20);
    expect(overlay.sum('overlayFromSpot')).toBeLessThan(-1_000_000);
    expect(overlay.sum('fromKnockIn')).toBe(0);
    expect(overlay.soldMillions()).toBeGreaterThan(50);
  });
});

describe('magnitudes: $530m of notes while the share falls from 41.5 to 34.2 and volatility rises from 56 to 97', () => {
  // Net sales in millions of US dollars, as estimated for the event by a prototype; shares are worked at full pace.
  it.each<[string, number, Observation, number, [number, number]]>([
    ['a life from .85 years, no puts sold', 310, 'maturity', 0, [19, 35]],
    ['the same, longer', 690, 'maturity', 0, [19, 35]],
    ['the same, watched continuously', 310, 'continuous', 0, [19, 35]],
    ['puts sold for 80 % of vega', 310, 'maturity', 0.8, [118, 198]],
    ['the same, longer', 500, 'maturity', 0.8, [118, 198]],
    ['the same, watched continuously', 310, 'continuous', 0.8, [118, 198]],
    ['one month, watched continuously', 31, 'continuous', 0, [178, 260]],
    ['one month, tested at maturity, vega unhedged: a small purchase', 31, 'maturity', 0, [-50, 0]],
  ])('%s (%d days)', (_, days, observation, overlayRatio, [least, most]) => {
    const desk = new NoteWorld({ overlayRatio, participation: 1, tranches: issue({ days, observation }) });
    desk.path([41.5, 0.56], [34.2, 0.97]);
    expect(desk.soldMillions()).toBeGreaterThan(least);
    expect(desk.soldMillions()).toBeLessThan(most);
  });
});

describe('invariants', () => {
  it('hold on any path: knock-ins are for good, no share is sold that is not held, money and lots add up', () => {
    const step = fc.record({
      usd: fc.double({ min: 30, max: 50, noNaN: true }),
      vol: fc.double({ min: 0.2, max: 1.5, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.constantFrom<Observation>('continuous', 'daily', 'maturity'),
        fc.array(step, { minLength: 5, maxLength: 25 }),
        (observation, steps) => {
          const desk = new NoteWorld({ participation: 1, tranches: issue({ observation, days: 60 }) });
          let knocked = -1;
          for (const { usd, vol } of steps) {
            desk.minute(usd, { vol }); // checks the world's invariants
            expect(desk.shares).toBeGreaterThanOrEqual(0);
            const { knocked0 } = desk.memory;
            if (knocked >= 0) expect(knocked0).toBe(knocked);
            knocked = knocked0;
          }
          expect(desk.market.all('NoteKnockedIn').length).toBeLessThanOrEqual(1);
          for (const { actor, takerSide } of desk.market.all('Traded'))
            if (actor === desk.self) expect([BUY, SELL]).toContain(takerSide);
        },
      ),
      { numRuns: 25, seed: 5 },
    );
  });
});

describe('its parameters', () => {
  it('are known to casts, with $530m of notes in barriers around 43.6 and 38.5 at 70 % of initial levels', () => {
    expect(agentKinds['note-desk'].kind).toBe('note-desk');
    const { notionalUsd, tranches, overlayRatio } = noteDeskParameters.parse({});
    expect(notionalUsd).toBe(0.53e9);
    expect(overlayRatio).toBe(0.8);
    expect(tranches.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    for (const { initialUsd, barrierUsd } of tranches) expect(barrierUsd / initialUsd).toBeCloseTo(0.7, 2);
    const modes = tranches.filter(({ share }) => share === 0.3).map(({ barrierUsd }) => barrierUsd);
    expect(modes).toEqual([43.6, 38.5]);
  });

  it('are refused where no note is described', () => {
    expect(() => noteDeskParameters.parse({ tranches: issue({ barrierUsd: 55 }) })).toThrow(
      'below the initial level',
    );
    expect(() => noteDeskParameters.parse({ overlay: 1 })).toThrow();
    expect(() => noteDeskParameters.parse({ tranches: [] })).toThrow();
  });
});
