import type { Command } from 'commander';
import { type CalibrateOptions, SENSITIVITY_METHODS, type SensitivityOptions } from './contract.ts';
import type { CommandHelp } from './help.ts';
import { collect, JSON_TEXT, SET, WHAT_IF } from './options.ts';
import type { Io } from './terminal.ts';
import { MOST_COUNT, numberOption, oneOf } from './usage.ts';

/** What a search is called with. */
export interface SearchCommands {
  calibrate(scenario: string, options: CalibrateOptions, io: Io): Promise<number>;
  sensitivity(scenario: string, options: SensitivityOptions, io: Io): Promise<number>;
}

const VARY = `Settings to vary:
  --vary pod-platform.crowding=0:1               any value between alike
  --vary latent.memoryMinutes=600:2400:log       any factor alike
  --vary pod-platform.basisUsd=5e8:7.5e8:1e9     the nearer to 7.5e8 the likelier (:log as above)
  --vary cast.whale.count=10:40:whole            whole numbers only
Paths are those of --set: a kind or a line of the cast, or a field of the scenario.`;

/** What the help of searches says. */
export const searchHelp = {
  calibrate: {
    about: 'Looks for parameter sets that come near history, and says how far it narrows them.',
    examples: [
      'cascade calibrate calm --out calm.json',
      'cascade calibrate feb-5-2026 --from calm --seeds 16 --out sets.json',
      'cascade calibrate feb-5-2026 --vary pod-platform.crowding=0:1 --budget 800 --out sets.json',
      'cascade calibrate feb-5-2026 --vary pod-platform.crowding=0:1 --polish 120 --json',
    ],
    details: `${VARY}
Stages:
  calm   a scenario without history and shocks, such as calm: its market, held to stylised facts,
         to how deep it may fall, and to measured volatility and impact of calm days
  sheets settings with a likely value are drawn with every point, and no search moves them
  event  six settings at most, on rows of history of the class "fit" but for impact on calm days;
         each point takes one of the sets --from by weight, and what is written holds the settings
         of both stages
With --vary, those that the scenario calls uncertain without a likely value are left as they are.
History, the window and the size of news are measured, and not searched.
A point is simulated on seeds 1,000,001 to 1,000,000 + N, the same for all, none of which validate
uses; a calm run of three days keeps 0.2 MB under runs/. Sets --from that were fitted to a row of
this search are refused. --polish moves the nearest set on until its seeds agree better as well: the
column "polished", kept without weight. With --out the search is kept after each generation, and the
same command goes on.`,
  },
  sensitivity: {
    about: 'Says which settings a result depends on, and how much.',
    examples: [
      'cascade sensitivity feb-5-2026 --seeds 8 --json',
      'cascade sensitivity feb-5-2026 --method sobol --budget 512 --vary pod-platform.crowding=0:1 --json',
    ],
    details: `${VARY}
Methods:
  morris  elementary effects: many settings, d + 1 points a way; 20 ways (Morris 1991)
  sobol   shares of variance: few settings, d + 2 points a row; 64 rows (Saltelli et al. 2010)`,
  },
} as const satisfies Record<string, CommandHelp>;

const whole = (flag: string, least: number, example: string) =>
  numberOption(flag, { least, most: MOST_COUNT, whole: true, example });

/** Adds the commands that search a space of settings; each is fetched when it is called for. */
export function addSearches(
  add: (name: keyof typeof searchHelp) => Command,
  io: Io,
  commands: { readonly [K in keyof SearchCommands]: () => Promise<SearchCommands[K]> },
  exit: { code: number },
): void {
  common(add('calibrate'))
    .option('--budget <N>', 'points to simulate in all (default: 400)', whole('--budget', 1, '400'), 400)
    .option('--population <N>', 'points to accept (default: 100)', whole('--population', 3, '100'), 100)
    .option(
      '--polish <N>',
      'points to spend on the best one besides (default: 0)',
      whole('--polish', 0, '120'),
      0,
    )
    .option(
      '--from <FILE>',
      'sets of the stage before, fitted to other rows, such as calm (default: those the scenario names)',
    )
    .option('--out <FILE>', 'file for the accepted sets')
    .option('--json', JSON_TEXT, false)
    .action(async (scenario, options) => {
      exit.code = await (await commands.calibrate())(scenario, options, io);
    });
  common(add('sensitivity'))
    .option(
      '--method <morris|sobol>',
      'how to ask (default: morris)',
      oneOf('method', SENSITIVITY_METHODS),
      'morris',
    )
    .option('--of <ROW>', 'a row of history to ask about (default: the distance from all fitted rows)')
    .option('--budget <N>', 'points to simulate (default: 20 ways, or 64 rows)', whole('--budget', 1, '200'))
    .option('--out <FILE>', 'file for what was found, as JSON')
    .option('--json', JSON_TEXT, false)
    .action(async (scenario, options) => {
      exit.code = await (await commands.sensitivity())(scenario, options, io);
    });
}

/** What both searches take. */
function common(command: Command) {
  return command
    .argument('<scenario>', 'name of a scenario, or path of a file that describes one')
    .option(
      '--vary <path=from:to>',
      'a setting and its range; may be repeated (default: what the scenario calls uncertain)',
      collect,
      [],
    )
    .option(
      '--seeds <N>',
      'simulations a point, on seeds of their own (default: 4)',
      whole('--seeds', 1, '4'),
      4,
    )
    .option('--luck <S>', 'decides which points are drawn (default: 1)', '1')
    .option(...WHAT_IF)
    .option(...SET);
}
