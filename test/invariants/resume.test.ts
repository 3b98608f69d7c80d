import { spawn } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { observe } from '../../cli/drive.ts';
import { main } from '../../cli/program.ts';
import { readManifest, sha256 } from '../../store/manifest.ts';
import { openRunFolder } from '../../store/run-folder.ts';
import { forkRun, resumeRun, stagesOf, startRun } from '../../store/runs.ts';
import { filesOf } from './store-runs.ts';

const UNTIL = '2026-02-04T06:00Z';
let root = '';
let whole = '';
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'cascade-resume-'));
  whole = join(root, 'whole');
  await cascade(0, 'run', 'feb-5-2026', '--until', UNTIL, '--out', whole);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Runs a command line that must end with a code; answers all it said. */
async function cascade(expected: number, ...argv: string[]): Promise<string> {
  let said = '';
  const tell = (text: string): void => {
    said += `${text}\n`;
  };
  const code = await main(argv, { out: tell, err: tell, interactive: false, columns: 100, color: false });
  if (code !== expected) throw new Error(`exit code ${code} instead of ${expected}: ${said}`);
  return said;
}

/** What a folder holds, file by file. */
const bytesOf = (dir: string) => filesOf(dir).map((file) => [file, sha256(readFileSync(join(dir, file)))]);

const emptyFolder = (): string => join(mkdtempSync(join(root, 'run-')), 'run');

/** Starts the same run as the whole one and lets go of it when it has done so many ticks. */
async function abandoned(ticks: number, from = whole): Promise<string> {
  const dir = emptyFolder();
  const {
    status: _s,
    events: _e,
    digest: _d,
    batches: _b,
    keyframes: _k,
    results: _r,
    seal: _,
    ...head
  } = readManifest(from);
  const [{ scenario }] = stagesOf(from, readManifest(from));
  const session = startRun(dir, head, scenario, observe());
  const stop = new AbortController();
  const onTick = (tick: number): void => {
    if (tick >= ticks) stop.abort();
  };
  expect(await session.run({ onTick, signal: stop.signal })).toBeNull();
  return dir;
}

describe('a run that was stopped', () => {
  it('resumes to the same folder, byte for byte, whenever it was', async () => {
    expect(readManifest(whole).batches.length).toBeGreaterThan(2);
    const kept: number[] = [];
    for (const ticks of [1, 130, 250, 330]) {
      const dir = await abandoned(ticks);
      kept.push(readManifest(dir).batches.length);
      const session = resumeRun(dir, observe());
      await session?.run();
      expect(bytesOf(dir), `stopped after ${ticks} ticks`).toEqual(bytesOf(whole));
    }
    expect(kept[0]).toBe(0);
    expect(kept[kept.length - 1]).toBeGreaterThan(1);
  });

  it('resumes also when nothing but its manifest had been written', async () => {
    const dir = await abandoned(1);
    rmSync(join(dir, 'events.arrow'));
    rmSync(join(dir, 'keyframes'), { recursive: true });
    await resumeRun(dir, observe())?.run();
    expect(bytesOf(dir)).toEqual(bytesOf(whole));
  });

  it('resumes from the last keyframe behind which everything is whole', async () => {
    const dir = await abandoned(330);
    const manifest = readManifest(dir);
    const last = manifest.batches[manifest.batches.length - 1];
    // The last batch is harmed, and so is the file of the last keyframe before it.
    const events = join(dir, 'events.arrow');
    const bytes = readFileSync(events);
    bytes[last.byteOffset + 1000] ^= 1;
    writeFileSync(events, bytes);
    appendFileSync(events, 'half a batch');
    const before = manifest.keyframes.filter(({ seq }) => seq <= last.first);
    appendFileSync(join(dir, before[before.length - 1].file), ' ');
    const session = resumeRun(dir, observe());
    const from = before[before.length - 2];
    expect(session?.simulation.loop.tick).toBe(from.tick);
    await session?.run();
    expect(bytesOf(dir)).toEqual(bytesOf(whole));
  });

  it.each(['decisions', 'digest'])('resumes at log level %s', async (level) => {
    const full = emptyFolder();
    await cascade(0, 'run', 'feb-5-2026', '--until', '2026-02-04T03:00Z', '--log', level, '--out', full);
    const dir = await abandoned(170, full);
    await cascade(0, 'resume', dir);
    expect(bytesOf(dir)).toEqual(bytesOf(full));
  });

  it('says so when it is complete, and leaves it alone', async () => {
    const before = bytesOf(whole);
    expect(await cascade(0, 'resume', whole)).toContain(`${whole} is complete already: `);
    expect(JSON.parse(await cascade(0, 'resume', whole, '--json'))).toMatchObject({ complete: true });
    expect(bytesOf(whole)).toEqual(before);
  });
});

