import { paint } from './terminal.ts';

/** A bar is full at this many scoring deviations. */
const FULL = 6;
/** Within two deviations a row is met. */
const NEAR = 2;

/** A distance in scoring deviations drawn from a middle line: too low to the left, too high to the right. */
export function distanceBar(distance: number, cells: number, color: boolean): string {
  const halves = Math.min(2 * cells, Math.round((2 * cells * Math.abs(distance)) / FULL));
  const body = '█'.repeat(halves >> 1);
  const left = distance < 0 ? `${halves % 2 === 1 ? '▐' : ''}${body}` : '';
  const right = distance < 0 ? '' : `${body}${halves % 2 === 1 ? '▌' : ''}`;
  const tone = Math.abs(distance) < NEAR ? 'green' : 'red';
  return `${' '.repeat(cells - left.length)}${paint(left, tone, color)}│${paint(right, tone, color)}`;
}
