import calm from './calm/sets.json';
import feb5 from './feb-5-2026/sets.json';

/**
 * Accepted parameter sets that come with the software, unchecked, by the built-in scenario that they were fitted to; those
 * of the event go on from those of calm markets. `npm run calibrate` makes them anew.
 */
export const shippedSets: Readonly<Record<string, unknown>> = Object.freeze({
  calm,
  'feb-5-2026': feb5,
});
