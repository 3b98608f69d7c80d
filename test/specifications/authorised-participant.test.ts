import { describe, expect, it } from 'vitest';
import type { Agent } from '../../sim/agents/agent.ts';
import { authorisedParticipant } from '../../sim/agents/authorised-participant.ts';
import { emit } from '../../sim/emit.ts';
import { REASON } from '../../sim/events.ts';
import { februaryTerms } from '../../sim/market/instruments.ts';
import { BASKET_SHARES, COINS, SHARE } from '../../sim/market/trust.ts';
import { LARGEST } from '../../sim/world/book-checks.ts';
import { TrustWorld } from './trust-world.ts';

/** A participant beside a trust whose shares stand at a premium; its holdings beyond what it likes to have. */
function desk(premium: number, given: Record<string, unknown> = {}) {
  const world = new TrustWorld();
  world.premium = premium;
  const parameters = authorisedParticipant.parameters.parse({ costBp: 6, feeBp: 0, ...given });
  const agent = world.join(authorisedParticipant, 'ap', parameters) as Agent<unknown>;
  const { self } = agent.context;
  const excess = () => ({
    shares: world.view.lots(self, SHARE) - parameters.inventoryShares,
    coins: world.view.coins(COINS, world.view.lots(self, COINS)) - parameters.inventoryCoins,
  });
  const rounds = (count: number, clock: string, day = 0) => {
    for (let n = 0; n < count; n++) {
      if (n === 0) world.at(day, clock, [agent]);
      else world.round([agent]);
    }
  };
  return { world, self, excess, rounds };
}

describe('an authorised participant', () => {
  it('does nothing while the premium pays no conversion', () => {
    for (const premium of [0.0004, -0.0004]) {
      const { excess, rounds } = desk(premium);
      rounds(5, '15:00');
      expect(excess()).toEqual({ shares: 0, coins: 0 });
    }
  });

  it('sells dear shares and buys their coins', () => {
    const { world, excess, rounds } = desk(0.004);
    rounds(6, '15:00');
    const { shares, coins } = excess();
    expect(shares).toBeLessThan(-100_000);
    expect(coins + shares * februaryTerms.coinsPerShare).toBeLessThan(
      1.2 * world.view.coins(COINS, world.view.lotsOfUsd(COINS, 3e6)),
    );
    expect(coins).toBeGreaterThan(0);
    expect(world.all('OrderPlaced').every(({ reason, tick }) => tick < 900 || reason !== 'redemption')).toBe(
      true,
    );
  });

  it('buys cheap shares and sells their coins, no more than it has', () => {
    const { excess, rounds } = desk(-0.004, { inventoryCoins: 100 });
    rounds(30, '15:00');
    const { shares, coins } = excess();
    expect(shares).toBeGreaterThan(100_000);
    expect(shares * februaryTerms.coinsPerShare).toBeLessThanOrEqual(95);
    expect(coins).toBeCloseTo(-shares * februaryTerms.coinsPerShare, 0);
    expect(coins).toBeGreaterThanOrEqual(-100);
  });

  it('asks for more premium when the market moves', () => {
    const { world, excess, rounds } = desk(0.001);
    world.at(0, '14:45', [], 70_000);
    world.at(0, '14:46', [], 66_000);
    rounds(5, '15:00');
    expect(world.world.market.variance.dailyVol).toBeGreaterThan(2 * world.world.calmDailyVol);
    expect(excess().shares).toBe(0);
  });

  it('creates before the cut-off what it is short, and is flat when it is delivered', () => {
    const { world, self, excess, rounds } = desk(0.004);
    rounds(20, '15:00');
    world.premium = 0;
    rounds(2, '20:54');
    expect(world.all('BasketsOrdered')).toEqual([]);
    rounds(1, '20:55');
    const [ordered] = world.all('BasketsOrdered');
    expect(ordered.baskets).toBe(Math.trunc(-excess().shares / BASKET_SHARES));
    expect(ordered.baskets).toBeGreaterThan(0);
    rounds(3, '20:57');
    expect(world.all('BasketsOrdered')).toHaveLength(1);
    world.at(1, '21:00');
    expect(world.all('SharesCreated')).toMatchObject([{ actor: self }]);
    expect(Math.abs(excess().shares)).toBeLessThan(BASKET_SHARES);
    expect(Math.abs(excess().coins)).toBeLessThan(BASKET_SHARES * februaryTerms.coinsPerShare + 2);
  });

  it('orders baskets also while its shares are called to an auction', () => {
    const { world, rounds } = desk(0.004);
    rounds(20, '15:00');
    const call = { instrument: SHARE, quantity: LARGEST, reason: REASON.closing };
    emit(world.log, 'AuctionOpened', -1, call);
    expect(world.view.isOpen(SHARE)).toBe(false);
    rounds(1, '20:55');
    expect(world.all('BasketsOrdered')).toHaveLength(1);
  });

  it('redeems what it has too much of', () => {
    const { world, rounds } = desk(-0.004);
    rounds(20, '15:00');
    rounds(1, '20:55');
    expect(world.all('BasketsOrdered')[0].baskets).toBeLessThan(-1);
  });

  it('sells only its own shares while short sales are restricted', () => {
    const { world, self, rounds } = desk(0, { inventoryShares: 50_000 });
    world.at(0, '15:00');
    world.at(0, '21:00');
    world.at(1, '15:00', [], 62_000);
    expect(world.all('ShortSaleRestricted')).toHaveLength(1);
    world.premium = 0.01;
    world.at(1, '15:01', [], 62_000);
    for (let n = 0; n < 20; n++) rounds(1, `15:${n + 10}`, 1);
    expect(world.view.lots(self, SHARE)).toBeGreaterThanOrEqual(0);
    expect(world.all('OrderRejected')).toEqual([]);
  });
});
