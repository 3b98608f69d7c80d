import { isBrokenPipe, report } from './errors.ts';
import { main } from './program.ts';
import { terminal } from './terminal.ts';

const io = terminal();

// A reader that stops early (`| head`) is no failure; with nobody listening there is nothing left to do.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => process.exit(isBrokenPipe(error) ? 0 : report(error)));
}
process.on('uncaughtException', (error) => process.exit(report(error)));

process.exitCode = await main(process.argv.slice(2), io);
