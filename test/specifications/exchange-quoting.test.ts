import { beforeEach, describe, expect, it } from 'vitest';
import { REASON } from '../../sim/events.ts';
import { Floor } from './exchange-floor.ts';

let floor: Floor;

/** Given ann with ladders of three levels two ticks apart, quoting 10 at 100 and 102. */
beforeEach(() => {
  floor = new Floor();
  floor.ladder('ann', 3, 2);
  floor.quote('ann', '10 @ 100 / 10 @ 102');
});

describe('a ladder', () => {
  it('rests its levels from the touch outwards', () => {
    expect(floor.book()).toEqual({
      bids: ['ann1 10 @ 100', 'ann2 10 @ 98', 'ann3 10 @ 96'],
      asks: ['ann4 10 @ 102', 'ann5 10 @ 104', 'ann6 10 @ 106'],
    });
  });

  it('halves from level to level when it decays by ln 2, and never below one lot', () => {
    floor.ladder('bob', 4, 1, Math.LN2);
    floor.quote('bob', '4 @ 90 / 1 @ 110');
    expect(floor.book().bids.slice(3)).toEqual(['bob1 4 @ 90', 'bob2 2 @ 89', 'bob3 1 @ 88', 'bob4 1 @ 87']);
    expect(floor.book().asks.slice(3)).toEqual([
      'bob5 1 @ 110',
      'bob6 1 @ 111',
      'bob7 1 @ 112',
      'bob8 1 @ 113',
    ]);
  });

  it('trades like other orders, in the queue of its price', () => {
    floor.send('bob', 'buy 4 @ 100');
    expect(floor.send('cat', 'sell 12 @ 100').slice(1)).toEqual([
      'cat1 traded 10 @ 100 with ann1',
      'cat1 traded 2 @ 100 with bob1',
    ]);
  });

  it('is refused to nobody, but ignored of an account that never shaped one', () => {
    expect(floor.quote('bob', '1 @ 90 / 1 @ 110')).toEqual([]);
  });
});

describe('moving a ladder', () => {
  it('up past its own asks moves the asks first, and never meets itself', () => {
    expect(floor.quote('ann', '10 @ 105 / 10 @ 107')).toEqual([
      'ask 10 @ 107, 3 levels',
      'bid 10 @ 105, 3 levels',
    ]);
    expect(floor.book().bids[0]).toBe('ann10 10 @ 105');
    expect(floor.book().asks[0]).toBe('ann7 10 @ 107');
  });

  it('down past its own bids moves the bids first, and never meets itself', () => {
    expect(floor.quote('ann', '10 @ 90 / 10 @ 92')).toEqual([
      'bid 10 @ 90, 3 levels',
      'ask 10 @ 92, 3 levels',
    ]);
  });

  it('back in after a side was pulled is not held back by its own old quotes', () => {
    floor.quote('ann', '0 @ 100 / 10 @ 102');
    floor.quote('ann', '0 @ 88 / 10 @ 90');
    expect(floor.quote('ann', '10 @ 95 / 10 @ 97')).toEqual([
      'ask 10 @ 97, 3 levels',
      'bid 10 @ 95, 3 levels',
    ]);
  });

  it('stops one tick short of somebody else’s quote', () => {
    floor.send('bob', 'sell 3 @ 104');
    expect(floor.quote('ann', '10 @ 106 / 10 @ 108')).toEqual([
      'ask 10 @ 108, 3 levels',
      'bid 10 @ 103, 3 levels',
    ]);
    floor.send('bob', 'buy 3 @ 103');
    expect(floor.quote('ann', '10 @ 92 / 10 @ 94')).toEqual([
      'bid 10 @ 92, 3 levels',
      'ask 10 @ 104, 3 levels',
    ]);
  });
});

describe('a ladder that hardly changes', () => {
  it.each(['10 @ 100 / 10 @ 102', '10 @ 101 / 10 @ 101', '11 @ 100 / 9 @ 102'])(
    'keeps its place in the queue: %s',
    (quote) => {
      floor.send('bob', 'buy 4 @ 100');
      expect(floor.quote('ann', quote)).toEqual([]);
      expect(floor.book().bids.slice(0, 2)).toEqual(['ann1 10 @ 100', 'bob1 4 @ 100']);
    },
  );

  it.each([
    ['12 @ 100 / 10 @ 102', 'bid 12 @ 100, 3 levels'],
    ['8 @ 100 / 10 @ 102', 'bid 8 @ 100, 3 levels'],
    ['10 @ 98 / 10 @ 102', 'bid 10 @ 98, 3 levels'],
    ['10 @ 100 / 10 @ 104', 'ask 10 @ 104, 3 levels'],
  ])('queues anew on the side that changes by more: %s', (quote, answer) => {
    expect(floor.quote('ann', quote)).toEqual([answer]);
  });

  it('is renewed once a tenth of its touch has traded', () => {
    floor.send('bob', 'sell 1 @ 100');
    expect(floor.quote('ann', '10 @ 100 / 10 @ 102')).toEqual([]);
    floor.send('bob', 'sell 1 @ 100');
    expect(floor.quote('ann', '10 @ 100 / 10 @ 102')).toEqual(['bid 10 @ 100, 3 levels']);
    expect(floor.book().bids).toEqual(['ann7 10 @ 100', 'ann8 10 @ 98', 'ann9 10 @ 96']);
  });
});

describe('pulling a ladder', () => {
  it('takes the side off with size 0, once', () => {
    expect(floor.quote('ann', '0 @ 100 / 10 @ 102')).toEqual(['bid 0 @ 100, 0 levels']);
    expect(floor.book().bids).toEqual([]);
    expect(floor.quote('ann', '0 @ 100 / 10 @ 102')).toEqual([]);
  });

  it('happens when its deepest level would leave the range of prices', () => {
    expect(floor.quote('ann', '10 @ 4 / 10 @ 1048574')).toEqual([
      'bid 10 @ 4, 0 levels',
      'ask 10 @ 1048574, 0 levels',
    ]);
    expect(floor.book()).toEqual({ bids: [], asks: [] });
  });

  it('waits while trading is halted', () => {
    floor.happens('Halted', { reason: REASON['circuit-breaker'], price: 100, value: 5 });
    expect(floor.quote('ann', '0 @ 100 / 0 @ 102')).toEqual([]);
    expect(floor.book().bids).toHaveLength(3);
  });
});
