import { INSTRUMENT } from '../../market/instruments.ts';
import { byTerms, COINS_PER_OPTION_LOT, SHARES_PER_CONTRACT } from '../../market/options.ts';
import { coinsPerShare } from '../../market/trust.ts';
import type { OptionPosition } from '../../world/records.ts';
import type { World } from '../../world/world.ts';

/** Options of the same terms that an account holds, over all counterparties; coin lots, negative when short. */
export type Holding = Pick<
  OptionPosition,
  'put' | 'strikeUsd' | 'expirySeconds' | 'settlesOn' | 'averagingSeconds' | 'quantityLots'
>;

/** What an account holds, in the order of its terms. */
export function holdingsOf(world: Readonly<World>, account: number): Holding[] {
  const holdings: Holding[] = [];
  for (const option of world.options) {
    const { holder, client, quantityLots } = option;
    if (quantityLots === 0 || (holder !== account && client !== account)) continue;
    const lots = holder === account ? quantityLots : -quantityLots;
    const { put, strikeUsd, expirySeconds, settlesOn, averagingSeconds } = option;
    const same = holdings.find(
      (held) =>
        held.strikeUsd === strikeUsd &&
        held.expirySeconds === expirySeconds &&
        held.put === put &&
        held.settlesOn === settlesOn,
    );
    if (same) same.quantityLots += lots;
    else holdings.push({ put, strikeUsd, expirySeconds, settlesOn, averagingSeconds, quantityLots: lots });
  }
  return holdings.sort(byTerms);
}

/**
 * Coin lots of share options an account may still add on one side of the market (1: long calls and short puts, -1: long
 * puts and short calls) under a limit in contracts.
 */
export function roomLots(
  world: Readonly<World>,
  account: number,
  side: number,
  limitContracts: number,
): number {
  const limit = (limitContracts * SHARES_PER_CONTRACT * coinsPerShare(world)) / COINS_PER_OPTION_LOT;
  let used = 0;
  for (const { put, settlesOn, quantityLots } of holdingsOf(world, account)) {
    const lots = side * (put ? -quantityLots : quantityLots);
    if (settlesOn === INSTRUMENT.IBIT && lots > 0) used += lots;
  }
  return Math.max(0, Math.floor(limit) - used);
}
