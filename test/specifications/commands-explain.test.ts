import { beforeAll, describe, expect, it } from 'vitest';
import { type Chain, chainOf, DEEPEST, type Effects, effectsOf } from '../../reports/causes.ts';
import { contributionsTo } from '../../reports/contributions.ts';
import { LogIndex, type LogSource, type NumberedBatch } from '../../reports/log-index.ts';
import { emit, emitOrder, emitTrade, type Log } from '../../sim/emit.ts';
import { EventLog } from '../../sim/engine/log.ts';
import { BUY, EVENT, EventBatch, NOBODY, ORDER_TYPE, REASON, SELL } from '../../sim/events.ts';
import { februaryTerms, listingsOf } from '../../sim/market/instruments.ts';
import type { Reason } from '../../sim/vocabulary.ts';
import { openRunFolder } from '../../store/run-folder.ts';
import { cascade, inEmptyFolder, json, widest } from './commands-support.ts';

inEmptyFolder();

const SPOT = 0;
const PERP = 2;
const ACCOUNTS = ['fund', 'dealer', 'maker', 'arbitrageur', 'fund-2'];

/** A log written by hand: every instrument, a few accounts, then what a test adds. */
class Story {
  readonly log: Log = new EventLog(new EventBatch(256), () => {});
  private order = 0;

  constructor() {
    for (const listing of listingsOf(februaryTerms))
      emit(this.log, 'InstrumentListed', -1, {}, { ...listing });
    for (const name of ACCOUNTS) {
      // The second fund is one more account of the first.
      const leader = name === 'fund-2' ? 0 : NOBODY;
      emit(this.log, 'AccountOpened', -1, {}, { name, kind: name, leader, latency: 0, traders: 0, tags: 0 });
    }
  }

  mark(instrument: number, price: number, cause = -1): number {
    return emit(this.log, 'Marked', cause, { instrument, price });
  }

  /** An order that trades whole with the maker; returns the seq of the order. */
  trade(actor: string, instrument: number, side: number, lots: number, reason: Reason, cause = -1): number {
    const taker = ACCOUNTS.indexOf(actor);
    const [id, price, why] = [this.order++, 60_000, REASON[reason]];
    const market = ORDER_TYPE.market;
    const placed = emitOrder(
      this.log,
      EVENT.OrderPlaced,
      cause,
      taker,
      instrument,
      id,
      side,
      market,
      price,
      lots,
      0,
      why,
    );
    emitTrade(
      this.log,
      placed,
      taker,
      instrument,
      id,
      ACCOUNTS.indexOf('maker'),
      999,
      side,
      price,
      lots,
      why,
    );
    return placed;
  }

  get index(): LogIndex {
    const { batch } = this.log;
    const seq = Int32Array.from({ length: batch.length }, (_, row) => row);
    const numbered: NumberedBatch = Object.assign(batch, { seq });
    const source: LogSource = { events: batch.length, firsts: [0], load: () => numbered };
    return new LogIndex(source);
  }
}

function moveAt(story: Story, seq: number) {
  const { index } = story;
  const place = index.find(seq);
  if (!place) throw new Error(`event ${seq} is not there`);
  return contributionsTo(index, place);
}

