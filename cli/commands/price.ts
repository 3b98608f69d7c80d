import { DAYS_PER_YEAR } from '../../sim/engine/time.ts';
import { barrierGreeks, OBSERVATIONS, type Observation } from '../../sim/market/barrier.ts';
import { type OptionGreeks, optionGreeks } from '../../sim/market/black-scholes.ts';
import { UsageError } from '../errors.ts';
import { table } from '../table.ts';

/** Beyond these a number is surely in the wrong unit: 60 for 60 %, or 5 for 5 %. */
const HIGHEST_VOL = 10;
const HIGHEST_RATE = 1;
const LONGEST_DAYS = 100 * DAYS_PER_YEAR;

const WATCHED: Readonly<Record<Observation, string>> = {
  continuous: 'continuously',
  daily: 'at daily closes',
  maturity: 'at maturity',
};

type Given = string | number | boolean | undefined;

/** What the command line holds, before anybody has looked at it: every value as a text or a number. */
export interface PriceInput {
  readonly type?: Given;
  readonly spot?: Given;
  readonly strike?: Given;
  readonly vol?: Given;
  readonly rate?: Given;
  readonly dividend?: Given;
  readonly days?: Given;
  readonly barrier?: Given;
  readonly barrierType?: Given;
  readonly observation?: Given;
}

interface Contract {
  readonly type: 'put' | 'call';
  readonly spot: number;
  readonly strike: number;
  readonly vol: number;
  readonly rate: number;
  readonly dividend: number;
  readonly days: number;
  /** A put that lives only once the price was seen at or below `level`. */
  readonly barrier?: { readonly level: number; readonly observation: Observation };
}

/**
 * Values a European option, or a put with a knock-in barrier: the table for readers, and price, delta, gamma, vega, theta, vanna and charm for programs.
 *
 * Volatility a fraction per year, rates continuous per year (0 unless given), days of a 365-day year. Throws a
 * UsageError for an option that is missing or cannot be meant.
 */
export function priceCommand(options: PriceInput): { text: string; json: Record<string, number> } {
  const contract = contractOf(options);
  const { type, spot, strike, vol, rate, dividend, days, barrier } = contract;
  const years = days / DAYS_PER_YEAR;
  const greeks = barrier
    ? barrierGreeks(barrier.observation, spot, strike, barrier.level, vol, rate, dividend, years)
    : optionGreeks(type, spot, strike, vol, rate, dividend, years);
  return { text: textOf(contract, greeks), json: { ...greeks } };
}

function contractOf(options: PriceInput): Contract {
  const { type } = options;
  if (type !== 'put' && type !== 'call') throw wrong('type', type, 'give put or call');
  const strike = positive('strike', options.strike, 'give a price above 0, such as 60000');
  return {
    type,
    spot: positive('spot', options.spot, 'give a price above 0, such as 65000'),
    strike,
    vol: within(
      'vol',
      options.vol,
      0,
      HIGHEST_VOL,
      'give a fraction per year from 0 to 10, such as 0.6 for 60 %',
    ),
    rate: rateOf('rate', options.rate),
    dividend: rateOf('dividend', options.dividend),
    days: within('days', options.days, 0, LONGEST_DAYS, 'give days to expiry from 0 to 36500, such as 30'),
    ...barrierOf(options, type, strike),
  };
}

/** The barrier, if one is meant: it must lie below the strike of a put, and is watched continuously unless told. */
function barrierOf(options: PriceInput, type: Contract['type'], strike: number): Pick<Contract, 'barrier'> {
  const { barrier, barrierType, observation } = options;
  const remedy = `give a price above 0 and below the strike of ${strike}`;
  if (barrier === undefined) {
    if (barrierType === undefined && observation === undefined) return {};
    throw wrong('barrier', barrier, remedy);
  }
  if (type !== 'put') throw wrong('type', type, 'give put, which is what a barrier is known for here');
  if (barrierType !== undefined && barrierType !== 'down-and-in')
    throw wrong('barrier-type', barrierType, 'give down-and-in');
  const watched = observation === undefined ? 'continuous' : OBSERVATIONS.find((one) => one === observation);
  if (watched === undefined) throw wrong('observation', observation, `give ${OBSERVATIONS.join(', ')}`);
  const level = positive('barrier', barrier, remedy);
  if (level >= strike) throw wrong('barrier', barrier, remedy);
  return { barrier: { level, observation: watched } };
}

function rateOf(name: string, given: Given): number {
  const remedy = 'give a continuous rate per year from -1 to 1, such as 0.04 for 4 %';
  return given === undefined ? 0 : within(name, given, -HIGHEST_RATE, HIGHEST_RATE, remedy);
}

function positive(name: string, given: Given, remedy: string): number {
  const value = within(name, given, 0, Number.MAX_VALUE, remedy);
  if (value === 0) throw wrong(name, given, remedy);
  return value;
}

function within(name: string, given: Given, low: number, high: number, remedy: string): number {
  const text = typeof given === 'string' ? given.trim() : given;
  const value =
    typeof text === 'number' || (typeof text === 'string' && text !== '') ? Number(text) : Number.NaN;
  if (!(value >= low && value <= high)) throw wrong(name, given, remedy);
  return value + 0;
}

function wrong(name: string, given: Given, remedy: string): UsageError {
  if (given === undefined) return new UsageError(`--${name} is missing; ${remedy}.`);
  if (typeof given === 'boolean' || given === '')
    return new UsageError(`--${name} holds no value; ${remedy}.`);
  const held = typeof given === 'string' ? `"${given}"` : given;
  return new UsageError(`--${name} holds ${held}; ${remedy}.`);
}

function textOf(contract: Contract, greeks: OptionGreeks): string {
  const { type, spot, strike, vol, rate, dividend, days, barrier } = contract;
  const { price, delta, gamma, vega, theta, vanna, charm } = greeks;
  const daily = (perYear: number) => `${figure(perYear / DAYS_PER_YEAR)} per day`;
  const perPoint = (perUnit: number) => `${figure(perUnit / 100)} per vol point`;
  const rows = [
    ['price', figure(price), 'per unit of the underlying', `${figure((100 * price) / spot)} % of spot`],
    ['delta', figure(delta), 'price per 1 of spot', `${figure((delta * spot) / 100)} per 1 % of spot`],
    ['gamma', figure(gamma), 'delta per 1 of spot', `${figure((gamma * spot) / 100)} per 1 % of spot`],
    ['vega', figure(vega), 'price per 1.00 of volatility', perPoint(vega)],
    ['theta', figure(theta), 'price per year that passes', daily(theta)],
    ['vanna', figure(vanna), 'delta per 1.00 of volatility', perPoint(vanna)],
    ['charm', figure(charm), 'delta per year that passes', daily(charm)],
  ];
  const life = `${days} ${days === 1 ? 'day' : 'days'}`;
  const kind = barrier
    ? `Down-and-in put, barrier ${barrier.level} watched ${WATCHED[barrier.observation]}`
    : `European ${type}`;
  return [
    `${kind}: spot ${spot}, strike ${strike}, ${life} to expiry`,
    `volatility ${vol}, rate ${rate}, dividend yield ${dividend} (fractions a year, rates continuous)`,
    '',
    table(['greek', 'value', 'unit', 'or'], rows),
  ].join('\n');
}

/** Four decimals where they say enough, six significant digits where they don't. */
function figure(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size >= 100 && size < 1e15 ? value.toFixed(2) : value.toPrecision(6);
}
