import { numberOption, setting } from './usage.ts';

// Options that several commands have, as the parser takes them: flags, what help says, how they are read, the default.

/** What help says of --json. */
export const JSON_TEXT = 'print one JSON object instead of text';

/** What-ifs, in the order given. */
export const WHAT_IF = ['--what-if <id>', 'switch a what-if on; may be repeated', collect, []] as const;

/** Settings, in the order given. */
export const SET = [
  '--set <path=value>',
  'set a parameter of the scenario; may be repeated',
  (text: string, before: readonly string[]) => collect(setting(text), before),
  [],
] as const;

/** Accepted parameter sets: a file of them, or those that come with the software. */
export const SETS = [
  '--sets <FILE>',
  'parameter sets of "cascade calibrate", or feb-5-2026 or calm for those that come along (default: those the scenario names)',
] as const;

/** One set of such a file. */
export const SET_NUMBER = [
  '--set-number <N>',
  'one of those sets, from 1 on in the order of their file',
  numberOption('--set-number', { least: 1, whole: true, example: '3' }),
] as const;

/** Adds the value of an option that may be repeated. */
export function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}
