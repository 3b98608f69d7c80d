import { BUY, type EventOf, eventAt, SELL, type SimEvent } from '../sim/events.ts';
import { type Definition, vocabulary } from '../sim/vocabulary.ts';
import { counted, percentSigned, thousands, usdPrice, usdShort } from './format.ts';
import type { Place } from './log-index.ts';
import { optionSentence } from './option-sentences.ts';
import type { Roster } from './roster.ts';

/** What happened, as one sentence without its time and without a full stop. */
export function sentenceOf({ batch, row }: Place, roster: Roster): string {
  return new Teller(roster).tell(eventAt(batch, row));
}

/** Fields every event has, which the sentence says in its own way. */
const ENVELOPE: readonly string[] = ['seq', 'tick', 'type', 'cause', 'actor', 'instrument', 'detail'];
/** Fields spelt out when an event has no sentence of its own. */
const MOST_FIELDS = 8;

const ORDER_NAMES: Readonly<Record<string, string>> = { ioc: 'fill-what-you-can', fok: 'fill-or-kill' };

class Teller {
  constructor(private readonly roster: Roster) {}

  tell(event: SimEvent): string {
    switch (event.type) {
      case 'OrderPlaced':
      case 'StopPlaced':
        return `${this.who(event)} ${this.order(event)}`;
      case 'OrderRejected':
        return `${this.who(event)} was refused an order to ${this.wish(event)}: ${event.reason}`;
      case 'OrderCancelled':
      case 'OrderReduced': {
        const how = event.type === 'OrderCancelled' ? 'withdrawn' : 'reduced';
        return `An order of ${this.who(event)} to ${this.wish(event)} was ${how}: ${event.reason}`;
      }
      case 'OrderRested':
        return `What was left of an order of ${this.who(event)} to ${this.wish(event)} now rests`;
      case 'Traded':
        return this.trade(event);
      case 'StopTriggered':
        return `A stop of ${this.who(event)} to ${this.wish(event)} was met at ${this.price(event, event.lastTicks)}`;
      case 'QuotesReplaced':
        return `${this.who(event)} ${event.side === BUY ? 'bid' : 'offered'} from ${this.price(event, event.touchTicks)} on in ${counted(event.levels, 'level')} on ${this.what(event)}`;
      case 'LiquidationStarted':
      case 'LiquidationEnded':
        return this.liquidation(event);
      case 'AutoDeleveraged': {
        const against = this.roster.nameOf(event.against);
        return `${this.size(event, event.quantityLots)} of ${this.who(event)} were closed against ${against} at ${this.price(event, event.priceTicks)} on ${this.what(event)}`;
      }
      case 'InsurancePaid':
        return `The insurance fund paid ${usdShort(event.cashCents / 100)} for ${this.who(event)}`;
      default:
        return this.news(event);
    }
  }

  /** What no trader did. */
  private news(event: Exclude<SimEvent, { type: 'Traded' }>): string {
    switch (event.type) {
      case 'TickOpened':
        return 'The clock moved on: whoever acts all the time, unprompted, acted';
      case 'Marked':
        return `${this.what(event)} was marked at ${this.price(event, event.markTicks)}`;
      case 'IndexMarked':
        return `The spot index was marked at ${usdPrice(event.indexUsd)}`;
      case 'ShockReleased': {
        const size =
          event.driver === 'none' ? '' : ` (${event.driver} ${percentSigned(event.totalReturn)} in all)`;
        return `Shock: ${event.title}${size}`;
      }
      case 'DriverMoved':
      case 'DriverPushed':
        return `${this.what(event)} moved ${percentSigned(event.logReturn, 3)}`;
      case 'ValueMoved':
        return `What bitcoin is worth to investors moved ${percentSigned(event.logChange, 3)}, ${percentSigned(event.news, 3)} of it on other markets`;
      case 'LatentMoved':
        return `Investors moved what they would pay by ${percentSigned(event.shift, 3)}`;
      case 'FundingPaid':
        return `${event.rate >= 0 ? 'Longs paid shorts' : 'Shorts paid longs'} ${thousands(Math.abs(event.rate) * 1e4, 2)} basis points of funding`;
      default:
        return this.halt(event);
    }
  }

