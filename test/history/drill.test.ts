import { beforeAll, describe, expect, it } from 'vitest';
import { agentKinds } from '../../scenarios/cast.ts';
import { changed } from '../../scenarios/catalogue.ts';
import { drill } from '../../scenarios/drill/scenario.ts';
import { type ScenarioInput, scenarioSchema } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { whatIfsOf } from '../../scenarios/what-ifs.ts';
import { EVENT, type EventOf, eventAt, type SimEvent } from '../../sim/events.ts';
import { INSTRUMENT } from '../../sim/market/instruments.ts';
import { marginEquityCents } from '../../sim/market/perp-margin.ts';
import type { EventType } from '../../sim/vocabulary.ts';
import { INSURANCE_ACCOUNT } from '../../sim/world/ledger.ts';
import { without } from './ensemble.ts';

const SEEDS = ['1', '2', '3'];
/** What the insurance fund begins with, and what it never pays out. */
const OPENING_CENTS = 120e6 * 100;
const FLOOR_CENTS = 100e6 * 100;
const KEPT = [
  'MarginCalled',
  'ForcedSaleStarted',
  'ForcedSaleEnded',
  'LiquidationStarted',
  'LiquidationEnded',
  'InsurancePaid',
  'AutoDeleveraged',
  'NoteKnockedIn',
  'NoteSettled',
  'CircuitBroken',
  'Halted',
  'FutureExpired',
  'DifficultyRetargeted',
] as const satisfies readonly EventType[];
type Kept = (typeof KEPT)[number];

/** The drill on one seed, and what it logged of its lines of defence. */
class Drilled {
  readonly simulation: Simulation;
  private readonly events: SimEvent[] = [];

  constructor(seed: string, scenario: ScenarioInput = drill) {
    this.simulation = new Simulation(scenarioSchema.parse(scenario), seed);
    this.simulation.log.listen(
      KEPT.map((type) => EVENT[type]),
      (batch, row) => this.events.push(eventAt(batch, row)),
    );
    this.simulation.begin();
    this.simulation.runUntil();
  }

  of<K extends Kept>(type: K): EventOf<K>[] {
    return this.events.filter((event): event is EventOf<K> & SimEvent => event.type === type);
  }

  cited<K extends Kept>(type: K, { cause }: SimEvent): EventOf<K> | undefined {
    return this.of(type).find(({ seq }) => seq === cause);
  }
}

describe('the drill', () => {
  let runs: Drilled[] = [];
  beforeAll(() => {
    runs = SEEDS.map((seed) => new Drilled(seed));
  }, 120_000);

  it('has all that history did not have, whatever the luck', () => {
    for (const run of runs) for (const type of KEPT) expect(run.of(type).length, type).toBeGreaterThan(0);
  });

  it('has brokers sell out whom they called, when the time to meet the call is over', () => {
    for (const run of runs)
      for (const sale of run.of('ForcedSaleStarted')) {
        const call = run.cited('MarginCalled', sale);
        expect(call?.actor).toBe(sale.actor);
        expect(sale.tick).toBeGreaterThanOrEqual(call?.dueTick ?? Number.NaN);
        expect(sale.shortfallCents).toBeGreaterThan(0);
      }
  });

  it('has the fund pay what it can bear, never below its floor, and far more cut against the other side', () => {
    for (const run of runs) {
      const paid = run.of('InsurancePaid').reduce((sum, { cashCents }) => sum + cashCents, 0);
      const { ledger, instruments } = run.simulation.world;
      expect(ledger.cash[INSURANCE_ACCOUNT]).toBe(OPENING_CENTS - paid);
      expect(ledger.cash[INSURANCE_ACCOUNT]).toBeGreaterThanOrEqual(FLOOR_CENTS);
      const { centsPerTickLot } = instruments[INSTRUMENT['BTC-PERP']];
      const cut = run
        .of('AutoDeleveraged')
        .reduce((sum, { priceTicks, quantityLots }) => sum + priceTicks * quantityLots * centsPerTickLot, 0);
      expect(cut).toBeGreaterThan(10 * paid);
    }
  });

  it('cuts at the price at which the bankrupt has nothing left, a tick at most, and leaves nobody owing', () => {
    for (const run of runs) {
      const { world } = run.simulation;
      const { centsPerTickLot } = world.instruments[INSTRUMENT['BTC-PERP']];
      const cuts = run.of('AutoDeleveraged');
      for (const cut of cuts) {
        expect(run.cited('LiquidationStarted', cut)?.actor).toBe(cut.actor);
        expect(cut.against).not.toBe(cut.actor);
      }
      const ends = run.of('LiquidationEnded').filter(({ cause }) => cuts.some(({ seq }) => seq === cause));
      expect(ends.length).toBeGreaterThan(0);
      for (const { actor, tick, equityCents } of ends) {
        const lots = cuts
          .filter((cut) => cut.actor === actor && cut.tick === tick)
          .reduce((sum, { quantityLots }) => sum + quantityLots, 0);
        expect(equityCents).toBeGreaterThanOrEqual(0);
        expect(equityCents).toBeLessThanOrEqual(lots * centsPerTickLot);
      }
      for (const [account, { traders }] of world.accounts.entries())
        if (traders > 0) expect(marginEquityCents(world, account)).toBeGreaterThanOrEqual(0);
    }
  });

  it('halts US shares at two levels of the broad index, in their order, each citing the break', () => {
    for (const run of runs) {
      const breaks = run.of('CircuitBroken');
      expect(breaks.map(({ level }) => level)).toEqual([1, 2]);
      for (const one of breaks) expect(run.of('Halted').some(({ cause }) => cause === one.seq)).toBe(true);
    }
  });

  it('leaves nobody with a position in the future that expired', () => {
    for (const { simulation } of runs) {
      const { world } = simulation;
      for (const account of world.accounts.keys())
        expect(world.ledger.lots(account, INSTRUMENT['CME-1'])).toBe(0);
    }
  });

  it('is about the news as well as the cushions: without shocks clients are sold out, but nobody profitable is cut', () => {
    for (const seed of SEEDS.slice(0, 2)) {
      const still = new Drilled(seed, { ...drill, outside: { ...drill.outside, shocks: [], flags: [] } });
      expect(still.of('CircuitBroken')).toEqual([]);
      expect(still.of('AutoDeleveraged')).toEqual([]);
      expect(still.of('ForcedSaleStarted').length).toBeGreaterThan(0);
      expect(still.of('InsurancePaid').length).toBeGreaterThan(0);
      // What is of the calendar happens all the same.
      expect(still.of('FutureExpired')).toHaveLength(1);
    }
  });

  it('liquidates no long where none is levered', () => {
    const base = scenarioSchema.parse(drill);
    const wanted = whatIfsOf(base).filter(({ id }) => id === 'unlevered-perps');
    const unlevered = changed(base, wanted, [], agentKinds);
    if ('problem' in unlevered) throw new Error(unlevered.problem.right);
    const run = new Drilled('1', unlevered.scenario);
    expect(run.of('LiquidationStarted').filter(({ positionLots }) => positionLots > 0)).toEqual([]);
    expect(
      runs[0].of('LiquidationStarted').filter(({ positionLots }) => positionLots > 0).length,
    ).toBeGreaterThan(100);
  });

  it('calls and sells out nobody where brokers do nothing', () => {
    const idle = new Drilled('1', without(drill, ['prime-broker']));
    expect(idle.of('MarginCalled')).toEqual([]);
    expect(idle.of('ForcedSaleStarted')).toEqual([]);
    expect(idle.of('AutoDeleveraged').length).toBeGreaterThan(0);
  });
});
