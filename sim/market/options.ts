import { emit, type Log } from '../emit.ts';
import type { OptionPosition } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { INSTRUMENT } from './instruments.ts';

/** Bitcoin of one option lot. */
export const COINS_PER_OPTION_LOT = 0.01;
/** Trust shares of one listed option contract (Options Clearing Corporation). */
export const SHARES_PER_CONTRACT = 100;

/** Orders options by expiry, then strike, calls before puts. */
export function byTerms(a: OptionTerms, b: OptionTerms): number {
  return a.expirySeconds - b.expirySeconds || a.strikeUsd - b.strikeUsd || Number(a.put) - Number(b.put);
}
type OptionTerms = Pick<OptionPosition, 'expirySeconds' | 'strikeUsd' | 'put'>;

/** Settles options held over the counter: on their day in cash, whatever their holders do. */
export class OptionClearing {
  constructor(
    private readonly world: World,
    private readonly log: Log,
  ) {}

  /** After the marks of a tick: pays out what has expired. */
  step(): void {
    const { world } = this;
    for (let position = 0; position < world.options.length; position++) {
      const option = world.options[position];
      if (option.quantityLots !== 0 && option.expirySeconds <= world.nowSeconds)
        this.settle(position, option);
    }
  }

  /** Puts pay the difference to the strike below it, calls above it; who is short pays. */
  private settle(
    position: number,
    { holder, client, put, strikeUsd, quantityLots, ...terms }: OptionPosition,
  ): void {
    const { world } = this;
    const price = this.settlementUsd(terms);
    const intrinsic = Math.max(0, put ? strikeUsd - price : price - strikeUsd);
    const payoffCents = Math.round(quantityLots * COINS_PER_OPTION_LOT * intrinsic * 100);
    const columns = {
      actor: holder,
      instrument: terms.settlesOn,
      counterparty: client,
      quantity: quantityLots,
      value: payoffCents,
    };
    emit(this.log, 'OptionSettled', world.market.markSeq[terms.settlesOn], columns, { position, price });
  }

  /**
   * US dollars a bitcoin: options on the index settle on its mean over their averaging (crypto option venues' rulebooks),
   * options on trust shares on the official close.
   */
  private settlementUsd({
    settlesOn,
    averagingSeconds,
  }: Pick<OptionPosition, 'settlesOn' | 'averagingSeconds'>): number {
    const { market, secondsPerTick, instruments } = this.world;
    if (settlesOn !== INSTRUMENT['BTC-INDEX']) {
      const { centsPerTickLot, coinsPerLot } = instruments[settlesOn];
      const ticks = market.close[settlesOn] > 0 ? market.close[settlesOn] : market.mark[settlesOn];
      return (ticks * centsPerTickLot) / (100 * coinsPerLot);
    }
    const ticks = Math.max(1, Math.round(averagingSeconds / secondsPerTick));
    let sum = 0;
    for (let ago = 0; ago < ticks; ago++) sum += market.indexAgo(ago);
    return sum / ticks;
  }
}
