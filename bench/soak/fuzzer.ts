import { z } from 'zod';
import { type Context, defineAgent } from '../../sim/agents/agent.ts';
import type { Stream } from '../../sim/engine/random.ts';
import { BUY, SELL } from '../../sim/events.ts';
import { STP } from '../../sim/market/commands.ts';
import { BOOKS, INSTRUMENT } from '../../sim/market/instruments.ts';
import { type OrderType, orderTypes } from '../../sim/vocabulary.ts';
import { LARGEST } from '../../sim/world/book-checks.ts';

const PERP = INSTRUMENT['BTC-PERP'];
const TAGS = 8;
const LADDER_ON: readonly number[] = [INSTRUMENT['BTC-SPOT'], PERP, INSTRUMENT.IBIT];
const SENDABLE: readonly OrderType[] = orderTypes.slice(1);
const PREVENTIONS = Object.keys(STP) as (keyof typeof STP)[];
/** No price and no size of a sane order. */
const ABSURD: readonly number[] = [0, -1, 0.5, 1.5, -LARGEST, LARGEST + 1, 1e15, Number.NaN];
/** The margined account keeps to this leverage, as its venue would make it. */
const LEVERAGE = 20;

const parameters = z.strictObject({
  perRound: z.number().min(0).max(50).default(3).describe('mean commands a round'),
  meanUsd: z.number().min(100).max(1e9).default(300_000).describe('mean US dollars of an order'),
  sigma: z.number().min(0).max(3).default(1.5).describe('log standard deviation of order size'),
  absurdShare: z.number().min(0).max(1).default(0.05).describe('share of numbers that no order may have'),
  collateralUsd: z.number().min(100).max(1e9).default(5e6).describe('US dollars on the margined account'),
});
type Parameters = z.infer<typeof parameters>;
type Asked = Context<Parameters>;

/** Fires orders of every type at every book, with cancels, replacements and quotes, sane and absurd: the soak's guest. */
export const fuzzer = defineAgent<Parameters>({
  kind: 'fuzzer',
  about: 'Send whatever can be sent, to see whether the rules hold.',
  parameters,
  wake: { rounds: 'every' },
  latency: 'other',
  tags: TAGS,
  emits: [],
  open({ name, parameters: p, view, self, account, cash, holding, ladder }) {
    const other = account(`${name}-other`);
    for (const owner of [self, other]) {
      cash(1e9, owner);
      for (const id of ['BTC-SPOT', 'BTC-SPOT-US', 'IBIT'] as const)
        holding(INSTRUMENT[id], view.lotsOfUsd(INSTRUMENT[id], 2e7), owner);
    }
    for (const i of LADDER_ON) ladder(i, 4, 3, 0.2, other);
    cash(p.collateralUsd, account(`${name}-margined`, 3));
  },
  decide(context) {
    const stream = context.random('fuzz');
    for (let left = stream.poisson(context.parameters.perRound); left > 0; left--) fire(context, stream);
    trade(context, stream);
  },
});

function fire(context: Asked, stream: Stream): void {
  const { accounts, orders, view } = context;
  const account = accounts[pick(stream, 2)];
  // Now and then an instrument without a book.
  const i =
    stream.uniform() < 0.97 ? BOOKS[pick(stream, BOOKS.length)] : pick(stream, view.world.instruments.length);
  const what = stream.uniform();
  if (what < 0.05) return quote(context, stream);
  const tag = pick(stream, TAGS);
  const known =
    stream.uniform() < 0.8
      ? view.world.orderUnder(account, i, tag)
      : pick(stream, view.world.nextOrder + 5) - 2;
  if (what < 0.2) return orders.cancel(i, known, account);
  const type = SENDABLE[pick(stream, SENDABLE.length)];
  const side = stream.uniform() < 0.5 ? BUY : SELL;
  const price = priceOf(context, stream, i);
  const isStop = type.startsWith('stop');
  const options = {
    type,
    account,
    stp: PREVENTIONS[pick(stream, PREVENTIONS.length)],
    // A stop keeps its limit where others keep their tag; without a limit it becomes a market order.
    tag: isStop ? (stream.uniform() < 0.5 ? 0 : priceOf(context, stream, i)) : tag,
  };
  const lots = sizeOf(context, stream, i);
  if (what < 0.45) orders.replace(i, known, side, price, lots, 'flow', options);
  else orders.send(i, side, price, lots, 'flow', options);
}

function quote(context: Asked, stream: Stream): void {
  const { accounts, orders } = context;
  const i = LADDER_ON[pick(stream, LADDER_ON.length)];
  const bid = Math.round(saneTicks(context, stream, i));
  const lots = (): number => Math.min(1e6, Math.max(0, Math.round(saneLots(context, stream, i))));
  orders.quote(i, bid, lots(), bid + pick(stream, 40) - 10, lots(), accounts[1]);
}

/** The margined account: at the market, within its leverage, until it is liquidated, and then again with what is left. */
function trade({ accounts, orders, view }: Asked, stream: Stream): void {
  const account = accounts[2];
  const { world } = view;
  if (stream.uniform() > 0.02 || world.liquidating.has(account)) return;
  const { centsPerTickLot } = world.instruments[PERP];
  const room = (LEVERAGE * view.equityCents(account)) / (world.market.mark[PERP] * centsPerTickLot);
  const held = view.lots(account, PERP);
  const side = stream.uniform() < 0.5 ? BUY : SELL;
  const lots = Math.floor(stream.uniform() * (room - side * held));
  if (lots >= 1) orders.market(PERP, side, lots, 'leverage', account);
}

const pick = (stream: Stream, count: number): number => Math.floor(stream.uniform() * count);

function priceOf(context: Asked, stream: Stream, i: number): number {
  if (stream.uniform() < context.parameters.absurdShare) return ABSURD[pick(stream, ABSURD.length)];
  const { maxPriceTicks } = context.view.world.instruments[i];
  return Math.min(maxPriceTicks, Math.max(1, Math.round(saneTicks(context, stream, i))));
}

/** Mostly near the mid, now and then far from it; ticks, not rounded. */
function saneTicks({ view }: Asked, stream: Stream, i: number): number {
  const spread = stream.uniform() < 0.9 ? 0.002 : 0.2;
  return view.mid(i) * (1 + spread * stream.normal());
}

function sizeOf(context: Asked, stream: Stream, i: number): number {
  if (stream.uniform() < context.parameters.absurdShare) return ABSURD[pick(stream, ABSURD.length)];
  return Math.max(1, Math.round(saneLots(context, stream, i)));
}

function saneLots({ view, parameters: { meanUsd, sigma } }: Asked, stream: Stream, i: number): number {
  return view.lotsOfUsd(i, stream.lognormal(meanUsd, sigma));
}
