import { BUY, SELL } from '../sim/events.ts';
import { type CurvePoint, futuresCurve } from '../sim/market/curve.ts';
import { View } from '../sim/market/view.ts';
import { isContract, isTraded } from '../sim/world/instrument.ts';
import type { World } from '../sim/world/world.ts';

/** A book as it stands. Prices US dollars; null for an empty side. */
export interface BookState {
  readonly id: string;
  readonly open: boolean;
  readonly bidUsd: number | null;
  readonly askUsd: number | null;
  readonly markUsd: number;
  readonly orders: number;
  /** Gross open contracts, US dollars at mark; null where there are none to have. */
  readonly openInterestUsd: number | null;
  /** The same in bitcoin: what price alone does not change. */
  readonly openInterestCoins: number | null;
}

/** Accounts of one kind, added up. */
export interface KindState {
  readonly kind: string;
  readonly accounts: number;
  readonly cashUsd: number;
  readonly equityUsd: number;
  readonly coins: number;
}

/** A world at one moment, in figures that a reader asks for. */
export interface WorldState {
  readonly tick: number;
  readonly indexUsd: number;
  /** Since the opening of the run. */
  readonly change: number;
  readonly dailyVol: number;
  readonly shortVol: number;
  readonly fundingRate: number;
  readonly liquidating: number;
  /** Basis of futures a year, by maturity. */
  readonly curve: readonly CurvePoint[];
  readonly books: readonly BookState[];
  readonly kinds: readonly KindState[];
  /** Scripted shocks that have begun, oldest first. */
  readonly shocks: readonly { readonly id: string; readonly seq: number }[];
}

/** Reads a world. `openingUsd` is the index at the opening. */
export function stateOfWorld(world: World, tick: number, openingUsd: number): WorldState {
  const { market, surface } = world;
  return {
    tick,
    indexUsd: market.indexUsd,
    change: market.indexUsd / openingUsd - 1,
    dailyVol: market.variance.dailyVol,
    shortVol: surface.shortVol,
    fundingRate: world.funding.rate,
    liquidating: world.liquidating.size,
    curve: futuresCurve(world),
    books: booksOf(world),
    kinds: kindsOf(world),
    shocks: world.shocks.map(({ id, seq }) => ({ id, seq })),
  };
}

function booksOf(world: World): BookState[] {
  const { instruments, books, ledger, market } = world;
  return instruments
    .filter(({ kind }) => isTraded(kind))
    .map(({ id, index, kind, tickUsd, centsPerTickLot, coinsPerLot }) => {
      const price = (side: number): number | null => {
        const ticks = books[index].bestPrice(side);
        return ticks < 0 ? null : ticks * tickUsd;
      };
      const openLots = ledger.openInterest[index];
      return {
        id,
        open: world.isOpen(index),
        bidUsd: price(BUY),
        askUsd: price(SELL),
        markUsd: market.mark[index] * tickUsd,
        orders: books[index].orders,
        openInterestUsd: isContract(kind) ? (openLots * market.mark[index] * centsPerTickLot) / 100 : null,
        openInterestCoins: isContract(kind) ? openLots * coinsPerLot : null,
      };
    });
}

function kindsOf(world: World): KindState[] {
  const view = new View(world);
  const sums = new Map<string, { accounts: number; cash: number; equity: number; coins: number }>();
  for (const [account, { kind }] of world.accounts.entries()) {
    const sum = sums.get(kind) ?? { accounts: 0, cash: 0, equity: 0, coins: 0 };
    sum.accounts++;
    sum.cash += world.ledger.cash[account];
    sum.equity += view.equityCents(account);
    for (const { index, kind: type } of world.instruments) {
      if (isTraded(type)) sum.coins += view.coins(index, view.lots(account, index));
    }
    sums.set(kind, sum);
  }
  return [...sums].map(([kind, { accounts, cash, equity, coins }]) => ({
    kind,
    accounts,
    cashUsd: Math.round(cash / 100),
    equityUsd: Math.round(equity / 100),
    coins,
  }));
}
