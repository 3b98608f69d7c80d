import expOf from '@stdlib/math-base-special-exp';
import powOf from '@stdlib/math-base-special-pow';
import { z } from 'zod';
import { MINUTES_PER_DAY } from '../engine/time.ts';
import { REASON, SELL } from '../events.ts';
import { costAt } from '../market/cost-basis.ts';
import { INSTRUMENT } from '../market/instruments.ts';
import type { View } from '../market/view.ts';
import { type Context, defineAgent } from './agent.ts';
import { inOrder } from './in-order.ts';
import { OPENING_ONLY } from './opening-only.ts';

const share = z.number().min(0).max(1);
const fields = z.strictObject({
  meanCoins: z
    .number()
    .positive()
    .default(8_000)
    .describe(
      'mean bitcoin of a stack when the window opens (1,000-50,000: holders of old coins known by name)',
    )
    .meta(OPENING_ONLY),
  sizeSigma: z
    .number()
    .min(0)
    .max(2)
    .default(0.7)
    .describe('log standard deviation of stacks (0-1.5: unmeasured)')
    .meta(OPENING_ONLY),
  costAboveUsd: z
    .number()
    .min(0)
    .max(10_000_000)
    .default(1_000)
    .describe('US dollars a coin below which coins count as lost (0-5,000: a choice)')
    .meta(OPENING_ONLY),
  costBelowUsd: z
    .number()
    .positive()
    .max(10_000_000)
    .default(45_000)
    .describe('US dollars a coin below which coins count as old (20,000-60,000: last moved before 2024)')
    .meta(OPENING_ONLY),
  profitMultiple: z
    .number()
    .positive()
    .max(1_000)
    .default(3)
    .describe(
      'multiple of cost above which its owner thinks of selling (2-10: reports of long-time holders)',
    ),
  hazardPerHour: z
    .number()
    .min(0)
    .max(1)
    .default(0.02)
    .describe('chance an hour of beginning to sell then, without fear (.005-.05: about once in two days)'),
  fearWeight: z
    .number()
    .min(0)
    .max(1_000)
    .default(2)
    .describe('times that chance is added in full fear (0-5: a choice)'),
  panicFall: z
    .number()
    .positive()
    .max(1)
    .default(0.15)
    .describe('fraction by which the index falls over a day that is full fear (.08-.30: a choice)'),
  perDay: share
    .default(0.003)
    .describe('share of the stack sold a day once it sells, in even slices (.001-.02: unmeasured)'),
  headline: z
    .string()
    .default('seized-coins')
    .describe(
      'id of the scenario flag that frightens it; the flag holds the fear it adds, 0 to 1 (a choice)',
    ),
  headlineHours: z
    .number()
    .positive()
    .max(10_000)
    .default(24)
    .describe('hours in which that fear halves (6-72: the life of a story)'),
});

const parameters = inOrder(fields, ['costAboveUsd', 'costBelowUsd', 'below']);
type Parameters = z.infer<typeof parameters>;

const HOME = [INSTRUMENT['BTC-SPOT'], INSTRUMENT['BTC-SPOT-US']] as const;
const MINUTES_BETWEEN = 5;

/**
 * A holder of old coins who sells by habit: while price is some multiple of cost it begins to sell by chance, sooner in
 * fear, and then sells a little every day whatever happens. A cast holds about twenty. Stack, cost (from the on-chain cost
 * basis) and venue are drawn at the opening. It never buys back, and nothing is known about why one whale sells and
 * another does not: that is the hazard.
 */
