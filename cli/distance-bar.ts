import { MET_WITHIN } from '../reports/distance.ts';
import { paint } from './terminal.ts';

/** What a bar is drawn with: cells to either side, the deviations at which it is full, and whether it is coloured. */
export interface BarOptions {
  readonly cells: number;
  readonly full: number;
  readonly color: boolean;
}

/** A distance in scoring deviations drawn from a middle line: too low to the left, too high to the right. */
export function distanceBar(distance: number, { cells, full, color }: BarOptions): string {
  const halves = Math.min(2 * cells, Math.round((2 * cells * Math.abs(distance)) / full));
  const body = '█'.repeat(halves >> 1);
  const left = distance < 0 ? `${halves % 2 === 1 ? '▐' : ''}${body}` : '';
  const right = distance < 0 ? '' : `${body}${halves % 2 === 1 ? '▌' : ''}`;
  const tone = Math.abs(distance) < MET_WITHIN ? 'green' : 'red';
  return `${' '.repeat(cells - left.length)}${paint(left, tone, color)}│${paint(right, tone, color)}`;
}
