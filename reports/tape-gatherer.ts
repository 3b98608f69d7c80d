import { EVENT, type EventBatch, REASON, SELL } from '../sim/events.ts';
import { BASKET_SHARES } from '../sim/market/trust.ts';
import { BookGatherer } from './book-gatherer.ts';
import { Column } from './columns.ts';
import { OpenInterest } from './open-interest.ts';
import { OptionTally } from './options-dealt.ts';
import { RealisedLossGatherer, roundedDays } from './realised-loss.ts';
import { Roster } from './roster.ts';
import type { Tape, TapeLine } from './tape.ts';

type Item<K extends 'closes' | 'funding' | 'flows' | 'restricted' | 'mnav'> = Tape[K][number];

/** Columns of one instrument while they are gathered. */
interface Line {
  readonly mark: Column;
  readonly last: Column;
  readonly low: Column;
  readonly high: Column;
  readonly volume: Column;
  readonly taker: Column;
}

/** Gathers the tape of a run from its log, batch by batch; a log of decisions has all it needs but drivers' levels. */
export class TapeGatherer {
  private readonly roster = new Roster();
  private readonly lines: Line[] = [];
  private readonly openInterest = new OpenInterest();
  private readonly surface = [unset(), unset(), unset()];
  private readonly premium = unset();
  private readonly closedLong = new Column(0);
  private readonly closedShort = new Column(0);
  private readonly found = new Column(0);
  private readonly options = new OptionTally();
  private readonly realised = new RealisedLossGatherer();
  private readonly books = new BookGatherer();
  private readonly closes: Item<'closes'>[] = [];
  private readonly funding: Item<'funding'>[] = [];
  private readonly flows: Item<'flows'>[] = [];
  private readonly restricted: Item<'restricted'>[] = [];
  private readonly mnav: Item<'mnav'>[] = [];
  private readonly retargets: Tape['network']['retargets'][number][] = [];
  private epoch = { difficulty: 0, minutes: 0, blocks: 0 };
  private ticks = 0;

  /** Takes the next batch of the log. */
  take(batch: EventBatch): void {
    const { roster } = this;
    if (batch.details.length > 0 && roster.take(batch)) this.widen();
    this.realised.take(batch);
    this.books.take(batch);
    for (let row = 0; row < batch.length; row++) {
      if (batch.type[row] === EVENT.Traded) this.trade(batch, row);
      else this.other(batch, row);
    }
    if (batch.length > 0) this.ticks = Math.max(this.ticks, batch.tick[batch.length - 1] + 1);
  }

  /** What was gathered. */
  results(): Tape {
    const { roster, ticks, surface, epoch } = this;
    const lines = roster.instruments.map((listed, i): [string, TapeLine] => [
      listed.id,
      {
        listed,
        markUsd: this.lines[i].mark.carried(ticks),
        isMarked: Uint8Array.from(this.lines[i].mark.upTo(ticks), (usd) => (Number.isNaN(usd) ? 0 : 1)),
        lastUsd: this.lines[i].last.carried(ticks),
        lowUsd: this.lines[i].low.upTo(ticks),
        highUsd: this.lines[i].high.upTo(ticks),
        volumeLots: this.lines[i].volume.upTo(ticks),
        netTakerLots: this.lines[i].taker.upTo(ticks),
        openLots: this.openInterest.lots(i, ticks),
      },
    ]);
    return {
      ...{ startSeconds: roster.startSeconds, secondsPerTick: roster.secondsPerTick, ticks },
      lines: new Map(lines),
      closes: this.closes,
      shortVol: surface[0].carried(ticks),
      longVol: surface[1].carried(ticks),
      riskReversal: surface[2].carried(ticks),
      premium: this.premium.upTo(ticks),
      funding: this.funding,
      closedLongUsd: this.closedLong.upTo(ticks),
      closedShortUsd: this.closedShort.upTo(ticks),
      flows: this.flows,
      options: this.options.results(roster),
      restricted: this.restricted,
      network: { ...epoch, found: this.found.upTo(ticks), retargets: this.retargets },
      mnav: this.mnav,
      realised: roundedDays(this.realised.results()),
      books: this.books.results(),
    };
  }

