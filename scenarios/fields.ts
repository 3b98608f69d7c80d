import { z } from 'zod';
import { parseTime } from '../sim/engine/time.ts';

/** A time of a scenario: ISO 8601, UTC. */
export const utcTime = z
  .string()
  .refine((text) => parseTime(text) !== null, {
    message: 'must be an ISO 8601 UTC time such as 2026-02-05T14:30Z',
  })
  .describe('ISO 8601 UTC time such as 2026-02-05T14:30Z');

/** A date of a scenario, UTC or New York as its field says. */
export const isoDate = z
  .string()
  .refine((text) => /^\d{4}-\d\d-\d\d$/.test(text) && parseTime(text) !== null, {
    message: 'must be a date such as 2026-02-05',
  });

/** A name by which a scenario is referred to. */
export const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/, { message: 'must be lower-case letters, digits and hyphens' });

/** A text for readers: what would steer their terminal is no part of one. */
export const readable = z
  .string()
  .min(1)
  .regex(/^\P{Cc}*$/u, { message: 'must be a text without control characters' });
