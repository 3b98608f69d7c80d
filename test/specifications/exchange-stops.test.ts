import { beforeEach, describe, expect, it } from 'vitest';
import { eventAt, REASON } from '../../sim/events.ts';
import { Floor } from './exchange-floor.ts';

let floor: Floor;
beforeEach(() => {
  floor = new Floor();
});

/** Given a last trade at a price, and an empty book. */
function lastTrade(price: number): void {
  floor.send('cat', `sell 1 @ ${price}`);
  floor.send('dan', `buy 1 @ ${price}`);
}

const waiting = (): number => floor.world.stops[floor.instrument].orders;

describe('a stop', () => {
  it('waits while trades stay on the near side of its trigger', () => {
    expect(floor.send('ann', 'sell 2 stop 95')).toEqual(['ann1 waits']);
    lastTrade(96);
    expect(waiting()).toBe(1);
    expect(floor.book()).toEqual({ bids: [], asks: [] });
  });

  it.each([
    ['sell', 95, 'at its trigger'],
    ['sell', 90, 'through its trigger'],
    ['buy', 105, 'at its trigger'],
    ['buy', 110, 'through its trigger'],
  ])('to %s is triggered by a trade at %i, %s', (side, price) => {
    const bids = side === 'sell';
    floor.send('ann', `${side} 2 stop ${bids ? 95 : 105}`);
    floor.send('bob', `${bids ? 'buy' : 'sell'} 9 @ ${price}`);
    expect(floor.send('cat', `${side} 1`).slice(1)).toEqual([
      `cat1 traded 1 @ ${price} with bob1`,
      `ann1 triggered at ${price}`,
      `ann1 traded 2 @ ${price} with bob1`,
    ]);
    expect(waiting()).toBe(0);
  });

  it('goes at once when the last trade was there already', () => {
    lastTrade(95);
    floor.send('bob', 'buy 2 @ 94');
    expect(floor.send('ann', 'sell 2 stop 95')).toEqual([
      'ann1 waits',
      'ann1 triggered at 95',
      'ann1 traded 2 @ 94 with bob1',
    ]);
  });

  it('is not triggered by quotes alone', () => {
    floor.send('ann', 'sell 2 stop 95');
    floor.send('bob', 'buy 9 @ 90');
    floor.send('bob', 'sell 9 @ 91');
    expect(waiting()).toBe(1);
  });

  it('is protected like any market order', () => {
    floor.send('ann', 'sell 3 stop 1000');
    for (const price of [1000, 980, 950]) floor.send('bob', `buy 1 @ ${price}`);
    // Nothing is offered, so 3 % are counted from the best bid that is left: 980 less 3 % is 950.6.
    expect(floor.send('cat', 'sell 1').slice(2)).toEqual([
      'ann1 triggered at 1000',
      'ann1 traded 1 @ 980 with bob2',
      'ann1 traded 1 @ 950 with bob3',
      'ann1 cancelled 1: unfilled',
    ]);
  });

  it('cites the trade that met it', () => {
    floor.send('ann', 'sell 1 stop 95');
    floor.send('bob', 'buy 1 @ 95');
    floor.send('bob', 'buy 1 @ 94');
    floor.send('cat', 'sell 1');
    const { batch } = floor.log;
    const rows = Array.from({ length: batch.length }, (_, row) => eventAt(batch, row));
    const met = rows.find((event) => event.type === 'StopTriggered');
    const sold = rows.filter((event) => event.type === 'Traded');
    expect(met?.cause).toBe(sold[0].seq);
    expect(sold[1].cause).toBe(met?.seq);
    expect(sold[1]).toMatchObject({ reason: 'stop', priceTicks: 94 });
  });
});

describe('a stop-limit', () => {
  it('becomes a limit order, and rests what does not trade', () => {
    floor.send('ann', 'sell 5 @ 94 stop 95');
    floor.send('bob', 'buy 2 @ 95');
    floor.send('bob', 'buy 1 @ 94');
    floor.send('bob', 'buy 9 @ 93');
    expect(floor.send('cat', 'sell 1').slice(2)).toEqual([
      'ann1 triggered at 95',
      'ann1 traded 1 @ 95 with bob1',
      'ann1 traded 1 @ 94 with bob2',
      'ann1 rested 3 @ 94',
    ]);
    expect(floor.book()).toEqual({ bids: ['bob3 9 @ 93'], asks: ['ann1 3 @ 94'] });
    expect(floor.cancel('ann1')).toEqual(['ann1 cancelled 3: cancelled']);
  });
});

