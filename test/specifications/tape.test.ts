import { beforeAll, describe, expect, it } from 'vitest';
import { calmDayOf } from '../../reports/calm-day.ts';
import type { Tape } from '../../reports/tape.ts';
import { TapeGatherer } from '../../reports/tape-gatherer.ts';
import { feb5 } from '../../scenarios/feb-5-2026/scenario.ts';
import { scenarioSchema } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { EVENT } from '../../sim/events.ts';

const TICKS = 240;
const CONTRACTS = ['BTC-PERP', 'CME-1', 'CME-2', 'CME-3'];

interface Lived {
  readonly simulation: Simulation;
  readonly tape: Tape;
  readonly indexUsd: readonly number[];
  /** Long lots of each contract as the ledger holds them, at the end. */
  readonly longLots: readonly number[];
  readonly traded: Map<string, { lots: number; net: number; low: number }>;
}

function lived(): Lived {
  const gatherer = new TapeGatherer();
  const simulation = new Simulation(scenarioSchema.parse(feb5), '1');
  const { world, log } = simulation;
  const traded: Lived['traded'] = new Map();
  log.drain((batch) => {
    gatherer.take(batch);
    for (let row = 0; row < batch.length; row++) {
      if (batch.type[row] !== EVENT.Traded) continue;
      const { id, tickUsd } = world.instruments[batch.instrument[row]];
      const sum = traded.get(id) ?? { lots: 0, net: 0, low: Number.POSITIVE_INFINITY };
      sum.lots += batch.quantity[row];
      sum.net += batch.side[row] * batch.quantity[row];
      sum.low = Math.min(sum.low, batch.price[row] * tickUsd);
      traded.set(id, sum);
    }
  });
  simulation.begin();
  const indexUsd: number[] = [];
  while (simulation.loop.tick < TICKS) {
    simulation.loop.step();
    indexUsd.push(world.market.indexUsd);
  }
  log.flush();
  const longLots = CONTRACTS.map((id) => {
    const { index } = world.instruments.find((one) => one.id === id) ?? { index: -1 };
    let lots = 0;
    for (let account = 0; account < world.accounts.length; account++)
      lots += Math.max(0, world.ledger.lots(account, index));
    return lots;
  });
  return { simulation, tape: gatherer.results(), indexUsd, longLots, traded };
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

describe('the tape of a run', () => {
  let run: Lived;
  beforeAll(() => {
    run = lived();
  });

  it('has the index of every tick, as the world had it', () => {
    expect(run.tape.ticks).toBe(TICKS);
    expect(Array.from(run.tape.lines.get('BTC-INDEX')?.markUsd ?? [])).toEqual(run.indexUsd);
  });

  it('adds up to every trade of the log, by instrument', () => {
    expect(run.traded.size).toBeGreaterThan(3);
    for (const [id, { lots, net, low }] of run.traded) {
      const line = run.tape.lines.get(id);
      expect(sum(line?.volumeLots ?? new Float64Array())).toBe(lots);
      expect(sum(line?.netTakerLots ?? new Float64Array())).toBe(net);
      expect(Math.min(...(line?.lowUsd ?? []).filter((usd) => !Number.isNaN(usd)))).toBe(low);
    }
  });

  it('follows open interest to what the ledger holds', () => {
    // Entry t is what was open when tick t began, so what the last tick did shows one later.
    const { tape, simulation } = run;
    simulation.loop.step();
    for (const [i, id] of CONTRACTS.entries()) {
      const line = tape.lines.get(id);
      const lots = line?.openLots ?? new Float64Array(1);
      expect(lots[0], id).toBeGreaterThan(0);
      const traded = line?.volumeLots[TICKS - 1] ?? Number.NaN;
      expect(Math.abs(lots[TICKS - 1] - run.longLots[i]), id).toBeLessThanOrEqual(traded);
      expect(Math.abs(lots[TICKS - 1] / run.longLots[i] - 1), id).toBeLessThan(0.1);
    }
  });

  it('carries the marks of a venue that is shut, and says that it was', () => {
    const share = run.tape.lines.get('IBIT');
    // Its mark of the opening, and none before New York opens.
    expect(Array.from(share?.isMarked ?? [])).toEqual([1, ...new Array(TICKS - 1).fill(0)]);
    expect(new Set(share?.markUsd).size).toBe(1);
    const future = run.tape.lines.get('CME-1');
    expect(future?.isMarked.every((is) => is === 1)).toBe(true);
  });

  it('measures a calm day: coins a day, and a positive impact of takers on the price', () => {
    const day = calmDayOf([run.tape]);
    const { coins, impactPerCoin } = day['BTC-PERP'];
    const lots = run.traded.get('BTC-PERP')?.lots ?? 0;
    expect(coins).toBeCloseTo((lots / 100) * (1440 / TICKS), 6);
    expect(impactPerCoin).toBeGreaterThan(0);
  });
});
