import { realisedLossFacts } from '../scenarios/feb-5-2026/history.ts';
import { formatTime, SECONDS_PER_DAY } from '../sim/engine/time.ts';
import { EVENT, type EventBatch, SELL } from '../sim/events.ts';
import { coinsBetween, costBasis } from '../sim/market/cost-basis.ts';
import { CoinPool } from './coin-pool.ts';
import { Roster } from './roster.ts';

/** What coins sold on spot within one UTC day had cost, against what they fetched. */
export interface RealisedDay {
  /** ISO date, UTC. */
  readonly day: string;
  readonly coins: number;
  /** US dollars, both positive. */
  readonly profitUsd: number;
  readonly lossUsd: number;
  /** The same by kind of seller, largest loss first. */
  readonly kinds: readonly {
    readonly kind: string;
    readonly coins: number;
    readonly profitUsd: number;
    readonly lossUsd: number;
  }[];
}

/** Realised loss of a day beside what was measured on the chain; null where the run has no such day. */
export interface RealisedComparison {
  readonly day: string;
  readonly label: string;
  readonly measuredUsd: number;
  readonly simulatedUsd: number | null;
}

/** Those who turn an inventory over: their coins never leave the venue. */
const INTERMEDIARIES: readonly string[] = ['maker', 'arbitrageur'];
/** Those who stand for crowds: their coins had cost what the chain says coins have cost. */
const CROWDS: readonly string[] = ['investors', 'flow', 'meta-orders', 'stop-holder', 'dip-buyer'];

const CENTS = 100;

interface Sums {
  coins: number;
  profitUsd: number;
  lossUsd: number;
}

/**
 * Realised profit and loss on spot by UTC day: a projection of the log.
 *
 * Modelled: every coin that a holder sells on the two spot books, against what it had cost. Crowds open with the
 * on-chain cost basis in proportion to their coins; a holder that brought a price of its own with its coins (treasury,
 * whale) has that cost; mined coins cost the index of their hour; what is bought costs what was paid, and which coins of
 * an account are sold follows `CoinPool`. Not modelled: transfers between wallets that are no sales, coins behind trust
 * shares, sales over the counter, and coins whose owner is no agent. Sales within one venue count here and do not show
 * on the chain, where coins of an exchange are one entity's: so the figure is no measurement of the chain, and its
 * level is not fitted to one. Market makers and arbitrageurs are left out; what is sold short has no cost and is left out.
 */
export class RealisedLossGatherer {
  private readonly roster = new Roster();
  private readonly pools = new Map<number, CoinPool>();
  private readonly days = new Map<number, Map<string, Sums>>();
  private indexUsd = 0;

  /** Takes the next batch of the log. */
  take(batch: EventBatch): void {
    if (batch.details.length > 0) this.roster.take(batch);
    for (let row = 0; row < batch.length; row++) {
      switch (batch.type[row]) {
        case EVENT.Traded:
          this.trade(batch, row);
          break;
        case EVENT.IndexMarked:
          this.indexUsd = batch.value[row];
          break;
        case EVENT.Endowed:
          this.endow(batch, row);
          break;
        case EVENT.BlocksMined:
          this.poolOf(batch.actor[row]).add(this.coinsOf(batch, row), this.indexUsd);
          break;
      }
    }
  }

  /** The days there were, oldest first. */
  results(): RealisedDay[] {
    return [...this.days].map(([day, byKind]) => {
      const kinds = [...byKind].map(([kind, sums]) => ({ kind, ...sums }));
      kinds.sort((a, b) => b.lossUsd - a.lossUsd);
      const total = { coins: 0, profitUsd: 0, lossUsd: 0 };
      for (const sums of kinds) addTo(total, sums);
      return { day: formatTime(day * SECONDS_PER_DAY).slice(0, 10), ...total, kinds };
    });
  }

