import { describe, expect, it } from 'vitest';
import { Roster } from '../../reports/roster.ts';
import { sentenceOf } from '../../reports/sentences.ts';
import { EVENT } from '../../sim/events.ts';
import { INSTRUMENT } from '../../sim/market/instruments.ts';
import type { EventType } from '../../sim/vocabulary.ts';
import { issue, NoteWorld } from './note-world.ts';

/** What is told of every event of a type. */
function told({ market }: NoteWorld, type: EventType): string[] {
  const batch = Object.assign(market.log.batch, { seq: Int32Array.from({ length: 8192 }, (_, row) => row) });
  const roster = new Roster();
  roster.take(batch);
  const rows = [...Array(batch.length).keys()].filter((row) => batch.type[row] === EVENT[type]);
  return rows.map((row) => sentenceOf({ batch, row }, roster));
}

describe('explain tells of notes', () => {
  it('that met their barrier, why the hedge moved, and what maturity paid', () => {
    const desk = new NoteWorld({ participation: 1, tranches: issue({ days: 0 }) });
    desk.minute(38.6);
    desk.minute(38.4);
    desk.market.session(INSTRUMENT.IBIT, false);
    desk.minute(38.4, { after: 360 });
    expect(told(desk, 'NoteKnockedIn')).toEqual([
      'note-desk saw 9,636,364 notes struck at $55.00 knock in: $38.40 is at or below their barrier of $38.50',
    ]);
    const [first, knocked] = told(desk, 'NoteHedgeSet');
    expect(first).toMatch(
      /^note-desk set its hedge to [\d,]+ shares \(change for spot [\d,-]+,.* puts sold -[\d,]+\)$/,
    );
    expect(first).not.toContain('knock-in');
    expect(knocked).toContain('knock-in -');
    expect(told(desk, 'NoteSettled')).toEqual([
      'note-desk settled 9,636,364 notes at $38.40: their holders paid $160 m',
    ]);
  });
});
