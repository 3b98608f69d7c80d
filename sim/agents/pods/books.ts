import expOf from '@stdlib/math-base-special-exp';
import lnOf from '@stdlib/math-base-special-ln';
import { INSTRUMENT } from '../../market/instruments.ts';
import type { View } from '../../market/view.ts';
import { ByAgent } from '../by-agent.ts';
import type { Setup } from '../setup.ts';
import type { PodParameters } from './parameters.ts';

export const SHARE = INSTRUMENT.IBIT;
export const NEAR = INSTRUMENT['CME-1'];
export const NEXT = INSTRUMENT['CME-2'];
/** What stands for coins, and what hedges it; the first of each is the one that trades most. */
const COINS = INSTRUMENT['BTC-SPOT-US'];
export const SHARE_LEG: readonly number[] = [SHARE, COINS];
export const FUTURES_LEG: readonly number[] = [NEAR, NEXT];
/** What pods trade. */
export const TRADED: readonly number[] = [SHARE, NEAR, NEXT];

/** The pods of a platform, in the order of their accounts after the treasury's. */
const POD_KINDS = ['basis', 'relative-value', 'directional', 'software'] as const;
export type PodKind = (typeof POD_KINDS)[number];

/** One pod: its account on the ledger, and what it remembers. */
export interface Pod {
  readonly kind: PodKind;
  readonly account: number;
  readonly memory: Readonly<Record<string, number>>;
}

const known = new ByAgent((view, accounts): readonly Pod[] =>
  POD_KINDS.map((kind, n) => {
    const account = accounts[n + 1];
    return { kind, account, memory: view.world.memory[account] };
  }),
);

/** The pods of a platform whose accounts are these, treasury first. */
export function podsOf(view: View, accounts: readonly number[]): readonly Pod[] {
  return known.of(view, accounts);
}

/** Opens treasury and pods: each pod's equity is its capital, what it holds beyond that is financed. */
export function openPods(setup: Setup<PodParameters>): void {
  const { name, parameters: p, view, cash, credit, holding, remember } = setup;
  const usd = view.indexUsd;
  const luck = setup.random('leverage');
  const contractUsd = view.world.instruments[NEAR].coinsPerLot * usd;
  const contracts = (dollars: number): number => Math.round(dollars / contractUsd);
  const shareLots = (dollars: number): number => view.lotsOfUsd(SHARE, dollars);
  const near = contracts(p.basisUsd * p.nearFutureShare);
  const futures = contracts(p.directionalUsd * p.directionalFutureShare);
  const plans = {
    basis: { leverage: p.leverage.basis, usd: p.basisUsd, shares: shareLots(p.basisUsd), near: -near },
    'relative-value': {
      leverage: p.leverage.relativeValue,
      usd: p.relativeValueUsd,
      shares: shareLots(p.relativeValueUsd),
      near: 0,
    },
    directional: {
      leverage: p.leverage.directional,
      usd: p.directionalUsd,
      shares: shareLots(p.directionalUsd * (1 - p.directionalFutureShare)),
      near: futures,
    },
    software: { leverage: p.leverage.software, usd: p.softwareLongUsd, shares: 0, near: 0 },
  };
  let allocated = 0;
  for (const kind of POD_KINDS) {
    const plan = plans[kind];
    const account = setup.account(`${name}-${kind}`);
    const capital = plan.usd / luck.lognormal(plan.leverage, p.leverageSpread);
    allocated += capital;
    cash(capital - markUsd(view, SHARE, plan.shares), account);
    // Its prime broker finances what it is long.
    credit(plan.usd, account);
    holding(SHARE, plan.shares, account);
    holding(NEAR, plan.near, account);
    if (kind === 'basis') holding(NEXT, near - contracts(p.basisUsd), account);
    remember(
      { peakUsd: capital, rung: 0, plan: 0, cutPending: 0, ...syntheticLegs(kind, plan.shares, usd, p) },
      account,
    );
  }
  cash(p.equityUsd - allocated);
  const state = { sigmaUsd: p.dailySigma * p.equityUsd, equityUsd: p.equityUsd, lossCounted: 0 };
  remember({ ...state, degrossPending: 0, deadlineTick: -1, scoredDay: -1 });
}

/**
 * What a pod remembers of its synthetic legs: a long one in dollars at the driver's opening level, a short one per
 * share held (relative value) or per dollar of the long one (software), and the cash that trading them has left.
 */
