/** Pictures of what comes from outside the market: other markets, mining, and a fund that was never there. */
import type { Chart, Point } from '../chart.ts';
import type { MechanismLog } from '../mechanism-log.ts';
import { flowBars, hourlyBars, lineOf, MAIN_HEIGHT, pricePanel, sampled, whole } from './parts.ts';

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
          hourlyBars(
            log,
            span,
            log.of('BlocksMined').map(({ tick, coinLots }) => [tick, coinLots / 100]),
          ),
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

/** The outside: where the scripted drivers stand. */
export function shocks(log: MechanismLog): Chart {
  const { span, ...rest } = whole(
    log,
    'What comes from outside: other markets, as scripted',
    'change of each driver since the opening, to its measured daily totals; the path between them is noise',
  );
  const line = (name: string, id: string) => {
    const instrument = log.indexOf(id);
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