export const whale = defineAgent<Parameters>({
  kind: 'whale',
  about: 'Sell old coins by habit, a little a day, once far in profit; begin sooner when afraid.',
  parameters,
  wake: { every: '5m', onOwn: ['TargetSet'] },
  latency: 'other',
  uses: ['takes'],
  emits: ['TargetSet', 'Noted'],
  open({ parameters: p, view, random, holding, remember, self }) {
    const stream = random('opening');
    const venue = HOME[stream.uniform() < 0.5 ? 0 : 1];
    const costUsd = costAt(stream.uniform(), p.costAboveUsd, p.costBelowUsd);
    const lots = view.lotsOfCoins(venue, stream.lognormal(p.meanCoins, p.sizeSigma));
    holding(venue, lots, self, Math.max(1, Math.round(view.ticksOf(venue, costUsd))));
    remember({ venue, costUsd, openingLots: lots, sellsSince: -1, decisionSeq: -1, headlineTick: -1 });
  },
  decide(context) {
    const { view, memory, cause, round, orders } = context;
    const { tick, tickSeq } = view.world;
    // Woken by its own decision: every slice from now on cites it.
    if (cause !== tickSeq) orders.declare('Noted', {}, { decisionSeq: cause });
    const every = view.ticksIn(MINUTES_BETWEEN);
    if (round !== 0 || tick % every !== 0) return;
    readHeadline(context);
    if (memory.sellsSince >= 0) sell(context);
    else if (tick % view.ticksIn(60) === 0) consider(context);
  },
});

/** Fear from 0 to 1: the fall of the last day over the one that is panic, plus what a headline has left. */
export function fearOf(fallOfDay: number, headlineFear: number, panicFall: number): number {
  return Math.min(1, Math.max(0, fallOfDay) / panicFall + headlineFear);
}

/** Chance of beginning to sell within an hour. */
export function chanceOfHour(
  multiple: number,
  fear: number,
  p: Pick<Parameters, 'hazardPerHour' | 'profitMultiple' | 'fearWeight'>,
): number {
  return multiple > p.profitMultiple ? 1 - expOf(-p.hazardPerHour * (1 + p.fearWeight * fear)) : 0;
}

function readHeadline({ view, parameters: p, memory, orders }: Context<Parameters>): void {
  if (memory.headlineTick >= 0) return;
  const story = view.world.shocks.find(({ id }) => id === p.headline);
  if (!story) return;
  orders.declare('Noted', {}, { headlineTick: view.world.tick, headlineFear: story.size }, story.seq);
}

/** What is left of the fear a headline brought. */
function headlineFear(view: View, p: Parameters, memory: Context<Parameters>['memory']): number {
  if (memory.headlineTick < 0) return 0;
  const hours = ((view.world.tick - memory.headlineTick) * view.minutesPerTick) / 60;
  return storyFear(memory.headlineFear, hours, p.headlineHours);
}

/** Fear left of a story some hours later. */
export function storyFear(fear: number, hours: number, halfLifeHours: number): number {
  return fear * powOf(2, -hours / halfLifeHours);
}

/** Hourly, while it holds on: begins to sell by chance, on the index that makes it rich. */
function consider({ self, view, parameters: p, memory, random, orders }: Context<Parameters>): void {
  const { market, tick } = view.world;
  const { venue } = memory;
  const held = view.lots(self, venue);
  const fear = fearOf(-market.returnOver(MINUTES_PER_DAY), headlineFear(view, p, memory), p.panicFall);
  const multiple = view.indexUsd / memory.costUsd;
  const luck = random('habit').uniform();
  if (held < 1 || luck >= chanceOfHour(multiple, fear, p)) return;
  const columns = { instrument: venue, quantity: 0, value: held, reason: REASON['profit-taking'] };
  orders.declare(
    'TargetSet',
    columns,
    { sellsSince: tick, openingLots: held, fear, multiple },
    market.indexSeq,
  );
}

/** Sells what is due by now of its even daily share, as far as it has coins. */
function sell({ self, view, parameters: p, memory, orders, cause }: Context<Parameters>): void {
  const { venue, openingLots, sellsSince, decisionSeq } = memory;
  const held = view.lots(self, venue);
  const days = ((view.world.tick - sellsSince) * view.minutesPerTick) / MINUTES_PER_DAY;
  const due = Math.floor(openingLots * p.perDay * days) - (openingLots - held);
  const lots = Math.min(due, held);
  if (lots < 1 || !view.isOpen(venue)) return;
  const answers = decisionSeq >= 0 ? decisionSeq : cause;
  orders.send(venue, SELL, 0, lots, 'profit-taking', { type: 'market', cause: answers });
}
