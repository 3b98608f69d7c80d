import { INSTRUMENT } from '../../market/instruments.ts';
import type { View } from '../../market/view.ts';
import type { World } from '../../world/world.ts';
import { accountEquityUsd, markUsd, NEAR, NEXT, podsOf, SHARE } from '../pods/books.ts';
import type { Legs } from './margin.ts';

const COINS = INSTRUMENT['BTC-SPOT-US'];
/** What is financed, and what hedges it; the first of each is the one that trades most. */
export const SHARE_LEG: readonly number[] = [SHARE, COINS];
export const FUTURES_LEG: readonly number[] = [NEAR, NEXT];

/** An account financed by the broker. */
export interface Client {
  readonly account: number;
  /** Account from which collateral is posted; its own when it has no treasury. */
  readonly treasury: number;
  /** US dollars of equity when all of it is set off. */
  equityUsd(view: View): number;
}

/** Clients of a world: asked for every minute, the same for good. */
const known = new WeakMap<Readonly<World>, readonly Client[]>();

/** Everybody the broker finances: the pods of platforms, each on an account of its own, and capital for the basis trade. */
export function clientsOf(view: View): readonly Client[] {
  const { world } = view;
  let clients = known.get(world);
  if (clients) return clients;
  const found: Client[] = [];
  for (const [treasury, { kind, leader }] of world.accounts.entries()) {
    if (leader !== treasury) continue;
    if (kind === 'basis-reentry')
      found.push({ account: treasury, treasury, equityUsd: (now) => ledgerEquityUsd(now, treasury) });
    if (kind !== 'pod-platform') continue;
    const own = world.accounts.flatMap((one, index) => (one.leader === treasury ? [index] : []));
    for (const pod of podsOf(view, own))
      found.push({ account: pod.account, treasury, equityUsd: (now) => accountEquityUsd(now, pod) });
  }
  clients = found;
  known.set(world, clients);
  return clients;
}

/** Cash, shares and coins at the index, and open profit of futures. */
function ledgerEquityUsd(view: View, account: number): number {
  const { ledger, instruments, market } = view.world;
  let usd = ledger.cash[account] / 100;
  for (const i of SHARE_LEG) usd += valueUsd(view, i, view.lots(account, i));
  for (const i of FUTURES_LEG) usd += ledger.unrealised(instruments[i], account, market.mark[i]) / 100;
  return usd;
}

/** What an account holds in both legs. */
export function legsOf(view: View, account: number): Legs {
  let sharesUsd = 0;
  let futuresUsd = 0;
  for (const i of SHARE_LEG) sharesUsd += valueUsd(view, i, view.lots(account, i));
  for (const i of FUTURES_LEG) futuresUsd += valueUsd(view, i, view.lots(account, i));
  return { sharesUsd, futuresUsd };
}

/** Coins at the index, like the shares that stand for them. */
function valueUsd(view: View, instrument: number, lots: number): number {
  return instrument === COINS ? view.coins(COINS, lots) * view.indexUsd : markUsd(view, instrument, lots);
}
