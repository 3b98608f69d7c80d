import { describe, expect, it } from 'vitest';
import type { Orders } from '../../sim/agents/orders.ts';
import { takeWithin } from '../../sim/agents/within-reach.ts';
import { BUY, SELL } from '../../sim/events.ts';
import type { View } from '../../sim/market/view.ts';
import { NONE } from '../../sim/world/book.ts';
import { IBIT, PERP, SmallMarket } from './small-market.ts';

/** What an outbox was handed. */
function outbox() {
  const sent: unknown[][] = [];
  const orders = {
    send: (...order: unknown[]) => void sent.push(['limit', ...order]),
    market: (...order: unknown[]) => void sent.push(['market', ...order]),
  };
  return { sent, orders: orders as unknown as Orders };
}

describe('who takes within reach', () => {
  const market = new SmallMarket({}, { hours: 1 });
  market.runTo(0.5);
  const { view } = market;

  it.each([BUY, SELL])(
    'on side %i sends an order that dies at so many basis points from the touch',
    (side) => {
      const { sent, orders } = outbox();
      takeWithin(view, orders, { instrument: PERP, side, lots: 7, reachBp: 12 }, 'flow');
      const touch = market.world.books[PERP].bestPrice(-side);
      const limit = Math.round(touch * (1 + side * 0.0012));
      expect(sent).toEqual([['limit', PERP, side, limit, 7, 'flow', { type: 'ioc' }]]);
    },
  );

  it.each([
    ['in a call, in which it takes part whatever the price', { isOpen: false, best: 60_000 }],
    ['where nothing stands against it', { isOpen: true, best: NONE }],
  ])('goes to market %s', (_, { isOpen, best }) => {
    const { sent, orders } = outbox();
    const books = [{ bestPrice: () => best }];
    const asked = { world: { books }, isOpen: () => isOpen } as unknown as View;
    takeWithin(asked, orders, { instrument: 0, side: BUY, lots: 7, reachBp: 12 }, 'flow');
    expect(sent).toEqual([['market', 0, BUY, 7, 'flow']]);
  });
});

describe('live equity', () => {
  it('has shares at what their coins are worth now while their venue is closed, and at their mark while it is open', () => {
    const market = new SmallMarket({}, { hours: 24, news: [{ from: 21.5, to: 23, change: 0.05 }] });
    const maker = market.account('maker');
    const beyond = (): number => (market.view.liveEquityCents(maker) - market.view.equityCents(maker)) / 100;
    market.runTo(18);
    const held = market.view.coins(IBIT, market.view.lots(maker, IBIT));
    expect(held).toBeGreaterThan(100);
    expect(Math.abs(beyond())).toBeLessThan(1);
    market.runTo(23.5);
    const { world, view } = market;
    const coins = view.coins(IBIT, view.lots(maker, IBIT));
    const rise = view.indexUsd * world.market.ratio[IBIT] - view.coinUsd(IBIT, world.market.mark[IBIT]);
    expect(rise / view.indexUsd).toBeGreaterThan(0.03);
    expect(beyond() / (coins * rise)).toBeCloseTo(1, 2);
  });
});
