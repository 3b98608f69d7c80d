import { describe, expect, it } from 'vitest';
import { BUY, SELL } from '../../sim/events.ts';
import { februaryTerms } from '../../sim/market/instruments.ts';
import { feeAt } from '../../sim/market/primary.ts';
import { basketCoinLots, COINS, SHARE, TRUST } from '../../sim/market/trust.ts';
import { PUBLIC } from './desk-world.ts';
import { TrustWorld } from './trust-world.ts';

const holdings = (world: TrustWorld, account: number) => ({
  shares: world.view.lots(account, SHARE),
  coins: world.view.lots(account, COINS),
  cents: world.world.ledger.cash[account],
});

describe('net asset value', () => {
  it('is the coins behind a share at the index, indicated every minute of the session', () => {
    const world = new TrustWorld();
    world.premium = 0.004;
    world.at(0, '15:00');
    const [nav] = world.all('NavIndicated');
    expect(nav.navTicks).toBe(Math.round(70_000 * februaryTerms.coinsPerShare * 100));
    expect(nav.premium).toBeCloseTo(0.004, 3);
  });

  it('is struck once a day at the close, with the shares outstanding', () => {
    const world = new TrustWorld();
    world.at(0, '20:59');
    world.at(0, '21:00');
    world.at(0, '21:01');
    const struck = world.all('NavStruck');
    expect(struck).toHaveLength(1);
    expect(struck[0].sharesOutstanding).toBe(world.world.ledger.endowedLots[SHARE]);
  });
});

describe('baskets', () => {
  it('are created on the next business day: shares for coins and a balance in cash', () => {
    const world = new TrustWorld();
    world.at(0, '20:55');
    const before = holdings(world, world.participant);
    const trust = holdings(world, world.account(TRUST));
    const outstanding = world.world.ledger.endowedLots[SHARE];
    world.order(3);
    world.at(0, '21:00');
    expect(world.all('SharesCreated')).toHaveLength(0);
    world.at(1, '20:59');
    expect(world.all('SharesCreated')).toHaveLength(0);
    world.at(1, '21:00');
    const [created] = world.all('SharesCreated');
    expect([created.tradeDate, created.publishedDate]).toEqual(['2026-02-04', '2026-02-05']);
    expect(created.shares).toBe(120_000);
    // A basket is 22.684 bitcoin: 22.68 in coin, .004 in cash at the value of the trade date.
    const balance = Math.round((3 * (22.684 - 22.68) * 3970) / februaryTerms.coinsPerShare);
    expect(Math.abs(created.cashCents - balance)).toBeLessThanOrEqual(1);
    expect(holdings(world, world.participant)).toEqual({
      shares: before.shares + 120_000,
      coins: before.coins - 3 * basketCoinLots(world.world),
      cents: before.cents - created.cashCents,
    });
    expect(holdings(world, world.account(TRUST)).coins).toBe(trust.coins + 3 * basketCoinLots(world.world));
    expect(world.world.ledger.endowedLots[SHARE]).toBe(outstanding + 120_000);
    expect(world.world.primary.due).toEqual([]);
  });

  it('are redeemed the other way round, and to create and redeem is flat in shares and coins', () => {
    const world = new TrustWorld();
    world.at(0, '20:55');
    const { shares, coins } = holdings(world, world.participant);
    world.order(2);
    world.at(1, '20:55');
    world.order(-2);
    world.at(1, '21:00');
    world.at(2, '21:00');
    expect(world.all('SharesRedeemed').map(({ shares: out }) => out)).toEqual([80_000]);
    expect(holdings(world, world.participant)).toMatchObject({ shares, coins });
  });

  it('ordered on a Friday are delivered and published on Monday', () => {
    const world = new TrustWorld();
    world.at(2, '15:00');
    world.order(1);
    expect(world.all('BasketsAccepted')[0]).toMatchObject({
      tradeDate: '2026-02-06',
      publishedDate: '2026-02-09',
    });
    for (const day of [3, 4]) world.at(day, '21:00');
    expect(world.all('SharesCreated')).toHaveLength(0);
    world.at(5, '21:00');
    expect(world.all('SharesCreated')).toHaveLength(1);
  });

  it('are refused after the cut-off and while the venue is shut', () => {
    const world = new TrustWorld();
    world.at(0, '20:59');
    world.order(1);
    world.at(0, '21:00');
    world.order(1);
    world.at(1, '12:00');
    world.order(1);
    expect(world.all('BasketsAccepted')).toHaveLength(1);
    expect(world.all('BasketsRefused').map(({ reason }) => reason)).toEqual(['cut-off', 'cut-off']);
  });

  it('that cannot be delivered fail, older by a day each time, until they can', () => {
    const world = new TrustWorld();
    world.at(0, '15:00');
    world.order(40);
    world.at(1, '21:00');
    world.at(2, '15:00');
    expect(world.all('DeliveryFailed')).toMatchObject([{ baskets: 40, age: 1 }]);
    world.trade(world.participant, (orders) => orders.market(COINS, BUY, 60_000, 'creation'));
    world.at(2, '21:00');
    expect(world.all('SharesCreated')).toMatchObject([{ shares: 1_600_000 }]);
  });
});

