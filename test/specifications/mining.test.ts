import { describe, expect, it } from 'vitest';
import {
  blockIntervalMinutes,
  breakevenHashprice,
  hashpriceUsdPerPhDay,
  retarget,
} from '../../sim/market/mining.ts';

const DIFFICULTY = 141.67e12; // network difficulty on 5 February 2026
const FEES = 0.01 * 3.125; // one percent of the subsidy

describe('hashprice', () => {
  it.each([
    [73_100, 32.8],
    [71_000, 31.8],
    [62_600, 28.1],
  ])('at %d dollars a coin is %d dollars per petahash and day', (price, hashprice) => {
    expect(hashpriceUsdPerPhDay(DIFFICULTY, price, FEES)).toBeCloseTo(hashprice, 1);
  });

  it('moves with price and reward, and against difficulty', () => {
    const base = hashpriceUsdPerPhDay(DIFFICULTY, 70_000, 0);
    expect(hashpriceUsdPerPhDay(DIFFICULTY, 35_000, 0)).toBeCloseTo(base / 2, 12);
    expect(hashpriceUsdPerPhDay(DIFFICULTY / 2, 70_000, 0)).toBeCloseTo(base * 2, 12);
    expect(hashpriceUsdPerPhDay(DIFFICULTY, 70_000, 3.125)).toBeCloseTo(base * 2, 12);
    expect(hashpriceUsdPerPhDay(DIFFICULTY, 70_000, 0, 6.25)).toBeCloseTo(base * 2, 12);
  });

  it('paid to the whole network is the reward of its blocks', () => {
    const hashrateEh = 950;
    const blocksPerDay = 1440 / blockIntervalMinutes(DIFFICULTY, hashrateEh);
    const network = hashpriceUsdPerPhDay(DIFFICULTY, 70_000, FEES) * hashrateEh * 1000;
    expect(network / (blocksPerDay * (3.125 + FEES) * 70_000)).toBeCloseTo(1, 12);
  });
});

describe('break-even', () => {
  it('of a 25 J/TH machine at 6 cents is 36 dollars: a petahash draws 25 kW for 24 hours', () => {
    expect(breakevenHashprice(25, 0.06)).toBeCloseTo(36, 12);
  });

  it('orders the fleet: at 62,600 dollars old machines on dear power are under water and new ones on cheap are not', () => {
    const hashprice = hashpriceUsdPerPhDay(DIFFICULTY, 62_600, FEES);
    expect(breakevenHashprice(32, 0.085)).toBeGreaterThan(hashprice);
    expect(breakevenHashprice(17, 0.035)).toBeLessThan(hashprice);
  });
});

describe('retarget', () => {
  it('leaves difficulty alone when 2016 blocks took two weeks', () => {
    expect(retarget(DIFFICULTY, 20_160)).toBe(DIFFICULTY);
  });

  it('falls 11.16 % from 141.67 T to 125.86 T after blocks of 11.26 minutes (block 935,424, 7 February 2026)', () => {
    const next = retarget(DIFFICULTY, 2016 * 11.256);
    expect(next / 1e12).toBeCloseTo(125.86, 1);
    expect(next / DIFFICULTY - 1).toBeCloseTo(-0.1116, 4);
  });

  it('never more than quadruples, however fast the blocks', () => {
    expect(retarget(DIFFICULTY, 5_040)).toBe(4 * DIFFICULTY);
    expect(retarget(DIFFICULTY, 100)).toBe(4 * DIFFICULTY);
    expect(retarget(DIFFICULTY, 0)).toBe(4 * DIFFICULTY);
    expect(retarget(DIFFICULTY, 5_041)).toBeLessThan(4 * DIFFICULTY);
  });

  it('never falls by more than three quarters, however slow the blocks', () => {
    expect(retarget(DIFFICULTY, 80_640)).toBe(DIFFICULTY / 4);
    expect(retarget(DIFFICULTY, 1e6)).toBe(DIFFICULTY / 4);
    expect(retarget(DIFFICULTY, 80_639)).toBeGreaterThan(DIFFICULTY / 4);
  });

  it('restores ten-minute blocks to a network that lost hash rate', () => {
    const slow = blockIntervalMinutes(DIFFICULTY, 880);
    expect(slow).toBeGreaterThan(11);
    expect(blockIntervalMinutes(retarget(DIFFICULTY, 2016 * slow), 880)).toBeCloseTo(10, 12);
  });
});

describe('block interval', () => {
  it('of difficulty 141.67 T at 1014 exahashes per second is ten minutes', () => {
    expect(blockIntervalMinutes(DIFFICULTY, 1014.1)).toBeCloseTo(10, 2);
  });

  it('is endless without miners', () => {
    expect(blockIntervalMinutes(DIFFICULTY, 0)).toBe(Number.POSITIVE_INFINITY);
  });
});
