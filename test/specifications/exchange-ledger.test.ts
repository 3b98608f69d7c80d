import { describe, expect, it } from 'vitest';
import { INSURANCE_ACCOUNT, ROUNDING_ACCOUNT } from '../../sim/world/ledger.ts';
import { Floor } from './exchange-floor.ts';

/** Given a trade: the seller's order rests, the buyer takes it. */
function trade(floor: Floor, buyer: string, seller: string, lots: number, price: number): void {
  floor.send(seller, `sell ${lots} @ ${price}`);
  floor.send(buyer, `buy ${lots} @ ${price}`);
}

/** Given a trade the other way round: the buyer's order rests, the seller takes it. */
function sale(floor: Floor, seller: string, buyer: string, lots: number, price: number): void {
  floor.send(buyer, `buy ${lots} @ ${price}`);
  floor.send(seller, `sell ${lots} @ ${price}`);
}

const cost = (floor: Floor, name: string): number =>
  floor.world.ledger.cost[floor.account(name) * floor.world.ledger.width + floor.instrument];

const unrealised = (floor: Floor, name: string, mark: number): number =>
  floor.world.ledger.unrealised(floor.world.instruments[floor.instrument], floor.account(name), mark);

describe('spot, lots of 0.01 coin at whole dollars: one cent a tick and lot', () => {
  it('delivers coins against cash; taker pays 8 bp, maker 2 bp', () => {
    const floor = new Floor('BTC-SPOT');
    trade(floor, 'ann', 'bob', 3, 70_000);
    // 0.03 coins for 2100 dollars; 8 bp of it are 168 cents, 2 bp are 42.
    expect({ ann: floor.cents('ann'), bob: floor.cents('bob'), venue: floor.cents('venue') }).toEqual({
      ann: -210_000 - 168,
      bob: 210_000 - 42,
      venue: 210,
    });
    expect([floor.lots('ann'), floor.lots('bob')]).toEqual([3, -3]);
  });

  it('rounds fees to the cent', () => {
    const floor = new Floor('BTC-SPOT');
    trade(floor, 'ann', 'bob', 1, 70_007);
    // 8 bp of 700.07 dollars are 56.0056 cents, 2 bp are 14.0014.
    expect(floor.cents('venue')).toBe(56 + 14);
    expect(floor.cents('ann') + floor.cents('bob') + floor.cents('venue')).toBe(0);
  });

  it('pays each fill at its own price', () => {
    const floor = new Floor('BTC-SPOT');
    floor.send('bob', 'sell 1 @ 70000');
    floor.send('bob', 'sell 1 @ 70010');
    floor.send('ann', 'buy 2 @ 70010');
    expect(floor.cents('ann')).toBe(-70_000 - 70_010 - 56 - 56);
  });
});

describe('perpetual, lots of 0.01 coin: one cent a tick and lot, taker 4 bp, maker 1 bp', () => {
  it('moves no cash on opening but fees', () => {
    const floor = new Floor('BTC-PERP');
    trade(floor, 'ann', 'bob', 5, 70_000);
    // 3500 dollars of notional: 4 bp are 140 cents, 1 bp is 35.
    expect([floor.cents('ann'), floor.cents('bob'), floor.cents('venue')]).toEqual([-140, -35, 175]);
    expect([cost(floor, 'ann'), cost(floor, 'bob')]).toEqual([350_000, -350_000]);
    expect(unrealised(floor, 'ann', 71_000)).toBe(5_000);
    expect(unrealised(floor, 'bob', 71_000)).toBe(-5_000);
  });

  it('realises what closes and opens the rest anew when a position crosses zero', () => {
    const floor = new Floor('BTC-PERP');
    trade(floor, 'ann', 'bob', 5, 70_000);
    sale(floor, 'ann', 'cat', 8, 71_000);
    // 5 lots close 1000 dollars higher: 50 dollars of profit. Fee: 4 bp of 5680 dollars, 227.2 cents.
    expect(floor.cents('ann')).toBe(-140 + 5_000 - 227);
    expect([floor.lots('ann'), cost(floor, 'ann')]).toEqual([-3, -3 * 71_000]);
    trade(floor, 'ann', 'dan', 3, 70_500);
    // 3 lots bought back 500 dollars lower: 15 dollars. Fee: 4 bp of 2115 dollars, 84.6 cents.
    expect(floor.cents('ann')).toBe(-140 + 5_000 - 227 + 1_500 - 85);
    expect([floor.lots('ann'), cost(floor, 'ann')]).toEqual([0, 0]);
  });

  it('realises at average cost, to the cent, and keeps the remainder in the position', () => {
    const floor = new Floor('BTC-PERP');
    trade(floor, 'ann', 'bob', 2, 100);
    trade(floor, 'ann', 'bob', 1, 101);
    const before = floor.cents('ann');
    sale(floor, 'ann', 'cat', 1, 103);
    // Average cost 301 / 3 = 100.33, of which 100 is released: 3 cents now, 201 stay with the two lots. Fees round to 0.
    expect(floor.cents('ann') - before).toBe(3);
    expect(cost(floor, 'ann')).toBe(201);
    sale(floor, 'ann', 'cat', 2, 103);
    expect(floor.cents('ann') - before).toBe(3 * 103 - 301);
  });

  it('counts open interest by opened and closed lots, not by turnover', () => {
    const floor = new Floor('BTC-PERP');
    const open = (): number => floor.world.ledger.openInterest[floor.instrument];
    trade(floor, 'ann', 'bob', 5, 70_000);
    expect(open()).toBe(5);
    sale(floor, 'ann', 'cat', 3, 70_000); // passes 3 of them on
    expect(open()).toBe(5);
    trade(floor, 'bob', 'ann', 2, 70_000); // both close 2
    expect(open()).toBe(3);
    trade(floor, 'bob', 'ann', 5, 70_000); // bob closes 3 and opens 2, ann opens 5
    expect(open()).toBe(5);
  });
});

