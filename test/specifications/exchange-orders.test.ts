import { beforeEach, describe, expect, it } from 'vitest';
import { REASON } from '../../sim/events.ts';
import { Floor } from './exchange-floor.ts';

let floor: Floor;
beforeEach(() => {
  floor = new Floor();
});

/** Given offers of ann at 101 and 102, and of bob at 101 behind her. */
function offers(): void {
  floor.send('ann', 'sell 2 @ 101');
  floor.send('bob', 'sell 3 @ 101');
  floor.send('ann', 'sell 4 @ 102');
}

describe('a limit order', () => {
  it('rests at its price where nothing crosses', () => {
    expect(floor.send('ann', 'buy 5 @ 100')).toEqual(['ann1 placed 5 @ 100']);
    expect(floor.book()).toEqual({ bids: ['ann1 5 @ 100'], asks: [] });
  });

  it('trades at the resting price, best price first, then first come first served', () => {
    offers();
    expect(floor.send('cat', 'buy 7 @ 103')).toEqual([
      'cat1 placed 7 @ 103',
      'cat1 traded 2 @ 101 with ann1',
      'cat1 traded 3 @ 101 with bob1',
      'cat1 traded 2 @ 102 with ann2',
    ]);
    expect(floor.book()).toEqual({ bids: [], asks: ['ann2 2 @ 102'] });
  });

  it('rests what its price leaves untraded, and is then the best of its side', () => {
    offers();
    expect(floor.send('cat', 'buy 9 @ 101')).toEqual([
      'cat1 placed 9 @ 101',
      'cat1 traded 2 @ 101 with ann1',
      'cat1 traded 3 @ 101 with bob1',
      'cat1 rested 4 @ 101',
    ]);
    expect(floor.book()).toEqual({ bids: ['cat1 4 @ 101'], asks: ['ann2 4 @ 102'] });
  });

  it('keeps its place in the queue when it is partly filled', () => {
    offers();
    floor.send('cat', 'buy 1 @ 101');
    expect(floor.book().asks).toEqual(['ann1 1 @ 101', 'bob1 3 @ 101', 'ann2 4 @ 102']);
  });

  it.each([
    ['buy 0 @ 100', 'off-lot'],
    ['buy 1.5 @ 100', 'off-lot'],
    ['buy -1 @ 100', 'off-lot'],
    ['buy 2147483648 @ 100', 'out-of-range'],
    ['buy 1 @ 1048576', 'out-of-range'],
    ['buy 1 @ -1', 'out-of-range'],
    ['sell 1 stop 1048576', 'out-of-range'],
    ['sell 1 @ 1048576 stop 100', 'out-of-range'],
  ])('%s is refused as %s', (order, reason) => {
    expect(floor.send('ann', order)).toEqual([`rejected: ${reason}`]);
    expect(floor.world.nextOrder).toBe(0);
  });
});

describe('post-only', () => {
  it('rests where nothing crosses', () => {
    offers();
    expect(floor.send('cat', 'buy 5 @ 100 post-only')).toEqual(['cat1 placed 5 @ 100']);
    expect(floor.book().bids).toEqual(['cat1 5 @ 100']);
  });

  it('is refused rather than trade', () => {
    offers();
    expect(floor.send('cat', 'buy 5 @ 101 post-only')).toEqual(['rejected: would-cross']);
    expect(floor.send('cat', 'buy 5 @ 200 post-only')).toEqual(['rejected: would-cross']);
    expect(floor.book().bids).toEqual([]);
  });
});

describe('immediate-or-cancel', () => {
  it('cancels what its price leaves untraded', () => {
    offers();
    expect(floor.send('cat', 'buy 9 @ 101 ioc')).toEqual([
      'cat1 placed 9 @ 101',
      'cat1 traded 2 @ 101 with ann1',
      'cat1 traded 3 @ 101 with bob1',
      'cat1 cancelled 4: unfilled',
    ]);
    expect(floor.book()).toEqual({ bids: [], asks: ['ann2 4 @ 102'] });
  });

  it('is cancelled whole where nothing crosses', () => {
    expect(floor.send('cat', 'sell 9 @ 101 ioc')).toEqual([
      'cat1 placed 9 @ 101',
      'cat1 cancelled 9: unfilled',
    ]);
  });
});

