import { cpus } from 'node:os';
import { benchBook, linesOf } from './book.ts';
import { benchSimulation } from './simulation.ts';

/** Prints every benchmark: ratios inside one process, medians of five, machine and versions beside them. */
const millions = (rate: number): string => `${(rate / 1e6).toFixed(2)} M/s`;

const books = await benchBook();
const simulation = await benchSimulation();

if (process.argv.includes('--json')) {
  const machine = { node: process.version, processor: cpus()[0]?.model ?? 'unknown', cores: cpus().length };
  process.stdout.write(`${JSON.stringify({ machine, books, simulation })}\n`);
} else {
  process.stdout.write(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}\n\n`,
  );
  process.stdout.write(`order book, ${linesOf(books).join('\n')}\n`);
  process.stdout.write(
    `whole simulation, ${simulation.events} events of feb-5-2026:\n` +
      `  without the log ${millions(simulation.bare)}, everything logged ${millions(simulation.logged)}, ` +
      `ratio ${simulation.ratio.toFixed(2)}\n`,
  );
}
