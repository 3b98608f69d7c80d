/** Pictures of those who hold and those who bring the outside in: the trust, advisers, treasuries, miners, whales, shocks. */
import type { Chart, Point } from '../chart.ts';
import type { MechanismLog } from '../mechanism-log.ts';
import type { RealisedDay } from '../realised-loss.ts';
import { whole } from './leverage.ts';
import { flowBars, flowLine, lineOf, pricePanel, ruleAt, type Span, sampled } from './parts.ts';

const MAIN_HEIGHT = 190;
const HOUR = 3600;
const DAY = 24 * HOUR;
const BASKET_SHARES = 40_000;

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
          {
            name: '',
            mark: 'bars',
            barSeconds: HOUR,
            points: byHour(
              log,
              span,
              log.of('BasketsAccepted').map(({ tick, baskets }) => [tick, (baskets * BASKET_SHARES) / 1e6]),
            ),
          },
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

/** Values at ticks added up by the hour. */
function byHour(log: MechanismLog, { to }: Span, values: readonly (readonly [number, number])[]): Point[] {
  const sums = new Map<number, number>();
  for (const [tick, value] of values) {
    const end = Math.floor(log.secondsAt(tick) / HOUR + 1) * HOUR;
    if (end <= to) sums.set(end, (sums.get(end) ?? 0) + value);
  }
  return [...sums];
}

/** Advisers: those who keep weights, and those who keep volatility. */
export function advisers(log: MechanismLog): Chart {
  const { span, ...rest } = whole(
    log,
    'Advisers: one model buys what fell, the other sells what shakes',
    'US dollars of trust shares bought less sold since the opening; advisers review once a day, at 15:00 UTC',
  );
  return {
    ...rest,
    panels: [
      pricePanel(log, span),
      {
        unit: 'million US dollars since the opening',
        height: MAIN_HEIGHT,
        series: [
          flowLine(log, span, 'weights in bands', { name: 'adviser-band' }),
          flowLine(log, span, 'volatility target', { name: 'adviser-vol' }),
        ],
      },
    ],
  };
}

/** Treasury companies: what they sell, and why. */
export function treasuries(log: MechanismLog): Chart {
  const { span, ...rest } = whole(
    log,
    'Treasury companies that trade below their coins',
    'US dollars of coins bought less sold since the opening: bought with new shares, sold for lenders and to buy back shares',
  );
  const flow = (name: string, purpose: 'buyback' | 'treasury') =>
    flowLine(log, span, name, { kind: 'treasury', purposes: [purpose] });
  return {
    ...rest,
    panels: [
      pricePanel(log, span),
      {
        unit: 'million US dollars since the opening',
        height: MAIN_HEIGHT,
        series: [flow('for lenders, and with new shares', 'treasury'), flow('to buy back shares', 'buyback')],
      },
    ],
  };
}

/** Miners: hash rate on the network, and coins it brought. */
export function miners(log: MechanismLog): Chart {
  const { span, ...rest } = whole(
    log,
    'Hash rate, and the coins it brings',
    'above: machines that run; below: coins mined (what the market must take in) and coins sold, by the hour',
  );
  const network = log.of('NetworkMoved');
  const hash = network.map(({ tick, hashrateEh }): Point => [log.secondsAt(tick), hashrateEh]);
  return {
    ...rest,
    panels: [
      {
        unit: 'hash rate, exahashes a second',
        height: 120,
        series: [{ name: '', mark: 'step', points: hash.filter(([at]) => at % 600 === 0) }],
      },
      {
        unit: 'bitcoin mined an hour',
        height: 110,
        series: [
          {
            name: '',
            mark: 'bars',
            barSeconds: HOUR,
            points: byHour(
              log,
              span,
              log.of('BlocksMined').map(({ tick, coinLots }) => [tick, coinLots / 100]),
            ),
          },
        ],
      },
      {
        unit: 'sold, million US dollars an hour',
        height: 90,
        series: [flowBars(log, span, '', { kind: 'miner' }, 60)],
      },
    ],
  };
}

