import type { View } from '../../market/view.ts';
import type { World } from '../../world/world.ts';
import { accountEquityUsd, FUTURES_LEG, ledgerEquityUsd, markUsd, podsOf, SHARE_LEG } from '../pods/books.ts';
import type { Legs } from './margin.ts';

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

/** What an account holds in both legs. */
export function legsOf(view: View, account: number): Legs {
  let sharesUsd = 0;
  let futuresUsd = 0;
  for (const i of SHARE_LEG) sharesUsd += markUsd(view, i, view.lots(account, i));
  for (const i of FUTURES_LEG) futuresUsd += markUsd(view, i, view.lots(account, i));
  return { sharesUsd, futuresUsd };
}
