import { parseArgs } from 'node:util';
import { drawCase } from './soak/draw.ts';
import { pass } from './soak/pass.ts';

/** Random worlds with a guest that sends everything an exchange may be sent: `npm run soak -- --seeds 200`. */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    first: { type: 'string', default: '1' },
    hours: { type: 'string', default: '30' },
    'replay-every': { type: 'string', default: '4' },
  },
});
const [seeds, first, hours, every] = [values.seeds, values.first, values.hours, values['replay-every']].map(
  (text) => Number(text),
);
if (![seeds, first, hours, every].every((value) => Number.isInteger(value) && value >= 1)) {
  process.stderr.write('--seeds, --first, --hours and --replay-every must each be a whole number above 0.\n');
  process.exit(2);
}

const begun = performance.now();
const failures: string[] = [];
const total = { events: 0, ticks: 0, liquidations: 0, deleveraged: 0, replayed: 0 };
for (let seed = first; seed < first + seeds; seed++) {
  const drawn = drawCase(seed, hours);
  const replay = seed % every === 0;
  const { events, ticks, liquidations, deleveraged, problem } = pass(drawn, replay);
  total.events += events;
  total.ticks += ticks;
  total.liquidations += liquidations;
  total.deleveraged += deleveraged;
  total.replayed += replay ? 1 : 0;
  if (problem !== null) {
    const { scenario, whatIfs, settings } = drawn;
    failures.push(`${seed}`);
    process.stderr.write(
      `seed ${seed} failed: ${problem}\n` +
        `  ${scenario.id} from ${scenario.start} to ${scenario.end}, tick ${scenario.tick}\n` +
        `  what-ifs: ${whatIfs.join(', ') || 'none'}; settings: ${settings.join(', ') || 'none'}\n` +
        `  again: npm run soak -- --first ${seed} --seeds 1 --hours ${hours} --replay-every ${every}\n`,
    );
  }
  const done = seed - first + 1;
  const elapsed = (performance.now() - begun) / 1000;
  const left = Math.ceil((elapsed / done) * (seeds - done));
  process.stderr.write(
    `${done} of ${seeds}, ${failures.length} failed, ${Math.round(elapsed)} s, ${left} s left\n`,
  );
}
process.stdout.write(
  `${seeds} seeds from ${first}: ${total.ticks} ticks, ${total.events} events, ${total.liquidations} liquidations, ` +
    `${total.deleveraged} positions closed against the other side, ` +
    `${total.replayed} logs folded again; ${failures.length === 0 ? 'everything held' : `${failures.length} failed: ${failures.join(', ')}`}\n`,
);
process.exitCode = failures.length === 0 ? 0 : 1;