/** Whales and the cost of coins: old coins sold, and what was lost and won by everybody who sold. */
export function whales(log: MechanismLog, days: readonly RealisedDay[]): Chart {
  const { span, ...rest } = whole(
    log,
    'Old coins that come to market, and what sellers had paid',
    'above: coins sold by whales since the opening; below: realised on spot by all who sold, each UTC day',
  );
  const bars = (name: string, shift: number, of: (day: RealisedDay) => number) => ({
    name,
    mark: 'bars' as const,
    barSeconds: 8 * HOUR,
    points: days.map((day, n): Point => [span.from + n * DAY + shift * HOUR, of(day) / 1e9]),
  });
  return {
    ...rest,
    panels: [
      {
        unit: 'whales, million US dollars since the opening',
        height: 120,
        series: [flowLine(log, span, '', { kind: 'whale' })],
      },
      {
        unit: 'realised a day, billion US dollars',
        height: 140,
        series: [
          bars('loss', 11, ({ lossUsd }) => lossUsd),
          bars('profit', 20, ({ profitUsd }) => profitUsd),
        ],
      },
    ],
  };
}

/** Leveraged funds: what they trade before each close. */
export function leveragedFunds(log: MechanismLog): Chart {
  const { span, ...rest } = whole(
    log,
    'A fund that promises twice the day sells at its end',
    'US dollars of futures bought less sold by leveraged funds each half hour',
  );
  return {
    ...rest,
    panels: [
      pricePanel(log, span),
      {
        unit: 'million US dollars',
        height: MAIN_HEIGHT,
        series: [flowBars(log, span, '', { kind: 'leveraged-etf' }, 30)],
      },
    ],
  };
}

/** The outside: where the scripted drivers stand. */
export function shocks(log: MechanismLog): Chart {
  const { span, ...rest } = whole(
    log,
    'What comes from outside: other markets, as scripted',
    'change of each driver since the opening, to its measured daily totals; the path between them is noise',
  );
  const line = (name: string, id: string) => {
    const instrument = log.roster.instruments.findIndex((one) => one.id === id);
    let sum = 0;
    const at = new Map<number, number>();
    for (const event of log.of('DriverMoved')) {
      if (event.instrument !== instrument) continue;
      sum += event.logReturn;
      at.set(event.tick, 100 * Math.expm1(sum));
    }
    let last = 0;
    return lineOf(
      name,
      sampled(span, (seconds) => {
        for (let tick = log.tickOf(seconds) - 9; tick <= log.tickOf(seconds); tick++)
          last = at.get(tick) ?? last;
        return last;
      }),
    );
  };
  return {
    ...rest,
    panels: [
      pricePanel(log, span),
      {
        unit: 'per cent since the opening',
        height: MAIN_HEIGHT,
        series: [
          line('software', 'IGV'),
          line('equity', 'SPX'),
          line('gold', 'GOLD'),
          line('silver', 'SILVER'),
        ],
      },
    ],
  };
}

/** The yen-carry fund of reading B: its equity, and what its broker sells. */
export function yenCarry(log: MechanismLog): Chart {
  const { span, ...rest } = whole(
    log,
    'The rejected rival: a fund that sold puts, and a broker without patience',
    'above: the fund’s equity; below: futures and shares its broker sells, each half hour',
  );
  return {
    ...rest,
    panels: [
      pricePanel(log, span),
      {
        unit: 'equity, million US dollars',
        height: 110,
        series: [
          lineOf(
            '',
            log
              .of('BookMarked', 'yen-carry')
              .map(({ tick, equityCents }) => [log.secondsAt(tick), equityCents / 1e8]),
          ),
        ],
      },
      {
        unit: 'million US dollars',
        height: 110,
        series: [flowBars(log, span, '', { kind: 'yen-carry' }, 30)],
      },
    ],
  };
}
