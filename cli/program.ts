import { Command, CommanderError } from 'commander';
import { version } from '../package.json';
import {
  BARRIER_TYPES,
  LISTS,
  LOG_LEVELS,
  type Loaders,
  loaders,
  OBSERVATIONS,
  OPTION_TYPES,
} from './contract.ts';
import { report } from './errors.ts';
import {
  about,
  afterOptions,
  type CommandHelp,
  commandHelp,
  footer,
  HELP_WIDTH,
  shortestPaths,
} from './help.ts';
import { unknownName } from './nearest.ts';
import { JSON_TEXT, SET, SET_NUMBER, SETS, WHAT_IF } from './options.ts';
import { addReadings } from './readings.ts';
import { addSearches } from './searches.ts';
import type { Io } from './terminal.ts';
import { MOST_COUNT, MOST_WORKERS, neverBoth, numberOption, oneOf, required, usageError } from './usage.ts';

/** Runs one command line, without node and script, and returns its exit code; errors are printed, never thrown. */
export async function main(argv: readonly string[], io: Io, commands: Loaders = loaders): Promise<number> {
  const exit = { code: 0 };
  try {
    const program = programFor(io, commands, exit);
    await program.parseAsync(argv.length > 0 ? argv : ['--help'], { from: 'user' });
    return exit.code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    return report(error, (text) => io.err(text));
  }
}