describe('funding', () => {
  it('is paid by longs to shorts on notional at the mark, and by shorts when negative', () => {
    const floor = new Floor('BTC-PERP');
    trade(floor, 'ann', 'bob', 5, 70_000);
    const before = [floor.cents('ann'), floor.cents('bob')];
    floor.happens('FundingPaid', { price: 72_000, value: 0.0001 });
    // 5 lots at 72,000 dollars are 3600 dollars; 1 bp of it is 36 cents.
    expect([floor.cents('ann') - before[0], floor.cents('bob') - before[1]]).toEqual([-36, 36]);
    floor.happens('FundingPaid', { price: 72_000, value: -0.0002 });
    expect([floor.cents('ann') - before[0], floor.cents('bob') - before[1]]).toEqual([36, -36]);
  });

  it('sums to zero: what rounding leaves goes to the rounding account', () => {
    const floor = new Floor('BTC-PERP');
    for (const buyer of ['ann', 'cat', 'dan']) trade(floor, buyer, 'bob', 1, 70_000);
    const before = floor.cents('bob');
    floor.happens('FundingPaid', { price: 70_000, value: 0.00002 });
    // Each long pays 1.4 cents, rounded to 1; the short receives 4.2, rounded to 4.
    expect(floor.cents('bob') - before).toBe(4);
    expect(floor.world.ledger.cash[ROUNDING_ACCOUNT]).toBe(-1);
    expect(floor.world.ledger.totalCents()).toBe(0);
  });

  it('passes over those who hold nothing', () => {
    const floor = new Floor('BTC-PERP');
    trade(floor, 'ann', 'bob', 1, 70_000);
    floor.happens('FundingPaid', { price: 70_000, value: 0.01 });
    expect(floor.cents('cat')).toBe(0);
    expect(floor.world.ledger.cash[INSURANCE_ACCOUNT]).toBe(0);
  });
});

describe('futures of 5 coins at ticks of 5 dollars: 25 dollars a tick and lot, fee 5 dollars a lot and side', () => {
  it('charges both sides the flat fee', () => {
    const floor = new Floor('CME-1');
    trade(floor, 'ann', 'bob', 2, 14_000);
    expect([floor.cents('ann'), floor.cents('bob'), floor.cents('venue')]).toEqual([-1000, -1000, 2000]);
  });

  it('settle daily in cash between longs and shorts, once for each move', () => {
    const floor = new Floor('CME-1');
    trade(floor, 'ann', 'bob', 2, 14_000);
    floor.happens('VariationMarginPaid', { price: 14_010 });
    // 10 ticks x 2 lots x 25 dollars.
    expect([floor.cents('ann'), floor.cents('bob')]).toEqual([50_000 - 1000, -50_000 - 1000]);
    floor.happens('VariationMarginPaid', { price: 14_010 });
    expect([floor.cents('ann'), floor.cents('bob')]).toEqual([50_000 - 1000, -50_000 - 1000]);
    expect(unrealised(floor, 'ann', 14_011)).toBe(2 * 2500);
    expect(floor.world.ledger.totalCents()).toBe(0);
  });

  it('realise against the last settlement, not against the entry', () => {
    const floor = new Floor('CME-1');
    trade(floor, 'ann', 'bob', 2, 14_000);
    floor.happens('VariationMarginPaid', { price: 14_010 });
    sale(floor, 'ann', 'cat', 2, 14_004);
    expect(floor.cents('ann')).toBe(2 * 4 * 2500 - 2 * 1000);
    expect(cost(floor, 'ann')).toBe(0);
  });

  it('expire into cash: positions and open interest are gone, and the winners have what the losers paid', () => {
    const floor = new Floor('CME-1');
    trade(floor, 'ann', 'bob', 2, 14_000);
    trade(floor, 'cat', 'bob', 1, 14_008);
    floor.happens('FutureExpired', { price: 13_990 });
    expect([floor.cents('ann'), floor.cents('cat'), floor.cents('bob')]).toEqual([
      -2 * 10 * 2500 - 1000,
      -18 * 2500 - 500,
      2 * 10 * 2500 + 18 * 2500 - 1500,
    ]);
    expect([floor.lots('ann'), floor.lots('bob'), floor.lots('cat')]).toEqual([0, 0, 0]);
    expect(floor.world.ledger.openInterest[floor.instrument]).toBe(0);
    expect(floor.world.ledger.totalCents()).toBe(0);
  });
});
