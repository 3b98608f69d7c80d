import { type Chart, chartSvg } from '../../reports/chart.ts';
import { drilled } from '../../reports/pictures/drill.ts';
import { advisers, leveragedFunds, treasuries, whales } from '../../reports/pictures/holders.ts';
import { dealers, futures, liquidations, notes, podPlatforms } from '../../reports/pictures/leverage.ts';
import { miners, shocks, yenCarry } from '../../reports/pictures/outside.ts';
import { halts, margin } from '../../reports/pictures/rules.ts';
import { primaryMarket } from '../../reports/pictures/trust.ts';
import { drill } from '../../scenarios/drill/scenario.ts';
import { feb5 } from '../../scenarios/feb-5-2026/scenario.ts';
import { MODEL_VERSION } from '../../scenarios/model.ts';
import { runOf } from './run.ts';

const SEED = 1;
/** Which run a picture shows. */
const sourceOf = (scenario: string): string => `${scenario}, seed ${SEED}, model ${MODEL_VERSION}`;

/** The rejected rival of the yen-carry page: reading B, a broker without patience. */
export const yenFund = { 'yen-fund': { kind: 'yen-carry', parameters: { variant: 'short-puts' } } };

/** A house whose haircuts are larger and rise faster with volatility, and platforms without free cash. */
export const strictHouse = [
  'prime-broker.haircut=0.25',
  'prime-broker.stressExponent=1.4',
  'pod-platform.freeCashShare=0',
];

/** Every picture of docs/, by the name of its page: drawn from one run, but for the fund that is in no cast, the house that is stricter and the drill. */
export function pictures(): ReadonlyMap<string, string> {
  const run = runOf({}, SEED);
  const drawn: readonly (readonly [page: string, chart: Chart])[] = [
    ['pod-platforms', podPlatforms(run.log)],
    ['cme', futures(run.log)],
    ['liquidation', liquidations(run.log)],
    ['primary-market', primaryMarket(run.log)],
    ['dealers', dealers(run.log)],
    ['notes', notes(run.log)],
    ['advisers', advisers(run.log)],
    ['treasuries', treasuries(run.log)],
    ['miners', miners(run.log)],
    ['whales', whales(run.log, run.realised)],
    ['leveraged-funds', leveragedFunds(run.log)],
    ['shocks', shocks(run.log)],
    ['halts', halts(run.log)],
    ['margin', margin(runOf({ set: strictHouse }, SEED).log)],
    ['yen-carry', yenCarry(runOf({ cast: yenFund }, SEED).log)],
  ];
  const all = new Map(
    drawn.map(([page, chart]) => [page, chartSvg({ ...chart, source: sourceOf(feb5.id) })]),
  );
  const source = sourceOf(drill.id);
  return all.set('drill', chartSvg({ ...drilled(runOf({ of: drill }, SEED).log), source }));
}
