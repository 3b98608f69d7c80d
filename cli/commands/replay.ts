import { counted, percentSigned, thousands, timeShort, usdPrice, usdShort } from '../../reports/format.ts';
import { stateOfWorld, type WorldState } from '../../reports/state.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { type Difference, type Verified, verifyRun, worldAt } from '../../store/replay.ts';
import { openRunFolder, type StoredRun } from '../../store/run-folder.ts';
import { verifyFiles } from '../../store/verify.ts';
import type { ReplayOptions } from '../contract.ts';
import { noEventsYet, UsageError } from '../errors.ts';
import type { Results } from '../gather.ts';
import { Progress } from '../progress.ts';
import { endedBy, realisedTable } from '../realised.ts';
import { titleOf } from '../summary.ts';
import { table } from '../table.ts';
import { type Io, paint } from '../terminal.ts';
import { tickAt, timeOf } from '../window.ts';
import { digestLines, folded } from '../wrap.ts';

const SHORT_DIGEST = 16;
/** A narrower terminal shows prices without the number of orders, rather than cut prices. */
const ROOM_FOR_ORDERS = 70;

/** Folds a log again: shows the world at a time, or proves the whole run. */
export async function replayCommand(dir: string, options: ReplayOptions, io: Io): Promise<number> {
  const run = openRunFolder(dir);
  const { manifest } = run;
  const done = recordedTicks(run);
  const tick = options.at === undefined ? done : tickAt('--at', options.at, { ...manifest, ticks: done });
  if (options.verify && options.at !== undefined)
    throw new UsageError(
      '--verify proves the whole run, so it cannot be given together with --at; leave one out.',
    );
  const progress = new Progress(io, options.verify ? manifest.untilTick : tick);
  const onTick = (at: number): void => progress.update(at, () => timeOf(manifest, at));
  if (options.verify) {
    const verified = verifyRun(run, onTick);
    progress.finish();
    return tellVerified(dir, run, verified, options.json, io);
  }
  verifyFiles(dir);
  const world = worldAt(run, tick, onTick);
  progress.finish();
  const state = stateOfWorld(world, tick, (manifest.resolved as Scenario).opening.spotUsd);
  const time = timeOf(manifest, tick);
  const secondsAt = manifest.startSeconds + tick * manifest.secondsPerTick;
  const realised = endedBy((manifest.results as Results | undefined)?.realised ?? [], secondsAt);
  if (options.json) io.out(JSON.stringify({ run: dir, time, ...state, realised }));
  else
    io.out([stateText(run, state, io), realisedTable(manifest, realised, io)].filter(Boolean).join('\n\n'));
  return 0;
}

/** Ticks that the folder holds all of. */
function recordedTicks({ dir, manifest }: StoredRun): number {
  if (manifest.status === 'complete') return manifest.untilTick;
  const last = manifest.batches.at(-1);
  if (!last) throw noEventsYet(dir);
  return last.toTick;
}

function tellVerified(
  dir: string,
  { manifest }: StoredRun,
  verified: Verified,
  json: boolean,
  io: Io,
): number {
  const { keyframes, batches, difference } = verified;
  if (json) {
    io.out(JSON.stringify({ run: dir, digest: manifest.digest, events: manifest.events, ...verified }));
  } else if (difference) io.out(folded(differenceText(dir, manifest, difference), io.columns).join('\n'));
  else {
    const how = manifest.logLevel === 'full' ? 'Folding the log' : 'Running it again from its seed';
    const parts = `${counted(keyframes, 'keyframe')} and ${counted(batches, 'batch', 'batches')} (${counted(manifest.events, 'event')})`;
    const ok = `${how} gives the same world throughout: ${parts}.`;
    const lines = [
      ...folded(`${paint('Verified.', 'green', io.color)} ${ok}`, io.columns),
      ...digestLines(manifest.digest, io.columns),
    ];
    if (manifest.status === 'running') lines.push('The run was interrupted: this is as far as it got.');
    io.out(lines.join('\n'));
  }
  return difference ? 1 : 0;
}

