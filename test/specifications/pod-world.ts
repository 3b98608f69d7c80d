import { copyOf } from '../../bench/measure.ts';
import { calm } from '../../scenarios/calm/scenario.ts';
import { type ScenarioInput, scenarioSchema } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { calmLatent } from '../../scenarios/street.ts';
import type { AgentKind } from '../../sim/agents/agent.ts';
import { arbitrageur } from '../../sim/agents/arbitrageur.ts';
import { authorisedParticipant } from '../../sim/agents/authorised-participant.ts';
import { basisReentry } from '../../sim/agents/basis-reentry.ts';
import { flow } from '../../sim/agents/flow.ts';
import { investors } from '../../sim/agents/investors.ts';
import { maker } from '../../sim/agents/maker.ts';
import { podPlatform } from '../../sim/agents/pod-platform.ts';
import { primeBroker } from '../../sim/agents/prime-broker.ts';
import { EVENT, type EventBatch, type EventOf, eventAt, type SimEvent } from '../../sim/events.ts';
import { INSTRUMENT } from '../../sim/market/instruments.ts';
import type { EventType } from '../../sim/vocabulary.ts';

const known = [
  investors,
  maker,
  flow,
  arbitrageur,
  authorisedParticipant,
  podPlatform,
  basisReentry,
  primeBroker,
] as unknown as AgentKind<unknown>[];
const kinds = Object.fromEntries(known.map((kind) => [kind.kind, kind]));

export const SHARE = INSTRUMENT.IBIT;
export const NEAR = INSTRUMENT['CME-1'];
export const NEXT = INSTRUMENT['CME-2'];
export const SPOT = INSTRUMENT['BTC-SPOT-US'];
export const OPENING_USD = 70_000;

/** Random flow whose pace no price moves, so that two worlds with the same seed differ by the agent under test alone. */
const steady = (instrument: string, dailyUsd: number, meanOrderUsd: number, openMinutes = 1440) => ({
  kind: 'flow',
  parameters: { instrument, dailyUsd, meanOrderUsd, openMinutes, volExponent: 0, restingOrders: 0 },
});

const street: ScenarioInput['cast'] = {
  investors: { kind: 'investors' },
  maker: { kind: 'maker', count: 4 },
  'flow-spot': steady('BTC-SPOT', 9e9, 300_000),
  'flow-spot-us': steady('BTC-SPOT-US', 4e9, 300_000),
  'flow-perp': steady('BTC-PERP', 20e9, 500_000),
  'flow-cme-1': steady('CME-1', 24e9, 2_000_000, 1380),
  'flow-cme-2': steady('CME-2', 3e9, 800_000, 1380),
  'flow-etf': steady('IBIT', 6e9, 200_000, 390),
  participant: { kind: 'authorised-participant', count: 3 },
};

const KEPT: readonly EventType[] = [
  'Traded',
  'OrderPlaced',
  'PlatformScored',
  'DegrossOrdered',
  'DegrossFinished',
  'DegrossMissed',
  'PodCut',
  'TargetSet',
  'BookMarked',
  'SyntheticTraded',
  'DriverPushed',
  'CarryOpened',
  'ShockReleased',
  'IndexMarked',
  'Marked',
  'MarginCalled',
  'MarginCallCured',
  'ForcedSaleStarted',
  'ForcedSaleEnded',
  'CollateralPosted',
  'MarginRateSet',
];

export interface PodWorldOptions {
  readonly start?: string;
  readonly end?: string;
  readonly seed?: string;
  /** Standard deviations of the scripted loss, booked when the window opens; none by default. */
  readonly loss?: number;
  /** Simple return of bitcoin's value between two times. */
  readonly news?: readonly { from: string; to: string; change: number }[];
  readonly futureBasis?: readonly number[];
  readonly carryYield?: number;
  readonly batchRows?: number;
}

