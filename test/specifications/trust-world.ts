import type { Agent, AgentKind } from '../../sim/agents/agent.ts';
import { Orders } from '../../sim/agents/orders.ts';
import { emit } from '../../sim/emit.ts';
import { NOBODY, type SimEvent } from '../../sim/events.ts';
import { LATENCY } from '../../sim/market/arrivals.ts';
import { CommandQueue } from '../../sim/market/commands.ts';
import { defaultHalts, type HaltRules } from '../../sim/market/halt-rules.ts';
import { BOOKS } from '../../sim/market/instruments.ts';
import { checkInvariants } from '../../sim/market/invariants.ts';
import { PrimaryMarket } from '../../sim/market/primary.ts';
import { COINS, SHARE, TRUST, trustCoinLots } from '../../sim/market/trust.ts';
import { eventTypes } from '../../sim/vocabulary.ts';
import { DeskWorld } from './desk-world.ts';

const MINUTES_PER_DAY = 1440;
/** Wednesday, 4 February 2026, midnight UTC; the US cash session is 14:30 to 21:00. */
export const WEDNESDAY = 1_770_163_200;

/** A trust with its primary market, on a desk whose shares may be quoted off the value of their coins. */
export class TrustWorld extends DeskWorld {
  /** Price of shares over the value of their coins, less one. */
  premium = 0;
  readonly primary: PrimaryMarket;
  readonly participant: number;

  constructor(
    seconds = WEDNESDAY,
    halts: { -readonly [K in 'shortSales']: HaltRules[K] } = { ...defaultHalts },
  ) {
    super({ seconds, usd: 70_000, open: BOOKS });
    this.participant = this.openAccount('participant');
    this.openAccount('holder', 0.5);
    this.openAccount(TRUST);
    emit(this.log, 'Endowed', -1, { actor: this.participant, instrument: SHARE, quantity: 1_000_000 });
    emit(this.log, 'Endowed', -1, { actor: this.participant, instrument: COINS, quantity: 50_000 });
    this.endowTrust();
    this.primary = new PrimaryMarket(this.world, this.log, { halts });
  }

  /** Opens an account that lends this share of its shares. */
  openAccount(name: string, lends = 0): number {
    const detail = { name, kind: 'test', leader: NOBODY, latency: LATENCY.other, traders: 0, tags: 0, lends };
    emit(this.log, 'AccountOpened', -1, {}, detail);
    return this.world.accounts.length - 1;
  }

  override join<P>(kind: AgentKind<P>, name: string, parameters: P): Agent<P> {
    const agent = super.join(kind, name, parameters);
    this.endowTrust();
    return agent;
  }

  /** The trust is given the coins behind shares that were brought in. */
  private endowTrust(): void {
    const { ledger } = this.world;
    const trust = this.account(TRUST);
    const quantity = trustCoinLots(this.world, ledger.endowedLots[SHARE]) - ledger.lots(trust, COINS);
    emit(this.log, 'Endowed', -1, { actor: trust, instrument: COINS, quantity });
  }

  account(name: string): number {
    return this.world.accountByName.get(name) ?? -1;
  }

  override ticksOf(instrument: number, usd: number): number {
    // The parent asks before this world has a premium.
    const premium = this.premium ?? 0;
    return super.ticksOf(instrument, instrument === SHARE ? usd * (1 + premium) : usd);
  }

  /** Goes to a time of a day of the window ("15:55" UTC of day 0) and lets agents decide there. */
  at(day: number, clock: string, agents: readonly Agent<unknown>[] = [], usd = 70_000): void {
    const [hour, minute] = clock.split(':').map(Number);
    const after = day * MINUTES_PER_DAY + hour * 60 + minute - this.tick;
    const isOpen = hour * 60 + minute >= 870 && hour < 21;
    if ((this.world.inSession[SHARE] === 1) !== isOpen) this.session(SHARE, isOpen);
    this.openMinute({ usd, after });
    this.primary.step();
    this.round(agents);
    for (const [n, declared] of this.queue.declarations.entries())
      if (declared?.type === 'BasketsOrdered') this.answer(this.queue.declaredSeq[n], declared.columns);
    checkInvariants(this.world);
  }

  /** The participant orders baskets, and the trust answers. */
  order(baskets: number): void {
    const columns = { actor: this.participant, instrument: SHARE, quantity: baskets };
    this.answer(emit(this.log, 'BasketsOrdered', this.world.tickSeq, columns), columns);
  }

  private answer(seq: number, { actor = NOBODY, quantity = 0 }: { actor?: number; quantity?: number }): void {
    this.primary.accept({ seq, actor, baskets: quantity });
  }

  /** One order of an account; what became of it. */
  trade(account: number, act: (orders: Orders) => void): SimEvent[] {
    const queue = new CommandQueue();
    const orders = new Orders(queue, account, eventTypes);
    orders.begin(this.world.tickSeq);
    act(orders);
    const before = this.events.length;
    this.exchange.execute(queue, 0);
    return this.events.slice(before);
  }
}
