import { BUY, SELL } from '../events.ts';
import { NONE } from '../world/book.ts';
import { isContract, isTraded } from '../world/instrument.ts';
import { INSURANCE_ACCOUNT } from '../world/ledger.ts';
import type { World } from '../world/world.ts';
import { INSTRUMENT } from './instruments.ts';
import { COINS, SHARE, TRUST, trustCoinLots } from './trust.ts';

const PERP = INSTRUMENT['BTC-PERP'];
const SPOT = INSTRUMENT['BTC-SPOT'];

/**
 * Throws when money, coins, shares or contracts were made or lost, to the last unit, when a book is crossed outside an
 * auction, or when a loss was left with somebody who cannot bear it.
 */
export function checkInvariants(world: World): void {
  const held = new Float64Array(tradedInstruments(world));
  const cents = world.ledger.addUp(held);
  if (cents !== world.ledger.endowedCents) {
    throw new Error(
      `cash is not conserved at tick ${world.tick}: ${cents} cents, ${world.ledger.endowedCents} were brought in`,
    );
  }
  for (const instrument of world.instruments) {
    const i = instrument.index;
    if (!isTraded(instrument.kind)) continue;
    const lots = held[i];
    const expected = isContract(instrument.kind) ? 0 : world.ledger.endowedLots[i];
    if (lots !== expected) {
      throw new Error(
        `${instrument.id} is not conserved at tick ${world.tick}: ${lots} lots, expected ${expected}`,
      );
    }
    checkBook(world, i);
  }
  checkTrust(world);
  checkWaterfall(world);
  const { order, instrument } = world.incoming;
  if (order !== -1)
    throw new Error(
      `order ${order} in ${world.instruments[instrument].id} is still unmatched at the end of tick ${world.tick}`,
    );
  checkCash(world);
}

/**
 * A book is crossed only while an auction collects orders; while it trades it lies within its band. That no trade was
 * made outside a session, in a halt or beyond a band is checked with each trade (`applyTrade`).
 */
function checkBook(world: World, i: number): void {
  const { id } = world.instruments[i];
  const { phases, tick } = world;
  if (world.isCollecting(i)) return;
  const bid = world.books[i].bestPrice(BUY);
  const ask = world.books[i].bestPrice(SELL);
  if (bid !== NONE && ask !== NONE && bid >= ask)
    throw new Error(`${id} is crossed at tick ${tick}: bid ${bid}, offer ${ask}`);
  const [low, high] = [phases.low[i], phases.high[i]];
  if (bid > high || (ask !== NONE && ask < low))
    throw new Error(
      `${id} has a bid at ${bid} or an offer at ${ask} beyond its band from ${low} to ${high} at tick ${tick}`,
    );
  if (phases.called[i].size > 0)
    throw new Error(`${id} still holds orders of an auction at tick ${tick}, after it cleared`);
}

/** Cash is whole cents, within what a double counts exactly. */
function checkCash(world: World): void {
  const { cash, accounts } = world.ledger;
  for (let account = 0; account < accounts; account++) {
    const cents = cash[account];
    if (cents === Math.trunc(cents) && Math.abs(cents) <= Number.MAX_SAFE_INTEGER) continue;
    throw new Error(
      `${world.accounts[account].name} has ${cents} cents at tick ${world.tick}, which is no exact integer`,
    );
  }
}

/**
 * Losses on the perp venue end where they can be borne: an account without a position, and without coins that are still
 * to be sold for it, is no longer being closed out and owes nothing (fund and other side have paid), and the fund never
 * pays what it does not have.
 */
function checkWaterfall({ accounts, ledger, liquidating, tick }: World): void {
  for (let account = 0; account < accounts.length; account++) {
    if (accounts[account].traders === 0 || ledger.lots(account, PERP) !== 0) continue;
    if (ledger.lots(account, SPOT) > 0) continue;
    if (liquidating.has(account))
      throw new Error(
        `${accounts[account].name} is still being closed out at tick ${tick}, with no position`,
      );
    if (ledger.cash[account] < 0)
      throw new Error(
        `${accounts[account].name} is left with ${ledger.cash[account]} cents at tick ${tick}: its loss was not covered`,
      );
  }
  if (ledger.cash[INSURANCE_ACCOUNT] < 0)
    throw new Error(
      `the insurance fund is left with ${ledger.cash[INSURANCE_ACCOUNT]} cents at tick ${tick}`,
    );
}

/** The trust holds the coins of all shares outstanding, and what is sold short is counted rightly. */
function checkTrust(world: World): void {
  const trust = world.accountByName.get(TRUST);
  if (trust === undefined) return;
  const { ledger } = world;
  const held = ledger.lots(trust, COINS);
  const owed = trustCoinLots(world, ledger.endowedLots[SHARE]);
  if (held !== owed)
    throw new Error(`the trust holds ${held} coin lots at tick ${world.tick}, its shares stand for ${owed}`);
  const { position, accounts, width } = ledger;
  let short = 0;
  for (let at = SHARE; at < accounts * width; at += width) if (position[at] < 0) short -= position[at];
  if (short !== ledger.shortLots[SHARE])
    throw new Error(
      `${short} shares are sold short at tick ${world.tick}, counted are ${ledger.shortLots[SHARE]}`,
    );
}

/** How many of the first instruments take in all that can be held: what is only observed is listed last. */
function tradedInstruments({ instruments }: World): number {
  let traded = instruments.length;
  while (traded > 0 && !isTraded(instruments[traded - 1].kind)) traded--;
  return traded;
}
