import type { Setup } from '../sim/agents/setup.ts';
import { emit, type Log } from '../sim/emit.ts';
import type { Streams } from '../sim/engine/random.ts';
import { MINUTES_PER_DAY, parseDuration, SECONDS_PER_YEAR, secondsOf } from '../sim/engine/time.ts';
import { NOBODY } from '../sim/events.ts';
import { LATENCY } from '../sim/market/arrivals.ts';
import { CARRY_YIELD, carriedPremium } from '../sim/market/funding.ts';
import { FUTURES, INSTRUMENT, listingsOf } from '../sim/market/instruments.ts';
import { targetRate } from '../sim/market/margin-rates.ts';
import type { LatentParameters } from '../sim/market/script.ts';
import { thirtyDayVol } from '../sim/market/surface.ts';
import { COINS, PUBLIC, SHARE, TRUST, trustCoinLots } from '../sim/market/trust.ts';
import type { View } from '../sim/market/view.ts';
import { isContract } from '../sim/world/instrument.ts';
import { INSURANCE_ACCOUNT } from '../sim/world/ledger.ts';
import type { World } from '../sim/world/world.ts';
import { openCalendar } from './calendar.ts';
import type { Member } from './members.ts';
import { MODEL_VERSION } from './model.ts';
import type { Scenario } from './scenario.ts';

/** Accounts of the market itself, in the order the ledger expects. */
const MARKET_ACCOUNTS = ['venue', 'insurance', 'rounding', 'outside', TRUST] as const;
/** A log file numbers accounts in 16 bits, one of them the sign. */
const MOST_ACCOUNTS = 32_767;

/** Writes the opening of a world: the run, listings, prices, the market's accounts, then each member's balance sheet. */
export function openWorld(
  scenario: Scenario,
  seed: string,
  log: Log,
  world: World,
  view: View,
  streams: Streams,
  cast: readonly Member[],
): void {
  const { opening, network } = scenario;
  emit(
    log,
    'RunStarted',
    -1,
    {},
    {
      startSeconds: secondsOf(scenario.start),
      secondsPerTick: parseDuration(scenario.tick) ?? 60,
      roundsPerTick: scenario.roundsPerTick,
      openingPriceUsd: opening.spotUsd,
      openingDailyVol: opening.dailyVol,
      calmDailyVol: opening.calmDailyVol,
      difficulty: network.difficulty,
      blocksSinceRetarget: network.blocksSinceRetarget,
      minutesSinceRetarget: network.minutesSinceRetarget,
      scenario: scenario.id,
      seed,
      model: MODEL_VERSION,
    },
  );
  openCalendar(scenario, log);
  for (const listing of listingsOf(scenario.listings)) emit(log, 'InstrumentListed', -1, {}, { ...listing });
  for (const name of MARKET_ACCOUNTS) {
    emit(
      log,
      'AccountOpened',
      -1,
      {},
      { name, kind: name, leader: NOBODY, latency: LATENCY.engine, traders: 0, tags: 0, lends: 0 },
    );
  }
  const fundCents = Math.round(opening.insuranceFundUsd * 100);
  emit(log, 'Endowed', -1, { actor: INSURANCE_ACCOUNT, value: fundCents });
  const prices = openingTicks(scenario);
  for (const [instrument, price] of prices.entries()) {
    if (instrument === INSTRUMENT['BTC-INDEX'])
      emit(log, 'IndexMarked', -1, { instrument, price, value: opening.spotUsd });
    else emit(log, 'Marked', -1, { instrument, price });
  }
  const { margin } = scenario;
  const rate = targetRate(margin.dailyVol, margin.floor);
  for (const instrument of FUTURES) {
    const columns = { instrument, price: prices[instrument], value: rate };
    emit(log, 'MarginRateSet', -1, columns, { dailyVol: margin.dailyVol, fromTick: 0 });
  }
  const { shortVol, longVol, riskReversal } = opening;
  const surface = { shortVol, longVol, riskReversal };
  emit(log, 'SurfaceMoved', -1, { value: thirtyDayVol(surface) }, surface);
  const rankOf = ({ name, kind }: Member): number => (name === PUBLIC ? 0 : kind.opensLast ? 2 : 1);
  const members = [...cast].sort((a, b) => rankOf(a) - rankOf(b));
  for (const member of members) openMember(member, scenario.latent, log, world, view, streams, prices);
  endowTrust(log, world);
}

/** The trust holds the coins of all its shares, in whole lots. */
function endowTrust(log: Log, world: World): void {
  const quantity = trustCoinLots(world, world.ledger.endowedLots[SHARE]);
  const actor = world.accountByName.get(TRUST);
  if (quantity > 0 && actor !== undefined) emit(log, 'Endowed', -1, { actor, instrument: COINS, quantity });
}

