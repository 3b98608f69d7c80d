import { EventBatch } from '../sim/events.ts';
import type { Names } from './arrow-columns.ts';
import { DirectKeeper, type Gatherer, type KeepingPlan } from './batch-keeper.ts';
import { parseDetail } from './detail.ts';
import { systemCode } from './errors.ts';
import type { KeepingAnswer, KeepingLine, KeepingOrder, NamedOrder } from './threaded-keeper.ts';

/** On the thread: carries out the orders of a `ThreadedKeeper`, in turn, and answers each. */
export function serve({ port, answered, ...plan }: KeepingPlan & KeepingLine, gatherer: Gatherer): void {
  const batch = new EventBatch(0);
  let names: Names = { accounts: [], instruments: [] };
  let keeper: DirectKeeper | null = null;

  const take = (order: KeepingOrder & { what: 'take' }): void => {
    const { first, length, detailRows, detailLines, columns } = order;
    if (columns) Object.assign(batch, columns, { capacity: columns.tick.length });
    batch.first = first;
    batch.length = length;
    batch.details.length = 0;
    const texts = detailLines.split('\n');
    for (const [n, row] of detailRows.entries())
      batch.details.push({ row, fields: parseDetail(texts[n]), text: texts[n] });
  };
  const obey = (order: NamedOrder): KeepingAnswer => {
    names = order.names ?? names;
    if (order.what === 'take') take(order);
    keeper ??= new DirectKeeper(plan, () => names, gatherer);
    if (order.what === 'take') return { entry: keeper.take(batch) };
    if (order.what === 'results') return { results: keeper.results() };
    keeper[order.what]();
    return { entry: null };
  };
  const answerTo = (order: NamedOrder): KeepingAnswer => {
    try {
      return obey(order);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { failure: { message, code: systemCode(error) } };
    }
  };

  port.on('message', (order: NamedOrder) => {
    port.postMessage(answerTo(order));
    Atomics.add(answered, 0, 1);
    Atomics.notify(answered, 0);
    if (order.what === 'close' || order.what === 'release') port.close();
  });
}