/** Every command with its options; an action leaves its command's answer in `exit`. */
function programFor(io: Io, commands: Loaders, exit: { code: number }): Command {
  const program = new Command('cascade')
    .usage('<command> [options]')
    .description(`${about}\n\n${shortestPaths(io.color).trimEnd()}`)
    .version(version, '--version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .addHelpText('after', footer(io.color))
    .configureHelp({ optionDescription: ({ description }) => description, subcommandTerm: (c) => c.name() })
    .configureOutput({
      writeOut: (text) => io.out(text),
      writeErr: () => {},
      getOutHelpWidth: () => HELP_WIDTH,
      getOutHasColors: () => io.color,
    });
  program.exitOverride((error) => {
    throw usageError(error, program);
  });
  program.on('command:*', ([word]: string[]) => {
    throw unknownName('command', word, Object.keys(commandHelp));
  });

  const add = (name: keyof typeof commandHelp, help: CommandHelp = commandHelp[name]): Command => {
    const command = program
      .command(name)
      .description(help.about)
      .addHelpText('after', afterOptions(help, io.color));
    return command.exitOverride((error) => {
      throw usageError(error, command);
    });
  };
  addRuns(add, io, commands, exit);
  addReadings(add, io, commands, exit);
  addEnsembles(add, io, commands, exit);
  addSearches(add, io, commands, exit);
  addTools(add, io, commands, exit);
  program
    .command('help [command]', { hidden: true })
    .allowExcessArguments()
    .action((name?: string) => {
      const found = name ? program.commands.find((command) => command.name() === name) : program;
      if (!found) throw unknownName('command', name ?? '', Object.keys(commandHelp));
      found.outputHelp();
    });
  return program;
}

type Add = (name: keyof typeof commandHelp) => Command;
type Exit = { code: number };

/** Adds the options by which a command's scenario is changed. */
const changeable = (command: Command): Command =>
  command
    .option(...WHAT_IF)
    .option(...SET)
    .option(...SETS)
    .option(...SET_NUMBER);

/** Commands that make a run. */
function addRuns(add: Add, io: Io, commands: Loaders, exit: Exit): void {
  changeable(
    add('run')
      .argument('<scenario>', 'name of a scenario, or path of a file that describes one')
      .option('--seed <S>', "seed of all luck in the run (default: the scenario's own)"),
  )
    .option('--until <TIME>', "stop at an ISO 8601 UTC time (default: the scenario's end)")
    .option(
      '--log <level>',
      'full, decisions (without quotes) or digest (metrics only) (default: full)',
      oneOf('log level', LOG_LEVELS),
      'full',
    )
    .option('--out <DIR>', 'folder to write (default: a new one under runs/)')
    .option('--json', JSON_TEXT, false)
    .action(async (scenario, options) => {
      exit.code = await (await commands.run())(scenario, options, io);
    });
  add('resume')
    .argument('<run>', 'folder of the interrupted run')
    .option('--json', JSON_TEXT, false)
    .action(async (run, options) => {
      exit.code = await (await commands.resume())(run, options, io);
    });
  add('fork')
    .argument('<run>', 'folder of the run to branch off')
    .option('--at <TIME>', 'where the branch begins, ISO 8601 UTC (required)')
    .option(...WHAT_IF)
    .option(...SET)
    .option('--out <DIR>', 'folder to write (default: a new one under runs/)')
    .option('--json', JSON_TEXT, false)
    .action(async (run, options, command) => {
      required(command, '--at');
      exit.code = await (await commands.fork())(run, options, io);
    });
}

/** Commands that run many seeds. */
function addEnsembles(add: Add, io: Io, commands: Loaders, exit: Exit): void {
  const atLeastOne = (flag: string, example: string, most = MOST_COUNT) =>
    numberOption(flag, { least: 1, most, whole: true, example });
  changeable(
    add('ensemble')
      .argument('<scenario>', 'name of a scenario, or path of a file that describes one')
      .option('--seeds <N>', 'how many seeds, from 1 on (default: 16)', atLeastOne('--seeds', '16')),
  )
    .option('--workers <N>', 'threads (default: one a core)', atLeastOne('--workers', '2', MOST_WORKERS))
    .option('--slice <i/n>', 'run only every n-th seed, from the i-th on')
    .option('--out <DIR>', 'folder of finished runs (default: runs/ensemble-<scenario>)')
    .option('--json', JSON_TEXT, false)
    .action(async (scenario, options) => {
      exit.code = await (await commands.ensemble())(scenario, options, io);
    });
  changeable(
    add('validate')
      .argument('<scenario>', 'name of a scenario, or path of a file that describes one')
      .option(
        '--seeds <N>',
        'how many seeds, from 1 on (default: 64; 10 of a calm scenario)',
        atLeastOne('--seeds', '64'),
      )
      .option(
        '--pairs <N>',
        'calm: pairs of runs with large orders (default: 10)',
        atLeastOne('--pairs', '10'),
      )
      .option('--facts-only', 'calm: leave out experiments, with large orders and other clocks', false),
  )
    .option('--workers <N>', 'threads (default: one a core)', atLeastOne('--workers', '2', MOST_WORKERS))
    .option('--slice <i/n>', 'run only every n-th seed, from the i-th on')
    .option('--junit <FILE>', 'write a test report for continuous integration')
    .option('--out <DIR>', 'folder of finished runs (default: runs/validate-<scenario>)')
    .option('--json', JSON_TEXT, false)
    .action(async (scenario, options, command) => {
      neverBoth(command, '--pairs', '--facts-only');
      exit.code = await (await commands.validate())(scenario, options, io);
    });
}

/** Commands that need no run. */
function addTools(add: Add, io: Io, commands: Loaders, exit: Exit): void {
  add('list')
    .argument('<what>', LISTS.join(', '), oneOf('list', LISTS))
    .argument('[scenario]', 'whose agents, what-ifs, targets or cast')
    .option('--json', JSON_TEXT, false)
    .action(async (what, scenario, options) => {
      exit.code = await (await commands.list())(what, scenario, options, io);
    });
  add('match')
    .argument('[FILE]', 'orders as JSON lines (default: standard input)')
    .action(async (file) => {
      exit.code = await (await commands.match())(file, io);
    });
  const number = (flag: string, example: string) => numberOption(flag, { example });
  add('price')
    .option('--type <put|call>', 'kind of option (required)', oneOf('type of option', OPTION_TYPES))
    .option('--spot <S>', 'price of the underlying (required)', number('--spot', '36.10'))
    .option('--strike <K>', 'strike, in the currency of the spot (required)', number('--strike', '35'))
    .option('--vol <V>', 'annual volatility, 0.6 for 60 % (required)', number('--vol', '0.6'))
    .option('--rate <r>', 'annual interest, continuous (default: 0)', number('--rate', '0.04'), 0)
    .option(
      '--dividend <q>',
      'annual dividend yield, continuous (default: 0)',
      number('--dividend', '0.01'),
      0,
    )
    .option('--days <d>', 'calendar days to expiry (required)', number('--days', '30'))
    .option('--barrier <H>', 'barrier below the strike of a put', number('--barrier', '25'))
    .option(
      '--barrier-type <down-and-in>',
      'what the barrier does (default: down-and-in)',
      oneOf('type of barrier', BARRIER_TYPES),
    )
    .option(
      '--observation <continuous|daily|maturity>',
      'when the barrier is watched (default: continuous)',
      oneOf('observation', OBSERVATIONS),
    )
    .option('--json', JSON_TEXT, false)
    .action(async (options, command) => {
      required(command, '--type', '--spot', '--strike', '--vol', '--days');
      const { text, json } = await (await commands.price())(options);
      io.out(options.json ? JSON.stringify(json) : text);
    });
}
