import lnOf from '@stdlib/math-base-special-ln';
import { z } from 'zod';
import { BUY, SELL } from '../events.ts';
import { BOOKS, INSTRUMENT } from '../market/instruments.ts';
import type { View } from '../market/view.ts';
import { NONE } from '../world/book.ts';
import { BANDS, BIN, BINS_PER_BAND } from '../world/latent.ts';
import { type Context, defineAgent } from './agent.ts';
import { OPENING_ONLY } from './opening-only.ts';
import { addUpToOne } from './shares.ts';

const share = z.number().min(0).max(1);
const parameters = z.strictObject({
  shownWithin: z
    .number()
    .positive()
    .max(0.1)
    .default(0.01)
    .describe('log distance from the price within which intentions are shown (.005-.02: a choice)'),
  shownShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe(
      'largest share of an intention that is shown (.3-.8: a choice; the rest of a book is latent, Toth ' +
        'et al. 2011)',
    ),
  showingPerMinute: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('share of the gap to it closed each minute (.1-.5: a choice)'),
  shares: z
    .strictObject({
      spot: share.describe('share of shown intentions on offshore spot (.2-.4: a choice)'),
      usSpot: share.describe('share of them on US spot (.05-.2: a choice)'),
      perp: share.describe('share of them on the perp (.2-.45: a choice)'),
      etf: share.describe('share of them on trust shares (.1-.25: a choice)'),
      future: share.describe('share of them on futures (.05-.15: a choice)'),
    })
    .refine((split) => addUpToOne(Object.values(split).map((part) => ({ share: part }))), {
      message: 'shares that sum to 1',
    })
    .default({ spot: 0.28, usSpot: 0.12, perp: 0.33, etf: 0.17, future: 0.1 })
    .describe('share of shown intentions on each venue (a choice)'),
  coins: z
    .number()
    .min(0)
    .default(2_000_000)
    .describe('bitcoin held on venues (1-3m: a choice)')
    .meta(OPENING_ONLY),
  etfShares: z
    .number()
    .min(0)
    .max(1e11)
    .default(1_410_000_000)
    .describe('trust shares held (1-2bn: with those of institutions, all US spot ETFs: about 2.24bn)')
    .meta(OPENING_ONLY),
  cashUsd: z
    .number()
    .min(0)
    .default(300e9)
    .describe('US dollars of cash (100-500bn: a choice)')
    .meta(OPENING_ONLY),
});
type Parameters = z.infer<typeof parameters>;

/** A shown order is left alone while its size is within this share of what is wanted. */
const SIZE_TOLERANCE = 0.25;
/** Seconds between two looks at its orders, or a tick where ticks are longer. */
const LOOK_SECONDS = 10;
/** Half of a closed venue's share moves to the open ones; the rest is missing, which is why the evening is thin. */
const MOVES_WHEN_CLOSED = 0.5;

/**
 * The investing public. Its latent book holds what it would buy and sell at every price; every few seconds it shows the
 * part near the price as limit orders on the venues that take orders (Toth et al. 2011; Donier et al. 2015). When reservation prices
 * move, its orders move with them and may cross: that is how news reaches the books.
 */
export const investors = defineAgent<Parameters>({
  kind: 'investors',
  about:
    'Show, near the price, what the investing public would buy and sell; the slow liquidity everything ' +
    'falls onto.',
  parameters,
  wake: { every: `${LOOK_SECONDS}s` },
  latency: 'other',
  // With what hedge funds lend, about 15 % of all shares (5-30).
  lends: 0.12,
  tags: BANDS,
  uses: ['rests'],
  emits: [],
  open({ parameters: p, cash, holding, latentBook }) {
    cash(p.cashUsd);
    holding(INSTRUMENT['BTC-SPOT'], Math.round(p.coins * 70));
    holding(INSTRUMENT['BTC-SPOT-US'], Math.round(p.coins * 30));
    holding(INSTRUMENT.IBIT, p.etfShares);
    latentBook();
  },
  decide(context) {
    const { view, parameters: p } = context;
    const shares = venueShares(view, p);
    const intentions = intentionsNear(view, p);
    for (const instrument of BOOKS) {
      if (view.takesOrders(instrument)) show(context, intentions, instrument, shares[instrument]);
    }
  },
});

