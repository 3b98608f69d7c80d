import { describe, expect, it } from 'vitest';
import { uncoloured } from '../../cli/terminal.ts';
import { Watch } from '../../cli/watch.ts';

describe('watching work in parts', () => {
  it('shows the share of all rounds, those of later parts included', () => {
    const drawn: string[] = [];
    const io = {
      ...{ out: () => {}, err: () => {}, draw: (text: string) => void drawn.push(text) },
      ...{ interactive: true, columns: 80, color: false },
    };
    const length = { ticks: 100, roundsPerTick: 6 };
    const fine = { ticks: 600, roundsPerTick: 1 };
    let ms = 0;
    const watch = new Watch(io, 'run', [length, length], () => ms);
    const first = watch.part([length, fine]);
    ms = 1000;
    first.reached(50, 0);
    first.end();
    watch.next('order', []);
    const second = watch.part([length, length]);
    ms = 2000;
    second.finished(0);
    const lines = drawn.map(uncoloured).filter((line) => line.includes('%'));
    expect(lines[0]).toMatch(/ 12% {2}0 of 2 runs/);
    expect(lines[1]).toMatch(/ 75% {2}1 of 2 orders/);
  });
});
