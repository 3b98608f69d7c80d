import {
  appendFileSync,
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { IndexPathGatherer } from '../../reports/ensemble/index-path.ts';
import { agentKinds } from '../../scenarios/cast.ts';
import { builtIns } from '../../scenarios/catalogue.ts';
import { type Scenario, scenarioSchema } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { EVENT, EventBatch } from '../../sim/events.ts';
import { DigestChain } from '../../store/digest.ts';
import { type Kept, KeptFile, openKept, type Result } from '../../store/ensemble/kept-file.ts';
import { keptMembers } from '../../store/ensemble/kept-results.ts';
import { type MemberResult, memberKey, runMember } from '../../store/ensemble/member.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'cascade-members-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const memberOf = (seed: number): MemberResult => ({
  ...{ seed, digest: `${seed}`.repeat(64), events: 1000 * seed, wallSeconds: 0.5 },
  ...{
    readings: { low: 60_000 + seed, none: null },
    path: [70_000, 69_000.5],
    lowestUsd: 68_999,
    drawdown: 0.1,
  },
});
const readKept = <R extends Result>(kept: Kept<R>, from: string, keys?: ReadonlySet<string>) =>
  openKept(kept, from)(keys);
const seedsOf = (key: string): number[] => [...(readKept(keptMembers, dir).byKey.get(key)?.keys() ?? [])];

describe('members kept in a folder', () => {
  it('are read as they were written, by key and seed, and none where there is no folder', () => {
    const file = new KeptFile(keptMembers, join(dir, 'deep/er'), null);
    for (const seed of [3, 1, 2]) file.append(seed === 2 ? 'other' : 'one', memberOf(seed));
    const { byKey, unreadable } = readKept(keptMembers, join(dir, 'deep/er'));
    expect(unreadable).toBe(0);
    expect(byKey.get('one')?.get(1)).toEqual(memberOf(1));
    expect([...(byKey.get('one')?.keys() ?? [])]).toEqual([3, 1]);
    expect([...(byKey.get('other')?.keys() ?? [])]).toEqual([2]);
    const only = readKept(keptMembers, join(dir, 'deep/er'), new Set(['other'])).byKey;
    expect([...only.keys()]).toEqual(['other']);
    expect(readKept(keptMembers, join(dir, 'nowhere'))).toEqual({ byKey: new Map(), unreadable: 0 });
  });

  it('lose nothing but the last one when its line was cut anywhere, and what follows begins a line of its own', () => {
    const whole = new KeptFile(keptMembers, dir, null);
    for (const seed of [1, 2, 3]) whole.append('k', memberOf(seed));
    const bytes = readFileSync(whole.path);
    const third = bytes.lastIndexOf(10, bytes.length - 2) + 1;
    for (const length of [third, third + 1, third + 40, bytes.length - 2]) {
      writeFileSync(whole.path, bytes);
      truncateSync(whole.path, length);
      expect(seedsOf('k')).toEqual([1, 2]);
      expect(readKept(keptMembers, dir).unreadable).toBe(length === third ? 0 : 1);
      const again = new KeptFile(keptMembers, dir, null);
      again.append('k', memberOf(4));
      again.append('k', memberOf(3));
      expect(seedsOf('k')).toEqual([1, 2, 4, 3]);
      expect(readKept(keptMembers, dir).byKey.get('k')?.get(3)).toEqual(memberOf(3));
    }
  });

  it('are left out where a line holds something else', () => {
    const file = new KeptFile(keptMembers, dir, null);
    file.append('k', memberOf(1));
    appendFileSync(file.path, 'null\n[]\n{"key":"k","seed":2}\nnot JSON\n\n');
    expect(readKept(keptMembers, dir).unreadable).toBe(4);
    expect(seedsOf('k')).toEqual([1]);
  });

  it('are found in a file larger than any text, and between lines longer than what is read at a time', () => {
    const file = new KeptFile(keptMembers, dir, null);
    const long = { ...memberOf(1), path: Array.from({ length: 300_000 }, (_, n) => 70_000 + n) };
    file.append('k', long);
    file.append('k', memberOf(2));
    // A hole of two gigabytes, which takes no room on the disk.
    truncateSync(file.path, 2 ** 31 + 5);
    new KeptFile(keptMembers, dir, null).append('k', memberOf(3));
    const { byKey, unreadable } = readKept(keptMembers, dir);
    expect([...(byKey.get('k')?.keys() ?? [])]).toEqual([1, 2, 3]);
    expect(byKey.get('k')?.get(1)).toEqual(long);
    expect(unreadable).toBe(1);
  }, 60_000);

  it('are parsed only where they are wanted', () => {
    const file = new KeptFile(keptMembers, dir, null);
    for (const key of ['a', 'b"\\', 'c']) file.append(key, memberOf(1));
    const parse = vi.spyOn(JSON, 'parse');
    const { byKey } = readKept(keptMembers, dir, new Set(['b"\\']));
    const whole = parse.mock.calls.filter(([text]) => text.startsWith('{'));
    parse.mockRestore();
    expect([...byKey.keys()]).toEqual(['b"\\']);
    expect(whole).toHaveLength(1);
  });

  it('are looked for once by who asks again, and then only in what was appended, cut short or not', () => {
    const file = new KeptFile(keptMembers, dir, null);
    file.append('a', memberOf(1));
    const read = openKept(keptMembers, dir);
    const seeds = (key: string) => [
      ...(read(new Set([key]))
        .byKey.get(key)
        ?.keys() ?? []),
    ];
    expect(seeds('a')).toEqual([1]);
    // Another key in the first line: who looked through it before does not see it.
    const open = openSync(file.path, 'r+');
    writeSync(open, '{"key":"b"', 0);
    closeSync(open);
    expect(seeds('b')).toEqual([]);
    expect([...readKept(keptMembers, dir).byKey.keys()]).toEqual(['b']);
    appendFileSync(file.path, '{"key":"b","seed":2,"dig');
    expect(read().unreadable).toBe(1);
    new KeptFile(keptMembers, dir, null).append('b', memberOf(3));
    expect(seeds('b')).toEqual([3]);
    expect(read().unreadable).toBe(1);
  });

  it('have a file for each slice, read together', () => {
    for (const slice of [1, 2]) new KeptFile(keptMembers, dir, { slice, of: 2 }).append('k', memberOf(slice));
    new KeptFile(keptMembers, dir, null).append('k', memberOf(3));
    writeFileSync(join(dir, 'members.jsonl.bak'), 'something else');
    expect(readKept(keptMembers, dir).unreadable).toBe(0);
    expect(seedsOf('k').sort()).toEqual([1, 2, 3]);
  });
});

const calm = scenarioSchema.parse({ ...builtIns.calm, end: '2026-01-27T00:20Z' });
const asked = [{ id: 'low' }];

describe('the key of a member', () => {
  const key = memberKey(calm, '', asked);

  it('is the same for the same model, scenario, code and questions, with or without a history', () => {
    expect(memberKey(structuredClone(calm), '', [...asked])).toBe(key);
    expect(memberKey({ ...calm, history: { path: [], targets: [] } } as Scenario, '', asked)).toBe(key);
  });

  it('is another when any of them is', () => {
    const others = [
      memberKey({ ...calm, opening: { ...calm.opening, spotUsd: 88_001 } }, '', asked),
      memberKey(calm, 'code', asked),
      memberKey(calm, '', [{ id: 'high' }]),
    ];
    expect(new Set([key, ...others]).size).toBe(4);
  });
});

describe('running a member', () => {
  const gatherer = () => {
    const path = new IndexPathGatherer(60);
    return {
      take: (batch: EventBatch) => path.take(batch),
      results: () => ({ readings: { asked: 1 }, ...path.results() }),
    };
  };

  it('gives the digest and the index of the run that has this seed', () => {
    const simulation = new Simulation(calm, '7');
    const chain = new DigestChain();
    simulation.log.drain((batch) => chain.add(batch));
    simulation.begin();
    const usd: number[] = [];
    while (!simulation.loop.done) {
      simulation.loop.step();
      usd.push(simulation.world.market.indexUsd);
    }
    simulation.log.flush();

    const hours: number[] = [];
    const ran = runMember({ seed: 7, scenario: calm }, agentKinds, gatherer(), (ticks) => hours.push(ticks));
    expect(ran).toMatchObject({ seed: 7, digest: chain.head, readings: { asked: 1 } });
    expect(ran.events).toBe(simulation.log.nextSeq);
    expect(ran.path.map((each) => each.toFixed(2))).toEqual([usd[0].toFixed(2), usd[15].toFixed(2)]);
    expect(ran.lowestUsd).toBeCloseTo(Math.min(...usd), 2);
    expect(hours).toEqual([0]);
  });
});

/** A batch of marks of the index: tick and US dollars. */
function marks(...rows: readonly (readonly [tick: number, usd: number])[]): EventBatch {
  const batch = new EventBatch(rows.length);
  for (const [row, [tick, usd]] of rows.entries()) {
    batch.tick[row] = tick;
    batch.type[row] = EVENT.IndexMarked;
    batch.value[row] = usd;
  }
  batch.length = rows.length;
  return batch;
}

describe('the way of the index', () => {
  it('is sampled each 15 minutes, carried while nothing is marked, and its drawdown is from the running high', () => {
    const path = new IndexPathGatherer(300);
    // Ticks of five minutes; the venues are shut at tick 3.
    path.take(marks([0, 100], [1, 120], [2, 90], [4, 130], [6, 104]));
    expect(path.results()).toEqual({ path: [100, 100, 104], lowestUsd: 90, drawdown: 0.25 });
  });
});
