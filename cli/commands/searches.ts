import { formatTime } from '../../sim/engine/time.ts';
import { searchRunner } from '../search-runner.ts';
import type { SearchCommands } from '../searches.ts';
import { calibrateCommand, type SearchParts } from './calibrate.ts';
import { sensitivityCommand } from './sensitivity.ts';

const parts: SearchParts = {
  runner: searchRunner,
  rowsOf: ({ history }) => history.targets,
  now: () => formatTime(Math.floor(Date.now() / 1000)),
};

/** Looks for parameter sets that come near history. */
export const calibrate: SearchCommands['calibrate'] = (scenario, options, io) =>
  calibrateCommand(scenario, options, io, parts);

/** Asks which settings a result depends on. */
export const sensitivity: SearchCommands['sensitivity'] = (scenario, options, io) =>
  sensitivityCommand(scenario, options, io, parts);
