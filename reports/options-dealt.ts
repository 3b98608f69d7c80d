import type { EventBatch } from '../sim/events.ts';
import { COINS_PER_OPTION_LOT, SHARES_PER_CONTRACT } from '../sim/market/options.ts';
import type { Roster } from './roster.ts';

/** What clients dealt with dealers, contracts of 100 trust shares (or as much bitcoin), and what they paid or were paid. */
export interface OptionsDealt {
  readonly putsBought: number;
  readonly putsSold: number;
  readonly callsBought: number;
  readonly callsSold: number;
  readonly premiumPaidUsd: number;
  readonly premiumReceivedUsd: number;
}

/** Options dealt inside the window, a projection of their bookings. */
export interface OptionFigures {
  /** By UTC day (ISO 8601), in order. */
  readonly days: readonly (OptionsDealt & { readonly date: string })[];
  /** By client, in the order of the accounts. */
  readonly clients: readonly (OptionsDealt & { readonly client: string })[];
}

type Sum = { -readonly [K in keyof OptionsDealt]: OptionsDealt[K] };

/** Sums up options dealt by day and by client as bookings come by. */
export class OptionTally {
  private readonly days = new Map<string, Sum>();
  private readonly clients = new Map<number, Sum>();

  /** Takes the booking at a row; what was booked before the window, without a request, does not count. */
  take(batch: EventBatch, row: number, { instruments, startSeconds, secondsPerTick }: Roster): void {
    const share = instruments.find(({ kind }) => kind === 'etf');
    if (batch.order[row] < 0 || !share) return;
    const date = new Date((startSeconds + batch.tick[row] * secondsPerTick) * 1000)
      .toISOString()
      .slice(0, 10);
    const isPut = Number(batch.detailOf(row).put) === 1;
    // The row is its dealer's: lots below zero and a premium below zero are what the client bought and paid.
    const coins = -batch.quantity[row] * COINS_PER_OPTION_LOT;
    const contracts = coins / (SHARES_PER_CONTRACT * share.coinsPerLot);
    const paidUsd = -batch.value[row] / 100;
    for (const sum of [at(this.days, date), at(this.clients, batch.counterparty[row])]) {
      if (contracts > 0) sum[isPut ? 'putsBought' : 'callsBought'] += contracts;
      else sum[isPut ? 'putsSold' : 'callsSold'] -= contracts;
      if (paidUsd > 0) sum.premiumPaidUsd += paidUsd;
      else sum.premiumReceivedUsd -= paidUsd;
    }
  }

  /** What was summed up, in whole contracts and dollars. */
  results({ accounts }: Roster): OptionFigures {
    const clients = [...this.clients].sort(([a], [b]) => a - b);
    return {
      days: [...this.days].map(([date, sum]) => ({ date, ...rounded(sum) })),
      clients: clients.map(([account, sum]) => ({ client: accounts[account].name, ...rounded(sum) })),
    };
  }
}

function at<K>(sums: Map<K, Sum>, key: K): Sum {
  let sum = sums.get(key);
  if (!sum) {
    sum = {
      putsBought: 0,
      putsSold: 0,
      callsBought: 0,
      callsSold: 0,
      premiumPaidUsd: 0,
      premiumReceivedUsd: 0,
    };
    sums.set(key, sum);
  }
  return sum;
}

const rounded = (sum: Sum): OptionsDealt => ({
  putsBought: Math.round(sum.putsBought),
  putsSold: Math.round(sum.putsSold),
  callsBought: Math.round(sum.callsBought),
  callsSold: Math.round(sum.callsSold),
  premiumPaidUsd: Math.round(sum.premiumPaidUsd),
  premiumReceivedUsd: Math.round(sum.premiumReceivedUsd),
});
