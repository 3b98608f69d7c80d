import { beforeEach, describe, expect, it } from 'vitest';
import { REASON } from '../../sim/events.ts';
import { Floor } from './exchange-floor.ts';

let floor: Floor;

/** Given bids at 100 of ann, then bob; and an offer of cat at 102. */
beforeEach(() => {
  floor = new Floor();
  floor.send('ann', 'buy 5 @ 100');
  floor.send('bob', 'buy 5 @ 100');
  floor.send('cat', 'sell 3 @ 102');
});

describe('replacing an order', () => {
  it('keeps its place when the price stays and the quantity falls', () => {
    expect(floor.replace('ann1', 'buy 2 @ 100')).toEqual(['ann1 reduced by 3: replaced']);
    expect(floor.book().bids).toEqual(['ann1 2 @ 100', 'bob1 5 @ 100']);
  });

  it('changes nothing when nothing changes', () => {
    expect(floor.replace('ann1', 'buy 5 @ 100')).toEqual([]);
    expect(floor.book().bids).toEqual(['ann1 5 @ 100', 'bob1 5 @ 100']);
  });

  it.each([
    ['buy 6 @ 100', ['bob1 5 @ 100', 'ann2 6 @ 100']],
    ['buy 5 @ 101', ['ann2 5 @ 101', 'bob1 5 @ 100']],
    ['buy 5 @ 99', ['bob1 5 @ 100', 'ann2 5 @ 99']],
  ])('by %s queues anew', (order, bids) => {
    floor.replace('ann1', order);
    expect(floor.book().bids).toEqual(bids);
  });

  it('trades where its new price crosses', () => {
    expect(floor.replace('ann1', 'buy 5 @ 102')).toEqual([
      'ann1 cancelled 5: replaced',
      'ann2 placed 5 @ 102',
      'ann2 traded 3 @ 102 with cat1',
      'ann2 rested 2 @ 102',
    ]);
  });

  it('means what is open: of a partly filled order its rest', () => {
    floor.send('dan', 'sell 3 @ 100');
    expect(floor.replace('ann1', 'buy 1 @ 100')).toEqual(['ann1 reduced by 1: replaced']);
    expect(floor.replace('ann1', 'buy 5 @ 100')).toEqual([
      'ann1 cancelled 1: replaced',
      'ann2 placed 5 @ 100',
    ]);
  });

  it.each([
    ['buy 5 @ 102 post-only', 'would-cross'],
    ['buy 0 @ 100', 'off-lot'],
    ['buy 1.5 @ 100', 'off-lot'],
    ['buy 5 @ 1048576', 'out-of-range'],
    ['buy 5 @ 99 reduce', 'reduce-only'],
  ])('by %s is refused as %s and leaves it as it was', (order, reason) => {
    expect(floor.replace('ann1', order)).toEqual([`rejected: ${reason}`]);
    expect(floor.book().bids).toEqual(['ann1 5 @ 100', 'bob1 5 @ 100']);
  });

  it('is refused where it would trade in a halt, or queue anew in a closed session', () => {
    floor.happens('Halted', { reason: REASON['circuit-breaker'], price: 100, value: 5 });
    expect(floor.replace('ann1', 'buy 5 @ 102')).toEqual(['rejected: halted']);
    expect(floor.replace('ann1', 'buy 5 @ 101')[1]).toBe('ann2 placed 5 @ 101');
    floor.happens('SessionClosed', { price: 100 });
    expect(floor.replace('ann2', 'buy 5 @ 100')).toEqual(['rejected: closed']);
    expect(floor.replace('ann2', 'buy 4 @ 101')).toEqual(['ann2 reduced by 1: replaced']);
  });

  it('places a new order when the old one is gone', () => {
    floor.cancel('ann1');
    expect(floor.replace('ann1', 'buy 5 @ 99')).toEqual(['ann2 placed 5 @ 99']);
  });

  it('moves the trigger of a waiting stop, and triggers it if the last trade was there', () => {
    floor.send('dan', 'sell 1 @ 100');
    floor.send('ann', 'sell 1 stop 90');
    expect(floor.replace('ann2', 'sell 2 stop 95')).toEqual(['ann2 cancelled 1: replaced', 'ann3 waits']);
    expect(floor.replace('ann3', 'sell 2 stop 100 oldest')).toEqual([
      'ann3 cancelled 2: replaced',
      'ann4 waits',
      'ann4 triggered at 100',
      'ann1 cancelled 4: self-trade',
      'ann4 traded 2 @ 100 with bob1',
    ]);
  });
});
