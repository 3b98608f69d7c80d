import { workerData } from 'node:worker_threads';
import { EventBatch } from '../sim/events.ts';
import type { Names } from './arrow-columns.ts';
import { DirectKeeper, type KeepingPlan } from './batch-keeper.ts';
import { systemCode } from './errors.ts';
import type { BatchEntry } from './manifest.ts';
import type { KeepingAnswer, KeepingLine, KeepingOrder } from './threaded-keeper.ts';

/** Carries out the orders of a `ThreadedKeeper`, in turn, and answers each. */
function serve({ port, answered, ...plan }: KeepingPlan & KeepingLine): void {
  const batch = new EventBatch(0);
  let names: Names = { accounts: [], instruments: [] };
  let keeper: DirectKeeper | null = null;

  const obey = (order: KeepingOrder): BatchEntry | null => {
    if (order.what === 'take') {
      const { first, length, detailRows, detailLines, columns } = order;
      names = order.names ?? names;
      if (columns) Object.assign(batch, columns, { capacity: columns.tick.length });
      batch.first = first;
      batch.length = length;
      batch.details.length = 0;
      const texts = detailLines.split('\n');
      for (const [n, row] of detailRows.entries()) batch.details.push({ row, fields: {}, text: texts[n] });
    }
    keeper ??= new DirectKeeper(plan, () => names);
    if (order.what === 'take') return keeper.take(batch);
    keeper[order.what]();
    return null;
  };
  const answerTo = (order: KeepingOrder): KeepingAnswer => {
    try {
      return { entry: obey(order) };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { failure: { message, code: systemCode(error) } };
    }
  };

  port.on('message', (order: KeepingOrder) => {
    port.postMessage(answerTo(order));
    Atomics.add(answered, 0, 1);
    Atomics.notify(answered, 0);
    if (order.what !== 'take') port.close();
  });
}

serve(workerData);
