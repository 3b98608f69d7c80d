import { formatTime, parseTime } from '../sim/engine/time.ts';
import { UsageError } from './errors.ts';

/** The ticks of a run, in time. */
export interface Window {
  readonly startSeconds: number;
  readonly secondsPerTick: number;
  readonly ticks: number;
}

/** The tick that opens at a time given on the command line; throws a UsageError where no tick does. */
export function tickAt(option: string, text: string, window: Window, least = 0): number {
  const { startSeconds, secondsPerTick, ticks } = window;
  const seconds = parseTime(text);
  const example = timeOf(window, Math.max(least, ticks));
  if (seconds === null)
    throw new UsageError(`${option} holds "${text}"; it must be an ISO 8601 UTC time such as ${example}.`);
  const tick = (seconds - startSeconds) / secondsPerTick;
  if (tick < least || tick > ticks)
    throw new UsageError(
      `${option} holds ${text}, which is outside the window; it must be from ${timeOf(window, least)} to ${timeOf(window, ticks)}.`,
    );
  if (!Number.isInteger(tick))
    throw new UsageError(
      `${option} holds ${text}, which is within a tick of ${secondsPerTick} s; give ${timeOf(window, Math.floor(tick))} or ${timeOf(window, Math.ceil(tick))}.`,
    );
  return tick;
}

/** ISO 8601 UTC time at which a tick opens. */
export const timeOf = (
  { startSeconds, secondsPerTick }: Pick<Window, 'startSeconds' | 'secondsPerTick'>,
  tick: number,
): string => formatTime(startSeconds + tick * secondsPerTick);
