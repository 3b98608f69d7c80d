import { z } from 'zod';
import { defaultHalts } from '../sim/market/halt-rules.ts';

const { share, future, spot, marketWide, auctions, shortSales } = defaultHalts;

const width = z.number().min(0.001).max(0.9);
const pause = z.number().positive().max(390);
/** Within the hour of marks that the world keeps. */
const windowMinutes = z.number().int().min(1).max(60);
const limits = z.array(width).min(1).max(5);

const rolling = (defaults: Omit<typeof spot, 'rule'>) => ({
  band: width.default(defaults.band),
  windowMinutes: windowMinutes.default(defaults.windowMinutes),
  pauseMinutes: pause.default(defaults.pauseMinutes),
});

/** When trading halts and how it begins again: see `HaltRules` for what each number means. */
export const haltsSchema = z
  .strictObject({
    share: z
      .strictObject({
        rule: z.enum(['luld', 'none']).default(share.rule),
        band: width.default(share.band),
        lateFactor: z.number().min(1).max(10).default(share.lateFactor),
        windowMinutes: windowMinutes.default(share.windowMinutes),
        referenceStep: z.number().min(0).max(0.1).default(share.referenceStep),
        limitStateSeconds: z.number().min(0).max(3600).default(share.limitStateSeconds),
        pauseMinutes: pause.default(share.pauseMinutes),
        collar: width.default(share.collar),
      })
      .prefault({}),
    future: z
      .strictObject({
        rule: z.enum(['dynamic', 'static', 'none']).default(future.rule),
        ...rolling(future),
        limits: limits.default([...future.limits]),
      })
      .prefault({}),
    spot: z
      .strictObject({ rule: z.enum(['dynamic', 'none']).default(spot.rule), ...rolling(spot) })
      .prefault({}),
    marketWide: z
      .strictObject({
        rule: z.enum(['on', 'off']).default(marketWide.rule),
        levels: limits.default([...marketWide.levels]),
        pauseMinutes: pause.default(marketWide.pauseMinutes),
      })
      .prefault({}),
    auctions: z
      .strictObject({
        openingMinutes: z.number().min(0).max(60).default(auctions.openingMinutes),
        closingMinutes: z.number().min(0).max(60).default(auctions.closingMinutes),
      })
      .prefault({}),
    shortSales: z
      .strictObject({
        rule: z.enum(['on', 'off']).default(shortSales.rule),
        fall: width.default(shortSales.fall),
      })
      .prefault({}),
  })
  .prefault({});
