import { MechanismLog } from '../../reports/mechanism-log.ts';
import { type Metrics, MetricsGatherer } from '../../reports/metrics.ts';
import { type RealisedDay, RealisedLossGatherer } from '../../reports/realised-loss.ts';
import { agentKinds } from '../../scenarios/cast.ts';
import { changed, type Setting } from '../../scenarios/catalogue.ts';
import { checkScenario } from '../../scenarios/check.ts';
import { feb5 } from '../../scenarios/feb-5-2026/scenario.ts';
import { type ScenarioInput, scenarioSchema } from '../../scenarios/scenario.ts';
import { planOf, Simulation } from '../../scenarios/simulation.ts';
import { whatIfsOf } from '../../scenarios/what-ifs.ts';
import { secondsOf } from '../../sim/engine/time.ts';

/** A change of a scenario, the reference one unless another is named, as the command line writes it. */
export interface Change {
  readonly of?: ScenarioInput;
  readonly whatIf?: readonly string[];
  /** `path=value`. */
  readonly set?: readonly string[];
  /** Lines added to the cast. */
  readonly cast?: ScenarioInput['cast'];
}

/** What was gathered from one run. */
export interface Ran {
  readonly metrics: Metrics;
  readonly log: MechanismLog;
  readonly realised: readonly RealisedDay[];
}

/** Runs a scenario with a change, up to a time of its window or to its end. */
export function runOf(
  { of = feb5, whatIf = [], set = [], cast = {} }: Change,
  seed: number,
  until?: string,
): Ran {
  const base = scenarioSchema.parse({ ...of, cast: { ...of.cast, ...cast } });
  const known = whatIfsOf(base);
  const wanted = whatIf.map((id) => {
    const found = known.find((one) => one.id === id);
    if (!found) throw new Error(`${base.id} has no what-if "${id}"`);
    return found;
  });
  const result = changed(base, wanted, set.map(settingOf), agentKinds);
  if ('problem' in result)
    throw new Error(`${result.problem.path.join('.')} must be ${result.problem.right}`);
  const checked = checkScenario(result.scenario);
  if ('problem' in checked)
    throw new Error(`${checked.problem.path.join('.')} must be ${checked.problem.right}`);
  const simulation = new Simulation(checked.scenario, `${seed}`);
  const metrics = new MetricsGatherer();
  const log = new MechanismLog();
  const realised = new RealisedLossGatherer();
  simulation.log.drain((batch) => {
    metrics.take(batch);
    log.take(batch);
    realised.take(batch);
  });
  simulation.begin();
  simulation.runUntil(until === undefined ? planOf(checked.scenario).ticks : ticksTo(base.start, until));
  simulation.log.flush();
  return { metrics: metrics.results(), log, realised: realised.results() };
}

const ticksTo = (start: string, until: string): number => (secondsOf(until) - secondsOf(start)) / 60;

function settingOf(text: string): Setting {
  const equals = text.indexOf('=');
  const given = text.slice(equals + 1);
  const path = text.slice(0, equals).split('.');
  try {
    return { path, value: JSON.parse(given) };
  } catch {
    return { path, value: given };
  }
}
