import type { Command, CommanderError } from 'commander';
import { UsageError } from './errors.ts';
import { unknownName } from './nearest.ts';

/** The parser's complaint as one sentence that says what is wrong, with which value, and what would be right. */
export function usageError(error: CommanderError, command: Command): Error {
  if (error.exitCode === 0) return error;
  const full = command.parent ? `${command.parent.name()} ${command.name()}` : command.name();
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  switch (error.code) {
    case 'commander.unknownOption': {
      const flags = [...command.options.flatMap(({ long }) => (long ? [long] : [])), '--help'];
      return unknownName('option', quoted.replace(/=.*$/, ''), flags);
    }
    case 'commander.missingArgument':
      return new UsageError(`"${full}" needs <${quoted}>; "${full} --help" shows examples.`);
    case 'commander.optionMissingArgument':
      return new UsageError(
        `Option "${quoted}" of "${full}" needs a value; "${full} --help" shows examples.`,
      );
    case 'commander.excessArguments': {
      const expected = command.registeredArguments.length;
      const extra = command.args.slice(expected).map((arg) => `"${arg}"`);
      return new UsageError(
        `"${full}" takes ${expected === 0 ? 'options only' : `${expected} argument${expected === 1 ? '' : 's'}`}, so ${extra.join(' and ')} must go; "${full} --help" shows examples.`,
      );
    }
    default:
      return new UsageError(`${error.message.replace(/^error: /, '')}; "${full} --help" shows examples.`);
  }
}

/** Refuses a command line that lacks an option the command cannot do without. */
export function required(command: Command, ...flags: string[]): void {
  const given = command.opts();
  const missing = flags.filter((flag) => given[flag.slice(2)] === undefined);
  if (missing.length === 0) return;
  const full = `cascade ${command.name()}`;
  throw new UsageError(`"${full}" needs ${missing.join(', ')}; "${full} --help" shows examples.`);
}

/** Refuses a command line that has none of some options, or more than one. */
export function exactlyOne(command: Command, ...flags: string[]): void {
  const given = command.opts();
  const found = flags.filter((flag) => given[flag.slice(2)] !== undefined);
  if (found.length === 1) return;
  const full = `cascade ${command.name()}`;
  if (found.length === 0)
    throw new UsageError(`"${full}" needs ${flags.join(' or ')}; "${full} --help" shows examples.`);
  throw new UsageError(`"${full}" takes only one of ${found.join(' and ')}; leave one out.`);
}

/** Refuses an option that says nothing without another. */
export function onlyWith(command: Command, flag: string, other: string): void {
  const given = command.opts();
  if (given[flag.slice(2)] === undefined || given[other.slice(2)] !== undefined) return;
  const full = `cascade ${command.name()}`;
  throw new UsageError(`"${full}" takes ${flag} only with ${other}; "${full} --help" shows examples.`);
}

/** Refuses two options that contradict each other. */
export function neverBoth(command: Command, flag: string, other: string): void {
  if ([flag, other].some((one) => command.getOptionValueSource(camelCase(one)) !== 'cli')) return;
  throw new UsageError(`"cascade ${command.name()}" takes only one of ${flag} and ${other}; leave one out.`);
}

/** Commander's name of an option: "--facts-only" is "factsOnly". */
const camelCase = (flag: string): string =>
  flag.slice(2).replace(/-(.)/g, (_, first: string) => first.toUpperCase());

/** Parser of a word out of a fixed few. */
export function oneOf<T extends string>(kind: string, words: readonly T[]): (text: string) => T {
  return (text) => {
    const found = words.find((word) => word === text);
    if (found === undefined) throw unknownName(kind, text, words);
    return found;
  };
}

interface NumberRule {
  readonly least?: number;
  readonly most?: number;
  readonly whole?: boolean;
  readonly example: string;
}

/** Most seeds or points of one command. Seeds of searches begin above it, so that none is one of a validation. */
export const MOST_COUNT = 1_000_000;
/** Most threads of one command: each takes some 100 MB. */
export const MOST_WORKERS = 256;

/** Parser of a number within bounds. */
export function numberOption(flag: string, rule: NumberRule): (text: string) => number {
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY, whole = false, example } = rule;
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    const fine = whole ? Number.isSafeInteger(value) : Number.isFinite(value);
    if (fine && value >= least && value <= most) return value;
    const kind = whole ? 'a whole number' : 'a number';
    const beyond = rule.least === undefined ? '' : ` of at least ${least}`;
    const bound = value > most ? ` of at most ${most}` : beyond;
    throw new UsageError(`Option "${flag}" needs ${kind}${bound}, such as ${example}, but got "${text}".`);
  };
}

/** A "path=value" text as it is, refused where it has no path. */
export function setting(text: string): string {
  if (text.indexOf('=') > 0) return text;
  throw new UsageError(`Option "--set" needs path=value, with an equals sign, but got "${text}".`);
}
