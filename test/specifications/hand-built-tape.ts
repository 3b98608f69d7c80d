import type { Tape, TapeLine } from '../../reports/tape.ts';

/** Columns of a line that a test cares about; the rest is quiet. */
export interface HandLine {
  readonly kind: string;
  readonly coinsPerLot?: number;
  readonly markUsd: readonly number[];
  readonly volumeLots?: readonly number[];
  readonly netTakerLots?: readonly number[];
  readonly openLots?: readonly number[];
}

/** A tape built by hand: as many ticks as the first line has marks, nothing that is not said. */
export function handBuiltTape(
  lines: Readonly<Record<string, HandLine>>,
  said: Partial<Omit<Tape, 'lines' | 'ticks'>> = {},
): Tape {
  const ticks = Object.values(lines)[0].markUsd.length;
  const filled = (value: number): Float64Array => new Float64Array(ticks).fill(value);
  return {
    startSeconds: 0,
    secondsPerTick: 60,
    closes: [],
    shortVol: filled(Number.NaN),
    longVol: filled(Number.NaN),
    riskReversal: filled(Number.NaN),
    premium: filled(Number.NaN),
    funding: [],
    closedLongUsd: filled(0),
    closedShortUsd: filled(0),
    flows: [],
    options: { days: [], clients: [] },
    restricted: [],
    network: { difficulty: 0, minutes: 0, blocks: 0, found: filled(0), retargets: [] },
    mnav: [],
    realised: [],
    books: new Map(),
    ...said,
    ticks,
    lines: new Map(Object.entries(lines).map(([id, line]) => [id, lineOf(id, line, ticks)])),
  };
}

function lineOf(id: string, line: HandLine, ticks: number): TapeLine {
  const { kind, coinsPerLot = 1, markUsd, volumeLots, netTakerLots, openLots } = line;
  const column = (values: readonly number[] | undefined): Float64Array =>
    values ? Float64Array.from(values) : new Float64Array(ticks);
  const listed = { id, title: id, kind, tickUsd: 1, coinsPerLot, centsPerTickLot: 1, expirySeconds: 0 };
  const trades = {
    isMarked: new Uint8Array(ticks).fill(1),
    lastUsd: column(markUsd),
    lowUsd: column(markUsd),
    highUsd: column(markUsd),
  };
  return {
    listed,
    ...trades,
    markUsd: column(markUsd),
    volumeLots: column(volumeLots),
    netTakerLots: column(netTakerLots),
    openLots: column(openLots),
  };
}