function syntheticLegs(
  kind: PodKind,
  shares: number,
  indexUsd: number,
  p: PodParameters,
): Record<string, number> {
  if (kind === 'relative-value' && shares > 0) {
    const short = p.relativeValueUsd;
    return {
      entryIndexUsd: indexUsd,
      longUnits: 0,
      shortUnits: -short,
      legCashUsd: short,
      shortPerShare: short / shares,
      coinBeta: p.equityBetas.coin,
      softwareBeta: p.equityBetas.software,
      cryptoBeta: p.equityBetas.crypto,
    };
  }
  if (kind !== 'software') return {};
  const long = p.softwareLongUsd;
  const short = long * p.softwareHedgeShare;
  return { longUnits: long, shortUnits: -short, legCashUsd: short - long };
}

/** Levels of a pod's synthetic legs, 1 at the opening. */
function legLevels(view: View, pod: Pod): { long: number; short: number } {
  const { driver } = view.world;
  const software = driver[INSTRUMENT.IGV];
  if (pod.kind === 'software') return { long: expOf(software), short: expOf(driver[INSTRUMENT.SPX]) };
  if (pod.kind !== 'relative-value' || !(pod.memory.entryIndexUsd > 0)) return { long: 1, short: 1 };
  const { entryIndexUsd, coinBeta, softwareBeta, cryptoBeta } = pod.memory;
  const coinMove = coinBeta * lnOf(view.indexUsd / entryIndexUsd);
  return {
    long: 1,
    short: expOf(coinMove + softwareBeta * software + cryptoBeta * driver[INSTRUMENT.CRYPTO]),
  };
}

/** Level of a pod's long synthetic leg, 1 at the opening. */
export function longLevel(view: View, pod: Pod): number {
  return legLevels(view, pod).long;
}

/** US dollars of a pod's own equity: its account less what the treasury has posted into it. */
export function podEquityUsd(view: View, pod: Pod): number {
  return accountEquityUsd(view, pod) - (pod.memory.postedUsd ?? 0);
}

/** US dollars of equity in a pod's account: at marks, shares at net asset value, with its synthetic legs. */
export function accountEquityUsd(view: View, pod: Pod): number {
  const { long, short } = legLevels(view, pod);
  const { longUnits = 0, shortUnits = 0, legCashUsd = 0 } = pod.memory;
  return ledgerEquityUsd(view, pod.account) + longUnits * long + shortUnits * short + legCashUsd;
}

/** US dollars on an account's ledger: cash and what is due, shares and coins at the index, and open profit of futures. */
export function ledgerEquityUsd(view: View, account: number): number {
  const { ledger, instruments, market } = view.world;
  let usd = (ledger.cash[account] + ledger.due[account]) / 100;
  for (const i of SHARE_LEG) usd += markUsd(view, i, view.lots(account, i));
  for (const i of FUTURES_LEG) usd += ledger.unrealised(instruments[i], account, market.mark[i]) / 100;
  return usd;
}

/** US dollars a pod has long plus short, at marks. */
export function podGrossUsd(view: View, pod: Pod): number {
  const { long, short } = legLevels(view, pod);
  const { longUnits = 0, shortUnits = 0 } = pod.memory;
  let gross = Math.abs(longUnits * long) + Math.abs(shortUnits * short);
  for (const i of TRADED) gross += Math.abs(markUsd(view, i, view.lots(pod.account, i)));
  return gross;
}

/**
 * US dollars of lots: contracts at the mark, trust shares and coins at the index. The share's own mark is a night old when
 * its venue opens and a minute old when it closes; against a future marked now that would be a loss nobody had.
 */
export function markUsd(view: View, instrument: number, lots: number): number {
  if (instrument === SHARE || instrument === COINS) return view.coins(instrument, lots) * view.indexUsd;
  return (
    (lots * view.world.market.mark[instrument] * view.world.instruments[instrument].centsPerTickLot) / 100
  );
}

/** Synthetic legs brought in line with what the pod still holds (relative value) or should hold (software), at marks. */
export function trimLegs(view: View, pod: Pod, wantedLongUnits: number): Record<string, number> {
  const { longUnits = 0, shortUnits = 0, legCashUsd = 0, shortPerShare = 0 } = pod.memory;
  if (longUnits === 0 && shortUnits === 0) return {};
  const { long, short } = legLevels(view, pod);
  const newLong = pod.kind === 'software' ? Math.min(longUnits, Math.max(0, wantedLongUnits)) : 0;
  const keep = longUnits > 0 ? newLong / longUnits : 0;
  const newShort =
    pod.kind === 'software' ? shortUnits * keep : -shortPerShare * view.lots(pod.account, SHARE);
  const proceeds = (longUnits - newLong) * long + (shortUnits - newShort) * short;
  return { longUnits: newLong, shortUnits: newShort, legCashUsd: legCashUsd + proceeds };
}
