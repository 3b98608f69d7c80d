import {
  type Chain,
  chainOf,
  type Effects,
  effectsOf,
  type MoveTold,
  type Named,
  type Step,
} from '../../reports/causes.ts';
import { counted, percentSigned, thousands, timeShort, usdShort } from '../../reports/format.ts';
import { largestOf } from '../../reports/largest.ts';
import { LogIndex } from '../../reports/log-index.ts';
import { eventTypes } from '../../sim/vocabulary.ts';
import { openRunFolder, type StoredRun } from '../../store/run-folder.ts';
import type { ExplainOptions } from '../contract.ts';
import { noEventsYet, UsageError } from '../errors.ts';
import { logSource } from '../log-source.ts';
import { unknownName } from '../nearest.ts';
import { type Colour, type Io, pad, paint } from '../terminal.ts';
import { timeOf } from '../window.ts';
import { wrap } from '../wrap.ts';

const NAMED_EFFECTS = 6;
const INDENT = '│  ';
/** Columns that the time takes, under which a long sentence goes on. */
const HANGING = 13;
/** Columns before what is said of a push, and those that its share takes. */
const HEAD_INDENT = 6;
const PUSH_HANGING = 7;
const EFFECT_HANGING = 10;

/** Shows the chain of causes of an event up to its root, and what it led to. */
export async function explainCommand(dir: string, options: ExplainOptions, io: Io): Promise<number> {
  const run = openRunFolder(dir);
  const { manifest } = run;
  if (manifest.logLevel === 'digest') run.batches().next();
  if (manifest.events === 0) throw noEventsYet(dir);
  const index = new LogIndex(logSource(run));
  const seq = options.event ?? largestIn(index, dir, options.largest ?? '');
  if (seq >= manifest.events)
    throw new UsageError(
      `--event holds ${seq}, and ${dir} has events 0 to ${manifest.events - 1}; give one of them.`,
    );
  const chain = chainOf(index, seq);
  if (chain.steps.length === 0)
    throw new UsageError(
      `--event holds ${seq}, which a log of decisions leaves out; run again with "--log full", or give another event.`,
    );
  const effects = effectsOf(index, seq);
  if (options.json)
    io.out(
      JSON.stringify({
        run: dir,
        event: seq,
        ...chain,
        steps: chain.steps.map((step) => ({ time: timeOf(manifest, step.tick), ...step })),
        effects,
      }),
    );
  else io.out(`${chainText(run, chain, io)}\n\n${effectsText(effects, io)}`);
  return 0;
}

/** Number of the largest event of a type. */
function largestIn(index: LogIndex, dir: string, name: string): number {
  const type = eventTypes.find((one) => one === name);
  if (type === undefined) throw unknownName('kind of event', name, eventTypes);
  const seq = largestOf(index, type);
  if (seq === null)
    throw new UsageError(
      `--largest holds ${type}, and ${dir} keeps no such event; give another kind of event.`,
    );
  return seq;
}

function chainText(run: StoredRun, { steps, end }: Chain, io: Io): string {
  const head = paint(`Why event ${thousands(steps[0].seq)} happened`, 'cyan', io.color);
  const lines = steps.flatMap((step, i) => [
    ...(i > 0 ? [paint(`│  ${LINKS[step.link ?? 'cause']}`, 'dim', io.color)] : []),
    ...stepLines(run, step, i === steps.length - 1, io),
  ]);
  const ends = {
    root: 'the root',
    'not kept': 'the log leaves out what came before',
    'too deep': 'and so on',
  };
  return [head, '', ...lines, paint(`╵  ${ends[end]}`, 'dim', io.color)].join('\n');
}

const LINKS = {
  cause: 'because',
  trades: 'because of the largest push: an order',
  carried: 'because of the largest push in all books: an order',
  answer: 'because of the largest push that had a reason: an order',
  news: 'because of news, before anybody traded',
} as const;

const DOTS: Readonly<Partial<Record<Step['type'], readonly [string, Colour]>>> = {
  Marked: ['◆', 'yellow'],
  IndexMarked: ['◆', 'yellow'],
  ShockReleased: ['◉', 'red'],
  LiquidationStarted: ['●', 'red'],
  MarginCalled: ['●', 'yellow'],
  ForcedSaleStarted: ['●', 'red'],
  TickOpened: ['○', 'dim'],
};

function stepLines({ manifest }: StoredRun, step: Step, last: boolean, io: Io): string[] {
  const [dot, colour] = DOTS[step.type] ?? ['●', 'cyan'];
  const time = timeShort(manifest.startSeconds + step.tick * manifest.secondsPerTick);
  const change =
    step.move && step.move.previous !== null
      ? `, ${percentSigned(step.move.change, 2)} since the mark before`
      : '';
  const tag = `#${step.seq}`;
  const room = io.columns - INDENT.length;
  const rail = last ? '   ' : INDENT;
  const lines = wrap(`${time}  ${step.sentence}${change}`, room - tag.length - 2, HANGING);
  const first = `${paint(dot, colour, io.color)}  ${pad(lines[0], room - tag.length)}${paint(tag, 'dim', io.color)}`;
  return [first, ...lines.slice(1).map((line) => `${rail}${line}`), ...moveLines(step.move, rail, io)];
}

function moveLines(move: MoveTold | undefined, rail: string, io: Io): string[] {
  if (!move) return [];
  const { pushes, carried } = move;
  if (carried.largest.length === 0) return pushLines(pushes, rail, io);
  const passed = wrap('which passed on a push from other books; over all of them:', io.columns - HEAD_INDENT);
  const head = passed.map((line) => paint(`${rail}   ${line}`, 'dim', io.color));
  return [...pushLines(pushes, rail, io), ...head, ...pushLines(carried, rail, io)];
}

function pushLines({ largest, others, othersShare }: Named, rail: string, io: Io): string[] {
  const name = Math.max(0, ...largest.map(({ actor }) => actor.length));
  const lines = largest.flatMap(({ actor, reason, netUsd, share, trades }) => {
    const verb = netUsd > 0 ? 'bought' : 'sold';
    const amount = pad(usdShort(Math.abs(netUsd)), 8, 'right');
    const text = `${percentOf(share)}  ${pad(actor, name)}  ${verb} ${amount} net in ${counted(trades, 'trade')} (${reason})`;
    return wrap(text, io.columns - HEAD_INDENT, PUSH_HANGING).map((line) => `${rail}   ${line}`);
  });
  return others > 0 ? [...lines, `${rail}   ${percentOf(othersShare)}  ${counted(others, 'other')}`] : lines;
}

const percentOf = (share: number): string => pad(`${Math.round(100 * share)} %`, 5, 'right');

function effectsText({ direct, total, byType, byActor }: Effects, io: Io): string {
  const head = paint('What it led to', 'cyan', io.color);
  if (direct === 0) return `${head}\n\nNothing cites it.`;
  const list = (pairs: readonly (readonly [string, number])[]): string => {
    const named = pairs.slice(0, NAMED_EFFECTS).map(([name, count]) => `${name} ${thousands(count)}`);
    const rest = pairs.length - NAMED_EFFECTS;
    return `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  };
  const lines = [
    `${counted(direct, 'event cites it', 'events cite it')}, ${thousands(total)} with those that cite them in turn`,
    `by type   ${list(byType)}`,
    ...(byActor.length > 0 ? [`by agent  ${list(byActor)}`] : []),
  ];
  return [head, '', ...lines.flatMap((line) => wrap(line, io.columns, EFFECT_HANGING))].join('\n');
}
