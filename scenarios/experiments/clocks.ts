/** How time is cut: the length of a tick, and rounds within it. */
export interface Clock {
  readonly tick: string;
  readonly roundsPerTick: number;
}

/** The default, and one as fine in ticks as the default is in rounds: agents are asked as often, reference data come six times as often. */
export const MINUTE_TICKS: Clock = { tick: '60s', roundsPerTick: 6 };
export const TEN_SECOND_TICKS: Clock = { tick: '10s', roundsPerTick: 1 };