  private isSpot(instrument: number): boolean {
    return this.roster.instruments[instrument]?.kind === 'spot';
  }

  private coinsOf(batch: EventBatch, row: number): number {
    return batch.quantity[row] * (this.roster.instruments[batch.instrument[row]]?.coinsPerLot ?? 0);
  }

  private priceUsd(batch: EventBatch, row: number): number {
    const { coinsPerLot, centsPerTickLot } = this.roster.instruments[batch.instrument[row]];
    return (batch.price[row] * centsPerTickLot) / (100 * coinsPerLot);
  }

  private poolOf(account: number): CoinPool {
    let pool = this.pools.get(account);
    if (!pool) {
      pool = new CoinPool();
      this.pools.set(account, pool);
    }
    return pool;
  }

  /** Whether what an account sells is counted at all: what makers had paid is nobody's question, and they trade most. */
  private counts(account: number): boolean {
    return !INTERMEDIARIES.includes(this.roster.accounts[account].kind);
  }

  private endow(batch: EventBatch, row: number): void {
    if (!this.isSpot(batch.instrument[row]) || batch.quantity[row] <= 0) return;
    const pool = this.poolOf(batch.actor[row]);
    const coins = this.coinsOf(batch, row);
    if (!CROWDS.includes(this.roster.accounts[batch.actor[row]].kind)) {
      pool.add(coins, this.priceUsd(batch, row));
      return;
    }
    const all = coinsBetween(0, costBasis[costBasis.length - 1].toUsd);
    for (const { fromUsd, toUsd, coinsMillion } of costBasis)
      pool.spread((coins * coinsMillion) / all, fromUsd, toUsd);
  }

  private trade(batch: EventBatch, row: number): void {
    if (!this.isSpot(batch.instrument[row])) return;
    const taker = batch.actor[row];
    const maker = batch.counterparty[row];
    const [seller, buyer] = batch.side[row] === SELL ? [taker, maker] : [maker, taker];
    const coins = this.coinsOf(batch, row);
    const priceUsd = this.priceUsd(batch, row);
    if (this.counts(buyer)) this.poolOf(buyer).add(coins, priceUsd);
    if (!this.counts(seller)) return;
    const sold = this.poolOf(seller).sell(coins, priceUsd);
    const { kind } = this.roster.accounts[seller];
    const { startSeconds, secondsPerTick } = this.roster;
    const day = Math.floor((startSeconds + batch.tick[row] * secondsPerTick) / SECONDS_PER_DAY);
    const byKind = this.days.get(day) ?? new Map<string, Sums>();
    this.days.set(day, byKind);
    const sums = byKind.get(kind) ?? { coins: 0, profitUsd: 0, lossUsd: 0 };
    byKind.set(kind, sums);
    addTo(sums, sold);
  }
}

function addTo(sums: Sums, more: Sums): void {
  sums.coins += more.coins;
  sums.profitUsd += more.profitUsd;
  sums.lossUsd += more.lossUsd;
}

/** What sellers on spot realised, to the dollar, as a run folder keeps it. */
export function roundedDays(days: readonly RealisedDay[]): RealisedDay[] {
  const round = <T extends { coins: number; profitUsd: number; lossUsd: number }>(sums: T): T => ({
    ...sums,
    coins: Math.round(sums.coins * CENTS) / CENTS,
    profitUsd: Math.round(sums.profitUsd),
    lossUsd: Math.round(sums.lossUsd),
  });
  return days.map((day) => ({ ...round(day), kinds: day.kinds.map(round) }));
}

/** Sets a run's days beside what was measured on the chain; nothing is fitted. */
export function compareRealisedLoss(days: readonly RealisedDay[]): RealisedComparison[] {
  return realisedLossFacts.map(({ day, label, measuredUsd }) => ({
    day,
    label,
    measuredUsd,
    simulatedUsd: days.find((one) => one.day === day)?.lossUsd ?? null,
  }));
}
