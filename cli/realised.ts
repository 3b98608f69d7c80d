import { thousands, usdShort } from '../reports/format.ts';
import { compareRealisedLoss, type RealisedDay } from '../reports/realised-loss.ts';
import { historyOf } from '../scenarios/catalogue.ts';
import { secondsOf } from '../sim/engine/time.ts';
import type { Manifest } from '../store/manifest.ts';
import { table } from './table.ts';
import { type Io, paint } from './terminal.ts';

const SECONDS_PER_DAY = 86_400;
const CENTS = 100;

/** What sellers on spot realised, to the dollar, as a run folder keeps it. */
export function roundedDays(days: readonly RealisedDay[]): RealisedDay[] {
  const round = <T extends { coins: number; profitUsd: number; lossUsd: number }>(sums: T): T => ({
    ...sums,
    coins: Math.round(sums.coins * CENTS) / CENTS,
    profitUsd: Math.round(sums.profitUsd),
    lossUsd: Math.round(sums.lossUsd),
  });
  return days.map((day) => ({ ...round(day), kinds: day.kinds.map(round) }));
}

/** Days of a run that had ended by a time, seconds since 1970. */
export const endedBy = (days: readonly RealisedDay[], seconds: number): RealisedDay[] =>
  days.filter(({ day }) => secondsOf(`${day}T00:00Z`) + SECONDS_PER_DAY <= seconds);

/** What coins sold on spot had cost against what they fetched, day by day, beside the chain where that is known. */
export function realisedTable(
  { scenario }: Manifest,
  days: readonly RealisedDay[],
  { columns, color }: Io,
): string {
  if (days.length === 0) return '';
  const measured = historyOf(scenario).length > 0 ? compareRealisedLoss(days) : [];
  const onChain = (day: string): string | null => {
    const found = measured.find((one) => one.day === day);
    return found ? `${usdShort(found.measuredUsd)}, ${found.label}` : null;
  };
  const rows = days.map(({ day, coins, profitUsd, lossUsd, kinds }) => [
    day,
    thousands(coins),
    usdShort(profitUsd),
    usdShort(lossUsd),
    kinds[0]?.kind ?? null,
    ...(measured.length > 0 ? [onChain(day)] : []),
  ]);
  const header = ['day (UTC)', 'coins sold', 'profit', 'loss', 'most of it by'];
  const more = measured.length > 0 ? ['loss on the chain'] : [];
  const title = paint('Realised on spot: what coins fetched against what they had cost', 'dim', color);
  return `${title}\n${table([...header, ...more], rows, { width: columns, color })}`;
}
