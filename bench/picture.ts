import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pathPicture } from '../reports/path-picture.ts';
import { turningPoints } from '../scenarios/feb-5-2026/history.ts';
import { feb5 } from '../scenarios/feb-5-2026/scenario.ts';
import { MODEL_VERSION } from '../scenarios/model.ts';
import { scenarioSchema } from '../scenarios/scenario.ts';
import { Simulation } from '../scenarios/simulation.ts';
import { secondsOf } from '../sim/engine/time.ts';

/** Draws the README's picture from real runs: eight seeds of the reference scenario beside history. */
const SEEDS = 8;
const MINUTES_PER_POINT = 10;

const start = secondsOf(feb5.start);
const seconds: number[] = [];
const paths: number[][] = [];
for (let seed = 1; seed <= SEEDS; seed++) {
  const simulation = new Simulation(scenarioSchema.parse(feb5), String(seed));
  simulation.begin();
  const path = [simulation.world.market.indexUsd];
  while (!simulation.loop.done) {
    simulation.runUntil(simulation.loop.tick + MINUTES_PER_POINT);
    path.push(simulation.world.market.indexUsd);
  }
  paths.push(path);
}
for (let n = 0; n < paths[0].length; n++) seconds.push(start + n * MINUTES_PER_POINT * 60);
const picture = pathPicture({
  title: 'Bitcoin, 4 to 6 February 2026 (UTC): simulated from mechanisms alone, and as it was',
  subtitle: `median, quartiles and range of ${SEEDS} seeds (model ${MODEL_VERSION}, red); turning points of history (blue, dashed)`,
  seconds,
  paths,
  measured: turningPoints.map(({ time, spotUsd }) => ({ seconds: secondsOf(time), usd: spotUsd })),
});
writeFileSync(fileURLToPath(new URL('../docs/feb-5-2026.svg', import.meta.url)), picture);