describe('what moved a mark', () => {
  it('weighs who pushed that way by net taker notional since the mark before', () => {
    const story = new Story();
    story.trade('dealer', PERP, SELL, 900, 'hedge');
    const before = story.mark(PERP, 60_000);
    const first = story.trade('fund', PERP, SELL, 200, 'degross');
    const large = story.trade('fund-2', PERP, SELL, 400, 'degross');
    story.trade('dealer', PERP, SELL, 300, 'hedge');
    story.trade('dealer', PERP, BUY, 100, 'hedge');
    story.trade('dealer', PERP, BUY, 500, 'cover');
    story.trade('dealer', SPOT, SELL, 800, 'hedge');
    const { change, previous, contributions } = moveAt(story, story.mark(PERP, 59_400));
    expect(previous).toBe(before);
    expect(change).toBeCloseTo(-0.01, 12);
    expect(contributions.map(({ actor, reason, share, trades }) => [actor, reason, share, trades])).toEqual([
      ['fund', 'degross', 0.75, 2],
      ['dealer', 'hedge', 0.25, 2],
    ]);
    expect(contributions[0].netUsd).toBeCloseTo(-6 * 60_000, 6);
    expect(contributions[0].order).toBe(large);
    expect(contributions[0].order).toBeGreaterThan(first);
  });

  it('looks through arbitrage to the push in other books', () => {
    const story = new Story();
    story.mark(PERP, 60_000);
    const root = story.trade('fund', SPOT, SELL, 500, 'degross');
    story.trade('arbitrageur', PERP, SELL, 300, 'arbitrage', root);
    const mark = story.mark(PERP, 59_000);
    const { contributions, carried } = moveAt(story, mark);
    expect(contributions.map(({ actor }) => actor)).toEqual(['arbitrageur']);
    expect(carried.map(({ actor }) => actor)).toEqual(['fund']);
    const { steps, end } = chainOf(story.index, mark);
    expect(steps.map(({ seq, link }) => [seq, link])).toEqual([
      [mark, null],
      [root, 'carried'],
    ]);
    expect(end).toBe('root');
  });

  it('lays a mark that moved without trades to the news of the tick before', () => {
    const story = new Story();
    const shock = emit(
      story.log,
      'ShockReleased',
      -1,
      { value: -0.05 },
      { id: 'a', title: 'A loss', driver: 'crypto' },
    );
    const moved = emit(
      story.log,
      'ValueMoved',
      shock,
      { value: -0.01 },
      { news: -0.01, noise: 0, stress: 1 },
    );
    const latent = emit(
      story.log,
      'LatentMoved',
      moved,
      { value: -0.01 },
      { decay: 0, supply: 0, diffusion: 0, logPrice: 11 },
    );
    story.mark(PERP, 60_000);
    story.log.tick = 1;
    const mark = story.mark(PERP, 59_900);
    const { steps } = chainOf(story.index, mark);
    expect(steps.map(({ seq }) => seq)).toEqual([mark, latent, moved, shock]);
    expect(steps.map(({ link }) => link)).toEqual([null, 'news', 'cause', 'cause']);
    expect(steps[3].sentence).toBe('Shock: A loss (crypto -5.0 % in all)');
  });

  it('stops after 64 steps', () => {
    const story = new Story();
    let last = -1;
    for (let n = 0; n < DEEPEST + 5; n++) last = emit(story.log, 'Noted', last, { actor: 0 });
    const { steps, end } = chainOf(story.index, last);
    expect({ length: steps.length, end }).toEqual({ length: DEEPEST, end: 'too deep' });
  });
});

describe('what an event led to', () => {
  it('counts who cites it, and who cites those in turn', () => {
    const story = new Story();
    const root = emit(story.log, 'Noted', -1, { actor: 1 });
    const order = story.trade('fund', PERP, SELL, 10, 'degross', root);
    story.trade('fund-2', PERP, SELL, 10, 'degross', root);
    story.trade('dealer', PERP, SELL, 10, 'hedge');
    const effects = effectsOf(story.index, root);
    expect(effects).toEqual({ direct: 2, total: 4, byType: [['OrderPlaced', 2]], byActor: [['fund', 2]] });
    expect(effectsOf(story.index, order)).toMatchObject({ direct: 1, total: 1, byType: [['Traded', 1]] });
  });
});

