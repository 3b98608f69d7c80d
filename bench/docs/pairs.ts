import {
  basisGap,
  droppedAtKnockIn,
  fall,
  impliedPeak,
  knockIns,
  lastHalfHour,
  liquidated,
  type Measure,
  marginCalls,
  mined,
  pauses,
  premium,
  realisedVol,
  rebound,
  sessionBasis,
  skewPeak,
  soldBy,
  soldByLine,
} from './measures.ts';
import { strictHouse, yenFund } from './pictures.ts';
import type { Change } from './run.ts';
import { leverages, shortNotes } from './settings.ts';

/** What a change should do to a measure; `little`: less than `within` either way; `unclear`: no sign to be told. */
export type Expected =
  | { readonly sign: 'smaller' | 'larger' | 'unclear' }
  | { readonly sign: 'little'; readonly within: number };

export interface Effect {
  readonly measure: Measure;
  readonly expected: Expected;
  /** Measured otherwise, and said so on its page: section 11 of the model expects what does not show. */
  readonly contradicted?: boolean;
}

/** A mechanism with something changed, against the reference scenario with the same luck. */
export interface Pair {
  /** The page that explains the mechanism. */
  readonly page: string;
  readonly change: string;
  readonly what: Change;
  /** Whether the run ends at the US close of 5 February or with the window. */
  readonly until: 'close' | 'end';
  readonly effects: readonly Effect[];
}

const smaller = (measure: Measure): Effect => ({ measure, expected: { sign: 'smaller' } });
const larger = (measure: Measure): Effect => ({ measure, expected: { sign: 'larger' } });
const unclear = (measure: Measure): Effect => ({ measure, expected: { sign: 'unclear' } });
const contradicted = (effect: Effect): Effect => ({ ...effect, contradicted: true });
/** A percentage point: what section 11 of the model calls hardly any effect is below it. */
const little = (measure: Measure, within = 1): Effect => ({ measure, expected: { sign: 'little', within } });

