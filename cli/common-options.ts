import { setting } from './usage.ts';

const collect = (text: string, before: readonly string[]): readonly string[] => [...before, text];

/** What --json says of itself. */
export const JSON_TEXT = 'print one JSON object instead of text';

/** Flags, text, parser and default of --what-if. */
export const WHAT_IF = ['--what-if <id>', 'switch a what-if on; may be repeated', collect, []] as const;

/** The same of --set. */
export const SET = [
  '--set <path=value>',
  'set a parameter of the scenario; may be repeated',
  (text: string, before: readonly string[]) => collect(setting(text), before),
  [],
] as const;