  /** How trading stopped, and began again. */
  private halt(event: SimEvent): string {
    switch (event.type) {
      case 'Halted':
        return `${this.what(event)} was halted: ${event.reason}`;
      case 'LimitStateEntered':
        return `${this.what(event)} stood at the ${event.side === SELL ? 'lower' : 'upper'} edge of its band, ${this.price(event, event.limitTicks)}`;
      case 'CircuitBroken':
        return `Broad US equity fell ${percentOf(event.decline)} from its last close: level ${event.level} of the market-wide breaker`;
      case 'AuctionOpened':
        return `Orders in ${this.what(event)} were collected for its ${event.reason} auction`;
      case 'PauseExtended':
        return `The pause of ${this.what(event)} was extended: ${event.reason === 'band' ? `its auction would have cleared at ${this.price(event, event.clearingTicks)}` : 'a side of its book was empty'}`;
      case 'AuctionCleared':
        return event.volumeLots === 0
          ? `Nothing crossed in the ${event.reason} auction of ${this.what(event)}`
          : `The ${event.reason} auction of ${this.what(event)} cleared ${thousands(event.volumeLots)} lots at ${this.price(event, event.priceTicks)}`;
      default:
        return this.decision(event);
    }
  }

  /** What an institution measured or decided. */
  private decision(event: SimEvent): string {
    switch (event.type) {
      case 'HedgeTargetSet': {
        const { targetCoins, fromSpot, fromVol, fromTime, fromFlow } = event;
        const parts = Object.entries({ spot: fromSpot, vol: fromVol, time: fromTime, flow: fromFlow });
        const why = parts.map(([name, coins]) => `${name} ${thousands(coins, 1)}`).join(', ');
        return `${this.who(event)} set its hedge to ${thousands(targetCoins)} BTC (change for ${why})`;
      }
      case 'NoteKnockedIn': {
        const { units, initialUsd, barrierUsd, markTicks } = event;
        return `${this.who(event)} saw ${thousands(units)} notes struck at ${usdPrice(initialUsd)} knock in: ${this.price(event, markTicks)} is at or below their barrier of ${usdPrice(barrierUsd)}`;
      }
      case 'NoteSettled':
        return `${this.who(event)} settled ${thousands(event.units)} notes at ${this.price(event, event.closeTicks)}: their holders paid ${usdShort(event.payoffCents / 100)}`;
      case 'NoteHedgeSet':
        return this.noteHedge(event);
      case 'PlatformScored':
        return `${this.who(event)} measured the day at ${event.zScore.toFixed(1)} standard deviations`;
      case 'DegrossOrdered':
        return `${this.who(event)} ordered gross exposure cut by ${percentOf(event.cutShare)}`;
      case 'PodCut':
        return `${this.who(event)} had its capital cut at a drawdown of ${percentOf(Math.abs(event.drawdown))}`;
      case 'OptionRequested':
      case 'OptionQuoted':
      case 'OptionBooked':
      case 'OptionRefused':
        return optionSentence(event, (account) => this.who({ actor: account }));
      case 'CollateralPosted':
        return `${this.who(event)} received ${usdShort(event.cashCents / 100)} from ${this.roster.nameOf(event.from)} (${event.reason})`;
      default:
        return this.margin(event);
    }
  }

  /** What the clearing house and prime brokers asked for. */
  private margin(event: SimEvent): string {
    switch (event.type) {
      case 'MarginRateSet':
        return `The clearing house set the margin of futures to ${percentOf(event.rate)}, at a daily volatility of ${percentOf(event.dailyVol)}`;
      case 'MarginCalled': {
        const { equityUsd, requiredUsd, broker, previousCall, shortfallCents, reason } = event;
        const again = previousCall < 0 ? '' : ' again';
        return `${this.roster.nameOf(broker)} called ${this.who(event)}${again} for ${usdShort(shortfallCents / 100)}, ${usdShort(equityUsd)} of equity against ${usdShort(requiredUsd)} of margin (${reason})`;
      }
      case 'MarginCallCured':
        return `${this.who(event)} met its margin call with ${usdShort(event.excessCents / 100)} to spare`;
      case 'ForcedSaleStarted':
        return `The prime broker began to sell out ${this.who(event)}, ${usdShort(event.shortfallCents / 100)} below its margin`;
      case 'ForcedSaleEnded':
        return `The prime broker stopped selling out ${this.who(event)}, with ${usdShort(event.equityCents / 100)} left (${event.reason})`;
      default:
        return this.plain(event);
    }
  }

