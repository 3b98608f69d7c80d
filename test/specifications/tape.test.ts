import { beforeAll, describe, expect, it } from 'vitest';
import { calmDayOf } from '../../reports/calm-day.ts';
import type { Tape } from '../../reports/tape.ts';
import { TapeGatherer } from '../../reports/tape-gatherer.ts';
import { feb5 } from '../../scenarios/feb-5-2026/scenario.ts';
import { scenarioSchema } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { EVENT } from '../../sim/events.ts';
import type { World } from '../../sim/world/world.ts';
import { normals, tapeOf } from './hand-tape.ts';

const TICKS = 240;
const CONTRACTS = ['BTC-PERP', 'CME-1', 'CME-2', 'CME-3'];

interface Lived {
  readonly tape: Tape;
  readonly indexUsd: readonly number[];
  /** Long lots of each contract as the ledger held them when the last tick began. */
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
  let longLots: number[] = [];
  while (simulation.loop.tick < TICKS) {
    if (simulation.loop.tick === TICKS - 1) longLots = CONTRACTS.map((id) => longLotsOf(world, id));
    simulation.loop.step();
    indexUsd.push(world.market.indexUsd);
  }
  log.flush();
  return { tape: gatherer.results(), indexUsd, longLots, traded };
}

function longLotsOf({ instruments, accounts, ledger }: World, id: string): number {
  const { index } = instruments.find((one) => one.id === id) ?? { index: -1 };
  let lots = 0;
  for (let account = 0; account < accounts.length; account++)
    lots += Math.max(0, ledger.lots(account, index));
  return lots;
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
    // Entry t is what was open when tick t began.
    for (const [i, id] of CONTRACTS.entries()) {
      const lots = run.tape.lines.get(id)?.openLots ?? new Float64Array(1);
      expect(lots[0], id).toBeGreaterThan(0);
      expect(lots[TICKS - 1], id).not.toBe(lots[0]);
      expect(lots[TICKS - 1], id).toBe(run.longLots[i]);
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

  it('measures a calm day: coins a day, and the impact of takers on the price where it can be told', () => {
    const { coins } = calmDayOf([run.tape])['BTC-PERP'];
    const lots = run.traded.get('BTC-PERP')?.lots ?? 0;
    expect(coins).toBeCloseTo((lots / 100) * (1440 / TICKS), 6);
    // A flow of one coin in the first minute of each quarter of an hour, to and fro, under noise of so much.
    const impactUnder = (noise: number): number | null => {
      const luck = normals(3_000, 'noise');
      const net = luck.map((_, t) => (t % 15 === 0 ? (t % 30 === 0 ? 1 : -1) : 0));
      const perp = tapeOf({
        returns: luck.map((z, t) => 0.01 * net[t] + noise * z),
        coins: net.map(Math.abs),
      });
      const index = perp.lines.get('BTC-INDEX');
      const line = perp.lines.get('BTC-PERP');
      if (!index || !line) throw new Error('the tape has neither');
      const netTakerLots = Float64Array.from({ length: perp.ticks }, (_, t) => 100 * (net[t] ?? 0));
      const lines = new Map([['BTC-PERP', { ...line, markUsd: index.markUsd, netTakerLots }]]);
      return calmDayOf([{ ...perp, lines }])['BTC-PERP'].impactPerCoin;
    };
    expect(impactUnder(0)).toBeCloseTo(0.01, 6);
    expect(impactUnder(0.0005)).toBeCloseTo(0.01, 2);
    expect(impactUnder(0.1)).toBeNull();
  });
});
