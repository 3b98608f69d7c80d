import type { SearchCommands } from './searches.ts';
import type { Io } from './terminal.ts';

/** Whether one JSON object is wanted instead of text. */
export interface JsonOption {
  readonly json: boolean;
}

/** What changes a scenario: ids of what-ifs, and "path=value" texts, each in the order given. */
export interface ChangeOptions {
  readonly whatIf: readonly string[];
  readonly set: readonly string[];
}

/** Accepted parameter sets to run a scenario with. */
export interface SetsOptions {
  /** Path of the file, or the name of sets that come along; the scenario may name one itself. */
  readonly sets?: string;
  /** From 1 in the order of the file: a whole number, at least 1. */
  readonly setNumber?: number;
}

/** How much of a run is written down. */
export const LOG_LEVELS = ['full', 'decisions', 'digest'] as const;

export interface RunOptions extends JsonOption, ChangeOptions, SetsOptions {
  readonly seed?: string;
  /** ISO 8601 UTC, unchecked. */
  readonly until?: string;
  readonly log: (typeof LOG_LEVELS)[number];
  readonly out?: string;
}

export interface ReplayOptions extends JsonOption {
  /** ISO 8601 UTC, unchecked. */
  readonly at?: string;
  readonly verify: boolean;
}

export interface ForkOptions extends JsonOption, ChangeOptions {
  /** ISO 8601 UTC, unchecked. */
  readonly at: string;
  readonly out?: string;
}

export interface ExplainOptions extends JsonOption {
  /** `seq` of the event: a whole number, at least 0. */
  readonly event?: number;
  /** Or a type of event, unchecked: the largest of it. */
  readonly largest?: string;
}

export interface ScoreOptions extends JsonOption {
  /** Path of a file of klines, and whose prices to set beside them. */
  readonly klines?: string;
  readonly instrument?: string;
}

export interface SignalsOptions extends JsonOption {
  /** ISO 8601 UTC, unchecked. */
  readonly at?: string;
}

export interface ValidateOptions extends JsonOption, ChangeOptions, SetsOptions {
  /** A whole number, at least 1: seeds 1, 2, ...; a default by scenario where it is absent. */
  readonly seeds?: number;
  /** Of a calm scenario: pairs of runs with large orders, at least 1, and whether experiments are left out. */
  readonly pairs?: number;
  readonly factsOnly: boolean;
  /** Threads; as many as the machine has cores where it is absent. */
  readonly workers?: number;
  /** "i/n", unchecked. */
  readonly slice?: string;
  /** File for JUnit XML. */
  readonly junit?: string;
  readonly out?: string;
}

export interface EnsembleOptions extends JsonOption, ChangeOptions, SetsOptions {
  /** A whole number, at least 1: seeds 1, 2, ... */
  readonly seeds?: number;
  /** Threads; as many as the machine has cores where it is absent. */
  readonly workers?: number;
  /** "i/n", unchecked. */
  readonly slice?: string;
  readonly out?: string;
}

/** What a search varies, and how much it may simulate. */
export interface SearchOptions extends JsonOption, ChangeOptions {
  /** "path=from[:likely]:to[:log][:whole]" texts, unchecked. */
  readonly vary: readonly string[];
  /** Simulations a point, on seeds of their own: 1,000,001 and on. */
  readonly seeds: number;
  /** Decides which points are drawn. */
  readonly luck: string;
}

export interface CalibrateOptions extends SearchOptions {
  /** Points to simulate in all, and how many of them are accepted. */
  readonly budget: number;
  readonly population: number;
  /** Points spent on the best one besides. */
  readonly polish: number;
  /** File or name of the sets that the stage before accepted; the scenario may name one itself. */
  readonly from?: string;
  /** File for accepted sets. */
  readonly out?: string;
}

/** Ways to ask what matters. */
export const SENSITIVITY_METHODS = ['morris', 'sobol'] as const;