/** The command in a process of its own; resolves with its exit code (null: a signal ended it) and what it noted. */
function inProcess(
  signal: NodeJS.Signals,
  when: () => boolean,
  argv: string[],
): Promise<{ code: number | null; err: string }> {
  const cli = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), cli, ...argv]);
  let err = '';
  child.stderr.on('data', (text) => {
    err += text;
  });
  const watch = setInterval(() => {
    if (!when()) return;
    clearInterval(watch);
    child.kill(signal);
  }, 5);
  return new Promise((resolve) =>
    child.on('close', (code) => {
      clearInterval(watch);
      resolve({ code, err });
    }),
  );
}

const batchesIn = (dir: string): number =>
  existsSync(join(dir, 'manifest.json')) ? readManifest(dir).batches.length : 0;
const LONG = '2026-02-04T08:00Z';

describe('a process that ends early', () => {
  let long = '';
  beforeAll(async () => {
    long = emptyFolder();
    await cascade(0, 'run', 'feb-5-2026', '--until', LONG, '--out', long);
  });

  it.each([1, 3])(
    'killed outright after %i batches, leaves a folder that resumes to the same bytes',
    async (batches) => {
      const dir = emptyFolder();
      const argv = ['run', 'feb-5-2026', '--until', LONG, '--out', dir];
      const { code } = await inProcess('SIGKILL', () => batchesIn(dir) >= batches, argv);
      expect(code).toBeNull();
      expect(readManifest(dir).status).toBe('running');
      await cascade(0, 'replay', dir, '--verify');
      await cascade(0, 'resume', dir);
      expect(bytesOf(dir)).toEqual(bytesOf(long));
    },
  );

  it('by Ctrl-C, says how to go on, with code 130', async () => {
    const dir = emptyFolder();
    const argv = ['run', 'feb-5-2026', '--until', LONG, '--out', dir];
    const { code, err } = await inProcess('SIGINT', () => batchesIn(dir) >= 1, argv);
    expect(code).toBe(130);
    expect(err).toMatch(
      new RegExp(
        `^Stopped at 2026-02-04T\\d\\d:\\d\\dZ, \\d+ % of the run; go on with "cascade resume ${dir}"\\.$`,
        'm',
      ),
    );
    await cascade(0, 'resume', dir);
    expect(bytesOf(dir)).toEqual(bytesOf(long));
  });
});

