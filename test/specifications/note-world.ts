import type { z } from 'zod';
import type { Agent } from '../../sim/agents/agent.ts';
import { type NoteDeskParameters, noteDeskParameters } from '../../sim/agents/note-desk/parameters.ts';
import { noteDesk } from '../../sim/agents/note-desk.ts';
import { BOOKS, februaryTerms, INSTRUMENT } from '../../sim/market/instruments.ts';
import { DeskWorld } from './desk-world.ts';

/** Thursday 5 February 2026, 10:00 in New York. */
export const MORNING = 1_770_303_600;
const SHARE = INSTRUMENT.IBIT;

/** A surface on which every volatility is the same but for the wings. */
export const flat = (vol: number) => ({ shortVol: vol, longVol: vol, riskReversal: 0 });

/** What the issuer may be given. */
export type Given = z.input<typeof noteDeskParameters>;

/** One issue that carries the whole notional; struck at 55 with a barrier of 38.5 unless told. */
export const issue = (
  given: Partial<NoteDeskParameters['tranches'][number]> = {},
): NoteDeskParameters['tranches'] => [
  {
    initialUsd: 55,
    barrierUsd: 38.5,
    days: 31,
    share: 1,
    observation: 'continuous',
    knocked: false,
    ...given,
  },
];

/** An issuer of notes alone in a market where others trade five million shares a minute. */
export class NoteWorld {
  readonly market: DeskWorld;
  readonly agent: Agent<NoteDeskParameters>;
  readonly self: number;

  constructor(given: Given = {}, { usd = 41.5, vol = 0.56, turnover = 5_000_000 } = {}) {
    const coin = usd / februaryTerms.coinsPerShare;
    this.market = new DeskWorld({ seconds: MORNING, usd: coin, open: BOOKS });
    this.market.openMinute({ usd: coin, surface: flat(vol) });
    this.agent = this.market.join(noteDesk, 'note-desk', noteDeskParameters.parse(given));
    this.self = this.agent.context.self;
    this.turnover = turnover;
  }

  private readonly turnover: number;

  /** What the issuer remembers. */
  get memory(): Readonly<Record<string, number>> {
    return this.market.world.memory[this.self];
  }

  /** Trust shares it holds. */
  get shares(): number {
    return this.market.view.lots(this.self, SHARE);
  }

  /** One minute with the share at so many US dollars; a knock-in wakes the issuer again, as the engine does. */
  minute(usd: number, { vol, after = 1 }: { vol?: number; after?: number } = {}): void {
    const { market, agent } = this;
    const before = market.all('NoteKnockedIn').length;
    market.openMinute({ usd: usd / februaryTerms.coinsPerShare, surface: vol ? flat(vol) : {}, after });
    market.round([agent as Agent<unknown>]);
    const knocked = market.all('NoteKnockedIn');
    if (knocked.length > before) market.round([agent as Agent<unknown>], [knocked[knocked.length - 1].seq]);
    if (this.turnover > 0 && market.view.isOpen(SHARE)) market.turnover(SHARE, this.turnover);
  }

  /** The share moves from one price to another and volatility with it, in so many minutes, then stays for a while. */
  path(from: [usd: number, vol: number], to: [usd: number, vol: number], minutes = 150): void {
    for (let n = 0; n <= minutes + 15; n++) {
      const x = Math.min(1, n / minutes);
      this.minute(from[0] + (to[0] - from[0]) * x, { vol: from[1] + (to[1] - from[1]) * x });
    }
  }

  /** Millions of US dollars of shares it has sold, net. */
  soldMillions(): number {
    let cents = 0;
    for (const { actor, instrument, takerSide, quantityLots, priceTicks } of this.market.all('Traded'))
      if (actor === this.self && instrument === SHARE) cents -= takerSide * quantityLots * priceTicks;
    return cents / 1e8;
  }

  /** Sum over its targets of one part of their change, shares. */
  sum(part: keyof typeof NO_PARTS): number {
    return this.market.all('NoteHedgeSet').reduce((total, set) => total + set[part], 0);
  }
}

/** The parts into which a change of target is split. */
export const NO_PARTS = {
  fromSpot: 0,
  fromVol: 0,
  fromTime: 0,
  fromKnockIn: 0,
  fromSettlement: 0,
  overlayFromSpot: 0,
  overlayFromVol: 0,
  overlayFromTime: 0,
  overlayFromFlow: 0,
};
