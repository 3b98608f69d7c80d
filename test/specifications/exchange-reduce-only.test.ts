import { beforeEach, describe, expect, it } from 'vitest';
import { orderTypes } from '../../sim/vocabulary.ts';
import { Floor } from './exchange-floor.ts';

let floor: Floor;

/** Given ann long 5 against bob, and bids of cat. */
beforeEach(() => {
  floor = new Floor();
  floor.send('bob', 'sell 5 @ 100');
  floor.send('ann', 'buy 5');
  floor.send('cat', 'buy 9 @ 99');
});

describe('on arrival', () => {
  it.each(['sell 8 reduce', 'sell 8 @ 99 reduce', 'sell 8 @ 99 ioc reduce', 'sell 8 @ 99 fok reduce'])(
    '%s is cut down to the position',
    (order) => {
      expect(floor.send('ann', order).at(-1)).toBe('ann2 traded 5 @ 99 with cat1');
      expect(floor.lots('ann')).toBe(0);
    },
  );

  it.each(['sell 8 @ 101 reduce', 'sell 8 @ 101 post-only reduce'])(
    '%s rests no more than the position',
    (order) => {
      expect(floor.send('ann', order)).toEqual(['ann2 placed 5 @ 101']);
      expect(floor.book().asks).toEqual(['ann2 5 @ 101']);
    },
  );

  it('is refused where it would open or enlarge a position', () => {
    expect(floor.send('ann', 'buy 1 @ 90 reduce')).toEqual(['rejected: reduce-only']);
    expect(floor.send('dan', 'sell 1 reduce')).toEqual(['rejected: reduce-only']);
    expect(floor.send('bob', 'sell 1 stop 90 reduce')).toEqual(['rejected: reduce-only']);
  });

  it('lets a short buy back', () => {
    floor.send('cat', 'sell 9 @ 101');
    expect(floor.send('bob', 'buy 9 @ 101 reduce').slice(1)).toEqual(['bob2 traded 5 @ 101 with cat2']);
    expect(floor.lots('bob')).toBe(0);
  });
});

describe('resting', () => {
  it('is cut down when the position has shrunk since, and what would turn it is cancelled', () => {
    floor.send('ann', 'sell 5 @ 101 reduce');
    floor.send('ann', 'sell 3'); // ann is long 2 now
    expect(floor.send('dan', 'buy 4 @ 101')).toEqual([
      'dan1 placed 4 @ 101',
      'dan1 traded 2 @ 101 with ann2',
      'ann2 cancelled 3: reduce-only',
      'dan1 rested 2 @ 101',
    ]);
    expect(floor.lots('ann')).toBe(0);
  });

  it('is cancelled when it is met after the position is gone', () => {
    floor.send('ann', 'sell 5 @ 101 reduce');
    floor.send('ann', 'sell 6');
    expect(floor.lots('ann')).toBe(-1);
    expect(floor.send('dan', 'buy 1 @ 101').slice(1)).toEqual([
      'ann2 cancelled 5: reduce-only',
      'dan1 rested 1 @ 101',
    ]);
  });

  it('several together never sell more than the position', () => {
    floor.send('ann', 'sell 4 @ 101 reduce');
    floor.send('ann', 'sell 4 @ 102 reduce');
    floor.send('dan', 'buy 8 @ 102');
    expect(floor.lots('ann')).toBe(0);
    expect(floor.book().asks).toEqual([]);
  });

  it('stays reduce-only when it is replaced by a reduce-only order', () => {
    floor.send('ann', 'sell 2 @ 101 reduce');
    expect(floor.replace('ann2', 'sell 9 @ 102 reduce')).toEqual([
      'ann2 cancelled 2: replaced',
      'ann3 placed 5 @ 102',
    ]);
    floor.send('ann', 'sell 5');
    expect(floor.replace('ann3', 'sell 9 @ 103 reduce')).toEqual(['rejected: reduce-only']);
    expect(floor.book().asks).toEqual(['ann3 5 @ 102']);
  });
});

describe('a reduce-only stop', () => {
  it('is cut down to the position it finds when it is triggered', () => {
    floor.send('ann', 'sell 5 stop 98 reduce');
    floor.send('ann', 'sell 3'); // ann is long 2 now
    floor.send('dan', 'buy 9 @ 98');
    expect(floor.send('bob', 'sell 7').slice(1)).toEqual([
      'bob2 traded 6 @ 99 with cat1',
      'bob2 traded 1 @ 98 with dan1',
      'ann2 triggered at 98',
      'ann2 reduced by 3: reduce-only',
      'ann2 traded 2 @ 98 with dan1',
    ]);
    expect(floor.lots('ann')).toBe(0);
  });

  it('is cancelled when it finds none', () => {
    floor.send('ann', 'sell 5 stop 98 reduce');
    floor.send('ann', 'sell 5');
    floor.send('dan', 'buy 9 @ 98');
    expect(floor.send('bob', 'sell 5').slice(3)).toEqual([
      'ann2 triggered at 98',
      'ann2 cancelled 5: reduce-only',
    ]);
    expect(floor.lots('ann')).toBe(0);
    expect(floor.world.incoming.order).toBe(-1);
  });

  it('rests as a reduce-only order when it has a limit', () => {
    floor.send('ann', 'sell 5 @ 99 stop 99 reduce');
    floor.send('bob', 'sell 9'); // takes every bid, so the stop rests
    expect(floor.book().asks).toEqual(['ann2 5 @ 99']);
    floor.send('dan', 'buy 4 @ 98');
    floor.send('ann', 'sell 4 @ 98'); // ann is long 1 now
    expect(floor.send('dan', 'buy 5 @ 99').slice(1)).toEqual([
      'dan2 traded 1 @ 99 with ann2',
      'ann2 cancelled 4: reduce-only',
      'dan2 rested 4 @ 99',
    ]);
  });
});

it('keeps the type of an order: what is left of a post-only or reduce-only one is cancelled as such', () => {
  floor.send('ann', 'buy 2 @ 90 post-only');
  floor.send('ann', 'sell 2 @ 110 reduce');
  floor.send('ann', 'sell 2 stop 80 reduce');
  const { batch } = floor.log;
  const types = ['ann2', 'ann3', 'ann4'].map((order) => {
    floor.cancel(order);
    return orderTypes[batch.orderType[batch.length - 1]];
  });
  expect(types).toEqual(['post-only', 'limit-reduce', 'stop-reduce']);
});
