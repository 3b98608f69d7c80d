/** The picture of the drill: who was closed out, and by whom. */
import type { EventOf } from '../../sim/events.ts';
import type { Reason } from '../../sim/vocabulary.ts';
import type { Chart, Point } from '../chart.ts';
import type { MechanismLog } from '../mechanism-log.ts';
import { flowLine, lineOf, MAIN_HEIGHT, pricePanel, type Span, sampled, whole } from './parts.ts';

const PERP = 'BTC-PERP';
const SHARE = 'IBIT';

/** Where cushions give way: what was closed out in books, what against the other side, and what brokers sold of their clients. */
export function drilled(log: MechanismLog): Chart {
  const { span, ...rest } = whole(
    log,
    'What was sold for those who could no longer pay',
    'added up since the opening; dashed: the first profitable position cut, and falls of broad equity that halt shares',
  );
  const breaks = log
    .of('CircuitBroken')
    .map(({ tick, decline }) => ({ seconds: log.secondsAt(tick), label: `${Math.floor(100 * decline)} %` }));
  const [cut] = log.of('AutoDeleveraged');
  return {
    ...rest,
    moments: [...breaks, ...(cut ? [{ seconds: log.secondsAt(cut.tick), label: 'cut' }] : [])],
    panels: [
      pricePanel(log, span),
      {
        unit: 'leveraged longs closed out, billion US dollars',
        height: MAIN_HEIGHT,
        series: [
          lineOf('in the book', sold(log, span, PERP, 'liquidation')),
          lineOf('against profitable shorts', deleveraged(log, span)),
        ],
      },
      {
        unit: 'trust shares of brokers’ clients, billion US dollars',
        height: 90,
        series: [
          lineOf('sold for calls', sold(log, span, SHARE, 'margin-call')),
          lineOf('sold out', sold(log, span, SHARE, 'forced-sale')),
        ],
      },
    ],
  };
}

/** What takers sold less bought of one instrument for one purpose, added up, billions. */
function sold(log: MechanismLog, span: Span, instrument: string, purpose: Reason): Point[] {
  const { points } = flowLine(log, span, '', { instruments: [instrument], purposes: [purpose] });
  return points.map(([at, millions]): Point => [at, millions === null ? null : 0 - millions / 1000]);
}

/** Positions that the venue closed against each other, added up, billions at the prices they were closed at. */
function deleveraged(log: MechanismLog, span: Span): Point[] {
  const perp = log.indexOf(PERP);
  const closed = log.of('AutoDeleveraged');
  const usd = ({ priceTicks, quantityLots }: EventOf<'AutoDeleveraged'>): number =>
    log.roster.usd(perp, priceTicks, quantityLots);
  let sum = 0;
  let next = 0;
  return sampled(span, (at) => {
    while (next < closed.length && log.secondsAt(closed[next].tick) <= at) sum += usd(closed[next++]);
    return sum / 1e9;
  });
}