/** Every pair, in the order of the pages. */
export const pairs: readonly Pair[] = [
  {
    page: 'pod-platforms',
    change: 'platforms do nothing',
    what: { whatIf: ['no-pod-platform'] },
    until: 'close',
    effects: [smaller(fall), smaller(premium)],
  },
  {
    page: 'pod-platforms',
    change: 'half of their one-legged books',
    what: { set: ['pod-platform.relativeValueUsd=250e6', 'pod-platform.directionalUsd=218.75e6'] },
    until: 'close',
    effects: [smaller(fall)],
  },
  {
    page: 'cme',
    change: 'no basis book on platforms',
    what: { set: ['pod-platform.basisUsd=0'] },
    until: 'close',
    effects: [little(fall), smaller(premium), contradicted(smaller(sessionBasis))],
  },
  {
    page: 'cme',
    change: 'arbitrage without limit or cost',
    what: {
      set: [
        'arbitrageur.capitalUsd=1e12',
        'arbitrageur.limitSlopeBp=0',
        'arbitrageur.carryBandBp=0',
        'arbitrageur.costBp=0',
        'arbitrageur.clipUsd=50e6',
      ],
    },
    until: 'close',
    effects: [smaller(basisGap), little(fall)],
  },
  {
    page: 'liquidation',
    change: 'twice the leverage',
    what: { set: [`leveraged-trader.leverages=${leverages(2)}`] },
    until: 'close',
    effects: [larger(liquidated), larger(fall)],
  },
  {
    page: 'liquidation',
    change: 'nobody above 1.2 times',
    what: {
      set: ['leveraged-trader.leverages=[{"leverage":1.2,"weight":1,"traderNotionalUsd":200000}]'],
    },
    until: 'close',
    effects: [smaller(liquidated), little(fall)],
  },
  {
    page: 'primary-market',
    change: 'authorised participants do nothing',
    what: { whatIf: ['no-authorised-participant'] },
    until: 'close',
    effects: [larger(premium), little(fall)],
  },
  {
    page: 'halts',
    change: 'spot venues pause after 7 % in an hour',
    what: { whatIf: ['spot-halt'] },
    until: 'close',
    effects: [little(fall)],
  },
  {
    page: 'halts',
    change: 'a band of 0.6 % around shares',
    what: { set: ['halts.share.band=0.006', 'halts.share.collar=0.006'] },
    until: 'close',
    effects: [larger(pauses), larger(premium)],
  },
  {
    page: 'dealers',
    change: 'dealers do nothing',
    what: { whatIf: ['no-dealer'] },
    until: 'close',
    effects: [smaller(fall), smaller(realisedVol)],
  },
  {
    page: 'dealers',
    change: 'dealers long the same options',
    what: { set: ['dealer.direction=long'] },
    until: 'close',
    effects: [smaller(fall), smaller(realisedVol)],
  },
  {
    page: 'dealers',
    change: 'clients deal no options',
    what: { whatIf: ['no-option-client'] },
    until: 'close',
    effects: [smaller(impliedPeak), smaller(skewPeak), little(fall)],
  },
  {
    page: 'notes',
    change: 'the issuer does nothing',
    what: { whatIf: ['no-note-desk'] },
    until: 'close',
    effects: [little(fall)],
  },
  {
    page: 'notes',
    change: 'four times as many, five weeks to live, watched at every moment',
    what: { set: ['note-desk.notionalUsd=2.12e9', `note-desk.tranches=${shortNotes}`] },
    until: 'close',
    effects: [larger(knockIns), larger(droppedAtKnockIn), little(fall)],
  },
  {
    page: 'margin',
    change: 'prime brokers do nothing',
    what: { whatIf: ['no-prime-broker'] },
    until: 'close',
    effects: [little(fall)],
  },
  {
    page: 'margin',
    change: 'margins stay as they were',
    what: { whatIf: ['frozen-margins'] },
    until: 'close',
    effects: [contradicted(smaller(fall))],
  },
  {
    page: 'margin',
    change: 'a house with steeper haircuts, platforms without free cash',
    what: { set: strictHouse },
    until: 'close',
    effects: [larger(marginCalls), little(fall)],
  },
  {
    page: 'margin',
    change: 'outright books follow their value at risk',
    what: { whatIf: ['var-leverage'] },
    until: 'close',
    effects: [larger(fall)],
  },
  {
    page: 'advisers',
    change: 'those who keep volatility do nothing',
    what: { set: ['adviser-vol.acts=false'] },
    until: 'end',
    effects: [smaller(soldByLine('adviser-vol', 'sold for their target', 'vol-target')), little(fall)],
  },
  {
    page: 'advisers',
    change: 'those who keep weights do nothing',
    what: { set: ['adviser-band.acts=false'] },
    until: 'end',
    effects: [larger(soldByLine('adviser-band', 'sold by them')), little(fall)],
  },
  {
    page: 'treasuries',
    change: 'treasuries do nothing',
    what: { whatIf: ['no-treasury'] },
    until: 'close',
    effects: [little(fall)],
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
    effects: [larger(soldBy('treasury', 'sold by treasuries')), contradicted(larger(fall))],
  },
  {
    page: 'miners',
    change: 'miners do nothing',
    what: { whatIf: ['no-miner'] },
    until: 'close',
    effects: [smaller(mined), little(fall)],
  },
  {
    page: 'miners',
    change: 'power a third dearer for two cohorts',
    what: { set: ['miner-3.usdPerKwh=0.065', 'miner-4.usdPerKwh=0.06'] },
    until: 'close',
    effects: [smaller(mined), little(fall)],
  },
  {
    page: 'miners',
    change: 'miners sell two per cent of their coins a day',
    what: { set: ['miner.reserveDays=3650'] },
    until: 'close',
    effects: [larger(soldBy('miner', 'sold by miners')), little(fall)],
  },
  {
    page: 'whales',
    change: 'whales do nothing',
    what: { whatIf: ['no-whale'] },
    until: 'close',
    effects: [smaller(soldBy('whale', 'sold by whales')), little(fall)],
  },
  {
    page: 'leveraged-funds',
    change: 'leveraged funds do nothing',
    what: { whatIf: ['no-leveraged-etf'] },
    until: 'close',
    effects: [larger(lastHalfHour), unclear(fall)],
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
    effects: [larger(fall)],
  },
];