  private noteHedge(event: EventOf<'NoteHedgeSet'>): string {
    const { fromSpot, fromVol, fromTime, fromKnockIn, fromSettlement, targetShares } = event;
    const { overlayFromSpot, overlayFromVol, overlayFromTime, overlayFromFlow } = event;
    const parts = {
      spot: fromSpot,
      vol: fromVol,
      time: fromTime,
      'knock-in': fromKnockIn,
      settlement: fromSettlement,
      'puts sold': overlayFromSpot + overlayFromVol + overlayFromTime + overlayFromFlow,
    };
    const why = Object.entries(parts).filter(([, shares]) => Math.abs(shares) >= 0.5);
    const changes = why.map(([name, shares]) => `${name} ${thousands(shares)}`).join(', ');
    return `${this.who(event)} set its hedge to ${thousands(targetShares)} shares (change for ${changes || 'nothing'})`;
  }

  private order(event: EventOf<'OrderPlaced'> | EventOf<'StopPlaced'>): string {
    const { orderType, reason } = event;
    const base = orderType.replace(/-reduce$/, '');
    const name = `${ORDER_NAMES[base] ?? base} order${base === orderType ? '' : ', reduce-only,'}`;
    const limit = base === 'market' ? '' : ` at ${this.price(event, event.priceTicks)}`;
    return `sent a ${name} to ${this.wish(event)}${limit} (${reason})`;
  }

  private wish(event: { side: number; quantityLots: number; instrument: number | null }): string {
    return `${event.side === BUY ? 'buy' : 'sell'} ${this.size(event, event.quantityLots)} on ${this.what(event)}`;
  }

  private trade(event: EventOf<'Traded'>): string {
    const [verb, to] = event.takerSide === BUY ? ['bought', 'from'] : ['sold', 'to'];
    const size = this.size(event, event.quantityLots);
    const price = this.price(event, event.priceTicks);
    return `${this.who(event)} ${verb} ${size} ${to} ${this.roster.nameOf(event.maker)} at ${price} on ${this.what(event)} (${event.reason})`;
  }

  private liquidation(event: EventOf<'LiquidationStarted'> | EventOf<'LiquidationEnded'>): string {
    const { positionLots, equityCents, markTicks } = event;
    if (event.type === 'LiquidationEnded')
      return `${this.who(event)} was let go with ${usdShort(equityCents / 100)} and ${this.size(event, positionLots)}`;
    const side = positionLots < 0 ? 'short' : 'long';
    return `The venue took over ${this.who(event)}, ${side} ${this.size(event, Math.abs(positionLots))} with ${usdShort(equityCents / 100)} left at a mark of ${this.price(event, markTicks)}`;
  }

  /** Any other event: what the vocabulary says of it, and its fields. */
  private plain(event: SimEvent): string {
    const { about }: Definition = vocabulary[event.type];
    const fields = Object.entries(event).filter(([name]) => !ENVELOPE.includes(name));
    const said = fields.slice(0, MOST_FIELDS).map(([name, value]) => `${name} ${figure(value)}`);
    const rest = fields.length > MOST_FIELDS ? ', …' : '';
    const subject = event.actor === null ? '' : `${this.who(event)}: `;
    const place = event.instrument === null ? '' : ` [${this.what(event)}]`;
    const text = about.replace(/\.$/, '');
    return `${subject}${text}${place}${said.length > 0 ? ` (${said.join(', ')}${rest})` : ''}`;
  }

  private who({ actor }: { actor: number | null }): string {
    return actor === null ? 'nobody' : (this.roster.nameOf(actor) ?? 'nobody');
  }

  private what({ instrument }: { instrument: number | null }): string {
    return instrument === null ? 'nothing' : (this.roster.idOf(instrument) ?? 'nothing');
  }

  private price({ instrument }: { instrument: number | null }, ticks: number): string {
    return usdPrice(ticks * (this.roster.instruments[instrument ?? -1]?.tickUsd ?? 1));
  }

  private size({ instrument }: { instrument: number | null }, lots: number): string {
    return sizeText(this.roster, instrument ?? -1, lots);
  }
}

/** Lots in words: coins, or shares of a fund. */
export function sizeText({ instruments }: Roster, instrument: number, lots: number): string {
  const terms = instruments[instrument];
  if (!terms || !(terms.coinsPerLot > 0)) return thousands(lots);
  if (terms.kind === 'etf') return counted(lots, 'share');
  const coins = lots * terms.coinsPerLot;
  return `${thousands(coins, Math.abs(coins) < 100 ? 2 : 0)} BTC`;
}

const percentOf = (share: number): string => `${(100 * share).toFixed(1)} %`;

function figure(value: unknown): string {
  if (typeof value !== 'number') return String(value);
  if (Number.isInteger(value)) return thousands(value);
  return Math.abs(value) >= 1000 ? thousands(value) : String(Number(value.toPrecision(4)));
}
