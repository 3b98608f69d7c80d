/** Pictures of those who hold: advisers, treasuries, whales, leveraged funds. */
import type { Chart, Point } from '../chart.ts';
import type { MechanismLog } from '../mechanism-log.ts';
import type { RealisedDay } from '../realised-loss.ts';
import { flowBars, flowLine, MAIN_HEIGHT, pricePanel, whole } from './parts.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

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