/** A quiet market with one agent under test; a day begins at 14:00 UTC, half an hour before US trading, unless said. */
export class PodWorld {
  readonly simulation: Simulation;
  readonly events: SimEvent[] = [];
  readonly batches: EventBatch[] = [];

  constructor(cast: ScenarioInput['cast'], options: PodWorldOptions = {}) {
    const { seed = '1', batchRows = 16_384 } = options;
    this.simulation = new Simulation(scenarioOf(cast, options), seed, { kinds, batchRows });
    const { log } = this.simulation;
    log.listen(
      KEPT.map((type) => EVENT[type]),
      (batch, row) => this.keep(eventAt(batch, row)),
    );
    log.drain((batch) => this.batches.push(copyOf(batch)));
  }

  /** Opens the world and runs it to a time of the day, in hours UTC, or to the end. */
  run(hourUtc?: number): this {
    this.simulation.begin();
    return this.runOn(hourUtc);
  }

  /** Runs on to a time, in hours UTC counted from midnight before the window opens. */
  runOn(hourUtc?: number): this {
    const { world, plan } = this.simulation;
    const from = (world.startSeconds % 86_400) / 3600;
    this.simulation.runUntil(hourUtc === undefined ? plan.ticks : Math.round((hourUtc - from) * 60));
    return this;
  }

  private keep(event: SimEvent): void {
    if (event.type !== 'OrderPlaced' && event.type !== 'Traded') this.events.push(event);
    else if (event.actor !== null && this.isTested(event.actor)) this.events.push(event);
  }

  private isTested(account: number): boolean {
    const { kind } = this.world.accounts[account];
    return kind === 'pod-platform' || kind === 'basis-reentry';
  }

  get world(): Simulation['world'] {
    return this.simulation.world;
  }

  account(name: string): number {
    const found = this.world.accountByName.get(name);
    if (found === undefined) throw new Error(`${name} is not in the cast`);
    return found;
  }

  memory(name: string): Readonly<Record<string, number>> {
    return this.world.memory[this.account(name)];
  }

  lots(name: string, instrument: number): number {
    return this.simulation.view.lots(this.account(name), instrument);
  }

  /** Hour UTC of an event, counted from midnight before the window opens. */
  hourOf(event: SimEvent): number {
    return ((this.world.startSeconds % 86_400) + event.tick * this.world.secondsPerTick) / 3600;
  }

  /** Events of one type, of one account when it is named. */
  of<K extends EventType>(type: K, name?: string): EventOf<K>[] {
    const actor = name === undefined ? undefined : this.account(name);
    return this.events.filter(
      (event): event is EventOf<K> & SimEvent =>
        event.type === type && (actor === undefined || event.actor === actor),
    );
  }
}

function scenarioOf(cast: ScenarioInput['cast'], options: PodWorldOptions) {
  const { start = '2026-02-05T14:00Z', end = '2026-02-05T21:30Z', loss, news = [] } = options;
  const { futureBasis = [0.045, 0.045, 0.045], carryYield = 0.045 } = options;
  return scenarioSchema.parse({
    ...calm,
    id: 'pod-world',
    start,
    end,
    opening: { ...calm.opening, spotUsd: OPENING_USD, dailyVol: 0.02, futureBasis: [...futureBasis] },
    outside: {
      shocks: news.map(({ from, to, change }, n) => ({
        id: `news-${n}`,
        title: 'News',
        driver: 'crypto' as const,
        totalReturn: change,
        profile: [
          [from, 0],
          [to, 1],
        ] as [string, number][],
      })),
      flags: loss === undefined ? [] : [{ id: 'platform-loss-4feb', title: 'Loss', time: start, size: loss }],
      sessionSd: { software: 0, equity: 0, gold: 0, silver: 0, dollar: 0, crypto: 0 },
      bridged: true,
      valueNoisePerDay: 0,
    },
    latent: { ...calmLatent, promptShare: 1 },
    cast: { ...street, arbitrageur: { kind: 'arbitrageur', parameters: { carryYield } }, ...cast },
  });
}