describe('several stops', () => {
  it('go from the nearest trigger on, equal triggers in order of arrival', () => {
    floor.send('ann', 'sell 1 stop 95');
    floor.send('bob', 'sell 1 stop 96');
    floor.send('cat', 'sell 1 stop 95');
    floor.send('dan', 'buy 9 @ 90');
    expect(floor.send('cat', 'sell 1').slice(2)).toEqual([
      'bob1 triggered at 90',
      'bob1 traded 1 @ 90 with dan1',
      'ann1 triggered at 90',
      'ann1 traded 1 @ 90 with dan1',
      'cat1 triggered at 90',
      'cat1 traded 1 @ 90 with dan1',
    ]);
  });

  it('set each other off in a chain, each on the trade before', () => {
    for (const price of [100, 99, 98, 97]) floor.send('dan', `buy 1 @ ${price}`);
    floor.send('cat', 'sell 1 stop 98');
    floor.send('bob', 'sell 1 stop 99');
    floor.send('ann', 'sell 1 stop 100');
    expect(floor.send('bob', 'sell 1').slice(1)).toEqual([
      'bob2 traded 1 @ 100 with dan1',
      'ann1 triggered at 100',
      'ann1 traded 1 @ 99 with dan2',
      'bob1 triggered at 99',
      'bob1 traded 1 @ 98 with dan3',
      'cat1 triggered at 98',
      'cat1 traded 1 @ 97 with dan4',
    ]);
  });

  it('that find nobody end the chain, and those on the other side wait on', () => {
    lastTrade(100);
    floor.send('ann', 'sell 1 stop 95');
    floor.send('ann', 'sell 1 stop 94');
    floor.send('bob', 'buy 1 stop 105');
    floor.send('dan', 'buy 1 @ 95');
    floor.send('dan', 'buy 1 @ 94');
    expect(floor.send('cat', 'sell 1 @ 95').slice(1)).toEqual([
      'cat2 traded 1 @ 95 with dan2',
      'ann1 triggered at 95',
      'ann1 traded 1 @ 94 with dan3',
      'ann2 triggered at 94',
      'ann2 cancelled 1: unfilled',
    ]);
    expect(waiting()).toBe(1);
  });

  it('are met by every trade of an order, not by its last one alone', () => {
    floor = new Floor('BTC-PERP', { protection: Number.POSITIVE_INFINITY });
    lastTrade(100);
    floor.send('ann', 'sell 1 stop 96');
    floor.send('bob', 'buy 1 stop 102');
    for (const price of [95, 100, 102, 103]) floor.send('dan', `sell 1 @ ${price}`);
    floor.send('dan', 'buy 1 @ 90');
    expect(floor.send('cat', 'buy 3 @ 102').slice(1)).toEqual([
      'cat2 traded 1 @ 95 with dan2',
      'cat2 traded 1 @ 100 with dan3',
      'cat2 traded 1 @ 102 with dan4',
      'ann1 triggered at 95',
      'ann1 traded 1 @ 90 with dan6',
      'bob1 triggered at 102',
      'bob1 traded 1 @ 103 with dan5',
    ]);
  });

  it('go even when an earlier one has moved the price back', () => {
    lastTrade(100);
    floor.send('ann', 'sell 1 stop 96');
    floor.send('bob', 'sell 1 stop 95');
    floor.send('dan', 'sell 1 @ 95');
    // The buyer takes the offer at 95 and bids 98 for more: the first stop trades at 98, away from the second's trigger.
    expect(floor.send('cat', 'buy 3 @ 98').slice(1)).toEqual([
      'cat2 traded 1 @ 95 with dan2',
      'cat2 rested 2 @ 98',
      'ann1 triggered at 95',
      'ann1 traded 1 @ 98 with cat2',
      'bob1 triggered at 95',
      'bob1 traded 1 @ 98 with cat2',
    ]);
  });
});

describe('self-trade prevention', () => {
  it.each([
    ['', ['ann1 cancelled 3: self-trade']],
    ['oldest', ['ann2 cancelled 2: self-trade', 'ann1 traded 3 @ 93 with bob2']],
    [
      'decrement',
      ['ann2 cancelled 2: self-trade', 'ann1 reduced by 2: self-trade', 'ann1 traded 1 @ 93 with bob2'],
    ],
  ])('of a stop is the one it was sent with: %s', (mode, answers) => {
    floor.send('ann', `sell 3 stop 95 ${mode}`);
    floor.send('ann', 'buy 2 @ 94');
    floor.send('bob', 'buy 1 @ 95');
    floor.send('bob', 'buy 3 @ 93');
    expect(floor.send('cat', 'sell 1').slice(3)).toEqual(answers);
  });
});

describe('stops and halts', () => {
  it('placed in a halt beyond the last trade goes before the next order that trades', () => {
    lastTrade(95);
    floor.happens('Halted', { reason: REASON['circuit-breaker'], price: 95, value: 5 });
    expect(floor.send('ann', 'sell 1 stop 96')).toEqual(['ann1 waits']);
    floor.send('bob', 'buy 9 @ 94');
    expect(waiting()).toBe(1);
    floor.happens('Resumed', { reason: REASON['circuit-breaker'] });
    expect(floor.send('bob', 'buy 1 @ 90')).toEqual([
      'bob2 placed 1 @ 90',
      'ann1 triggered at 95',
      'ann1 traded 1 @ 94 with bob1',
    ]);
  });
});