/** Opening price of each instrument in its own ticks. */
function openingTicks(scenario: Scenario): number[] {
  const { spotUsd, futureBasis } = scenario.opening;
  const start = secondsOf(scenario.start);
  return listingsOf(scenario.listings).map((listing, i) => {
    if (listing.kind === 'driver') return 10_000;
    if (listing.kind === 'etf') return Math.round(spotUsd * listing.coinsPerLot * 100);
    if (listing.kind === 'perp') return Math.round(spotUsd * (1 + carriedPremium(CARRY_YIELD)));
    if (listing.kind !== 'future') return Math.round(spotUsd);
    const years = (listing.expirySeconds - start) / SECONDS_PER_YEAR;
    return Math.round((spotUsd * (1 + futureBasis[FUTURES.indexOf(i)] * years)) / listing.tickUsd);
  });
}

/**
 * The latent book that renewal would leave at rest: (J / sqrt(nu D)) (1 - exp(-|x| / x_c)), J the flow of new intentions,
 * D half the daily variance, 1 / nu their life (Donier et al. 2015).
 */
function stationaryDensity({ dailyVolumeUsd, creationShare, memoryMinutes, calmDailyVol }: LatentParameters) {
  const diffusion = (calmDailyVol * calmDailyVol) / 2 / MINUTES_PER_DAY;
  const flow = (creationShare * dailyVolumeUsd) / MINUTES_PER_DAY;
  return {
    densityFarOut: flow / Math.sqrt(diffusion / memoryMinutes),
    correlationLength: Math.sqrt(diffusion * memoryMinutes),
  };
}

/** Opens one member's accounts and lets it bring its balance sheet. */
function openMember(
  member: Member,
  latent: LatentParameters,
  log: Log,
  world: World,
  view: View,
  streams: Streams,
  prices: readonly number[],
): void {
  const { name, kind } = member;
  const latency = LATENCY[kind.latency];
  const open = (accountName: string, leader: number, traders: number): number => {
    if (world.accounts.length === MOST_ACCOUNTS)
      throw new Error(`${name} would open more accounts than the ${MOST_ACCOUNTS} that a log holds`);
    emit(
      log,
      'AccountOpened',
      -1,
      {},
      {
        name: accountName,
        kind: kind.kind,
        leader,
        latency,
        traders,
        tags: kind.tags ?? 0,
        lends: kind.lends ?? 0,
      },
    );
    return world.accounts.length - 1;
  };
  const self = open(name, NOBODY, 0);
  const publicAccount = world.accountByName.get(PUBLIC) ?? self;
  const setup: Setup<unknown> = {
    name,
    parameters: member.parameters,
    view,
    self,
    random: (purpose) => streams.of(name, purpose),
    account: (accountName, traders = 0) => open(accountName, self, traders),
    cash: (usd, account = self) => {
      emit(log, 'Endowed', -1, { actor: account, value: Math.round(usd * 100) });
    },
    credit: (usd, account = self) => {
      emit(log, 'CreditGranted', -1, { actor: account, value: Math.round(usd * 100) });
    },
    holding: (instrument, lots, account = self, entryTicks = prices[instrument]) => {
      if (lots === 0) return;
      emit(log, 'Endowed', -1, { actor: account, instrument, quantity: lots, price: entryTicks });
      const owned = !isContract(world.instruments[instrument].kind) && lots > 0;
      if (!owned)
        emit(log, 'Endowed', -1, { actor: publicAccount, instrument, quantity: -lots, price: entryTicks });
    },
    ladder: (instrument, levels, stepTicks, decayPerLevel, account = self) => {
      emit(log, 'LadderShaped', -1, {
        actor: account,
        instrument,
        order: world.nextOrder,
        quantity: levels,
        price: stepTicks,
        value: decayPerLevel,
      });
    },
    option: ({ put, settlesOn, quantityLots, premiumUsd, ...terms }) => {
      const columns = {
        actor: self,
        instrument: settlesOn,
        counterparty: publicAccount,
        quantity: quantityLots,
        value: Math.round(premiumUsd * 100),
      };
      emit(log, 'OptionBooked', -1, columns, { ...terms, put: put ? 1 : 0 });
    },
    latentBook: () => emit(log, 'LatentFilled', -1, { actor: self }, stationaryDensity(latent)),
    remember: (numbers, account = self) => {
      emit(log, 'ParametersSet', -1, { actor: account }, numbers);
    },
  };
  kind.open(setup);
}
