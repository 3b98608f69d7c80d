import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { main } from '../../cli/program.ts';
import { agentKinds } from '../../scenarios/cast.ts';
import { builtIns, changed } from '../../scenarios/catalogue.ts';
import { checkScenario } from '../../scenarios/check.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { whatIfsOf } from '../../scenarios/what-ifs.ts';
import { Stream } from '../../sim/engine/random.ts';
import { readManifest, writeManifest } from '../../store/manifest.ts';
import { worldAt } from '../../store/replay.ts';
import { openRunFolder } from '../../store/run-folder.ts';
import { stateOf } from '../../store/state.ts';

let root = '';
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'cascade-replay-'));
  await run('feb-5-2026', 'full', '2026-02-04T03:10Z');
  await run('calm', 'decisions', '2026-01-27T01:20Z', '--log', 'decisions');
  await run('calm', 'digest', '2026-01-27T01:20Z', '--log', 'digest');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Runs a command line; answers its exit code and all it said. */
async function cascade(...argv: string[]): Promise<{ code: number; said: string }> {
  let said = '';
  const tell = (text: string): void => {
    said += `${text}\n`;
  };
  const code = await main(argv, { out: tell, err: tell, interactive: false, columns: 100, color: false });
  return { code, said };
}

async function run(scenario: string, name: string, until: string, ...more: string[]): Promise<void> {
  const { code, said } = await cascade('run', scenario, '--until', until, '--out', join(root, name), ...more);
  if (code !== 0) throw new Error(said);
}

const scenarioOf = (name: string): Scenario => {
  const checked = checkScenario(builtIns[name]);
  if ('problem' in checked) throw new Error(checked.problem.right);
  return checked.scenario;
};

describe('a log folded by evolve alone', () => {
  it('gives the world of the live run at every keyframe and at the end', () => {
    const live = new Map<number, string>();
    const simulation: Simulation = new Simulation(scenarioOf('feb-5-2026'), '1', {
      onKeyframe: (tick) => live.set(tick, stateOf(simulation.world)),
    });
    simulation.begin();
    simulation.runUntil(190);
    live.set(190, stateOf(simulation.world));
    const stored = openRunFolder(join(root, 'full'));
    expect([...live.keys()]).toEqual([0, 60, 120, 180, 190]);
    for (const [tick, state] of live) expect(stateOf(worldAt(stored, tick)), `tick ${tick}`).toBe(state);
    expect(stored.manifest.keyframes.map(({ state }) => state)).toEqual([...live.values()].slice(0, 4));
  });

  it.each(['full', 'decisions', 'digest'])('proves a run kept at log level %s', async (name) => {
    const { code, said } = await cascade('replay', join(root, name), '--verify');
    expect(said).toContain('Verified.');
    expect(said).toContain(name === 'full' ? 'Folding the log' : 'Running it again from its seed');
    expect(code).toBe(0);
  });
});

/** A copy of a run to do harm to. */
function copyOf(name: string): string {
  const dir = mkdtempSync(join(root, `${name}-`));
  cpSync(join(root, name), dir, { recursive: true });
  return dir;
}

describe('a run that is not what it was', () => {
  it('is named by replay --verify, wherever one byte was changed', async () => {
    const dir = copyOf('full');
    const files = [
      'events.arrow',
      'manifest.json',
      ...readdirSync(join(dir, 'keyframes')).map((name) => `keyframes/${name}`),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (file, at, flip) => {
          const path = join(dir, file);
          const bytes = readFileSync(path);
          const harmed = Buffer.from(bytes);
          harmed[at % harmed.length] ^= flip;
          writeFileSync(path, harmed);
          const { code, said } = await cascade('replay', dir, '--verify');
          writeFileSync(path, bytes);
          expect(code).toBe(3);
          expect(said).toContain(file);
          expect(said.trim().split('\n').length).toBe(1);
        },
      ),
      { numRuns: 40 },
    );
    expect((await cascade('replay', dir, '--verify')).code).toBe(0);
  });

  it('is told apart from damage when every seal holds: the first keyframe that differs, with code 1', async () => {
    const dir = copyOf('full');
    const { seal: _, ...manifest } = readManifest(dir);
    const keyframes = manifest.keyframes.map((entry, i) =>
      i < 2 ? entry : { ...entry, state: 'f'.repeat(64) },
    );
    writeManifest(dir, { ...manifest, keyframes });
    const { code, said } = await cascade('replay', dir, '--verify');
    expect(code).toBe(1);
    expect(said.replaceAll(/\s+/g, ' ')).toContain(
      `differs at keyframe 2, 2026-02-04T02:00Z (before event ${keyframes[2].seq})`,
    );
  });

  it.each(['full', 'decisions', 'digest'])(
    'names the batch whose digest differs (log level %s)',
    async (name) => {
      const dir = copyOf(name);
      const { seal: _, ...manifest } = readManifest(dir);
      const batches = manifest.batches.map((entry) => ({ ...entry, head: 'e'.repeat(64) }));
      writeManifest(dir, { ...manifest, batches });
      const { code, said } = await cascade('replay', dir, '--verify');
      expect(code).toBe(1);
      expect(said).toContain('differs in batch 0, from event 0');
    },
  );
});

describe('luck', () => {
  afterEach(() => void vi.restoreAllMocks());

  /** Every draw of the first minutes by stream and hour. */
  function drawsOf(scenario: Scenario, ticks: number): Map<string, number[]> {
    const draws = new Map<string, number[]>();
    const uniform = Stream.prototype.uniform;
    vi.spyOn(Stream.prototype, 'uniform').mockImplementation(function (this: Stream) {
      const drawn = uniform.call(this);
      draws.set(this.path, [...(draws.get(this.path) ?? []), drawn]);
      return drawn;
    });
    const simulation = new Simulation(scenario, '7');
    simulation.begin();
    simulation.runUntil(ticks);
    vi.restoreAllMocks();
    return draws;
  }

  it('of everybody else stays as it was when one agent is switched off or taken out of the cast', () => {
    const scenario = scenarioOf('calm');
    const draws = drawsOf(scenario, 2);
    const off = changed(
      scenario,
      whatIfsOf(scenario).filter(({ id }) => id === 'no-meta-orders'),
      [],
      agentKinds,
    );
    if ('problem' in off) throw new Error(off.problem.right);
    const { 'meta-orders': _, ...cast } = scenario.cast;
    for (const without of [off.scenario, { ...scenario, cast }]) {
      const changedDraws = drawsOf(without, 2);
      const others = [...draws.keys()].filter((path) => !path.startsWith('meta-orders/'));
      expect(others.length).toBeGreaterThan(10);
      expect([...changedDraws.keys()].filter((path) => path.startsWith('meta-orders/'))).toEqual([]);
      for (const path of others) {
        const [a, b] = [draws.get(path) ?? [], changedDraws.get(path) ?? []];
        const both = Math.min(a.length, b.length);
        expect(both, path).toBeGreaterThan(0);
        // Another market may make somebody draw more often, but never something else.
        expect(b.slice(0, both), path).toEqual(a.slice(0, both));
      }
    }
  });
});
