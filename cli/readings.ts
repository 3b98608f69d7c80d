import type { Command } from 'commander';
import type { Loaders } from './contract.ts';
import type { commandHelp } from './help.ts';
import { JSON_TEXT } from './options.ts';
import type { Io } from './terminal.ts';
import { exactlyOne, numberOption, onlyWith } from './usage.ts';

/** Adds the commands that read runs; each is fetched when it is called for. */
export function addReadings(
  add: (name: keyof typeof commandHelp) => Command,
  io: Io,
  commands: Loaders,
  exit: { code: number },
): void {
  add('replay')
    .argument('<run>', 'folder of the run')
    .option('--at <TIME>', 'show the world at an ISO 8601 UTC time (default: the end of the run)')
    .option('--verify', 'fold the whole log and compare every digest', false)
    .option('--json', JSON_TEXT, false)
    .action(async (run, options) => {
      exit.code = await (await commands.replay())(run, options, io);
    });
  add('explain')
    .argument('<run>', 'folder of the run')
    .option(
      '--event <SEQ>',
      'number of the event in the log',
      numberOption('--event', { least: 0, whole: true, example: '12000' }),
    )
    .option('--largest <TYPE>', 'instead: the largest event of a type, such as LiquidationStarted')
    .option('--json', JSON_TEXT, false)
    .action(async (run, options, command) => {
      exactlyOne(command, '--event', '--largest');
      exit.code = await (await commands.explain())(run, options, io);
    });
  add('compare')
    .argument('<run>', 'folder of a run, or of an ensemble')
    .argument('<other>', 'folder of another to set beside it')
    .option('--json', JSON_TEXT, false)
    .action(async (run, other, options) => {
      exit.code = await (await commands.compare())(run, other, options, io);
    });
  add('score')
    .argument('<run>', 'folder of the run')
    .option('--klines <FILE>', "instead: beside an exchange's klines, a CSV file of bars of 1m to 1h")
    .option('--instrument <ID>', 'with --klines: whose prices (default: BTC-SPOT)')
    .option('--json', JSON_TEXT, false)
    .action(async (run, options, command) => {
      onlyWith(command, '--instrument', '--klines');
      exit.code = await (await commands.score())(run, options, io);
    });
  add('signals')
    .argument('<run>', 'folder of the run')
    .option('--at <TIME>', 'read them at an ISO 8601 UTC time (default: the end of the run)')
    .option('--json', JSON_TEXT, false)
    .action(async (run, options) => {
      exit.code = await (await commands.signals())(run, options, io);
    });
}
