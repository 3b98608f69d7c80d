import { z } from 'zod';
import { inOrder } from '../in-order.ts';
import { OPENING_ONLY } from '../opening-only.ts';

const share = z.number().min(0).max(1);
const positive = z.number().positive();
const closes = z.number().int().min(0).max(10_000);

const fields = z.strictObject({
  coins: positive
    .describe(
      'bitcoin held when the window opens (2,200-713,502 by company: public figures of 1 February 2026 for ' +
        'the largest, estimates for others)',
    )
    .meta(OPENING_ONLY),
  costUsd: positive
    .max(10_000_000)
    .describe(
      'US dollars paid for a bitcoin, on average (76,052-117,000 by company: public figures of the ' +
        'largest, estimates for others)',
    )
    .meta(OPENING_ONLY),
  cashUsd: z
    .number()
    .min(0)
    .describe(
      'US dollars of cash (4m-2.25bn by company: public figures of the largest, estimates for others)',
    )
    .meta(OPENING_ONLY),
  debtUsd: z
    .number()
    .min(0)
    .describe('US dollars owed (0-8.2bn by company: public figures of the largest, estimates for others)')
    .meta(OPENING_ONLY),
  secured: z
    .boolean()
    .default(false)
    .describe(
      'whether the debt is secured on the coins, with a covenant (a choice; the largest pledged none)',
    ),
  shares: positive
    .max(1e12)
    .describe('shares outstanding (40-450m by company: public figures of the largest, estimates for others)')
    .meta(OPENING_ONLY),
  mnav: positive
    .max(100)
    .describe(
      'ratio of the market value of its equity to net asset value when the window opens (0.75-1.1: 1.08 ' +
        'for the largest, estimates for others)',
    ),
  perDrawdown: z
    .number()
    .min(-10)
    .max(10)
    .default(0.35)
    .describe('log fall of that ratio per unit of the fall since the opening, a fraction (.1-.7: a choice)'),
  perVol: z
    .number()
    .min(-10)
    .max(10)
    .default(0.1)
    .describe(
      'log fall of that ratio per unit of the rise of 30-day volatility, a fraction (0-.3: a choice)',
    ),
  policy: z
    .enum(['hold', 'buyback'])
    .default('hold')
    .describe(
      'what it does when shares trade below assets (a choice; a small treasury bought back in November ' +
        '2025, the largest held)',
    ),
  buybackBelow: positive
    .max(100)
    .default(0.9)
    .describe('ratio below which it sells coins to buy back shares (.7-1: a choice)'),
  buybackPerDay: share
    .default(0.005)
    .describe('share of its coins sold a day to buy back shares (.001-.02: a choice)'),
  issueAbove: positive
    .max(100)
    .default(1.1)
    .describe('ratio above which it issues shares and buys coins (1-1.3: a choice)'),
  issuePerDay: share
    .default(0.005)
    .describe('share of net asset value issued as equity a day then (.001-.02: a choice)'),
  covenantLtv: positive
    .max(10)
    .default(0.6)
    .describe('ratio of debt to coins at which the lender asks for repayment (.5-.8: a choice)'),
  curedLtv: share
    .default(0.5)
    .describe('ratio of debt to coins to which it sells down then (.4-.6: a choice)'),
  covenantHours: positive.max(1_000).default(6).describe('hours over which it does (2-24: a choice)'),
  participation: share.default(0.05).describe('share of turnover it takes, at most (.02-.1: a choice)'),
  closesUnderDollar: closes
    .default(0)
    .describe('consecutive closes under one dollar so far (0-29: a choice)')
    .meta(OPENING_ONLY),
  noticeAfter: closes
    .default(30)
    .describe('closes under one dollar that bring a delisting notice (30: the bid-price rule of Nasdaq)'),
  listingHazard: share
    .default(0.3)
    .describe('chance a day, after a notice, of another day of buying back (.1-.5: a choice)'),
});

/** Balance sheet and habits of one company. A scenario gives the balance sheet; habits have defaults. */
export const treasuryParameters = inOrder(
  fields,
  ['curedLtv', 'covenantLtv'],
  ['buybackBelow', 'issueAbove'],
);
export type TreasuryParameters = z.infer<typeof treasuryParameters>;