describe('cascade explain', () => {
  let lowest = 0;
  beforeAll(async () => {
    const { summary } = await json<{ summary: { notable: { lowestTrade: { seq: number } } } }>(
      'run',
      'feb-5-2026',
      '--until',
      '2026-02-04T01:30Z',
      '--out',
      'run',
    );
    lowest = summary.notable.lowestTrade.seq;
    await json('run', 'calm', '--until', '2026-01-27T00:20Z', '--out', 'decisions', '--log', 'decisions');
    await json('run', 'calm', '--until', '2026-01-27T00:20Z', '--out', 'digest', '--log', 'digest');
  });

  type Told = Chain & { readonly effects: Effects };

  it('goes from effects to earlier causes, and ends at a root', async () => {
    const { steps, end } = await json<Told>('explain', 'run', '--event', `${lowest}`);
    expect(steps[0]).toMatchObject({ seq: lowest, type: 'Traded', instrument: 'BTC-SPOT' });
    const seqs = steps.map(({ seq }) => seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => b - a));
    expect(new Set(seqs).size).toBe(seqs.length);
    expect(end).toBe('root');
  });

  it('tells every kind of event that happened in a sentence of its own', async () => {
    const run = openRunFolder('run');
    const firstOfType = new Map<number, number>();
    for (const batch of run.batches())
      for (let row = 0; row < batch.length; row++)
        if (!firstOfType.has(batch.type[row])) firstOfType.set(batch.type[row], batch.seq[row]);
    expect(firstOfType.size).toBeGreaterThan(20);
    for (const seq of firstOfType.values()) {
      const { code, out } = await cascade('explain', 'run', '--event', `${seq}`);
      expect(code).toBe(0);
      expect(widest(out), out).toBeLessThanOrEqual(100);
      expect(out).not.toMatch(/undefined|NaN|\[object/);
      expect(out).not.toMatch(/(?<![\d.,])1 (events|trades|levels|shares|others)\b/);
    }
  });

  it('finds the largest event of a type: most dollars where it has a price and a size, else the largest value', async () => {
    const found = { BlocksMined: -1, QuotesReplaced: -1, ValueMoved: -1 };
    const most = { BlocksMined: -1, QuotesReplaced: -1, ValueMoved: -1 };
    const listings = listingsOf(februaryTerms);
    const sizes = {
      BlocksMined: (batch: EventBatch, row: number) => batch.value[row],
      QuotesReplaced: (batch: EventBatch, row: number) =>
        batch.price[row] * batch.quantity[row] * listings[batch.instrument[row]].centsPerTickLot,
      ValueMoved: (batch: EventBatch, row: number) => Math.abs(batch.value[row]),
    };
    const types = Object.keys(sizes) as (keyof typeof sizes)[];
    for (const batch of openRunFolder('run').batches())
      for (let row = 0; row < batch.length; row++)
        for (const type of types) {
          if (batch.type[row] !== EVENT[type] || sizes[type](batch, row) <= most[type]) continue;
          most[type] = sizes[type](batch, row);
          found[type] = batch.seq[row];
        }
    for (const type of types) {
      const { steps } = await json<Told>('explain', 'run', '--largest', type);
      expect(steps[0]).toMatchObject({ type, seq: found[type] });
    }
  });

  it.each([
    [['--largest', 'Liquidation'], 'There is no kind of event "Liquidation"'],
    [
      ['--largest', 'DifficultyRetargeted'],
      '--largest holds DifficultyRetargeted, and run keeps no such event',
    ],
    [['--largest', 'Traded', '--event', '5'], 'takes only one of --event and --largest'],
    [[], 'needs --event or --largest'],
  ])('refuses %j', async (words, said) => {
    const { code, err } = await cascade('explain', 'run', ...words);
    expect(code).toBe(2);
    expect(err).toContain(said);
  });

  it('says where a log of decisions leaves events out', async () => {
    const kept = [...openRunFolder('decisions').batches()].flatMap((batch) => [
      ...batch.seq.subarray(0, batch.length),
    ]);
    const missing = kept.findIndex((seq, i) => seq !== i);
    const { code, err } = await cascade('explain', 'decisions', '--event', `${missing}`);
    expect(code).toBe(2);
    expect(err).toContain('which a log of decisions leaves out; run again with "--log full"');
    const { end } = await json<Told>('explain', 'decisions', '--event', `${kept[kept.length - 1]}`);
    expect(['root', 'not kept']).toContain(end);
  });

  it.each([
    ['run', '99999999', '--event holds 99999999, and run has events 0 to'],
    ['digest', '5', 'digest keeps no events'],
  ])('refuses an event that %s does not have', async (dir, event, said) => {
    const { code, err } = await cascade('explain', dir, '--event', event);
    expect(code).toBe(2);
    expect(err).toContain(said);
  });
});
