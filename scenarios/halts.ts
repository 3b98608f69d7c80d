import { z } from 'zod';
import { defaultHalts } from '../sim/market/halt-rules.ts';

const { share, future, spot, marketWide, auctions, shortSales } = defaultHalts;

const width = z.number().min(0.001).max(0.9);
const pause = z.number().positive().max(390);
/** Within the hour of marks that the world keeps. */
const windowMinutes = z.number().int().min(1).max(60);
const limits = z.array(width).min(1).max(5);

const rolling = (defaults: Omit<typeof spot, 'rule'>) => ({
  band: width.default(defaults.band).describe('Share by which the price may move within the window'),
  windowMinutes: windowMinutes.default(defaults.windowMinutes).describe('Minutes of the rolling window'),
  pauseMinutes: pause.default(defaults.pauseMinutes).describe('Minutes of the pause'),
});

/** When trading halts and how it begins again: see `HaltRules` for what each number means. */
export const haltsSchema = z
  .strictObject({
    share: z
      .strictObject({
        rule: z.enum(['luld', 'none']).default(share.rule).describe('luld: as in US shares; none'),
        band: width
          .default(share.band)
          .describe('Half-width of the band around the mean price of the window, as a share'),
        lateFactor: z
          .number()
          .min(1)
          .max(10)
          .default(share.lateFactor)
          .describe('Factor on it from 15:35 in New York'),
        windowMinutes: windowMinutes.default(share.windowMinutes).describe('Minutes of that mean'),
        referenceStep: z
          .number()
          .min(0)
          .max(0.1)
          .default(share.referenceStep)
          .describe('Share by which the mean leaves the band’s middle before the band is moved'),
        limitStateSeconds: z
          .number()
          .min(0)
          .max(3600)
          .default(share.limitStateSeconds)
          .describe('Seconds at the edge after which trading pauses'),
        pauseMinutes: pause
          .default(share.pauseMinutes)
          .describe('Minutes of the pause, and of each extension'),
        collar: width
          .default(share.collar)
          .describe(
            'By how much the reopening collar exceeds the band at first, and widens with each extension',
          ),
      })
      .prefault({})
      .describe('Limit up-limit down on the trust share'),
    future: z
      .strictObject({
        rule: z
          .enum(['dynamic', 'static', 'none'])
          .default(future.rule)
          .describe('dynamic: over a rolling window; static: around the settlement; none'),
        ...rolling(future),
        limits: limits
          .default([...future.limits])
          .describe('Static limits, each in force once the one before it was met'),
      })
      .prefault({})
      .describe('Breaker of futures: dynamic over a rolling window, or static limits around the settlement'),
    spot: z
      .strictObject({
        rule: z
          .enum(['dynamic', 'none'])
          .default(spot.rule)
          .describe('dynamic: over a rolling window; none, as venues have it'),
        ...rolling(spot),
      })
      .prefault({})
      .describe('Breaker of spot venues'),
    marketWide: z
      .strictObject({
        rule: z.enum(['on', 'off']).default(marketWide.rule).describe('on or off'),
        levels: limits
          .default([...marketWide.levels])
          .describe('Falls, as shares, that halt US shares; the last one for the day'),
        pauseMinutes: pause.default(marketWide.pauseMinutes).describe('Minutes of a halt'),
      })
      .prefault({})
      .describe('Market-wide breaker of US shares on falls of the broad index since its last close'),
    auctions: z
      .strictObject({
        openingMinutes: z
          .number()
          .min(0)
          .max(60)
          .default(auctions.openingMinutes)
          .describe('Before the open'),
        closingMinutes: z
          .number()
          .min(0)
          .max(60)
          .default(auctions.closingMinutes)
          .describe('Before the close'),
      })
      .prefault({})
      .describe('Minutes for which orders are collected before the share opens and closes; 0: no auction'),
    shortSales: z
      .strictObject({
        rule: z.enum(['on', 'off']).default(shortSales.rule).describe('on or off'),
        fall: width.default(shortSales.fall).describe('Share by which the mark must have fallen'),
      })
      .prefault({})
      .describe('Short sales of the share after a fall from its last close (Rule 201 of Regulation SHO)'),
  })
  .prefault({});
