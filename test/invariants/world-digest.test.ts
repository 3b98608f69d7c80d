import { describe, expect, it } from 'vitest';
import { builtIns } from '../../scenarios/catalogue.ts';
import { checkScenario } from '../../scenarios/check.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { BUY } from '../../sim/events.ts';
import { digestWorld } from '../../sim/world/digest.ts';
import type { World } from '../../sim/world/world.ts';
import { stateOf } from '../../store/state.ts';

const scenario = () => {
  const checked = checkScenario(builtIns['feb-5-2026']);
  if ('problem' in checked) throw new Error(checked.problem.right);
  return checked.scenario;
};

describe('the digest of a world', () => {
  const aWorld = (): World => {
    const simulation = new Simulation(scenario(), '1');
    simulation.begin();
    simulation.runUntil(3);
    return simulation.world;
  };
  const harms: Record<string, (world: World) => void> = {
    'a cent': (world) => void world.ledger.cash[5]++,
    'a lot': (world) => void world.ledger.position[5 * world.ledger.width]++,
    'what a position cost': (world) => void world.ledger.cost[40]++,
    'an order': (world) => world.books[0].removeSlot(world.books[0].bestSlot(BUY)),
    'a stop': (world) => void world.stops[2].insert(1_999_999_999, 1, 5, 1, 4, 0),
    'a mark of an hour ago': (world) => void world.market.recentMarks[3]++,
    'a volatility estimate': (world) => {
      world.market.variance.fast *= 1 + 1e-15;
    },
    'the index of yesterday': (world) => {
      world.market.past[7] += 1e-9;
    },
    'a latent intention': (world) => {
      world.latent.density[900] += 1e-6;
    },
    'what an agent remembers': (world) => {
      world.memory[5].extra = 1;
    },
    'a ladder': (world) => {
      for (const ladder of [...world.ladders.values()].slice(0, 1)) ladder.touchTicks[1]++;
    },
    'an option': (world) =>
      void world.options.push({
        holder: 4,
        client: 5,
        strikeUsd: 1,
        expirySeconds: 1,
        put: true,
        settlesOn: 6,
        averagingSeconds: 0,
        quantityLots: 1,
      }),
    'a shock that began': (world) => void world.shocks.pop(),
    'the surface': (world) => {
      world.surface.riskReversal += 1e-12;
    },
    'the network': (world) => void world.network.blocks++,
    'a holiday': (world) => void world.calendar.specialDays.push({ session: 'cme', day: 20_419, closes: 0 }),
    'the hours of a session': (world) => {
      world.calendar.hours.cme = world.calendar.hours.cme.slice(1);
    },
    'who is being liquidated': (world) => void world.liquidating.set(9, 9),
    'a session': (world) => {
      world.inSession[6] ^= 1;
    },
    'the next order number': (world) => void world.nextOrder++,
    'an account name': (world) => {
      world.accounts[7] = { ...world.accounts[7], name: 'x' };
    },
  };

  it('is the same for two worlds that came about alike', () => {
    expect(stateOf(aWorld())).toBe(stateOf(aWorld()));
  });

  it.each(Object.keys(harms))('changes with %s', (name) => {
    const world = aWorld();
    const state = stateOf(world);
    harms[name](world);
    expect(stateOf(world)).not.toBe(state);
  });

  it('does not depend on the slots and pages of a book', () => {
    const world = aWorld();
    const state = stateOf(world);
    const book = world.books[0];
    const price = book.bestPrice(BUY);
    const slots = Array.from({ length: 3000 }, (_, n) =>
      book.insert(1_500_000_000 + n, BUY, 1 + (n % 500), 1, 4, 0),
    );
    for (const slot of slots) book.removeSlot(slot);
    expect(book.bestPrice(BUY)).toBe(price);
    expect(stateOf(world)).toBe(state);
  });

  it('refuses what has no bytes', () => {
    const world = Object.assign(aWorld(), { view: () => 1 });
    expect(() => digestWorld(world, () => {})).toThrow('the world holds a function');
  });
});
