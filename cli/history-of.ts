import type { Scenario } from '../scenarios/scenario.ts';
import type { History } from '../scenarios/target.ts';
import type { Manifest } from '../store/manifest.ts';

const UNKNOWN: History = { path: [], targets: [] };

/** What really happened in the window of a run, as its scenario says; folders of before say nothing. */
export function historyOf({ resolved }: Manifest): History {
  return (resolved as Partial<Scenario>).history ?? UNKNOWN;
}
