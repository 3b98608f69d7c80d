import fc from 'fast-check';
import { expect, test } from 'vitest';
import { combine, hashName, unit } from '../../sim/engine/hash.ts';
import { Arrivals, LATENCY } from '../../sim/market/arrivals.ts';
import { COMMAND, CommandQueue } from '../../sim/market/commands.ts';

/** Base and width of each latency class, as the model has them. */
const TIMES = {
  engine: [0, 0.2],
  maker: [0, 0.35],
  arbitrage: [0.05, 0.5],
  dealer: [0.1, 0.9],
  other: [0, 1],
};
type Class = keyof typeof LATENCY;

const names = Object.keys(LATENCY) as Class[];
const accounts = names.map((latency) => ({
  ...{ name: `${latency}-1`, kind: 'test', leader: -1, latency: LATENCY[latency] },
  ...{ traders: 0, tags: 0, lends: 0 },
}));

type Command = { actor: number; instrument: number; kind: number };
const command: fc.Arbitrary<Command> = fc.record({
  actor: fc.nat(accounts.length - 1),
  instrument: fc.nat(6),
  kind: fc.constantFrom(COMMAND.declare, COMMAND.order, COMMAND.cancel, COMMAND.quote),
});

/** When a command arrives, by the rule and not by the machine. */
function arrivalOf({ actor, instrument, kind }: Command, inARow: number, key: number): number {
  if (kind === COMMAND.declare) return 0;
  const [base, width] = TIMES[names[actor]];
  const own = combine(combine(combine(key, hashName(accounts[actor].name)), instrument), inARow);
  return 1 + base + width * unit(own);
}

function sequenceOf(commands: readonly Command[], key: number): number[] {
  const queue = new CommandQueue();
  for (const { actor, instrument, kind } of commands) {
    const n = queue.next(kind, actor, 0);
    queue.instrument[n] = instrument;
  }
  new Arrivals(accounts).sequence(queue, key);
  return Array.from(queue.sequenced.subarray(0, queue.count));
}

test('commands execute by arrival, declarations first, and in the order given where arrivals are equal', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 400 }), fc.integer(), (commands, key) => {
      let inARow = 0;
      const arrivals = commands.map((one, n) => {
        inARow = n > 0 && commands[n - 1].actor === one.actor ? inARow + 1 : 0;
        return Math.floor(arrivalOf(one, inARow, key) * 2 ** 32);
      });
      const expected = commands.map((_, n) => n).sort((a, b) => arrivals[a] - arrivals[b] || a - b);
      expect(sequenceOf(commands, key)).toEqual(expected);
    }),
  );
});

test('who arrives first changes with the key of the round, not with the order of deciding', () => {
  const ours = { actor: 4, instrument: 0, kind: COMMAND.order };
  const theirs = { actor: 3, instrument: 0, kind: COMMAND.order };
  const firsts = new Set<number>();
  for (let key = 0; key < 50; key++) {
    const one = [ours, theirs][sequenceOf([ours, theirs], key)[0]];
    const other = [theirs, ours][sequenceOf([theirs, ours], key)[0]];
    expect(one).toBe(other);
    firsts.add(one.actor);
  }
  expect(firsts.size).toBe(2);
});
