import { describe, expect, it } from 'vitest';
import { agentKinds } from '../../scenarios/cast.ts';
import { feb5 } from '../../scenarios/feb-5-2026/scenario.ts';
import { scenarioSchema } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { recordedFor } from '../../sim/agents/means.ts';
import { eventTypes } from '../../sim/vocabulary.ts';

/** Types of event by the kind of agent in whose name they stand in the log, from the first tick on. */
function typesByKind(ticks: number): Map<string, Set<string>> {
  const simulation = new Simulation(scenarioSchema.parse(feb5), '1');
  const kinds: unknown[] = [];
  const found = new Map<string, Set<string>>();
  let begun = false;
  simulation.log.drain((batch) => {
    const opened = new Map(batch.details.map(({ row, fields }) => [row, fields]));
    for (let row = 0; row < batch.length; row++) {
      const type = eventTypes[batch.type[row]];
      begun ||= type === 'TickOpened';
      if (type === 'AccountOpened') kinds.push(opened.get(row)?.kind);
      const kind = String(kinds[batch.actor[row]]);
      if (begun && kind in agentKinds) found.set(kind, (found.get(kind) ?? new Set()).add(type));
    }
  });
  simulation.begin();
  simulation.runUntil(ticks);
  simulation.log.flush();
  return found;
}

describe('what the log says in the name of an agent', () => {
  it('is declared by its kind, or recorded for how the kind uses the market', { timeout: 60_000 }, () => {
    const found = typesByKind(24 * 60);
    expect(found.size).toBeGreaterThan(15);
    for (const [kind, types] of found) {
      const { emits, uses = [] } = agentKinds[kind];
      const known = new Set<string>([...emits, ...recordedFor(uses)]);
      expect(
        [...types].filter((type) => !known.has(type)),
        kind,
      ).toEqual([]);
    }
  });
});
