import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { calmDayOf } from '../reports/calm-day.ts';
import type { Tape } from '../reports/tape.ts';
import { TapeGatherer } from '../reports/tape-gatherer.ts';
import { calm } from '../scenarios/calm/scenario.ts';
import { MODEL_VERSION } from '../scenarios/model.ts';
import { scenarioSchema } from '../scenarios/scenario.ts';
import { Simulation } from '../scenarios/simulation.ts';

/** Measures what a calm day of this model amounts to, and writes it down for scores to be set against. */
const SEEDS = 8;
const DIGITS = 6;

const short = (value: number): number => Number(value.toPrecision(DIGITS));
const tapes = Array.from({ length: SEEDS }, (_, i) => tapeOf(`${i + 1}`));
const day = Object.entries(calmDayOf(tapes)).map(
  ([id, { coins, impactPerCoin }]) =>
    `  '${id}': { coins: ${short(coins)}, impactPerCoin: ${impactPerCoin === null ? null : short(impactPerCoin)} },`,
);
const text = `import type { CalmDay } from '../calm-day.ts';

/** What a day of the calm scenario amounts to: mean of ${SEEDS} seeds of three days each. Written by "npm run calm-day". */
export const calmDay: { readonly model: string; readonly day: CalmDay } = {
  model: '${MODEL_VERSION}',
  day: {
${day.map((line) => `  ${line}`).join('\n')}
  },
};
`;
writeFileSync(fileURLToPath(new URL('../scenarios/calm/measured.ts', import.meta.url)), text);
process.stdout.write(text);

function tapeOf(seed: string): Tape {
  const gatherer = new TapeGatherer();
  const simulation = new Simulation(scenarioSchema.parse(calm), seed);
  simulation.log.drain((batch) => gatherer.take(batch));
  simulation.begin();
  simulation.runUntil();
  simulation.log.flush();
  return gatherer.results();
}