/** Share of intentions that each venue shows now. */
function venueShares(view: View, p: Parameters): number[] {
  const { spot, usSpot, perp, etf, future } = p.shares;
  const wanted = [spot, usSpot, perp, future * 0.8, future * 0.15, future * 0.05, etf];
  let open = 0;
  let shut = 0;
  for (const i of BOOKS) {
    if (view.takesOrders(i)) open += wanted[i];
    else shut += wanted[i];
  }
  const factor = open > 0 ? 1 + (MOVES_WHEN_CLOSED * shut) / open : 0;
  return wanted.map((share) => share * factor);
}

/** What the latent book wants near the price, the same for every venue: by band from `from`, its price and dollars. */
interface Intentions {
  readonly middle: number;
  readonly reach: number;
  readonly from: number;
  readonly priceUsd: readonly number[];
  readonly dollars: readonly number[];
}

/** Bands within which orders are shown, and as many again each side, where orders shown before may still rest. */
function intentionsNear(view: View, p: Parameters): Intentions {
  const { latent } = view.world;
  const middle = latent.bandOf(lnOf(view.indexUsd));
  const reach = Math.ceil(p.shownWithin / (BIN * BINS_PER_BAND));
  const from = Math.max(0, middle - 2 * reach);
  const to = Math.min(BANDS - 1, middle + 2 * reach);
  const priceUsd: number[] = [];
  const dollars: number[] = [];
  for (let band = from; band <= to; band++) {
    priceUsd.push(latent.priceOfBand(band));
    dollars.push(latent.dollarsIn(band));
  }
  return { middle, reach, from, priceUsd, dollars };
}

/** Brings one venue's shown orders toward what the latent book wants shown there. */
function show(
  { self, view, orders, parameters: p, cause }: Context<Parameters>,
  { middle, reach, from, priceUsd, dollars }: Intentions,
  instrument: number,
  share: number,
): void {
  const { world } = view;
  const book = world.books[instrument];
  // A venue's price may stand off the index for good (basis, trust decay): investors see through it.
  const ticksPerUsd = view.ticksOf(instrument, 1) * world.market.ratio[instrument];
  const { centsPerTickLot } = world.instruments[instrument];
  const minutes = view.ticksIn(LOOK_SECONDS / 60) * view.minutesPerTick;
  const pace = 1 - view.power(1 - p.showingPerMinute, minutes);
  for (let n = 0; n < priceUsd.length; n++) {
    const band = from + n;
    const order = world.orderUnder(self, instrument, band);
    const slot = order >= 0 ? book.slotOf(order) : NONE;
    const held = slot === NONE ? 0 : book.orderSide[slot] * book.orderQuantity[slot];
    const near = Math.abs(band - middle) <= reach;
    if (!near && held === 0) continue;
    const ticks = Math.max(1, Math.round(priceUsd[n] * ticksPerUsd));
    const lotUsd = (ticks * centsPerTickLot) / 100;
    const full = near ? (dollars[n] * share * p.shownShare) / lotUsd : 0;
    const side = full > 0 ? BUY : SELL;
    const heldSame = held * side > 0 ? Math.abs(held) : 0;
    const wanted = Math.min(Math.abs(full), heldSame + pace * Math.max(0, Math.abs(full) - heldSame));
    const lots = Math.round(wanted);
    if (slot !== NONE && heldSame > 0 && lots > 0) {
      const sameSize = Math.abs(lots - heldSame) <= SIZE_TOLERANCE * heldSame;
      const drift = Math.abs(book.orderPrice[slot] - ticks);
      if (sameSize && drift * 10_000 <= 2 * ticks) continue;
    }
    if (lots < 1) {
      if (slot !== NONE) orders.cancel(instrument, order);
      continue;
    }
    const options = { tag: band, stp: 'cancelOldest', cause } as const;
    if (slot !== NONE) orders.replace(instrument, order, side, ticks, lots, 'latent', options);
    else orders.send(instrument, side, ticks, lots, 'latent', options);
  }
}
