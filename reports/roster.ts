import { EVENT, type EventBatch, NO_INSTRUMENT, NOBODY } from '../sim/events.ts';

/** Terms of an instrument, as its listing put them into the log. */
export interface Listed {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly tickUsd: number;
  readonly coinsPerLot: number;
  /** Final settlement of a future, seconds since 1970; 0 for what does not expire. */
  readonly expirySeconds: number;
  readonly centsPerTickLot: number;
}

/** An account as its opening put it into the log. */
export interface Opened {
  readonly name: string;
  readonly kind: string;
  /** Account of the agent that decides for it. */
  readonly leader: number;
}

/** Who and what a log speaks of, by code: gathered from the log's own opening. */
export class Roster {
  readonly instruments: Listed[] = [];
  readonly accounts: Opened[] = [];
  startSeconds = 0;
  secondsPerTick = 60;

  /** Notes the listings and account openings of a batch; true when there were any. */
  take(batch: EventBatch): boolean {
    const before = this.instruments.length + this.accounts.length;
    for (const { row, fields } of batch.details) {
      const type = batch.type[row];
      if (type === EVENT.InstrumentListed) this.instruments.push(fields as unknown as Listed);
      else if (type === EVENT.AccountOpened) {
        const { name, kind, leader } = fields as unknown as Opened;
        const own = leader === NOBODY ? this.accounts.length : leader;
        this.accounts.push({ name, kind, leader: own });
      } else if (type === EVENT.RunStarted) {
        this.startSeconds = Number(fields.startSeconds);
        this.secondsPerTick = Number(fields.secondsPerTick);
      }
    }
    return this.instruments.length + this.accounts.length > before;
  }

  /** Name of an account, or null for nobody. */
  nameOf(account: number): string | null {
    return account === NOBODY ? null : (this.accounts[account]?.name ?? `account ${account}`);
  }

  /** Id of an instrument, or null for none. */
  idOf(instrument: number): string | null {
    return instrument === NO_INSTRUMENT
      ? null
      : (this.instruments[instrument]?.id ?? `instrument ${instrument}`);
  }

  /** US dollars of so many lots at a price in ticks. */
  usd(instrument: number, priceTicks: number, lots: number): number {
    return (priceTicks * lots * (this.instruments[instrument]?.centsPerTickLot ?? 0)) / 100;
  }
}
