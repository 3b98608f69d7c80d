import { EVENT, type EventBatch, NOBODY, REASON, SELL } from '../sim/events.ts';
import { eventTypes, reasons } from '../sim/vocabulary.ts';
import { type OptionFigures, OptionTally } from './options-dealt.ts';
import { Roster } from './roster.ts';

/** What traders of one kind did, US dollars at the prices at which they traded; sold is negative. */
export interface KindFlow {
  readonly kind: string;
  /** Bought less sold with orders that met resting ones. */
  readonly takerUsd: number;
  /** Bought less sold in all, resting orders and forced closings included. */
  readonly netUsd: number;
  readonly turnoverUsd: number;
}

export interface VenueFlow {
  readonly id: string;
  readonly turnoverUsd: number;
  readonly takerUsd: number;
}

/** An event to point at. */
export interface Notable {
  readonly seq: number;
  readonly tick: number;
  readonly usd: number;
}

/** What a whole run amounted to: a projection of its log, kept in the manifest. */
export interface Metrics {
  readonly counts: Readonly<Record<string, number>>;
  /** Spot index at each tick, US dollars to the cent. */
  readonly path: readonly number[];
  readonly low: { readonly tick: number; readonly usd: number };
  readonly high: { readonly tick: number; readonly usd: number };
  readonly kinds: readonly KindFlow[];
  readonly venues: readonly VenueFlow[];
  /** By the taker's purpose. */
  readonly purposes: readonly {
    readonly reason: string;
    readonly takerUsd: number;
    readonly turnoverUsd: number;
  }[];
  readonly liquidations: {
    readonly started: number;
    readonly closedUsd: number;
    /** Share of what was closed that had been long. */
    readonly longShare: number | null;
    readonly autoDeleveragedUsd: number;
  };
  /** What clients dealt with dealers. */
  readonly options: OptionFigures;
  /** Where to begin asking why. */
  readonly notable: { readonly largestLiquidation: Notable | null; readonly lowestTrade: Notable | null };
}

const INDEX_DECIMALS = 100;

/** Gathers metrics from the batches of a log as they come by: typed loops, nothing kept a row. */
export class MetricsGatherer {
  readonly roster = new Roster();
  private readonly counts = new Float64Array(256);
  private path: number[] = [];
  /** Signed cents by account: as taker, and in all; and unsigned. */
  private taker = new Float64Array(64);
  private net = new Float64Array(64);
  private turnover = new Float64Array(64);
  private readonly venueTaker = new Float64Array(256);
  private readonly venueTurnover = new Float64Array(256);
  private readonly reasonTaker = new Float64Array(256);
  private readonly reasonTurnover = new Float64Array(256);
  private readonly centsPerTickLot = new Float64Array(256);
  private readonly options = new OptionTally();
  private spot = -1;
  private longCents = 0;
  private closedCents = 0;
  private deleveragedCents = 0;
  private largest: Notable | null = null;
  private lowest: { seq: number; tick: number; price: number } = {
    seq: -1,
    tick: 0,
    price: Number.POSITIVE_INFINITY,
  };

  /** Takes the next batch; `seq` numbers its rows where they are not consecutive. */
  take(batch: EventBatch, seq?: Int32Array): void {
    if (batch.details.length > 0 && this.roster.take(batch)) this.widen();
    const { type, length, tick, value } = batch;
    for (let row = 0; row < length; row++) {
      const code = type[row];
      this.counts[code]++;
      if (code === EVENT.Traded) this.trade(batch, row, seq);
      else if (code === EVENT.IndexMarked) this.path[tick[row]] = value[row];
      else if (code === EVENT.LiquidationStarted) this.liquidation(batch, row, seq);
      else if (code === EVENT.AutoDeleveraged) this.deleverage(batch, row);
      else if (code === EVENT.OptionBooked) this.options.take(batch, row, this.roster);
    }
  }

