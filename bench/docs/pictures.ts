import { type Chart, chartSvg } from '../../reports/chart.ts';
import { advisers, leveragedFunds, treasuries, whales } from '../../reports/pictures/holders.ts';
import { dealers, futures, liquidations, notes, podPlatforms } from '../../reports/pictures/leverage.ts';
import { miners, shocks, yenCarry } from '../../reports/pictures/outside.ts';
import { primaryMarket } from '../../reports/pictures/trust.ts';
import { MODEL_VERSION } from '../../scenarios/model.ts';
import { runOf } from './run.ts';

const SEED = 1;
/** Which run the pictures show. */
const SOURCE = `feb-5-2026, seed ${SEED}, model ${MODEL_VERSION}`;

/** The rejected rival of the yen-carry page: reading B, a broker without patience. */
export const yenFund = { 'yen-fund': { kind: 'yen-carry', parameters: { variant: 'short-puts' } } };

/** Every picture of docs/, by the name of its page: drawn from one run, that of the fund that is in no cast apart. */
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
    ['yen-carry', yenCarry(runOf({ cast: yenFund }, SEED).log)],
  ];
  return new Map(drawn.map(([page, chart]) => [page, chartSvg({ ...chart, source: SOURCE })]));
}
