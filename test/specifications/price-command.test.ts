import { describe, expect, it } from 'vitest';
import { type PriceInput, priceCommand } from '../../cli/commands/price.ts';
import { UsageError } from '../../cli/errors.ts';
import { barrierGreeks } from '../../sim/market/barrier.ts';
import { optionGreeks } from '../../sim/market/black-scholes.ts';

const hull = { type: 'call', spot: '42', strike: '40', vol: '0.2', rate: '0.1', days: '182.5' };
const crash = { type: 'put', spot: '65000', strike: '60000', vol: '0.9', days: '30' };
const note = { type: 'put', spot: '45', strike: '62.3', barrier: '43.6', vol: '0.6', days: '36.5' };

const refusal = (options: PriceInput): string => {
  try {
    priceCommand(options);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'nothing refused';
};

describe('json', () => {
  it('holds the seven greeks in order, and the textbook price (Hull, Options, Futures, and Other Derivatives)', () => {
    const { json } = priceCommand(hull);
    expect(Object.keys(json)).toEqual(['price', 'delta', 'gamma', 'vega', 'theta', 'vanna', 'charm']);
    expect(json.price).toBeCloseTo(4.76, 2);
    expect(priceCommand({ ...hull, type: 'put' }).json.price).toBeCloseTo(0.81, 2);
  });

  it('counts 365 days to the year and takes rates as continuous', () => {
    expect(priceCommand({ ...crash, rate: '0.04', dividend: '-0.01' }).json).toEqual(
      optionGreeks('put', 65_000, 60_000, 0.9, 0.04, -0.01, 30 / 365),
    );
  });

  it('takes no rate and no dividend unless given', () => {
    expect(priceCommand(crash).json).toEqual(priceCommand({ ...crash, rate: '0', dividend: '0' }).json);
  });

  it('takes numbers as well as texts', () => {
    expect(priceCommand({ type: 'put', spot: 65_000, strike: 60_000, vol: 0.9, days: 30 }).json).toEqual(
      priceCommand(crash).json,
    );
  });

  it('is finite on the last day and without volatility', () => {
    for (const extreme of [{ days: '0' }, { vol: '0' }, { days: '0', strike: '65000' }]) {
      for (const value of Object.values(priceCommand({ ...crash, ...extreme }).json)) {
        expect(Number.isFinite(value)).toBe(true);
      }
    }
  });
});

describe('a barrier', () => {
  it('makes the put one that knocks in, watched continuously unless told', () => {
    const { json } = priceCommand(note);
    expect(Object.keys(json)).toEqual(['price', 'delta', 'gamma', 'vega', 'theta', 'vanna', 'charm']);
    expect(json).toEqual(barrierGreeks('continuous', 45, 62.3, 43.6, 0.6, 0, 0, 0.1));
    expect(json.delta).toBeLessThan(-1);
    for (const observation of ['continuous', 'daily', 'maturity'] as const)
      expect(priceCommand({ ...note, barrierType: 'down-and-in', observation, rate: 0.04 }).json).toEqual(
        barrierGreeks(observation, 45, 62.3, 43.6, 0.6, 0.04, 0, 0.1),
      );
  });

  it('is named above the table, which still fits in 100 columns', () => {
    const { text } = priceCommand({ ...note, observation: 'daily' });
    expect(text.split('\n')[0]).toBe(
      'Down-and-in put, barrier 43.6 watched at daily closes: spot 45, strike 62.3, 36.5 days to expiry',
    );
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it.each<[string, PriceInput, string]>([
    [
      'at the strike',
      { barrier: '62.3' },
      '--barrier holds "62.3"; give a price above 0 and below the strike of 62.3.',
    ],
    ['of 0', { barrier: 0 }, '--barrier holds 0; give a price above 0 and below the strike of 62.3.'],
    [
      'in words',
      { barrier: 'low' },
      '--barrier holds "low"; give a price above 0 and below the strike of 62.3.',
    ],
    [
      'that is only watched',
      { barrier: undefined, observation: 'daily' },
      '--barrier is missing; give a price above 0 and below the strike of 62.3.',
    ],
    [
      'of a call',
      { type: 'call' },
      '--type holds "call"; give put, which is what a barrier is known for here.',
    ],
    [
      'that knocks out',
      { barrierType: 'down-and-out' },
      '--barrier-type holds "down-and-out"; give down-and-in.',
    ],
    [
      'watched weekly',
      { observation: 'weekly' },
      '--observation holds "weekly"; give continuous, daily, maturity.',
    ],
  ])('%s is refused', (_, given, message) => {
    expect(refusal({ ...note, ...given })).toBe(message);
  });
});

describe('table', () => {
  it('says value, unit and handy unit of every greek', () => {
    expect(
      priceCommand({ ...crash, rate: '0.04', dividend: '0.01' }).text.replace(/─+/g, '-'),
    ).toMatchInlineSnapshot(`
      "European put: spot 65000, strike 60000, 30 days to expiry
      volatility 0.9, rate 0.04, dividend yield 0.01 (fractions a year, rates continuous)

      greek         value  unit                          or
      -  -  -  -
      price       4153.65  per unit of the underlying    6.39023 % of spot
      delta     -0.326525  price per 1 of spot           -212.24 per 1 % of spot
      gamma  0.0000214906  delta per 1 of spot           0.0139689 per 1 % of spot
      vega        6716.54  price per 1.00 of volatility  67.1654 per vol point
      theta     -35970.19  price per year that passes    -98.5485 per day
      vanna    -0.0763954  delta per 1.00 of volatility  -0.000763954 per vol point
      charm      0.373093  delta per year that passes    0.00102217 per day"
    `);
  });

  it.each([
    crash,
    { type: 'call', spot: '123456789.123', strike: '987654321.987', vol: '1.23456789', days: '1234.5678' },
    { type: 'put', spot: '0.00001234', strike: '0.00001', vol: '3', days: '0.001' },
    { type: 'put', spot: '1e300', strike: '1e-300', vol: '0', days: '0' },
  ])('fits in 100 columns: %j', (options) => {
    const lines = priceCommand(options).text.split('\n');
    expect(lines).toHaveLength(12);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
  });
});

describe('refusals', () => {
  it.each<[string, PriceInput, string]>([
    ['no type', { ...crash, type: undefined }, '--type is missing; give put or call.'],
    ['a strange type', { ...crash, type: 'straddle' }, '--type holds "straddle"; give put or call.'],
    ['a type without value', { ...crash, type: true }, '--type holds no value; give put or call.'],
    ['no spot', { ...crash, spot: undefined }, '--spot is missing; give a price above 0, such as 65000.'],
    ['a spot of nothing', { ...crash, spot: '0' }, '--spot holds "0"; give a price above 0, such as 65000.'],
    [
      'a spot in words',
      { ...crash, spot: '65k' },
      '--spot holds "65k"; give a price above 0, such as 65000.',
    ],
    ['an empty spot', { ...crash, spot: '' }, '--spot holds no value; give a price above 0, such as 65000.'],
    [
      'an endless spot',
      { ...crash, spot: 'Infinity' },
      '--spot holds "Infinity"; give a price above 0, such as 65000.',
    ],
    [
      'a negative strike',
      { ...crash, strike: '-5' },
      '--strike holds "-5"; give a price above 0, such as 60000.',
    ],
    [
      'a volatility in per cent',
      { ...crash, vol: '60' },
      '--vol holds "60"; give a fraction per year from 0 to 10, such as 0.6 for 60 %.',
    ],
    [
      'a rate in per cent',
      { ...crash, rate: '4' },
      '--rate holds "4"; give a continuous rate per year from -1 to 1, such as 0.04 for 4 %.',
    ],
    [
      'a dividend that is no number',
      { ...crash, dividend: Number.NaN },
      '--dividend holds NaN; give a continuous rate per year from -1 to 1, such as 0.04 for 4 %.',
    ],
    [
      'no days',
      { ...crash, days: undefined },
      '--days is missing; give days to expiry from 0 to 36500, such as 30.',
    ],
    [
      'past days',
      { ...crash, days: -1 },
      '--days holds -1; give days to expiry from 0 to 36500, such as 30.',
    ],
  ])('of %s name the option, what it holds and what would be right', (_, options, message) => {
    expect(refusal(options)).toBe(message);
  });

  it('end in exit code 2', () => {
    expect(() => priceCommand({})).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});