  /** What was gathered. */
  results(): Metrics {
    const { roster, path, counts, lowest } = this;
    const usd = (cents: number): number => Math.round(cents / 100);
    const rounded = Array.from(path, (price = 0) => Math.round(price * INDEX_DECIMALS) / INDEX_DECIMALS);
    const lowestUsd = lowest.price * (roster.instruments[this.spot]?.tickUsd ?? 1);
    return {
      counts: Object.fromEntries(
        eventTypes.flatMap((name, code) => (counts[code] > 0 ? [[name, counts[code]]] : [])),
      ),
      path: rounded,
      low: extreme(rounded, (a, b) => a < b),
      high: extreme(rounded, (a, b) => a > b),
      kinds: this.kinds(usd),
      venues: roster.instruments.flatMap(({ id }, i) =>
        this.venueTurnover[i] > 0
          ? [{ id, turnoverUsd: usd(this.venueTurnover[i]), takerUsd: usd(this.venueTaker[i]) }]
          : [],
      ),
      purposes: reasons.flatMap((reason, i) =>
        this.reasonTurnover[i] > 0
          ? [{ reason, takerUsd: usd(this.reasonTaker[i]), turnoverUsd: usd(this.reasonTurnover[i]) }]
          : [],
      ),
      liquidations: {
        started: counts[EVENT.LiquidationStarted],
        closedUsd: usd(this.closedCents),
        longShare: this.closedCents > 0 ? this.longCents / this.closedCents : null,
        autoDeleveragedUsd: usd(this.deleveragedCents),
      },
      options: this.options.results(roster),
      notable: {
        largestLiquidation: this.largest,
        lowestTrade: lowest.seq < 0 ? null : { seq: lowest.seq, tick: lowest.tick, usd: lowestUsd },
      },
    };
  }

  private trade(batch: EventBatch, row: number, seq?: Int32Array): void {
    const instrument = batch.instrument[row];
    const price = batch.price[row];
    const side = batch.side[row];
    const reason = batch.reason[row];
    const cents = price * batch.quantity[row] * this.centsPerTickLot[instrument];
    this.exchange(batch.actor[row], batch.counterparty[row], side, cents);
    this.taker[batch.actor[row]] += side * cents;
    this.venueTaker[instrument] += side * cents;
    this.venueTurnover[instrument] += cents;
    this.reasonTaker[reason] += side * cents;
    this.reasonTurnover[reason] += cents;
    if (reason === REASON.liquidation) {
      this.closedCents += cents;
      if (side === SELL) this.longCents += cents;
    }
    if (instrument !== this.spot || price >= this.lowest.price) return;
    this.lowest.price = price;
    this.lowest.tick = batch.tick[row];
    this.lowest.seq = seq ? seq[row] : batch.first + row;
  }

  private exchange(active: number, passive: number, side: number, cents: number): void {
    this.net[active] += side * cents;
    this.net[passive] -= side * cents;
    this.turnover[active] += cents;
    this.turnover[passive] += cents;
  }

  private liquidation(batch: EventBatch, row: number, seq?: Int32Array): void {
    const usd = Math.abs(this.roster.usd(batch.instrument[row], batch.price[row], batch.quantity[row]));
    if (this.largest && usd <= this.largest.usd) return;
    this.largest = { seq: seq ? seq[row] : batch.first + row, tick: batch.tick[row], usd: Math.round(usd) };
  }

  private deleverage(batch: EventBatch, row: number): void {
    const cents = batch.price[row] * batch.quantity[row] * this.centsPerTickLot[batch.instrument[row]];
    this.exchange(batch.actor[row], batch.counterparty[row], batch.side[row], cents);
    this.deleveragedCents += cents;
  }

  private kinds(usd: (cents: number) => number): KindFlow[] {
    const sums = new Map<string, { takerUsd: number; netUsd: number; turnoverUsd: number }>();
    for (const [account, { kind }] of this.roster.accounts.entries()) {
      if (this.turnover[account] === 0) continue;
      const sum = sums.get(kind) ?? { takerUsd: 0, netUsd: 0, turnoverUsd: 0 };
      sum.takerUsd += this.taker[account];
      sum.netUsd += this.net[account];
      sum.turnoverUsd += this.turnover[account];
      sums.set(kind, sum);
    }
    return [...sums].map(([kind, { takerUsd, netUsd, turnoverUsd }]) => ({
      kind,
      takerUsd: usd(takerUsd),
      netUsd: usd(netUsd),
      turnoverUsd: usd(turnoverUsd),
    }));
  }

  private widen(): void {
    const { accounts, instruments } = this.roster;
    for (const [i, { centsPerTickLot }] of instruments.entries()) this.centsPerTickLot[i] = centsPerTickLot;
    if (this.spot < 0) this.spot = instruments.findIndex(({ kind }) => kind === 'spot');
    if (accounts.length > NOBODY)
      throw new Error(`a log of ${accounts.length} accounts has no code for nobody`);
    if (accounts.length <= this.net.length) return;
    const wider = (from: Float64Array): Float64Array<ArrayBuffer> => {
      const to = new Float64Array(2 * accounts.length);
      to.set(from);
      return to;
    };
    this.taker = wider(this.taker);
    this.net = wider(this.net);
    this.turnover = wider(this.turnover);
  }
}

function extreme(
  path: readonly number[],
  beats: (a: number, b: number) => boolean,
): { tick: number; usd: number } {
  let best = 0;
  for (let tick = 1; tick < path.length; tick++)
    if (path[tick] > 0 && beats(path[tick], path[best])) best = tick;
  return { tick: best, usd: path[best] ?? 0 };
}
