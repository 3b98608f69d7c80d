import type { EventOf } from '../sim/events.ts';
import { COINS_PER_OPTION_LOT } from '../sim/market/options.ts';
import { thousands, timeShort, usdPrice, usdShort } from './format.ts';

/** Events of options dealt between clients and dealers. */
export type OptionEvent =
  | EventOf<'OptionRequested'>
  | EventOf<'OptionQuoted'>
  | EventOf<'OptionBooked'>
  | EventOf<'OptionRefused'>;

/** What happened to an option, as one sentence; `nameOf` gives the name of an account. */
export function optionSentence(event: OptionEvent, nameOf: (account: number | null) => string): string {
  const who = nameOf(event.actor);
  switch (event.type) {
    case 'OptionRequested':
      return `${who} asked to ${verbOf(event.quantityLots)} ${termsOf(event)} (${event.reason})`;
    case 'OptionQuoted': {
      const { quantityLots, premiumUsd, vol, client, reason } = event;
      if (quantityLots === 0) return `${who} would not deal with ${nameOf(client)}: ${reason}`;
      return `${who} quoted ${nameOf(client)} ${usdPrice(premiumUsd)} a bitcoin (${percent(vol)}) for up to ${coins(quantityLots)}`;
    }
    case 'OptionBooked': {
      const { client, quantityLots, premiumCents, vol } = event;
      const at = vol === undefined ? '' : ` at ${percent(vol)}`;
      const [verb, side] = quantityLots < 0 ? ['sold', 'to'] : ['bought', 'from'];
      return `${who} ${verb} ${termsOf(event)} ${side} ${nameOf(client)} for ${usdShort(Math.abs(premiumCents) / 100)}${at}`;
    }
    case 'OptionRefused':
      return `${who} was refused ${coins(event.quantityLots)} of options: ${event.reason}`;
  }
}

const verbOf = (lots: number): string => (lots < 0 ? 'sell' : 'buy');

function termsOf(event: EventOf<'OptionRequested'> | EventOf<'OptionBooked'>): string {
  const { put, strikeUsd, expirySeconds, quantityLots } = event;
  return `${put === 1 ? 'puts' : 'calls'} on ${coins(quantityLots)} struck at ${usdPrice(strikeUsd)} for ${timeShort(expirySeconds)}`;
}

const coins = (lots: number): string => `${thousands(Math.abs(lots) * COINS_PER_OPTION_LOT, 1)} BTC`;

const percent = (vol: number): string => `${(100 * vol).toFixed(1)} % vol`;
