import { EVENT, type EventBatch } from '../events.ts';
import type { World } from './world.ts';

/** Seconds over which a driver's recent variance is averaged, counted while it moves. */
const DRIVER_MEMORY_SECONDS = 7200;

/** Time, the outside world and reference data. Returns whether the event was one of these. */
export function evolveReference(world: World, batch: EventBatch, row: number, seq: number): boolean {
  const i = batch.instrument[row];
  const { market } = world;
  switch (batch.type[row]) {
    case EVENT.TickOpened:
      world.tick = batch.tick[row];
      world.tickSeq = seq;
      return true;
    case EVENT.RoundOpened:
      market.flow.openRound();
      return true;
    case EVENT.ShockReleased:
      world.shocks.push({ id: String(batch.detailOf(row).id), seq, size: batch.value[row] });
      return true;
    case EVENT.DriverMoved:
      world.driver[i] += batch.value[row];
      world.driverVariance[i] +=
        ((batch.value[row] * batch.value[row] - world.driverVariance[i]) * world.secondsPerTick) /
        DRIVER_MEMORY_SECONDS;
      market.mark[i] = batch.price[row];
      market.markSeq[i] = seq;
      return true;
    case EVENT.DriverPushed:
      world.driver[i] += batch.value[row];
      // The tick's own move has let the past fade already.
      world.driverVariance[i] +=
        (batch.value[row] * batch.value[row] * world.secondsPerTick) / DRIVER_MEMORY_SECONDS;
      world.driverPush.change += batch.value[row];
      world.driverPush.seconds = world.nowSeconds;
      market.mark[i] = batch.price[row];
      market.markSeq[i] = seq;
      return true;
    case EVENT.SyntheticTraded: {
      const overMinutes = Number(batch.detailOf(row).overMinutes);
      world.driverSales.push({ seq, seconds: world.nowSeconds, usd: batch.value[row] / 100, overMinutes });
      return true;
    }
    case EVENT.ValueMoved:
      world.fundamental.value += batch.value[row];
      world.fundamental.unscripted += Number(batch.detailOf(row).noise);
      world.fundamental.stress = Number(batch.detailOf(row).stress);
      return true;
    case EVENT.LatentMoved: {
      const { decay, supply, diffusion, logPrice } = batch.detailOf(row) as Record<string, number>;
      world.fundamental.newsMove = Number(batch.detailOf(row).news);
      world.latent.step(batch.value[row], diffusion, decay, supply, logPrice);
      return true;
    }
    case EVENT.IndexMarked:
      market.takeIndex(batch.value[row], seq);
      market.mark[i] = batch.price[row];
      market.markSeq[i] = seq;
      return true;
    case EVENT.PremiumSampled:
      world.funding.premiumSum += batch.value[row];
      world.funding.premiumSamples++;
      return true;
    case EVENT.NetworkMoved:
      world.network.blocks += batch.value[row];
      world.network.minutes += world.secondsPerTick / 60;
      world.network.hashrateEh = Number(batch.detailOf(row).hashrateEh);
      return true;
    case EVENT.DifficultyRetargeted:
      world.network.before = world.network.difficulty;
      world.network.retargetSeq = seq;
      world.network.difficulty = batch.value[row];
      world.network.blocks = Number(batch.detailOf(row).blocksCarried);
      world.network.minutes = 0;
      return true;
    case EVENT.BookMeasured:
      return true;
    default:
      return false;
  }
}