export interface SensitivityOptions extends SearchOptions {
  readonly method: (typeof SENSITIVITY_METHODS)[number];
  /** Points to simulate; a default by method where it is absent. */
  readonly budget?: number;
  /** Id of a row of history whose reading is asked about; the distance from all fitted ones where it is absent. */
  readonly of?: string;
  /** File for all that was found, as JSON. */
  readonly out?: string;
}

/** What can be listed. */
export const LISTS = ['scenarios', 'agents', 'what-ifs', 'events', 'targets', 'schema'] as const;

/** The two kinds of option to price. */
export const OPTION_TYPES = ['put', 'call'] as const;
/** What a barrier does, and when the price is held against it. */
export const BARRIER_TYPES = ['down-and-in'] as const;
export const OBSERVATIONS = ['continuous', 'daily', 'maturity'] as const;

/** An option to price; volatility, rate and dividend yield are annual fractions (0.6 is 60 %). */
export interface PriceOptions extends JsonOption {
  readonly type: (typeof OPTION_TYPES)[number];
  readonly spot: number;
  readonly strike: number;
  readonly vol: number;
  readonly rate: number;
  readonly dividend: number;
  /** Calendar days to expiry. */
  readonly days: number;
  /** Barrier below the strike, in the currency of the spot: a put that lives only once it was met. */
  readonly barrier?: number;
  readonly barrierType?: (typeof BARRIER_TYPES)[number];
  readonly observation?: (typeof OBSERVATIONS)[number];
}

/** A price both ways; the command line prints one of them. */
export interface Priced {
  readonly text: string;
  readonly json: unknown;
}

/** What every command is called with; each prints through `io` and answers its exit code. */
export interface Commands extends SearchCommands {
  run(scenario: string, options: RunOptions, io: Io): Promise<number>;
  replay(run: string, options: ReplayOptions, io: Io): Promise<number>;
  resume(run: string, options: JsonOption, io: Io): Promise<number>;
  fork(run: string, options: ForkOptions, io: Io): Promise<number>;
  explain(run: string, options: ExplainOptions, io: Io): Promise<number>;
  compare(a: string, b: string, options: JsonOption, io: Io): Promise<number>;
  score(run: string, options: ScoreOptions, io: Io): Promise<number>;
  signals(run: string, options: SignalsOptions, io: Io): Promise<number>;
  ensemble(scenario: string, options: EnsembleOptions, io: Io): Promise<number>;
  validate(scenario: string, options: ValidateOptions, io: Io): Promise<number>;
  list(
    what: (typeof LISTS)[number],
    scenario: string | undefined,
    options: JsonOption,
    io: Io,
  ): Promise<number>;
  match(file: string | undefined, io: Io): Promise<number>;
  price(options: PriceOptions): Priced | Promise<Priced>;
}

/** Fetches a command when it is called for, so that help never waits for the simulator. */
export type Loaders = { readonly [K in keyof Commands]: () => Promise<Commands[K]> };

export const loaders: Loaders = {
  run: async () => (await import('./commands/run.ts')).runCommand,
  replay: async () => (await import('./commands/replay.ts')).replayCommand,
  resume: async () => (await import('./commands/resume.ts')).resumeCommand,
  fork: async () => (await import('./commands/fork.ts')).forkCommand,
  explain: async () => (await import('./commands/explain.ts')).explainCommand,
  compare: async () => (await import('./commands/compare.ts')).compareCommand,
  score: async () => (await import('./commands/score.ts')).scoreCommand,
  signals: async () => (await import('./commands/signals.ts')).signalsCommand,
  ensemble: async () => (await import('./commands/ensemble.ts')).ensembleCommand,
  validate: async () => (await import('./commands/validate.ts')).validateCommand,
  calibrate: async () => (await import('./commands/searches.ts')).calibrate,
  sensitivity: async () => (await import('./commands/searches.ts')).sensitivity,
  list: async () => (await import('./commands/list.ts')).listCommand,
  match: async () => (await import('./commands/match.ts')).matchCommand,
  price: async () => (await import('./commands/price.ts')).priceCommand,
};
