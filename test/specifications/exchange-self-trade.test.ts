import { beforeEach, describe, expect, it } from 'vitest';
import { Floor } from './exchange-floor.ts';

let floor: Floor;

/** Given offers of bob at 100, of ann behind him, and of cat at 101. */
beforeEach(() => {
  floor = new Floor();
  floor.send('bob', 'sell 1 @ 100');
  floor.send('ann', 'sell 3 @ 100');
  floor.send('cat', 'sell 4 @ 101');
});

describe('cancel-newest, the default', () => {
  it('cancels the incoming order when it meets its owner, after what it has traded', () => {
    expect(floor.send('ann', 'buy 6 @ 101')).toEqual([
      'ann2 placed 6 @ 101',
      'ann2 traded 1 @ 100 with bob1',
      'ann2 cancelled 5: self-trade',
    ]);
    expect(floor.book()).toEqual({ bids: [], asks: ['ann1 3 @ 100', 'cat1 4 @ 101'] });
  });

  it('lets an order trade that is filled before it meets its owner', () => {
    expect(floor.send('ann', 'buy 1 @ 101')[1]).toBe('ann2 traded 1 @ 100 with bob1');
  });
});

describe('cancel-oldest', () => {
  it('cancels the resting order and goes on', () => {
    expect(floor.send('ann', 'buy 6 @ 101 oldest').slice(1)).toEqual([
      'ann2 traded 1 @ 100 with bob1',
      'ann1 cancelled 3: self-trade',
      'ann2 traded 4 @ 101 with cat1',
      'ann2 rested 1 @ 101',
    ]);
    expect(floor.book()).toEqual({ bids: ['ann2 1 @ 101'], asks: [] });
  });
});

describe('decrement', () => {
  it('shrinks both by the smaller; the larger incoming order goes on', () => {
    expect(floor.send('ann', 'buy 6 @ 101 decrement').slice(1)).toEqual([
      'ann2 traded 1 @ 100 with bob1',
      'ann1 cancelled 3: self-trade',
      'ann2 reduced by 3: self-trade',
      'ann2 traded 2 @ 101 with cat1',
    ]);
    expect(floor.book()).toEqual({ bids: [], asks: ['cat1 2 @ 101'] });
  });

  it('shrinks both by the smaller; the larger resting order keeps its place', () => {
    floor.send('dan', 'sell 1 @ 100');
    expect(floor.send('ann', 'buy 3 @ 101 decrement').slice(1)).toEqual([
      'ann2 traded 1 @ 100 with bob1',
      'ann1 reduced by 2: self-trade',
      'ann2 cancelled 2: self-trade',
    ]);
    expect(floor.book().asks).toEqual(['ann1 1 @ 100', 'dan1 1 @ 100', 'cat1 4 @ 101']);
  });

  it('removes both when they are equal', () => {
    floor.cancel('bob1');
    expect(floor.send('ann', 'buy 3 @ 100 decrement').slice(1)).toEqual([
      'ann1 cancelled 3: self-trade',
      'ann2 cancelled 3: self-trade',
    ]);
    expect(floor.book()).toEqual({ bids: [], asks: ['cat1 4 @ 101'] });
    expect(floor.world.incoming.order).toBe(-1);
  });
});

describe('fill-or-kill with an own order in the way', () => {
  it.each([
    ['buy 1 @ 101 fok', true],
    ['buy 2 @ 101 fok', false],
    ['buy 1 @ 101 fok decrement', true],
    ['buy 2 @ 101 fok decrement', false],
    ['buy 5 @ 101 fok oldest', true],
    ['buy 6 @ 101 fok oldest', false],
  ])('%s is filled: %s', (order, filled) => {
    const before = floor.book();
    const answers = floor.send('ann', order);
    const traded = answers.filter((answer) => answer.includes('traded'));
    if (filled) {
      expect(answers.join()).not.toContain('fok-unfilled');
      expect(traded.length).toBeGreaterThan(0);
    } else {
      expect(answers).toHaveLength(2);
      expect(answers[1]).toContain('fok-unfilled');
      expect(floor.book()).toEqual(before);
    }
  });

  it('cancels the own order it passes over, if that is its mode', () => {
    expect(floor.send('ann', 'buy 5 @ 101 fok oldest').slice(1)).toEqual([
      'ann2 traded 1 @ 100 with bob1',
      'ann1 cancelled 3: self-trade',
      'ann2 traded 4 @ 101 with cat1',
    ]);
  });
});

describe('an omnibus account', () => {
  it('lets its orders meet each other, also in a fill-or-kill, and has no position to reduce', () => {
    floor = new Floor('BTC-PERP');
    const omnibus = floor.account('ann');
    floor = new Floor('BTC-PERP', { omnibus });
    floor.send('ann', 'sell 3 @ 100');
    expect(floor.send('ann', 'buy 1 @ 100')[1]).toBe('ann2 traded 1 @ 100 with ann1');
    expect(floor.send('ann', 'buy 2 @ 100 fok')[1]).toBe('ann3 traded 2 @ 100 with ann1');
    floor.send('bob', 'sell 3 @ 100');
    floor.send('ann', 'buy 3 @ 100');
    expect(floor.lots('ann')).toBe(3);
    expect(floor.send('ann', 'sell 1 reduce')).toEqual(['rejected: reduce-only']);
  });
});