  private trade(batch: EventBatch, row: number): void {
    const [i, tick, lots] = [batch.instrument[row], batch.tick[row], batch.quantity[row]];
    const line = this.lines[i];
    const usd = batch.price[row] * this.roster.instruments[i].tickUsd;
    line.last.set(tick + 1, usd);
    line.low.least(tick, usd);
    line.high.most(tick, usd);
    line.volume.add(tick, lots);
    line.taker.add(tick, batch.side[row] * lots);
    this.openInterest.take(batch, row);
    if (batch.reason[row] !== REASON.liquidation) return;
    const closed = batch.side[row] === SELL ? this.closedLong : this.closedShort;
    closed.add(tick, this.roster.usd(i, batch.price[row], lots));
  }

  private other(batch: EventBatch, row: number): void {
    const { roster } = this;
    const [tick, i, value] = [batch.tick[row], batch.instrument[row], batch.value[row]];
    switch (batch.type[row]) {
      case EVENT.Marked:
      case EVENT.DriverMoved:
      case EVENT.DriverPushed:
        this.lines[i].mark.set(tick, batch.price[row] * roster.instruments[i].tickUsd);
        return;
      case EVENT.IndexMarked:
        this.lines[i].mark.set(tick, value);
        return;
      case EVENT.SessionClosed:
        this.closes.push({
          instrument: roster.instruments[i].id,
          tick,
          usd: batch.price[row] * roster.instruments[i].tickUsd,
        });
        return;
      case EVENT.SurfaceMoved: {
        const fields = batch.detailOf(row);
        for (const [at, name] of (['shortVol', 'longVol', 'riskReversal'] as const).entries())
          this.surface[at].set(tick, Number(fields[name]));
        return;
      }
      case EVENT.PremiumSampled:
        this.premium.set(tick, value);
        return;
      case EVENT.FundingPaid:
        this.funding.push({ tick, rate: value });
        return;
      case EVENT.Endowed:
      case EVENT.FutureExpired:
        this.openInterest.take(batch, row);
        return;
      case EVENT.AutoDeleveraged: {
        this.openInterest.take(batch, row);
        const closed = batch.side[row] === SELL ? this.closedLong : this.closedShort;
        closed.add(tick, roster.usd(i, batch.price[row], batch.quantity[row]));
        return;
      }
      default:
        this.rare(batch, row);
    }
  }

  private rare(batch: EventBatch, row: number): void {
    const { roster } = this;
    const [tick, i, value] = [batch.tick[row], batch.instrument[row], batch.value[row]];
    switch (batch.type[row]) {
      case EVENT.RunStarted: {
        const { difficulty, blocksSinceRetarget, minutesSinceRetarget } = batch.detailOf(row);
        const [minutes, blocks] = [Number(minutesSinceRetarget), Number(blocksSinceRetarget)];
        this.epoch = { difficulty: Number(difficulty), minutes, blocks };
        return;
      }
      case EVENT.BasketsAccepted: {
        const { tradeDate, publishedDate } = batch.detailOf(row) as Record<string, string>;
        const shares = batch.quantity[row] * BASKET_SHARES;
        const usd = shares * batch.price[row] * roster.instruments[i].tickUsd;
        this.flows.push({ tick, tradeDate, publishedDate, shares, usd });
        return;
      }
      case EVENT.OptionBooked:
        this.options.take(batch, row, roster);
        return;
      case EVENT.ShortSaleRestricted:
        this.restricted.push({ instrument: roster.instruments[i].id, tick, untilTick: value });
        return;
      case EVENT.NetworkMoved:
        this.found.add(tick, value);
        return;
      case EVENT.DifficultyRetargeted:
        this.retargets.push({ tick, change: Number(batch.detailOf(row).change), difficulty: value });
        return;
      case EVENT.TreasuryDecided:
        this.mnav.push({ institution: roster.nameOf(batch.actor[row]) ?? '', tick, value });
        return;
      default:
    }
  }

  private widen(): void {
    const { roster, lines } = this;
    for (let i = lines.length; i < roster.instruments.length; i++)
      lines.push({
        mark: unset(),
        last: unset(),
        low: unset(),
        high: unset(),
        volume: new Column(0),
        taker: new Column(0),
      });
    this.openInterest.widen(roster);
  }
}

const unset = (): Column => new Column(Number.NaN);