describe('fill-or-kill', () => {
  it('trades in full over several prices', () => {
    offers();
    expect(floor.send('cat', 'buy 9 @ 102 fok').slice(1)).toEqual([
      'cat1 traded 2 @ 101 with ann1',
      'cat1 traded 3 @ 101 with bob1',
      'cat1 traded 4 @ 102 with ann2',
    ]);
  });

  it.each(['buy 10 @ 102 fok', 'buy 6 @ 101 fok', 'buy 1 @ 100 fok'])(
    '%s trades not at all, and leaves the book as it was',
    (order) => {
      offers();
      const before = floor.book();
      expect(floor.send('cat', order)[1]).toMatch(/^cat1 cancelled \d+: fok-unfilled$/);
      expect(floor.book()).toEqual(before);
    },
  );

  it('counts of a reduce-only maker no more than its position', () => {
    floor.send('ann', 'sell 3 @ 100');
    floor.send('bob', 'buy 3'); // bob is long 3
    floor.send('bob', 'sell 3 @ 101 reduce');
    floor.send('bob', 'sell 2 @ 100'); // trades first and leaves the reduce-only offer 1 lot
    floor.send('ann', 'sell 1 @ 101');
    expect(floor.send('cat', 'buy 5 @ 101 fok')[1]).toBe('cat1 cancelled 5: fok-unfilled');
    expect(floor.send('cat', 'buy 4 @ 101 fok').slice(1)).toEqual([
      'cat2 traded 2 @ 100 with bob3',
      'cat2 traded 1 @ 101 with bob2',
      'bob2 cancelled 2: reduce-only',
      'cat2 traded 1 @ 101 with ann2',
    ]);
  });
});

describe('a market order', () => {
  it('trades no further than 3 % from the mid at entry, and the rest is cancelled as protected', () => {
    floor.send('ann', 'buy 1 @ 990');
    for (const price of [1010, 1030, 1031]) floor.send('ann', `sell 1 @ ${price}`);
    expect(floor.send('bob', 'buy 5')).toEqual([
      'bob1 placed 5 @ 1030',
      'bob1 traded 1 @ 1010 with ann2',
      'bob1 traded 1 @ 1030 with ann3',
      'bob1 cancelled 3: protected',
    ]);
  });

  it('sells down to 3 % below the mid', () => {
    floor.send('ann', 'sell 1 @ 1010');
    for (const price of [990, 970, 969]) floor.send('ann', `buy 1 @ ${price}`);
    expect(floor.send('bob', 'sell 5')).toEqual([
      'bob1 placed 5 @ 970',
      'bob1 traded 1 @ 990 with ann2',
      'bob1 traded 1 @ 970 with ann3',
      'bob1 cancelled 3: protected',
    ]);
  });

  it('is protected from the only best price where one side is empty, however far away the last trade was', () => {
    floor.send('ann', 'sell 1 @ 2000');
    floor.send('bob', 'buy 1');
    floor.send('ann', 'buy 2 @ 1000');
    expect(floor.send('bob', 'sell 1')).toEqual(['bob2 placed 1 @ 970', 'bob2 traded 1 @ 1000 with ann2']);
  });

  it('is cancelled as unfilled where the book is exhausted', () => {
    expect(floor.send('bob', 'buy 5')[1]).toBe('bob1 cancelled 5: unfilled');
    floor.send('ann', 'sell 2 @ 1000');
    expect(floor.send('bob', 'buy 5').slice(1)).toEqual([
      'bob2 traded 2 @ 1000 with ann1',
      'bob2 cancelled 3: unfilled',
    ]);
  });

  it('takes whatever there is on an exchange without protection', () => {
    floor = new Floor('BTC-PERP', { protection: Number.POSITIVE_INFINITY });
    expect(floor.send('bob', 'buy 1')).toEqual(['bob1 placed 1 @ 1048575', 'bob1 cancelled 1: unfilled']);
    for (const price of [1, 1000, 1_048_575]) floor.send('ann', `sell 1 @ ${price}`);
    expect(floor.send('bob', 'buy 4').slice(1)).toEqual([
      'bob2 traded 1 @ 1 with ann1',
      'bob2 traded 1 @ 1000 with ann2',
      'bob2 traded 1 @ 1048575 with ann3',
      'bob2 cancelled 1: unfilled',
    ]);
  });
});

