import { thousands, usdShort } from '../reports/format.ts';
import { compareRealisedLoss, type RealisedDay } from '../reports/realised-loss.ts';
import { SECONDS_PER_DAY, secondsOf } from '../sim/engine/time.ts';
import type { Manifest } from '../store/manifest.ts';
import { historyOf } from './history-of.ts';
import { table } from './table.ts';
import { type Io, paint } from './terminal.ts';
import { folded } from './wrap.ts';

/** A narrower terminal does without who lost most, rather than with cut names. */
const ROOM_FOR_KINDS = 70;

/** Days of a run that had ended by a time, seconds since 1970. */
export const endedBy = (days: readonly RealisedDay[], seconds: number): RealisedDay[] =>
  days.filter(({ day }) => secondsOf(`${day}T00:00Z`) + SECONDS_PER_DAY <= seconds);

/** What coins sold on spot had cost against what they fetched, day by day, beside the chain where that is known. */
export function realisedTable(
  manifest: Manifest,
  days: readonly RealisedDay[],
  { columns, color }: Io,
): string {
  if (days.length === 0) return '';
  const rows = days.map(({ day, coins, profitUsd, lossUsd, kinds }) => [
    day,
    thousands(coins),
    usdShort(profitUsd),
    usdShort(lossUsd),
    ...(columns < ROOM_FOR_KINDS ? [] : [kinds[0]?.kind ?? null]),
  ]);
  const header = ['day (UTC)', 'coins sold', 'profit', 'loss'];
  const more = columns < ROOM_FOR_KINDS ? [] : ['most of it by'];
  const measured = historyOf(manifest).path.length > 0 ? compareRealisedLoss(days) : [];
  const facts = measured
    .filter(({ simulatedUsd }) => simulatedUsd !== null)
    .map(({ day, label, measuredUsd }) => `${day} ${usdShort(measuredUsd)} (${label})`);
  return [
    ...folded('Realised on spot, what coins fetched against what they had cost', columns, 2).map((line) =>
      paint(line, 'dim', color),
    ),
    table([...header, ...more], rows, { width: columns, color }),
    ...(facts.length > 0 ? folded(`Loss measured on the chain: ${facts.join(', ')}`, columns, 2) : []),
  ].join('\n');
}
