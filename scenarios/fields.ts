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

/** What no text may hold: controls, line and paragraph ends, and what turns the direction of writing round. */
const UNSEEN = '\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069';

/** A text for readers, on one line however it was folded: what would steer their terminal is no part of one. */
export const readable = z
  .string()
  .overwrite((text) => text.replace(/[ \t\r\n]+/g, ' ').replace(/^ | $/g, ''))
  .min(1)
  .regex(new RegExp(`^[^${UNSEEN}]*$`), { message: 'must be a text without control characters' });

/** Names joined by dots, as --set takes them. */
export const settingPath = z.string().regex(new RegExp(`^[^.=\\s${UNSEEN}]+(\\.[^.=\\s${UNSEEN}]+)*$`), {
  message: 'must be names joined by dots, such as pod-platform.crowding',
});
