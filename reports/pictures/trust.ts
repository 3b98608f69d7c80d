/** The trust's picture. */

import { BASKET_SHARES } from '../../sim/market/trust.ts';
import type { Chart } from '../chart.ts';
import type { MechanismLog } from '../mechanism-log.ts';
import { hourlyBars, lineOf, MAIN_HEIGHT, ruleAt, sampled, whole } from './parts.ts';

/** The trust: its premium, and the baskets that answer it. */
export function primaryMarket(log: MechanismLog): Chart {
  const { span, ...rest } = whole(
    log,
    'The premium of trust shares over their coins, and the baskets that answer it',
    'above: share price over net asset value, from ten minutes after the opening; below: shares created (negative: redeemed)',
  );
  const premium = new Map(premiums(log));
  return {
    ...rest,
    panels: [
      {
        unit: 'premium, basis points',
        height: MAIN_HEIGHT,
        series: [
          lineOf(
            '',
            sampled(span, (at) => meanOf(premium, log.tickOf(at), 10)),
          ),
        ],
        rules: [ruleAt(0, '')],
      },
      {
        unit: 'million shares ordered',
        height: 110,
        series: [
          hourlyBars(
            log,
            span,
            log.of('BasketsAccepted').map(({ tick, baskets }) => [tick, (baskets * BASKET_SHARES) / 1e6]),
          ),
        ],
      },
    ],
  };
}

/** Minutes over which a premium is averaged. */
const MINUTES = 10;

/** Premium in basis points by tick, without the first minutes of a session: until a share trades, its mark is yesterday's. */
export function premiums(log: MechanismLog): (readonly [tick: number, basisPoints: number])[] {
  const found: (readonly [number, number])[] = [];
  let opened = Number.NEGATIVE_INFINITY;
  let before = Number.NEGATIVE_INFINITY;
  for (const { tick, premium } of log.of('NavIndicated')) {
    if (tick > before + 1) opened = tick;
    before = tick;
    if (tick >= opened + MINUTES) found.push([tick, premium * 1e4]);
  }
  return found;
}

/** Mean of what was said in the ticks up to one; null where nothing was. */
function meanOf(values: ReadonlyMap<number, number>, tick: number, ticks: number): number | null {
  let sum = 0;
  let count = 0;
  for (let at = tick - ticks + 1; at <= tick; at++) {
    const value = values.get(at);
    if (value === undefined) continue;
    sum += value;
    count++;
  }
  return count === 0 ? null : sum / count;
}
