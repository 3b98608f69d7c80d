import { type Profiler, Session } from 'node:inspector/promises';
import { DigestChain } from '../../store/digest.ts';
import { lived } from '../measure.ts';

const WARM_TICKS = 1_440;
const TICKS = 4_320;
const INTERVAL_MICROSECONDS = 250;

/** Where time goes, by the files in which it is spent; library code counts for who called it. */
const PARTS = {
  agents: /\/sim\/agents\//,
  matching:
    /\/sim\/market\/(exchange|matching|quoting|entry|stops|funds|price-limits|auctions|commands|arrivals)\.ts/,
  evolve: /\/sim\/world\//,
  log: /\/(sim\/engine\/log|sim\/emit|sim\/events|store\/\w+)\.ts/,
  'other rules': /\/(sim|scenarios)\//,
} as const;

export type Part = keyof typeof PARTS | 'memory' | 'other';

/** Share of the samples of a whole warm run, by part; they add up to 1. */
export async function benchShares(): Promise<Record<Part, number>> {
  run(WARM_TICKS);
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL_MICROSECONDS });
  await session.post('Profiler.start');
  run(TICKS);
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return sharesOf(profile);
}

function run(ticks: number): void {
  const chain = new DigestChain();
  lived(ticks, (batch) => chain.add(batch));
}

function sharesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Record<Part, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const partOf = new Map<number, Part>();
  const visit = (id: number, caller: Part): void => {
    const node = byId.get(id);
    if (!node) return;
    const part = partFor(node.callFrame, caller);
    partOf.set(id, part);
    for (const child of node.children ?? []) visit(child, part);
  };
  visit(nodes[0].id, 'other');
  const spent: Record<Part, number> = {
    ...{ agents: 0, matching: 0, evolve: 0, log: 0, 'other rules': 0, memory: 0, other: 0 },
  };
  for (const [n, id] of samples.entries()) spent[partOf.get(id) ?? 'other'] += timeDeltas[n] ?? 0;
  const all = Object.values(spent).reduce((sum, part) => sum + part, 0);
  for (const part of Object.keys(spent) as Part[]) spent[part] /= all;
  return spent;
}

function partFor({ url, functionName }: { url: string; functionName: string }, caller: Part): Part {
  if (functionName === '(garbage collector)') return 'memory';
  if (url.includes('/node_modules/')) return caller;
  for (const [part, files] of Object.entries(PARTS)) if (files.test(url)) return part as Part;
  return caller;
}
