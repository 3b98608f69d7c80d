import { EVENT, type EventBatch, type EventOf, eventAt, NOBODY, type SimEvent } from '../sim/events.ts';
import { type EventType, type Reason, reasons } from '../sim/vocabulary.ts';
import { Roster } from './roster.ts';

/** Minutes over which trades are added up. */
const BUCKET_MINUTES = 5;
/** Places of a key of flows: instruments, then purposes. */
const INSTRUMENTS = 32;
const PURPOSES = 128;
const RESTING = PURPOSES - 1;

/** Events that are kept whole: what institutions, risk engines, the trust and the network say, but no orders. */
const KEPT: readonly EventType[] = [
  'ShortSaleRestricted',
  'ShockReleased',
  'DriverMoved',
  'DriverPushed',
  'SyntheticTraded',
  'SurfaceMoved',
  'FundingPaid',
  'LiquidationStarted',
  'LiquidationEnded',
  'InsurancePaid',
  'AutoDeleveraged',
  'CollateralPosted',
  'CollateralCalled',
  'OptionBooked',
  'OptionSettled',
  'BookMarked',
  'PlatformScored',
  'DegrossOrdered',
  'DegrossMissed',
  'DegrossFinished',
  'PodCut',
  'TargetSet',
  'HedgeTargetSet',
  'NoteHedgeSet',
  'NoteKnockedIn',
  'RebalanceOrdered',
  'CarryOpened',
  'TreasuryDecided',
  'MinerSwitched',
  'BlocksMined',
  'NetworkMoved',
  'DifficultyRetargeted',
  'NavIndicated',
  'NavStruck',
  'BasketsOrdered',
  'BasketsAccepted',
  'SharesCreated',
  'SharesRedeemed',
  'DeliveryFailed',
  'BorrowUpdated',
  'MarginRateSet',
  'MarginCalled',
  'MarginCallCured',
  'ForcedSaleStarted',
  'ForcedSaleEnded',
  'OptionRequested',
  'OptionQuoted',
  'BandsSet',
  'Halted',
  'CircuitBroken',
  'AuctionOpened',
  'AuctionCleared',
];
const IS_KEPT = new Uint8Array(256);
for (const type of KEPT) IS_KEPT[EVENT[type]] = 1;

/** Whose trades, where and for what; what is left out is any. Names are those of the cast: `adviser` takes `adviser-band` in. */
export interface FlowFilter {
  readonly kind?: string;
  readonly name?: string;
  readonly instruments?: readonly string[];
  /** Purposes of takers; with them, resting orders are left out. */
  readonly purposes?: readonly Reason[];
}

/** What a mechanism did in a run: marks by the minute, trades added up by who and why, and every rare event. */
export class MechanismLog {
  readonly roster = new Roster();
  readonly indexUsd: number[] = [];
  private readonly marks: number[][] = [];
  private readonly kept = new Map<EventType, SimEvent[]>();
  /** Signed US dollars by bucket, by account, instrument and purpose. */
  private readonly flows = new Map<number, number[]>();

  /** Takes the next batch of the log. */
  take(batch: EventBatch): void {
    if (batch.details.length > 0) this.roster.take(batch);
    for (let row = 0; row < batch.length; row++) {
      const code = batch.type[row];
      if (code === EVENT.Traded) this.trade(batch, row);
      else if (code === EVENT.IndexMarked) this.indexUsd[batch.tick[row]] = batch.value[row];
      else if (code === EVENT.Marked) this.mark(batch, row);
      else if (IS_KEPT[code] === 1) this.keep(eventAt(batch, row));
    }
  }

  /** Kept events of a type in their order. */
  of<K extends EventType>(type: K, kind?: string): EventOf<K>[] {
    if (!KEPT.includes(type)) throw new Error(`events of the type ${type} are not kept`);
    const all = (this.kept.get(type) ?? []) as unknown as EventOf<K>[];
    if (kind === undefined) return all;
    return all.filter(({ actor }) => actor !== null && this.roster.accounts[actor].kind === kind);
  }

