import { describe, expect, it } from 'vitest';
import { marginCalls } from '../../cli/summary.ts';
import { Roster } from '../../reports/roster.ts';
import { sentenceOf } from '../../reports/sentences.ts';
import type { EventType } from '../../sim/vocabulary.ts';
import { PodWorld } from './pod-world.ts';

const pods = {
  ...{ scoreMinute: 0, leverageSpread: 0, cutDrawdown: 1, stopDrawdown: 1, freeCashShare: 0 },
  ...{
    basisUsd: 0,
    relativeValueUsd: 0,
    softwareLongUsd: 0,
    directionalUsd: 300e6,
    directionalFutureShare: 0,
  },
  leverage: { basis: 6, relativeValue: 3, directional: 5, software: 2 },
};
const MONEY = /\$[\d.]+ [km]/.source;

/** What is told of every event of a type in a market that falls, by how long the broker waits. */
function teller(calmCureHours: number): (type: EventType) => string[] {
  const broker = { haircut: 0.2, stressExponent: 0, stressedCureHours: calmCureHours, calmCureHours };
  const world = new PodWorld(
    {
      platform: { kind: 'pod-platform', parameters: pods },
      'prime-broker': { kind: 'prime-broker', parameters: broker },
    },
    { news: [{ from: '2026-02-05T15:00Z', to: '2026-02-05T16:00Z', change: -0.09 }] },
  ).run();
  world.simulation.log.flush();
  const roster = new Roster();
  for (const batch of world.batches) roster.take(batch);
  return (type) =>
    world.of(type).map(({ seq }) => {
      const batch = world.batches.findLast(({ first }) => first <= seq);
      if (!batch) throw new Error(`event ${seq} is in no batch`);
      const consecutive = Int32Array.from({ length: batch.length }, (_, row) => batch.first + row);
      return sentenceOf(
        { batch: Object.assign(batch, { seq: consecutive }), row: seq - batch.first },
        roster,
      );
    });
}

describe('explain tells of margin', () => {
  it('what the clearing house asks, what a broker called for, again, and that it was met', () => {
    const told = teller(3);
    expect(told('MarginRateSet')[0]).toBe(
      'The clearing house set the margin of futures to 28.0 %, at a daily volatility of 2.6 %',
    );
    const [first, again] = told('MarginCalled');
    const rest = `for ${MONEY}, ${MONEY} of equity against ${MONEY} of margin \\(loss\\)$`;
    expect(first).toMatch(new RegExp(`^prime-broker called platform-directional ${rest}`));
    expect(again).toMatch(new RegExp(`^prime-broker called platform-directional again ${rest}`));
    expect(told('MarginCallCured')[0]).toMatch(
      new RegExp(`^platform-directional met its margin call with ${MONEY} to spare$`),
    );
  });

  it('whom it sold out, and what was left', () => {
    const told = teller(0);
    expect(told('ForcedSaleStarted')[0]).toMatch(
      new RegExp(`^The prime broker began to sell out platform-directional, ${MONEY} below its margin$`),
    );
    expect(told('ForcedSaleEnded')[0]).toMatch(
      new RegExp(
        `^The prime broker stopped selling out platform-directional, with ${MONEY} left \\(cured\\)$`,
      ),
    );
  });
});

describe('a summary', () => {
  const io = { columns: 100 } as Parameters<typeof marginCalls>[1];

  it('counts calls, those met, and forced sales, and says nothing when nobody was called', () => {
    const counts = { MarginCalled: 3, MarginCallCured: 1, ForcedSaleStarted: 1 };
    expect(marginCalls({ counts }, io)).toBe('Margin: 3 calls by prime brokers, 1 met, 1 forced sale');
    expect(marginCalls({ counts: { Traded: 7 } }, io)).toBe('');
  });
});
