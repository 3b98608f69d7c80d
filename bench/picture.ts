import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pathPicture } from '../reports/path-picture.ts';
import { builtIns } from '../scenarios/catalogue.ts';
import { MODEL_VERSION } from '../scenarios/model.ts';
import { scenarioSchema } from '../scenarios/scenario.ts';
import { Simulation } from '../scenarios/simulation.ts';
import { secondsOf } from '../sim/engine/time.ts';

/** Draws the README's pictures from real runs: eight seeds of each event beside history, or of those named. */
const SEEDS = 8;
const MINUTES_PER_POINT = 10;
const WINDOWS: Readonly<Record<string, string>> = {
  'feb-5-2026': '4 to 6 February 2026',
  'nov-21-2025': '20 and 21 November 2025',
};

const named = process.argv.slice(2);
for (const id of named.length > 0 ? named : Object.keys(WINDOWS)) draw(id);

function draw(id: string): void {
  const scenario = scenarioSchema.parse(builtIns[id]);
  const paths: number[][] = [];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const simulation = new Simulation(scenario, String(seed));
    simulation.begin();
    const path = [simulation.world.market.indexUsd];
    while (!simulation.loop.done) {
      simulation.runUntil(simulation.loop.tick + MINUTES_PER_POINT);
      path.push(simulation.world.market.indexUsd);
    }
    paths.push(path);
  }
  const start = secondsOf(scenario.start);
  const picture = pathPicture({
    title: `Bitcoin, ${WINDOWS[id]} (UTC): simulated from mechanisms alone, and as it was`,
    subtitle: `median, quartiles and range of ${SEEDS} seeds (model ${MODEL_VERSION}, red); turning points of history (blue, dashed)`,
    seconds: paths[0].map((_, n) => start + n * MINUTES_PER_POINT * 60),
    paths,
    measured: scenario.history.path.map(({ time, spotUsd }) => ({ seconds: secondsOf(time), usd: spotUsd })),
  });
  writeFileSync(fileURLToPath(new URL(`../docs/${id}.svg`, import.meta.url)), picture);
}