function differenceText(dir: string, manifest: StoredRun['manifest'], difference: Difference): string {
  const { what, tick, seq, index, recorded, found } = difference;
  const time = timeOf(manifest, tick);
  const short = (text: string): string => text.slice(0, SHORT_DIGEST);
  const hint = `the run was recorded with model ${manifest.model}`;
  switch (what) {
    case 'state':
      return `${dir} differs at keyframe ${index}, ${time} (before event ${seq}): the world has digest ${short(found)} instead of ${short(recorded)}; ${hint}.`;
    case 'log':
      return `${dir} differs in batch ${index}, from event ${seq} at ${time} on: its digest is ${short(found)} instead of ${short(recorded)}; ${hint}.`;
    case 'length':
      return `${dir} differs in length: ${found} instead of ${recorded}; ${hint}.`;
    default:
      return what satisfies never;
  }
}

function stateText({ manifest }: StoredRun, state: WorldState, io: Io): string {
  const time = timeShort(manifest.startSeconds + state.tick * manifest.secondsPerTick);
  const index = [
    `spot index ${usdPrice(state.indexUsd)} (${percentSigned(state.change)} since the opening)`,
    `volatility ${(100 * state.dailyVol).toFixed(1)} % a day, implied ${(100 * state.shortVol).toFixed(0)} % a year`,
    `funding ${(1e4 * state.fundingRate).toFixed(2)} bp`,
    `futures over spot, a year: ${state.curve.map(({ days, basis }) => `${days} d ${percentSigned(basis)}`).join(', ') || 'none listed'}`,
  ];
  const options = { width: io.columns, color: io.color };
  const price = (usd: number | null): string | null => (usd === null ? null : usdPrice(usd));
  const narrow = io.columns < ROOM_FOR_ORDERS;
  const books = state.books.map((book) => [
    book.id,
    book.open ? 'open' : 'shut',
    price(book.bidUsd),
    price(book.askUsd),
    price(book.markUsd),
    ...(narrow ? [] : [thousands(book.orders)]),
    book.openInterestUsd === null ? null : usdShort(book.openInterestUsd),
    ...(narrow ? [] : [book.openInterestCoins === null ? null : thousands(book.openInterestCoins)]),
  ]);
  const kinds = state.kinds.map((kind) => [
    kind.kind,
    thousands(kind.accounts),
    usdShort(kind.cashUsd),
    usdShort(kind.equityUsd),
    thousands(kind.coins),
  ]);
  const blocks = [
    titleOf(manifest, io),
    `${paint(`At ${time} UTC`, 'cyan', io.color)}\n${[...index, ...shockLines(manifest, state)].flatMap((line) => folded(line, io.columns, 4)).join('\n')}`,
    table(
      [
        'book',
        '',
        'bid',
        'offer',
        'mark',
        ...(narrow ? [] : ['orders']),
        'open interest',
        ...(narrow ? [] : ['bitcoin']),
      ],
      books,
      options,
    ),
    table(['kind', 'accounts', 'cash', 'equity', 'bitcoin'], kinds, options),
  ];
  return blocks.join('\n\n');
}

/** Shocks that are still being released, and how many lie behind. */
function shockLines(manifest: StoredRun['manifest'], { shocks, tick, liquidating }: WorldState): string[] {
  const { outside } = manifest.resolved as Scenario;
  const now = timeOf(manifest, tick);
  const begun = new Set(shocks.map(({ id }) => id));
  const active = outside.shocks.filter(
    ({ id, profile }) => begun.has(id) && profile[profile.length - 1][0] > now,
  );
  const titles = active.map(({ title }) => `  ${title}`);
  const closing = `${counted(liquidating, 'cohort')} being liquidated`;
  const underWay = titles.length === 0 ? 'no shock' : counted(titles.length, 'shock');
  return [`${underWay} under way, ${shocks.length - titles.length} behind; ${closing}`, ...titles];
}
