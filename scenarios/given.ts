/** What stands in a scenario because it happened so, by the paths that name it; news may be thought of otherwise. */
const RECORDED: readonly { readonly at: RegExp; readonly what: string }[] = [
  { at: /^history(\.|$)/, what: 'what history says' },
  { at: /^(start|end)$/, what: 'the window of the event' },
  { at: /^opening\.spotUsd$/, what: 'the price at which it opened' },
];
const NEWS = { at: /^outside\.(shocks|flags)(\.|$)/, what: 'the news of the event' };

/** What a path (as in --set) names of an event's record, its window or its history, or null: nothing may vary these. */
export const recordedAt = (path: string): string | null =>
  RECORDED.find(({ at }) => at.test(path))?.what ?? null;

/** The same, the size of its news among it: a fit that moved it would bend the event to the model. */
export const measuredAt = (path: string): string | null =>
  recordedAt(path) ?? (NEWS.at.test(path) ? NEWS.what : null);
