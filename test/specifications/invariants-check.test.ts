import { describe, expect, it } from 'vitest';
import { BUY } from '../../sim/events.ts';
import { INSTRUMENT } from '../../sim/market/instruments.ts';
import { checkInvariants } from '../../sim/market/invariants.ts';
import { INSURANCE_ACCOUNT } from '../../sim/world/ledger.ts';
import type { World } from '../../sim/world/world.ts';
import { type Listed, MarketWorld } from './market-world.ts';
import { PerpWorld } from './perp-world.ts';
import { SmallMarket } from './small-market.ts';

/** Ann and bob with cash, coins, shares and contracts, books with two sides, in tick 7. */
function sound(): MarketWorld {
  const market = new MarketWorld({
    start: '2026-02-04T15:00Z',
    open: ['BTC-SPOT', 'BTC-PERP', 'CME-1', 'IBIT'],
  });
  market.hold('ann', 'BTC-SPOT', 500);
  market.hold('bob', 'IBIT', 900);
  market.hold('ann', 'CME-1', 3, 14_000);
  market.hold('bob', 'BTC-PERP', -40, 70_000);
  market.tick('2026-02-04T15:07Z');
  market.order('ann', 'BTC-SPOT', 'buy', 5, 69_990);
  market.order('bob', 'BTC-SPOT', 'sell', 9, 69_990);
  return market;
}
function addLots(world: World, account: number, venue: Listed, lots: number): void {
  world.ledger.position[account * world.ledger.width + INSTRUMENT[venue]] += lots;
}

describe('the invariants', () => {
  it('hold in a sound world, with trades, fees, positions and orders', () => {
    const { world, events } = sound();
    expect(events.some(({ type }) => type === 'Traded')).toBe(true);
    expect(() => checkInvariants(world)).not.toThrow();
  });

  it.each<[string, (world: World, ann: number, bob: number) => void, RegExp]>([
    [
      'a cent too many',
      ({ ledger }, ann) => {
        ledger.cash[ann] += 1;
      },
      /^cash is not conserved at tick 7: 1 cents, 0 were brought in$/,
    ],
    [
      'a cent too few',
      ({ ledger }, ann) => {
        ledger.cash[ann] -= 1;
      },
      /^cash is not conserved at tick 7: -1 cents, 0 /,
    ],
    [
      'a contract that costs what nobody paid',
      ({ ledger }, ann) => {
        ledger.cost[ann * ledger.width + INSTRUMENT['CME-1']] += 5;
      },
      /^cash is not conserved at tick 7: -5 cents, 0 /,
    ],
    [
      'cash that is no number',
      ({ ledger }, ann) => {
        ledger.cash[ann] = Number.NaN;
      },
      /^cash is not conserved at tick 7: NaN cents/,
    ],
    [
      'a coin lot too many',
      (world, ann) => addLots(world, ann, 'BTC-SPOT', 1),
      /^BTC-SPOT is not conserved at tick 7: 501 lots, expected 500$/,
    ],
    [
      'a share too few',
      (world, _ann, bob) => addLots(world, bob, 'IBIT', -1),
      /^IBIT is not conserved at tick 7: 899 lots, expected 900$/,
    ],
    [
      'futures that do not net to zero',
      (world, ann) => addLots(world, ann, 'CME-1', 2),
      /^CME-1 is not conserved at tick 7: 2 lots, expected 0$/,
    ],
    [
      'perpetuals that do not net to zero',
      (world, ann) => addLots(world, ann, 'BTC-PERP', -2),
      /^BTC-PERP is not conserved at tick 7: -2 lots, expected 0$/,
    ],
    [
      'contracts brought in on one side only',
      ({ ledger, instruments }, ann) => ledger.endow(instruments[INSTRUMENT['CME-2']], ann, 1, 0),
      /^CME-2 is not conserved at tick 7: 1 lots, expected 0$/,
    ],
    [
      'a crossed book',
      ({ books }, ann) => {
        books[INSTRUMENT['BTC-SPOT']].insert(999, BUY, 69_991, 1, ann, 0);
      },
      /^BTC-SPOT is crossed at tick 7: bid 69991, offer 69990$/,
    ],
    [
      'a locked book',
      ({ books }, ann) => {
        books[INSTRUMENT['BTC-SPOT']].insert(999, BUY, 69_990, 1, ann, 0);
      },
      /^BTC-SPOT is crossed at tick 7: bid 69990, offer 69990$/,
    ],
    [
      'an incoming order that nobody matched',
      ({ incoming }) => {
        incoming.order = 4;
        incoming.instrument = INSTRUMENT.IBIT;
      },
      /^order 4 in IBIT is still unmatched at the end of tick 7$/,
    ],
    [
      'half a cent, though the total is right',
      ({ ledger }, ann, bob) => {
        ledger.cash[bob] += ledger.cash[ann] - 10.5;
        ledger.cash[ann] = 10.5;
      },
      /^ann has 10.5 cents at tick 7, which is no exact integer$/,
    ],
  ])('stop the run at %s and say what and when', (_what, breakIt, message) => {
    const market = sound();
    breakIt(market.world, market.account('ann'), market.account('bob'));
    expect(() => checkInvariants(market.world)).toThrow(message);
  });

  it('are checked at the end of every tick: the run ends in the tick in which one broke', () => {
    const small = new SmallMarket({}, { hours: 1 });
    small.runTo(0.05);
    const { world, simulation } = small;
    addLots(world, small.account('investors'), 'CME-2', 1);
    expect(() => small.runTo(1)).toThrow(/^CME-2 is not conserved at tick 3: 1 lots, expected 0$/);
    expect(simulation.loop.tick).toBe(3);
  });
});

/** A perp venue with a trader of 10 bitcoin long, and one that has no position. */
function venue(): { world: World; long: number; flat: number } {
  const perp = new PerpWorld({ fundUsd: 1_000 });
  const long = perp.account('long', { cashUsd: 90_000, lots: 1_000, entryUsd: 70_000, traders: 3 });
  const flat = perp.account('flat', { cashUsd: 0, lots: 0, entryUsd: 70_000, traders: 3 });
  return { world: perp.world, long, flat };
}

describe('the waterfall of losses', () => {
  it('is complete when nobody is flat in debt and the fund has something left', () => {
    expect(() => checkInvariants(venue().world)).not.toThrow();
  });

  it.each<[string, (at: ReturnType<typeof venue>) => void, RegExp]>([
    [
      'an account that was let go owing a cent',
      ({ world: { ledger }, flat, long }) => ledger.pay(flat, long, 1),
      /^flat is left with -1 cents at tick \d+: its loss was not covered$/,
    ],
    [
      'an account that is closed out for ever',
      ({ world, flat }) => world.liquidating.set(flat, 3),
      /^flat is still being closed out at tick \d+, with no position$/,
    ],
    [
      'a fund that paid what it had not',
      ({ world: { ledger }, long }) => ledger.pay(INSURANCE_ACCOUNT, long, 100_001),
      /^the insurance fund is left with -1 cents at tick \d+$/,
    ],
  ])('stops the run at %s', (_what, breakIt, message) => {
    const at = venue();
    breakIt(at);
    expect(() => checkInvariants(at.world)).toThrow(message);
  });

  it('leaves an account alone that still has a position: its mark may yet save it', () => {
    const { world, long, flat } = venue();
    world.ledger.pay(long, flat, 10_000_000);
    expect(() => checkInvariants(world)).not.toThrow();
  });
});
