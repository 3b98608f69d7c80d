import { emit, type Log } from '../emit.ts';
import { combine, hashName, unit } from '../engine/hash.ts';
import { SECONDS_PER_YEAR } from '../engine/time.ts';
import { REASON } from '../events.ts';
import { type OptionRequest, VOL_POINT } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { deltaVegaInto, GREEKS, VEGA } from './black-scholes.ts';
import type { CommandQueue } from './commands.ts';
import { INSTRUMENT } from './instruments.ts';
import { COINS_PER_OPTION_LOT } from './options.ts';
import { impliedVol } from './surface.ts';

/** Strikes are listed at whole multiples of so many US dollars a bitcoin, which bounds how many a book can hold. */
export const STRIKE_GRID_USD = 1_000;

/**
 * The first `asked` open requests (all of them by default) in the order in which they are dealt: by luck of the tick
 * among clients, so that the order of the cast is nobody's advantage, and each client's own as they came.
 */
export function inTurn(world: Readonly<World>, asked = world.optionRequests.length): OptionRequest[] {
  const requests = world.optionRequests.slice(0, asked);
  if (requests.length < 2) return requests;
  const luck = ({ client }: OptionRequest): number => luckOf(world, client);
  return requests.sort((a, b) => luck(a) - luck(b) || a.seq - b.seq);
}

/** Luck of an account in this tick of this seed, from its name. */
function luckOf({ seed, tick, accounts }: Readonly<World>, account: number): number {
  return unit(combine(combine(hashName(seed), tick), hashName(accounts[account].name)));
}

/** A dealer's answer to a request. */
interface OptionQuote {
  readonly dealer: number;
  readonly lots: number;
  /** US dollars a bitcoin. */
  readonly premiumUsd: number;
  readonly vol: number;
  readonly reason: number;
  /** Decides between equal premiums. */
  readonly luck: number;
}

/**
 * Deals options over the counter without an order book: what clients asked for in one round, dealers quote in the next,
 * and at its end each request trades with the best quotes, each up to its size. What is left is refused.
 */
export class OptionDealing {
  private readonly one = new Float64Array(GREEKS);

  constructor(
    private readonly world: World,
    private readonly log: Log,
  ) {}

  /** After a round: answers the first `asked` open requests with what dealers declared in it. */
  answer({ declarations, count }: CommandQueue, asked: number): void {
    const requests = inTurn(this.world, asked);
    const quotes = new Map<number, OptionQuote[]>();
    for (let n = 0; n < count; n++) {
      const declared = declarations[n];
      if (declared?.type !== 'OptionQuoted') continue;
      const { actor = -1, order = -1, quantity = 0, value = 0, reason = 0 } = declared.columns;
      const quote = { dealer: actor, lots: quantity, premiumUsd: value, reason };
      const all = quotes.get(order) ?? [];
      all.push({ ...quote, vol: Number(declared.detail?.vol), luck: luckOf(this.world, actor) });
      quotes.set(order, all);
    }
    for (const request of requests) this.deal(request, quotes.get(request.seq) ?? []);
  }

  private deal(request: OptionRequest, quotes: readonly OptionQuote[]): void {
    const why = this.objection(request);
    if (why !== REASON.none) return this.refuse(request, why);
    const side = Math.sign(request.quantityLots);
    const best = [...quotes].sort((a, b) => side * (a.premiumUsd - b.premiumUsd) || a.luck - b.luck);
    for (const quote of best) {
      const lots = Math.min(Math.abs(request.quantityLots), quote.lots);
      if (lots >= 1 && quote.dealer !== request.client) this.book(request, quote, side * lots);
    }
    if (request.quantityLots === 0) return;
    const full = quotes.some(({ reason }) => reason === REASON['vega-limit']);
    this.refuse(request, full ? REASON['vega-limit'] : REASON['no-quote']);
  }

  /** Why a request cannot be dealt whatever is quoted: what is not listed, or its market shut. */
  private objection({ quantityLots, strikeUsd, expirySeconds, settlesOn }: OptionRequest): number {
    const { world } = this;
    if (quantityLots === 0 || quantityLots !== Math.trunc(quantityLots)) return REASON['off-lot'];
    if (!(strikeUsd > 0) || strikeUsd % STRIKE_GRID_USD !== 0) return REASON['off-tick'];
    const shut = settlesOn !== INSTRUMENT['BTC-INDEX'] && world.inSession[settlesOn] !== 1;
    return shut || expirySeconds <= world.nowSeconds ? REASON.closed : REASON.none;
  }

  private book(request: OptionRequest, { dealer, premiumUsd, vol }: OptionQuote, clientLots: number): void {
    const { seq, client, settlesOn, put, strikeUsd, expirySeconds, averagingSeconds } = request;
    const columns = {
      actor: dealer,
      instrument: settlesOn,
      order: seq,
      counterparty: client,
      quantity: -clientLots,
      value: Math.round(-clientLots * COINS_PER_OPTION_LOT * premiumUsd * 100),
    };
    const vegaUsdPerPoint = clientLots * COINS_PER_OPTION_LOT * this.vegaUsd(request) * VOL_POINT;
    const terms = { strikeUsd, expirySeconds, put: put ? 1 : 0, averagingSeconds };
    emit(this.log, 'OptionBooked', seq, columns, { ...terms, vol, vegaUsdPerPoint });
  }

  private refuse({ seq, client, settlesOn, quantityLots }: OptionRequest, reason: number): void {
    const columns = { actor: client, instrument: settlesOn, order: seq, quantity: quantityLots, reason };
    emit(this.log, 'OptionRefused', seq, columns);
  }

  /** Vega of one bitcoin on the surface as it is, US dollars per 1.00 of volatility. */
  private vegaUsd({ put, strikeUsd, expirySeconds }: OptionRequest): number {
    const { one, world } = this;
    const spotUsd = world.market.indexUsd;
    const years = (expirySeconds - world.nowSeconds) / SECONDS_PER_YEAR;
    const vol = impliedVol(world.surface, strikeUsd, spotUsd, years);
    deltaVegaInto(one, put, spotUsd, strikeUsd, vol, years);
    return one[VEGA];
  }
}
