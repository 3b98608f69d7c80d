import { describe, expect, it } from 'vitest';
import { MetricsGatherer } from '../../reports/metrics.ts';
import { Roster } from '../../reports/roster.ts';
import { sentenceOf } from '../../reports/sentences.ts';
import { emit } from '../../sim/emit.ts';
import { INSTRUMENT } from '../../sim/market/instruments.ts';
import { MarketWorld } from './market-world.ts';

/** Coin lots of 100 shares' worth of bitcoin at .0005671 a share. */
const LOTS_PER_CONTRACT = 5.671;
const EXPIRY_SECONDS = 1_770_364_800; // 2026-02-06T08:00Z

/** A bank's deals with two clients around midnight, and one position from before the window. */
function deals() {
  const market = new MarketWorld({ start: '2026-02-04T23:58Z' });
  const [ann, bob, bank] = ['ann', 'bob', 'bank'].map((name) => market.account(name));
  const instrument = INSTRUMENT['BTC-INDEX'];
  const terms = { strikeUsd: 66_000, expirySeconds: EXPIRY_SECONDS, averagingSeconds: 1800 };
  const book = (
    counterparty: number,
    put: boolean,
    contracts: number,
    usd: number,
    isDealt = true,
  ): number => {
    const detail = { ...terms, put: put ? 1 : 0 };
    const lots = Math.round(contracts * LOTS_PER_CONTRACT);
    const order = isDealt
      ? emit(market.log, 'OptionRequested', -1, { actor: counterparty, instrument, quantity: lots }, detail)
      : -1;
    const columns = { actor: bank, instrument, order, counterparty, quantity: -lots, value: -usd * 100 };
    const dealt = isDealt ? { vol: 0.6125, vegaUsdPerPoint: 1 } : {};
    return emit(market.log, 'OptionBooked', order, columns, { ...detail, ...dealt });
  };
  book(ann, true, 5_000, 9e6, false);
  market.tick();
  book(ann, true, 1_000, 400_000);
  book(bob, false, -2_000, -300_000);
  market.tick('2026-02-05T00:00Z');
  const last = book(ann, true, 3_000, 1_500_000);
  book(ann, true, -500, -250_000);
  book(bob, true, 100, 50_000);
  return { market, last };
}
const NOTHING = {
  putsBought: 0,
  putsSold: 0,
  callsBought: 0,
  callsSold: 0,
  premiumPaidUsd: 0,
  premiumReceivedUsd: 0,
};

describe('options dealt', () => {
  it('are reported in contracts of 100 shares and dollars, by UTC day and by client, without what was held before', () => {
    const { market } = deals();
    const gatherer = new MetricsGatherer();
    gatherer.take(market.log.batch);
    expect(gatherer.results().options).toEqual({
      days: [
        {
          ...NOTHING,
          date: '2026-02-04',
          putsBought: 1_000,
          callsSold: 2_000,
          premiumPaidUsd: 400_000,
          premiumReceivedUsd: 300_000,
        },
        {
          ...NOTHING,
          date: '2026-02-05',
          putsBought: 3_100,
          putsSold: 500,
          premiumPaidUsd: 1_550_000,
          premiumReceivedUsd: 250_000,
        },
      ],
      clients: [
        {
          ...NOTHING,
          client: 'ann',
          putsBought: 4_000,
          putsSold: 500,
          premiumPaidUsd: 1_900_000,
          premiumReceivedUsd: 250_000,
        },
        {
          ...NOTHING,
          client: 'bob',
          putsBought: 100,
          callsSold: 2_000,
          premiumPaidUsd: 50_000,
          premiumReceivedUsd: 300_000,
        },
      ],
    });
  });

  it('are told as sentences', () => {
    const { market, last } = deals();
    const { log } = market;
    const client = market.account('ann');
    const answer = { actor: market.account('bank'), order: 0, counterparty: client };
    emit(
      log,
      'OptionQuoted',
      -1,
      { ...answer, quantity: 50_000, value: 1_234.5 },
      { vol: 0.6125, vegaUse: 0.5 },
    );
    const refused = emit(log, 'OptionQuoted', -1, { ...answer, reason: 0 }, { vol: 0.6, vegaUse: 1 });
    const roster = new Roster();
    roster.take(log.batch);
    const batch = Object.assign(log.batch, { seq: Int32Array.from({ length: 8192 }, (_, row) => row) });
    const told = (row: number): string => sentenceOf({ batch, row }, roster);
    expect([last - 1, last, refused - 1, refused].map(told)).toEqual([
      'ann asked to buy puts on 170.1 BTC struck at $66,000 for 6 Feb 08:00 (none)',
      'bank sold puts on 170.1 BTC struck at $66,000 for 6 Feb 08:00 to ann for $1.50 m at 61.3 % vol',
      'bank quoted ann $1,235 a bitcoin (61.3 % vol) for up to 500.0 BTC',
      'bank would not deal with ann: none',
    ]);
  });
});
