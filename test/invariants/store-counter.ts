import { EVENT } from '../../sim/events.ts';
import type { Gatherer } from '../../store/batch-keeper.ts';

/** Counts events, and what is said in their details. */
export function counter(): Gatherer {
  let events = 0;
  let trades = 0;
  const said: string[] = [];
  return {
    take(batch) {
      events += batch.length;
      for (let row = 0; row < batch.length; row++) trades += Number(batch.type[row] === EVENT.Traded);
      for (const { fields } of batch.details) said.push(JSON.stringify(fields));
    },
    results: () => ({ events, trades, said: said.join() }),
  };
}