describe('cancelling', () => {
  it('takes what is left of an order out of the book', () => {
    offers();
    floor.send('cat', 'buy 1 @ 101');
    expect(floor.cancel('ann1')).toEqual(['ann1 cancelled 1: cancelled']);
    expect(floor.book().asks).toEqual(['bob1 3 @ 101', 'ann2 4 @ 102']);
  });

  it('says nothing of an order that has traded, was cancelled, or is somebody else’s', () => {
    offers();
    floor.send('cat', 'buy 2 @ 101');
    expect(floor.cancel('ann1')).toEqual([]);
    floor.cancel('bob1');
    expect(floor.cancel('bob1')).toEqual([]);
    expect(floor.cancel('ann2', 'bob')).toEqual([]);
    expect(floor.book().asks).toEqual(['ann2 4 @ 102']);
  });

  it('of no order, number -1, touches nothing that rests or has ever rested', () => {
    // Many orders come and go, so that the index has used every place in which it might look for a -1.
    for (let n = 1; n <= 5000; n++) {
      floor.send('ann', 'sell 1 @ 100');
      floor.cancel(`ann${n}`);
    }
    floor.send('ann', 'sell 1 @ 101');
    expect(floor.cancel('nothing', 'ann')).toEqual([]);
    expect(floor.replace('ann0', 'sell 1 @ 105')).toEqual(['ann5002 placed 1 @ 105']);
    expect(floor.book().asks).toEqual(['ann5001 1 @ 101', 'ann5002 1 @ 105']);
  });

  it('withdraws a waiting stop', () => {
    floor.send('ann', 'sell 1 stop 95');
    expect(floor.cancel('ann1')).toEqual(['ann1 cancelled 1: cancelled']);
    expect(floor.world.stops[floor.instrument].orders).toBe(0);
  });
});

describe('a closed session', () => {
  it('refuses every order, takes cancellations, and keeps the book', () => {
    offers();
    floor.happens('SessionClosed', { price: 101 });
    for (const order of ['buy 1 @ 90', 'buy 1', 'buy 1 @ 101 ioc', 'sell 1 stop 95', 'buy 1 @ 90 post-only'])
      expect(floor.send('cat', order)).toEqual(['rejected: closed']);
    expect(floor.cancel('ann1')).toEqual(['ann1 cancelled 2: cancelled']);
    expect(floor.book().asks).toEqual(['bob1 3 @ 101', 'ann2 4 @ 102']);
    floor.happens('SessionOpened');
    expect(floor.send('cat', 'buy 1 @ 101')[1]).toBe('cat1 traded 1 @ 101 with bob1');
  });
});

describe('a halt', () => {
  beforeEach(() => {
    offers();
    floor.happens('Halted', { reason: REASON['circuit-breaker'], price: 101, value: 5 });
  });

  it.each(['buy 1', 'buy 1 @ 101', 'buy 1 @ 99 ioc', 'buy 1 @ 99 fok'])('refuses %s', (order) => {
    expect(floor.send('cat', order)).toEqual(['rejected: halted']);
  });

  it('lets orders rest that meet nobody, and stops wait', () => {
    expect(floor.send('cat', 'buy 1 @ 100')).toEqual(['cat1 placed 1 @ 100']);
    expect(floor.send('cat', 'buy 1 @ 100 post-only')).toEqual(['cat2 placed 1 @ 100']);
    expect(floor.send('cat', 'sell 1 stop 95')).toEqual(['cat3 waits']);
  });

  it('ends with its last tick', () => {
    floor.log.tick = 5;
    floor.happens('TickOpened');
    expect(floor.send('cat', 'buy 1')).toEqual(['rejected: halted']);
    floor.log.tick = 6;
    floor.happens('TickOpened');
    expect(floor.send('cat', 'buy 1')[1]).toBe('cat1 traded 1 @ 101 with ann1');
  });
});