describe('lending', () => {
  it('counts what lenders hold: the pool shrinks when they sell', () => {
    const world = new TrustWorld();
    const holder = world.account('holder');
    world.at(0, '15:00');
    const pool = () => world.all('BorrowUpdated').at(-1)?.lendableShares;
    expect(pool()).toBe(0);
    world.trade(holder, (orders) => orders.market(SHARE, BUY, 400_000, 'value'));
    world.at(0, '15:15');
    expect(pool()).toBe(200_000);
    world.trade(holder, (orders) => orders.market(SHARE, SELL, 300_000, 'value'));
    world.at(0, '15:30');
    expect(pool()).toBe(50_000);
  });

  it('refuses to sell short what nobody lends; one’s own shares may always be sold', () => {
    const world = new TrustWorld();
    world.at(0, '15:00');
    const seller = world.openAccount('seller');
    const sold = world.trade(seller, (orders) => orders.market(SHARE, SELL, 1, 'hedge'));
    expect(sold).toMatchObject([{ type: 'OrderRejected', reason: 'no-borrow' }]);
    const own = world.trade(world.participant, (orders) => orders.market(SHARE, SELL, 1_000_000, 'hedge'));
    expect(own.some(({ type }) => type === 'Traded')).toBe(true);
    const more = world.trade(world.participant, (orders) => orders.market(SHARE, SELL, 1, 'hedge'));
    expect(more).toMatchObject([{ type: 'OrderRejected', reason: 'no-borrow' }]);
  });

  it('costs a quarter per cent a year until the pool is tight, and forty at the end', () => {
    expect([0, 0.5, 0.85].map(feeAt)).toEqual([0.0025, 0.0025, 0.0025]);
    expect(feeAt(0.925)).toBeCloseTo(0.20125, 9);
    expect([1, 2].map(feeAt)).toEqual([0.4, 0.4]);
  });

  it('is paid by shorts to lenders at the close, a day of the yearly fee', () => {
    const world = new TrustWorld();
    const seller = world.openAccount('seller');
    world.trade(world.account('holder'), (orders) => orders.market(SHARE, BUY, 400_000, 'value'));
    world.at(0, '15:00');
    world.trade(world.account('holder'), (orders) => orders.market(SHARE, BUY, 400_000, 'value'));
    world.at(0, '15:15');
    world.trade(seller, (orders) => orders.market(SHARE, SELL, 100_000, 'hedge'));
    expect(world.view.lots(seller, SHARE)).toBe(-100_000);
    const before = { seller: world.world.ledger.cash[seller], lender: world.world.ledger.cash[PUBLIC] };
    world.at(0, '21:00');
    const [fee] = world.all('BorrowFeePaid');
    const cents = Math.round((100_000 * fee.navTicks * feeAt(0.5)) / 365);
    expect(world.world.ledger.cash[seller]).toBe(before.seller - cents);
    expect(world.world.ledger.cash[PUBLIC]).toBe(before.lender + cents);
  });
});
