import { fall, lastHalfHour, liquidated, mined, rebound, soldBy, soldByLine } from './measures.ts';
import { larger, little, type Pair, smaller, unproven } from './pair.ts';
import { yenFund } from './pictures.ts';

/** Pairs of those who hold, and of what comes from outside. */
export const holderPairs: readonly Pair[] = [
  {
    page: 'advisers',
    change: 'those who keep volatility do nothing',
    what: { set: ['adviser-vol.acts=false'] },
    until: 'end',
    effects: [
      smaller(soldByLine('adviser-vol', 'sold for their target', 'vol-target')),
      unproven(little(fall)),
    ],
  },
  {
    page: 'advisers',
    change: 'those who keep weights do nothing',
    what: { set: ['adviser-band.acts=false'] },
    until: 'end',
    effects: [larger(soldByLine('adviser-band', 'sold by them')), unproven(little(fall))],
  },
  {
    page: 'treasuries',
    change: 'treasuries do nothing',
    what: { whatIf: ['no-treasury'] },
    until: 'close',
    effects: [unproven(little(fall))],
  },
  {
    page: 'treasuries',
    change: 'a lender has one of them sell 10,000 BTC in three hours',
    what: {
      set: [
        'treasury-1.secured=true',
        'treasury-1.debtUsd=691e6',
        'treasury-1.covenantHours=3',
        'treasury-1.curedLtv=0',
        'treasury-1.participation=1',
      ],
    },
    until: 'close',
    effects: [larger(soldBy('treasury', 'sold by treasuries')), unproven(larger(fall))],
  },
  {
    page: 'miners',
    change: 'miners do nothing',
    what: { whatIf: ['no-miner'] },
    until: 'close',
    effects: [smaller(mined), unproven(little(fall))],
  },
  {
    page: 'miners',
    change: 'power a third dearer for two cohorts',
    what: { set: ['miner-3.usdPerKwh=0.065', 'miner-4.usdPerKwh=0.06'] },
    until: 'close',
    effects: [smaller(mined), unproven(little(fall))],
  },
  {
    page: 'miners',
    change: 'miners sell two per cent of their coins a day',
    what: { set: ['miner.reserveDays=3650'] },
    until: 'close',
    effects: [larger(soldBy('miner', 'sold by miners')), unproven(little(fall))],
  },
  {
    page: 'whales',
    change: 'whales do nothing',
    what: { whatIf: ['no-whale'] },
    until: 'close',
    effects: [smaller(soldBy('whale', 'sold by whales')), unproven(little(fall))],
  },
  {
    page: 'leveraged-funds',
    change: 'leveraged funds do nothing',
    what: { whatIf: ['no-leveraged-etf'] },
    until: 'close',
    effects: [larger(lastHalfHour), unproven(smaller(fall))],
  },
  {
    page: 'shocks',
    change: 'nothing happens outside',
    what: { whatIf: ['no-shocks'] },
    until: 'close',
    effects: [smaller(fall), smaller(liquidated)],
  },
  {
    page: 'shocks',
    change: 'every shock a quarter larger',
    what: { whatIf: ['stronger-shocks'] },
    until: 'close',
    effects: [larger(fall)],
  },
  {
    page: 'shocks',
    change: 'other markets do not recover on 6 February',
    what: {
      whatIf: [
        'no-shock-reversal-6feb-software',
        'no-shock-reversal-6feb-equity',
        'no-shock-reversal-6feb-gold',
        'no-shock-reversal-6feb-silver',
        'no-shock-reversal-6feb-dollar',
      ],
    },
    until: 'end',
    effects: [smaller(rebound)],
  },
  {
    page: 'yen-carry',
    change: 'a fund that holds calls (reading A)',
    what: { cast: { 'yen-fund': { kind: 'yen-carry' } } },
    until: 'close',
    effects: [little(fall, 0.3)],
  },
  {
    page: 'yen-carry',
    change: 'a fund that sold puts (reading B)',
    what: { cast: yenFund },
    until: 'close',
    effects: [unproven(larger(fall))],
  },
];
