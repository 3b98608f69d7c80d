import { z } from 'zod';
import { CARRY_YIELD, MOST_FUNDING } from '../market/funding.ts';

/** A share a year at which somebody thinks bitcoin fairly carried, no more than funding can pay; each says of what. */
export const carryYield = z.number().min(-MOST_FUNDING).max(MOST_FUNDING).default(CARRY_YIELD);
