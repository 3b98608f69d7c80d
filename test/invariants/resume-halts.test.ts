import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../cli/program.ts';
import { type EventOf, eventAt, type SimEvent } from '../../sim/events.ts';
import { readManifest } from '../../store/manifest.ts';
import { openRunFolder } from '../../store/run-folder.ts';

let root = '';
let whole = '';
let events: SimEvent[] = [];
/** Narrow bands, so that a quiet night and the first minutes of a session have pauses. */
const NARROW = [
  'halts.spot.rule="dynamic"',
  'halts.spot.band=0.006',
  'halts.share.band=0.003',
  'halts.share.collar=0.002',
];

async function cascade(...argv: string[]): Promise<string> {
  let said = '';
  const tell = (text: string): void => {
    said += `${text}\n`;
  };
  const code = await main(argv, { out: tell, err: tell, interactive: false, columns: 100, color: false });
  if (code !== 0) throw new Error(`exit code ${code}: ${said}`);
  return said;
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'cascade-halts-'));
  whole = join(root, 'whole');
  const until = ['--until', '2026-02-04T15:00Z'];
  await cascade('run', 'feb-5-2026', ...until, '--out', whole, ...NARROW.flatMap((set) => ['--set', set]));
  const rare = new Set([
    'Halted',
    'Resumed',
    'AuctionOpened',
    'AuctionCleared',
    'PauseExtended',
    'SessionOpened',
  ]);
  for (const batch of openRunFolder(whole).batches())
    for (let row = 0; row < batch.length; row++) {
      const event = eventAt(batch, row);
      if (rare.has(event.type)) events.push(event);
    }
}, 120_000);
afterAll(() => {
  events = [];
  rmSync(root, { recursive: true, force: true });
});

const all = <K extends SimEvent['type']>(type: K): EventOf<K>[] =>
  events.filter((event): event is SimEvent & EventOf<K> => event.type === type);
const timeOf = (tick: number): string =>
  new Date(Date.parse('2026-02-04T00:00Z') + tick * 60_000).toISOString();

describe('a run with pauses and auctions', () => {
  it('has pauses of several ticks that trade when they end, and an opening auction', () => {
    expect(all('Halted').length).toBeGreaterThan(2);
    expect(all('AuctionCleared').filter(({ volumeLots }) => volumeLots > 0).length).toBeGreaterThan(2);
    expect(all('AuctionCleared').some(({ reason }) => reason === 'opening')).toBe(true);
    expect(new Set(all('Halted').map(({ instrument }) => instrument)).size).toBeGreaterThan(1);
  });

  it('is folded again from its log, keyframe by keyframe', async () => {
    expect(await cascade('replay', whole, '--verify')).toBeTruthy();
  });

  it('goes on the same from the middle of a pause, from its last tick, and from the middle of a call', async () => {
    const [spot] = all('Halted');
    const share = all('Halted').filter(({ instrument }) => instrument === 6)[0];
    const [call] = all('AuctionOpened').filter(({ reason }) => reason === 'opening');
    const ticks = [spot.tick + 1, spot.tick + 7, spot.untilTick + 1, share.tick + 2, call.tick + 1];
    for (const tick of ticks) {
      const dir = join(root, `fork-${tick}`);
      await cascade('fork', whole, '--at', timeOf(tick), '--out', dir);
      expect(readManifest(dir).digest, timeOf(tick)).toBe(readManifest(whole).digest);
      expect(readFileSync(join(dir, 'events.arrow')).equals(readFileSync(join(whole, 'events.arrow')))).toBe(
        true,
      );
    }
  });

  it('may be given other rules for halts on the way', async () => {
    const dir = join(root, 'other');
    const [spot] = all('Halted');
    const set = ['--set', 'halts.spot.rule="none"', '--set', 'halts.share.rule="none"'];
    await cascade('fork', whole, '--at', timeOf(spot.tick + 1), ...set, '--out', dir);
    const halted: number[] = [];
    for (const batch of openRunFolder(dir).batches())
      for (let row = 0; row < batch.length; row++) {
        const event = eventAt(batch, row);
        if (event.type === 'Halted') halted.push(event.tick);
      }
    expect(halted.filter((tick) => tick > spot.tick)).toEqual([]);
    await cascade('replay', dir, '--verify');
  });
});
