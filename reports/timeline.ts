import { produce } from 'immer';
import { View } from '../sim/market/view.ts';
import { isTraded } from '../sim/world/instrument.ts';
import type { World } from '../sim/world/world.ts';

/** An institution's balance sheet: everything its agent decides for, added up. */
export interface BalanceSheet {
  readonly kind: string;
  readonly accounts: number;
  readonly cashUsd: number;
  /** Cash, holdings at mark and open profit of contracts. */
  readonly equityUsd: number;
  /** Bitcoin it is long or short over all instruments. */
  readonly coins: number;
  /** Lots by instrument, where it holds any. */
  readonly lots: Readonly<Record<string, number>>;
}

/** What a keyframe shows of the world. */
export interface Timeline {
  readonly tick: number;
  readonly indexUsd: number;
  readonly liquidating: number;
  readonly institutions: Readonly<Record<string, BalanceSheet>>;
}

const EMPTY: Timeline = { tick: 0, indexUsd: 0, liquidating: 0, institutions: {} };
const COIN_DECIMALS = 1e4;

/** The next moment of a timeline; balance sheets that did not change are the same objects as before. */
export function nextTimeline(before: Timeline | null, tick: number, world: World): Timeline {
  const view = new View(world);
  const known = before ?? EMPTY;
  const changed: Record<string, BalanceSheet> = {};
  for (const [leader, owned] of accountsByLeader(world)) {
    const { name } = world.accounts[leader];
    const now = balanceSheet(view, owned);
    if (!isSame(known.institutions[name], now)) changed[name] = now;
  }
  return produce(known, (draft) => {
    draft.tick = tick;
    draft.indexUsd = world.market.indexUsd;
    draft.liquidating = world.liquidating.size;
    draft.institutions = { ...known.institutions, ...changed };
  });
}

/** Accounts of each institution, the leader's own first. */
function accountsByLeader({ accounts }: World): Map<number, number[]> {
  const byLeader = new Map<number, number[]>();
  for (const [account, { leader }] of accounts.entries()) {
    const owned = byLeader.get(leader);
    if (owned) owned.push(account);
    else byLeader.set(leader, [account]);
  }
  return byLeader;
}

function balanceSheet(view: View, owned: readonly number[]): BalanceSheet {
  const { accounts, instruments, ledger } = view.world;
  const lots: Record<string, number> = {};
  let cashCents = 0;
  let equityCents = 0;
  let coins = 0;
  for (const account of owned) {
    cashCents += ledger.cash[account];
    equityCents += view.equityCents(account);
    for (const { id, index, kind } of instruments) {
      const held = isTraded(kind) ? ledger.lots(account, index) : 0;
      if (held === 0) continue;
      lots[id] = (lots[id] ?? 0) + held;
      coins += view.coins(index, held);
    }
  }
  return {
    kind: accounts[owned[0]].kind,
    accounts: owned.length,
    cashUsd: Math.round(cashCents / 100),
    equityUsd: Math.round(equityCents / 100),
    coins: Math.round(coins * COIN_DECIMALS) / COIN_DECIMALS,
    lots,
  };
}

function isSame(a: BalanceSheet | undefined, b: BalanceSheet): boolean {
  if (!a || a.accounts !== b.accounts || a.cashUsd !== b.cashUsd) return false;
  if (a.equityUsd !== b.equityUsd || a.coins !== b.coins) return false;
  const names = Object.keys(b.lots);
  return names.length === Object.keys(a.lots).length && names.every((name) => a.lots[name] === b.lots[name]);
}
