import { calm } from '../../scenarios/calm/scenario.ts';
import { type ScenarioInput, scenarioSchema } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { EVENT, type EventOf, eventAt, type SimEvent } from '../../sim/events.ts';
import { INSTRUMENT } from '../../sim/market/instruments.ts';
import type { EventType } from '../../sim/vocabulary.ts';

export const SPOT = INSTRUMENT['BTC-SPOT'];
export const SPOT_US = INSTRUMENT['BTC-SPOT-US'];
export const PERP = INSTRUMENT['BTC-PERP'];
export const IBIT = INSTRUMENT.IBIT;
export const CME = INSTRUMENT['CME-1'];
export const OPENING_USD = 70_000;
/** Wednesday, 4 February 2026, midnight UTC: the US cash session is 14:30 to 21:00. */
const START = '2026-02-04T00:00Z';
const START_HOUR = Date.parse('2026-02-04T00:00Z') / 3_600_000;

/** News on bitcoin alone: from hour to hour of the window, fundamental value makes this simple return. */
export interface News {
  readonly from: number;
  readonly to: number;
  readonly change: number;
}

export interface MarketOptions {
  readonly news?: readonly News[];
  /** Flags by id: the hour at which they are raised, and their size. */
  readonly flags?: Readonly<Record<string, readonly [hour: number, size: number]>>;
  readonly hours?: number;
  readonly seed?: string;
  readonly network?: Partial<ScenarioInput['network']>;
  readonly latent?: Partial<ScenarioInput['latent']>;
}

const timeOf = (hour: number): string => new Date((START_HOUR + hour) * 3_600_000).toISOString();

/** The investing public, one maker and random flow on three books. */
const crowd: ScenarioInput['cast'] = {
  investors: { kind: 'investors' },
  maker: { kind: 'maker' },
  'flow-spot': { kind: 'flow', parameters: { instrument: 'BTC-SPOT', dailyUsd: 4e9, meanOrderUsd: 400_000 } },
  'flow-us': {
    kind: 'flow',
    parameters: { instrument: 'BTC-SPOT-US', dailyUsd: 2e9, meanOrderUsd: 400_000 },
  },
  'flow-perp': { kind: 'flow', parameters: { instrument: 'BTC-PERP', dailyUsd: 9e9, meanOrderUsd: 900_000 } },
};

/** A small market at 70,000 dollars without unscripted news, with the agents under test in it; every event is kept. */
export class SmallMarket {
  readonly simulation: Simulation;
  readonly events: SimEvent[] = [];

  constructor(
    cast: ScenarioInput['cast'],
    { news = [], flags = {}, hours = 72, seed = '1', network, latent }: MarketOptions = {},
  ) {
    const shocks = news.map(({ from, to, change }, n) => ({
      id: `news-${n}`,
      title: 'News',
      driver: 'crypto' as const,
      totalReturn: change,
      profile: [
        [timeOf(from), 0],
        [timeOf(to), 1],
      ] as [string, number][],
    }));
    const scenario = scenarioSchema.parse({
      ...calm,
      id: 'small-market',
      start: START,
      end: timeOf(hours),
      opening: { ...calm.opening, spotUsd: OPENING_USD, dailyVol: 0.02 },
      outside: {
        shocks,
        flags: Object.entries(flags).map(([id, [hour, size]]) => ({
          id,
          title: id,
          time: timeOf(hour),
          size,
        })),
        bridged: true,
        valueNoisePerDay: 0,
      },
      latent: { ...calm.latent, promptShare: 1, ...latent },
      network: {
        ...{ difficulty: 141.67e12, blocksSinceRetarget: 500, minutesSinceRetarget: 5_700 },
        ...{ curtailedShare: 0, ...network },
      },
      cast: { ...crowd, ...cast },
    });
    this.simulation = new Simulation(scenario, seed, { batchRows: 4096 });
    const kept: EventType[] = ['OrderPlaced', 'StopPlaced', 'StopTriggered', 'Traded', 'OrderCancelled'];
    kept.push('CollateralPosted', 'TreasuryDecided', 'MinerSwitched', 'BlocksMined', 'NetworkMoved');
    kept.push('Noted', 'IndexMarked', 'DifficultyRetargeted', 'OrderRejected');
    kept.push('TargetSet', 'BookMarked', 'Marked', 'OptionBooked', 'OptionSettled', 'CollateralCalled');
    this.simulation.log.listen(
      kept.map((type) => EVENT[type]),
      (batch, row) => {
        const event = eventAt(batch, row);
        // Makers' and the public's own orders are of no interest here.
        if (event.type !== 'OrderPlaced' || !this.isCrowd(event.actor)) this.events.push(event);
      },
    );
    this.simulation.begin();
  }

  private isCrowd(account: number | null): boolean {
    const kind = this.world.accounts[account ?? 0].kind;
    return kind === 'flow' || kind === 'investors' || kind === 'maker';
  }

  get world(): Simulation['world'] {
    return this.simulation.world;
  }

  get view(): Simulation['view'] {
    return this.simulation.view;
  }

  /** Runs to this many hours after the opening. */
  runTo(hour: number): void {
    this.simulation.runUntil(Math.round(hour * 60));
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
    return this.view.lots(this.account(name), instrument);
  }

  cashUsd(name: string): number {
    return this.world.ledger.cash[this.account(name)] / 100;
  }

  /** Events of one type, of one account when it is named. */
  of<K extends EventType>(type: K, name?: string): EventOf<K>[] {
    const actor = name === undefined ? undefined : this.account(name);
    return this.events.filter(
      (event): event is EventOf<K> & SimEvent =>
        event.type === type && (actor === undefined || event.actor === actor),
    );
  }

  /** Lots an account traded as taker for a reason: bought less sold. */
  taken(name: string, reason: string): number {
    return this.of('Traded', name)
      .filter((trade) => trade.reason === reason)
      .reduce((sum, trade) => sum + trade.takerSide * trade.quantityLots, 0);
  }
}
