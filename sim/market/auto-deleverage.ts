import { emit, type Log } from '../emit.ts';
import { hashName } from '../engine/hash.ts';
import { BUY, SELL } from '../events.ts';
import type { World } from '../world/world.ts';
import { marginTiers } from './margin-tiers.ts';
import { collateralCents, marginEquityCents } from './perp-margin.ts';
import { View } from './view.ts';

interface Candidate {
  readonly account: number;
  readonly lots: number;
  readonly score: number;
}

/**
 * Price in ticks, not rounded, at which closing the whole perp position would leave the account with `-debtCents` of
 * collateral after a fee of `feeBps`; at no debt it is the bankruptcy price.
 */
export function exhaustionTicks(
  world: World,
  account: number,
  instrument: number,
  debtCents = 0,
  feeBps = 0,
): number {
  const { ledger, instruments } = world;
  const lots = ledger.lots(account, instrument);
  const { centsPerTickLot } = instruments[instrument];
  const cost = ledger.cost[account * ledger.width + instrument];
  const perTick = (lots - (Math.abs(lots) * feeBps) / 10_000) * centsPerTickLot;
  return (cost - collateralCents(world, account) - debtCents) / perTick;
}

/**
 * Closes a bankrupt position against the other side at its bankruptcy price, so that the loss stops with it: the most
 * profitable and most leveraged counterparties go first. Returns the seq of the last event, or -1 when nobody could.
 */
export function autoDeleverage(
  world: World,
  log: Log,
  account: number,
  instrument: number,
  cause: number,
): number {
  const lots = world.ledger.lots(account, instrument);
  const side = lots > 0 ? SELL : BUY;
  const exact = exhaustionTicks(world, account, instrument);
  // Rounded in favour of the bankrupt, so that no cent of its loss is left for the fund.
  const price = Math.max(1, lots > 0 ? Math.ceil(exact) : Math.floor(exact));
  let left = Math.abs(lots);
  let last = -1;
  for (const candidate of opposite(world, account, instrument, price)) {
    if (left === 0) break;
    const quantity = Math.min(left, Math.abs(candidate.lots));
    last = emit(log, 'AutoDeleveraged', cause, {
      actor: account,
      counterparty: candidate.account,
      instrument,
      side,
      price,
      quantity,
    });
    left -= quantity;
  }
  return last;
}

/**
 * The other side in the order in which it is called on: unrealised profit on entry value x effective leverage; a loss
 * is divided by leverage instead (Binance support, announcement 360033525471). Who would itself be bankrupt at that
 * price is spared.
 */
function opposite(world: World, account: number, instrument: number, priceTicks: number): Candidate[] {
  const { ledger, market } = world;
  const view = new View(world);
  const terms = world.instruments[instrument];
  const mark = market.mark[instrument];
  const direction = Math.sign(ledger.lots(account, instrument));
  const maxLeverage = marginTiers[0].maxLeverage;
  const found: Candidate[] = [];
  for (let other = 0; other < ledger.accounts; other++) {
    const lots = ledger.lots(other, instrument);
    if (lots * direction >= 0) continue;
    const isMargined = world.accounts[other].traders > 0;
    const equity = isMargined ? marginEquityCents(world, other) : view.equityCents(other);
    if (equity + lots * (priceTicks - mark) * terms.centsPerTickLot < 0) continue;
    const notional = Math.abs(lots) * mark * terms.centsPerTickLot;
    const leverage = Math.min(maxLeverage, equity > 0 ? notional / equity : maxLeverage);
    const entryValue = Math.abs(ledger.cost[other * ledger.width + instrument]);
    const profit = ledger.unrealised(terms, other, mark) / entryValue;
    found.push({ account: other, lots, score: profit > 0 ? profit * leverage : profit / leverage });
  }
  const luck = (account: number): number => hashName(world.accounts[account].name);
  return found.sort((a, b) => b.score - a.score || luck(a.account) - luck(b.account));
}