describe('a fork', () => {
  it.each(['2026-02-04T00:00Z', '2026-02-04T02:00Z', '2026-02-04T04:37Z'])(
    "at %s that changes nothing has its parent's digest, events and keyframes",
    async (at) => {
      const dir = emptyFolder();
      const { fork } = JSON.parse(await cascade(0, 'fork', whole, '--at', at, '--out', dir, '--json'));
      const [parent, child] = [readManifest(whole), readManifest(dir)];
      expect(fork).toMatchObject({ parentDigest: parent.digest, same: true, patches: [] });
      expect(child.digest).toBe(parent.digest);
      expect({ ...child, forks: undefined, seal: '' }).toEqual({ ...parent, forks: undefined, seal: '' });
      expect(readFileSync(join(dir, 'events.arrow')).equals(readFileSync(join(whole, 'events.arrow')))).toBe(
        true,
      );
    },
  );

  it("lives its parent's past and parts from it at the tick, everybody else's luck as it was", async () => {
    const dir = emptyFolder();
    await cascade(0, 'fork', whole, '--at', '2026-02-04T03:20Z', '--what-if', 'no-meta-orders', '--out', dir);
    const [parent, child] = [readManifest(whole), readManifest(dir)];
    expect(child.digest).not.toBe(parent.digest);
    expect(child.forks).toEqual([{ tick: 200, parent: parent.digest, before: parent.resolved }]);
    expect(child.whatIfs).toEqual(['no-meta-orders']);
    const isEarlier = ({ tick }: { tick: number }): boolean => tick <= 200;
    expect(child.keyframes.filter(isEarlier)).toEqual(parent.keyframes.filter(isEarlier));
    const [a, b] = [ordersOf(whole, 'meta-orders'), ordersOf(dir, 'meta-orders')];
    expect(a.some((tick) => tick >= 200)).toBe(true);
    expect(b).toEqual(a.filter((tick) => tick < 200));
    await cascade(0, 'replay', dir, '--verify');
  });

  it('can be stopped, resumed, and forked again', async () => {
    const first = emptyFolder();
    const set = ['--set', 'outside.shocks=[]', '--set', 'maker.capitalUsd=1e8'];
    await cascade(0, 'fork', whole, '--at', '2026-02-04T02:30Z', ...set, '--out', first);
    const second = emptyFolder();
    await cascade(0, 'fork', first, '--at', '2026-02-04T04:10Z', '--what-if', 'no-noise', '--out', second);
    expect(readManifest(second).forks?.map(({ tick }) => tick)).toEqual([150, 250]);
    // The same once more, from the same parent, but stopped within each of its three stages.
    for (const ticks of [100, 200, 300]) {
      const dir = emptyFolder();
      const parent = openRunFolder(first);
      const { resolved, patches } = readManifest(second);
      const [{ scenario }] = stagesOf(second, { ...readManifest(second), forks: [], resolved });
      const more = patches.slice(parent.manifest.patches.length);
      const session = forkRun(
        parent,
        dir,
        { tick: 250, changed: () => scenario, patches: more, whatIfs: ['no-noise'] },
        observe(),
      );
      const stop = new AbortController();
      stop.abort();
      expect(await session.run({ signal: stop.signal })).toBeNull();
      truncateBatches(dir, ticks);
      await cascade(0, 'resume', dir);
      expect(bytesOf(dir), `${ticks}`).toEqual(bytesOf(second));
    }
  });

  it('of a fork, from before it changed anything itself, keeps what the parent changes later', async () => {
    const parent = emptyFolder();
    await cascade(
      0,
      'fork',
      whole,
      '--at',
      '2026-02-04T04:10Z',
      '--what-if',
      'no-meta-orders',
      '--out',
      parent,
    );
    const child = emptyFolder();
    const change = ['--set', 'cast.flow-spot.acts=false'];
    await cascade(0, 'fork', parent, '--at', '2026-02-04T02:30Z', ...change, '--out', child);
    expect(readManifest(child).forks?.map(({ tick }) => tick)).toEqual([150, 250]);
    const ticks = ordersOf(child, 'flow-spot');
    expect(ticks.filter((tick) => tick < 150)).toEqual(
      ordersOf(parent, 'flow-spot').filter((tick) => tick < 150),
    );
    expect(ticks.some((tick) => tick > 150)).toBe(false);
    const large = ordersOf(child, 'meta-orders');
    expect(large.some((tick) => tick > 200)).toBe(true);
    expect(large.some((tick) => tick > 250)).toBe(false);
    await cascade(0, 'replay', child, '--verify');
  });

  it('of a log without every event lives the past again from the seed', async () => {
    const digestOnly = emptyFolder();
    await cascade(0, 'run', 'feb-5-2026', '--until', UNTIL, '--log', 'digest', '--out', digestOnly);
    const [a, b] = [emptyFolder(), emptyFolder()];
    const change = ['--at', '2026-02-04T03:20Z', '--what-if', 'no-meta-orders'];
    await cascade(0, 'fork', digestOnly, ...change, '--out', a);
    await cascade(0, 'fork', whole, ...change, '--out', b);
    expect(readManifest(a).digest).toBe(readManifest(b).digest);
  });

  it('refuses what is fixed at the opening, and writes nothing', async () => {
    for (const set of [
      'opening.spotUsd=70000',
      'end=2026-02-06T00:00Z',
      'cast.maker-1.count=2',
      'latent.calmDailyVol=0.02',
    ]) {
      const dir = emptyFolder();
      const said = await cascade(2, 'fork', whole, '--at', '2026-02-04T03:00Z', '--set', set, '--out', dir);
      expect(said).toContain(
        `A fork cannot change ${set.slice(0, set.indexOf('='))}, which is fixed when a run opens`,
      );
      expect(existsSync(dir)).toBe(false);
    }
  });

  it('of a damaged parent writes nothing', async () => {
    const parent = emptyFolder();
    cpSync(whole, parent, { recursive: true });
    const { byteOffset } = readManifest(parent).batches[1];
    const bytes = readFileSync(join(parent, 'events.arrow'));
    bytes[byteOffset + 5000] ^= 1;
    writeFileSync(join(parent, 'events.arrow'), bytes);
    const dir = emptyFolder();
    expect(await cascade(3, 'fork', parent, '--at', '2026-02-04T05:30Z', '--out', dir)).toContain(
      'in batch 1',
    );
    expect(existsSync(dir)).toBe(false);
  });
});

/** Harms the batch in which a tick lies, so that a resumed run must go back before it. */
function truncateBatches(dir: string, tick: number): void {
  const { batches } = readManifest(dir);
  const hit = batches.find(({ toTick }) => toTick >= tick);
  if (!hit) return;
  const bytes = readFileSync(join(dir, 'events.arrow'));
  bytes[hit.byteOffset + 500] ^= 1;
  writeFileSync(join(dir, 'events.arrow'), bytes);
  expect(statSync(dir).isDirectory() && readdirSync(dir).length).toBe(3);
}

/** Ticks of the orders that an account sent. */
function ordersOf(dir: string, name: string): number[] {
  const ticks: number[] = [];
  let account = -1;
  let accounts = 0;
  for (const batch of openRunFolder(dir).batches()) {
    for (const { fields } of batch.details) {
      if (fields.traders === undefined) continue;
      if (fields.name === name) account = accounts;
      accounts++;
    }
    for (let row = 0; row < batch.length; row++)
      if (batch.actor[row] === account && batch.reason[row] > 0) ticks.push(batch.tick[row]);
  }
  return ticks;
}