  /** Name of an agent, its accounts' leader. */
  nameOf(account: number | null): string {
    if (account === null) return '';
    const { leader } = this.roster.accounts[account];
    return this.roster.accounts[leader].name;
  }

  /** Seconds since 1970 at the start of a tick. */
  secondsAt(tick: number): number {
    return this.roster.startSeconds + tick * this.roster.secondsPerTick;
  }

  /** First tick at or after a time. */
  tickOf(seconds: number): number {
    return Math.ceil((seconds - this.roster.startSeconds) / this.roster.secondsPerTick);
  }

  /** Code of an instrument, or -1. */
  indexOf(id: string): number {
    return this.roster.instruments.findIndex((one) => one.id === id);
  }

  /** Mark of an instrument at each tick it was marked in, in US dollars a coin or, for shares and drivers, a unit. */
  markUsd(id: string): readonly (number | undefined)[] {
    return this.marks[this.indexOf(id)] ?? [];
  }

  /** Signed US dollars of trades by bucket of five minutes: bought less sold, fees aside. */
  flow({ kind, name, instruments, purposes }: FlowFilter): number[] {
    const { accounts, instruments: listed } = this.roster;
    const sum: number[] = [];
    for (const [key, buckets] of this.flows) {
      const purpose = key % PURPOSES;
      const instrument = Math.floor(key / PURPOSES) % INSTRUMENTS;
      const account = Math.floor(key / PURPOSES / INSTRUMENTS);
      if (kind !== undefined && accounts[account].kind !== kind) continue;
      if (name !== undefined && !this.nameOf(account).startsWith(name)) continue;
      if (instruments && !instruments.includes(listed[instrument].id)) continue;
      if (purposes && (purpose === RESTING || !purposes.includes(reasons[purpose]))) continue;
      for (const [bucket, usd] of buckets.entries()) if (usd) sum[bucket] = (sum[bucket] ?? 0) + usd;
    }
    const buckets = Math.max(sum.length, this.bucketOf(this.indexUsd.length - 1) + 1);
    return Array.from({ length: buckets }, (_, bucket) => sum[bucket] ?? 0);
  }

  /** Seconds since 1970 at which a bucket of `flow` ends. */
  bucketEnd(bucket: number): number {
    return this.roster.startSeconds + (bucket + 1) * BUCKET_MINUTES * 60;
  }

  private bucketOf(tick: number): number {
    return Math.floor((tick * this.roster.secondsPerTick) / (BUCKET_MINUTES * 60));
  }

  private keep(event: SimEvent): void {
    const list = this.kept.get(event.type);
    if (list) list.push(event);
    else this.kept.set(event.type, [event]);
  }

  private mark(batch: EventBatch, row: number): void {
    const i = batch.instrument[row];
    const { tickUsd } = this.roster.instruments[i];
    this.marks[i] ??= [];
    this.marks[i][batch.tick[row]] = batch.price[row] * tickUsd;
  }

  private trade(batch: EventBatch, row: number): void {
    const i = batch.instrument[row];
    const usd = batch.side[row] * this.roster.usd(i, batch.price[row], batch.quantity[row]);
    const bucket = this.bucketOf(batch.tick[row]);
    this.add(batch.actor[row], i, batch.reason[row], bucket, usd);
    if (batch.counterparty[row] !== NOBODY) this.add(batch.counterparty[row], i, RESTING, bucket, -usd);
  }

  private add(account: number, instrument: number, purpose: number, bucket: number, usd: number): void {
    const { leader } = this.roster.accounts[account];
    const key = (leader * INSTRUMENTS + instrument) * PURPOSES + purpose;
    let buckets = this.flows.get(key);
    if (!buckets) {
      buckets = [];
      this.flows.set(key, buckets);
    }
    buckets[bucket] = (buckets[bucket] ?? 0) + usd;
  }
}
