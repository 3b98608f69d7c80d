/**
 * Every event the world knows, what it says, and where each of its fields lives in the log's columns.
 * A field that fits no column is kept in `detail`, as a named number or text. Units are in the names.
 */
export interface Definition {
  /** One sentence: what has happened. */
  readonly about: string;
  /** Column -> name of the field in this event. */
  readonly columns: Partial<Record<FieldColumn, string>>;
  /** Numbers kept in `detail`. */
  readonly numbers?: readonly string[];
  /** Texts kept in `detail`. */
  readonly texts?: readonly string[];
  /** True when the detail is folded, name by name, into what its actor remembers. */
  readonly remembered?: true;
}

/** Columns whose meaning depends on the event's type. */
export type FieldColumn =
  | 'order'
  | 'counterparty'
  | 'counterOrder'
  | 'side'
  | 'orderType'
  | 'price'
  | 'quantity'
  | 'value'
  | 'reason';

const ORDER = {
  order: 'order',
  side: 'side',
  orderType: 'orderType',
  price: 'priceTicks',
  quantity: 'quantityLots',
} as const;

export const vocabulary = {
  // How the world begins.
  RunStarted: {
    about: 'A world was opened.',
    columns: {},
    numbers: [
      'startSeconds',
      'secondsPerTick',
      'roundsPerTick',
      'openingPriceUsd',
      'openingDailyVol',
      'calmDailyVol',
      'difficulty',
      'blocksSinceRetarget',
      'minutesSinceRetarget',
    ],
    texts: ['scenario', 'seed', 'model'],
  },
  InstrumentListed: {
    about: 'An instrument can be traded or observed from now on.',
    columns: {},
    numbers: [
      'tickUsd',
      'coinsPerLot',
      'centsPerTickLot',
      'makerFeeBps',
      'takerFeeBps',
      'feeCentsPerLot',
      'expirySeconds',
      'maxPriceTicks',
    ],
    texts: ['id', 'title', 'kind', 'session'],
  },
  AccountOpened: {
    about: 'An account was opened on the ledger.',
    columns: {},
    numbers: ['leader', 'latency', 'traders', 'tags', 'lends'],
    texts: ['name', 'kind'],
  },
  Endowed: {
    about: 'An account was given its opening cash and holding of one instrument.',
    columns: { price: 'entryPriceTicks', quantity: 'quantityLots', value: 'cashCents' },
  },
  ParametersSet: {
    about: 'An institution took its opening parameters and state.',
    columns: {},
    numbers: [],
    remembered: true,
  },

  // Time and sessions.
  TickOpened: { about: 'A tick began.', columns: {} },
  RoundOpened: {
    about: 'A micro-round of the tick began: agents decide, then their commands arrive.',
    columns: { value: 'round' },
  },
  SessionOpened: { about: 'A venue opened its session.', columns: {} },
  SessionClosed: {
    about: 'A venue closed its session; price is the official close.',
    columns: { price: 'closeTicks' },
  },
  Halted: {
    about: 'Trading in an instrument was paused.',
    columns: { reason: 'reason', price: 'referenceTicks', value: 'untilTick' },
  },
  Resumed: { about: 'A paused instrument trades again.', columns: { reason: 'reason' } },

  // Orders and trades.
  OrderPlaced: {
    about: 'An order was accepted; a passive one rests at once.',
    columns: { ...ORDER, value: 'tag', reason: 'reason' },
  },
  OrderRested: { about: 'What was left of an order that had crossed now rests in the book.', columns: ORDER },
  OrderRejected: {
    about: 'An order was refused.',
    columns: { ...ORDER, value: 'purpose', reason: 'reason' },
  },
  OrderCancelled: {
    about: 'What was left of an order was withdrawn.',
    columns: { ...ORDER, reason: 'reason' },
  },
  OrderReduced: {
    about: 'An order lost quantity: self-trade prevention, a smaller replacement, or reduce-only.',
    columns: { ...ORDER, reason: 'reason' },
  },
  Traded: {
    about: 'A taker met a resting order, at the resting price.',
    columns: {
      order: 'takerOrder',
      counterparty: 'maker',
      counterOrder: 'makerOrder',
      side: 'takerSide',
      price: 'priceTicks',
      quantity: 'quantityLots',
      reason: 'reason',
    },
  },
  StopPlaced: {
    about:
      'A stop waits for its trigger price; self-trade prevention is a code, none where it is the default.',
    columns: { ...ORDER, counterOrder: 'selfTradePrevention', value: 'limitTicks', reason: 'reason' },
  },
  StopTriggered: {
    about:
      'A stop met its trigger price and became a market or limit order; price is as far as it may trade.',
    columns: { ...ORDER, value: 'lastTicks', reason: 'reason' },
  },
  LadderShaped: {
    about:
      'A maker fixed the shape of its ladder: levels, their spacing, and how size decays with depth. Its bids have the order ids from the first on, level by level, its offers those that follow.',
    columns: { order: 'firstOrder', quantity: 'levels', price: 'stepTicks', value: 'decayPerLevel' },
  },
  QuotesReplaced: {
    about:
      'A maker moved its ladder on one side: its orders queue anew at the prices and sizes that follow from the touch and its ladder shape.',
    columns: {
      order: 'firstOrder',
      side: 'side',
      price: 'touchTicks',
      quantity: 'touchLots',
      value: 'levels',
    },
  },
  QuotesWithdrawn: {
    about: 'A maker pulled its quotes.',
    columns: { reason: 'reason', value: 'untilTick' },
    remembered: true,
    numbers: ['withdrawnUntilTick'],
  },
  QuotesReturned: {
    about: 'A maker quotes again.',
    columns: {},
    remembered: true,
    numbers: ['withdrawnUntilTick'],
  },

  // Reference data.
  ShockReleased: {
    about: 'A scripted shock began.',
    columns: { value: 'totalReturn' },
    texts: ['id', 'title', 'driver'],
  },
  DriverMoved: { about: 'A synthetic driver moved.', columns: { price: 'levelTicks', value: 'logReturn' } },
  DriverPushed: {
    about:
      'What institutions traded moved a synthetic driver, or relaxed: it cites the trade that changed most.',
    columns: { price: 'levelTicks', value: 'logReturn' },
  },
  ValueMoved: {
    about: 'The fundamental log value moved.',
    columns: { value: 'logChange' },
    numbers: ['news', 'noise', 'stress'],
  },
  Marked: {
    about: 'The mark of an instrument, with lots traded and net taker lots since its previous mark.',
    columns: { price: 'markTicks', quantity: 'volumeLots', value: 'netTakerLots' },
  },
  IndexMarked: {
    about: 'The spot index, the depth-weighted price of the open spot venues.',
    columns: { price: 'indexTicks', value: 'indexUsd' },
  },
  PremiumSampled: {
    about: 'The perp premium over the index was sampled for funding.',
    columns: { value: 'premium' },
  },
  FundingPaid: {
    about: 'Longs paid shorts the funding rate on their mark notional (negative: shorts paid).',
    columns: { price: 'markTicks', value: 'rate' },
  },
  FutureSettled: {
    about: 'A future was settled to its daily price: what that makes anybody owe is due the next morning.',
    columns: { price: 'settlementTicks', value: 'dueTick' },
  },
  VariationMarginPaid: {
    about:
      'Variation margin was paid: all that was due the morning after a settlement, or of one future at midday after a large move (reason: intraday; only then it has a settlement price).',
    columns: { price: 'settlementTicks', value: 'paidCents', reason: 'reason' },
  },
  FutureExpired: {
    about: 'A future was cash-settled at its final price and its positions closed.',
    columns: { price: 'settlementTicks' },
  },
  SurfaceMoved: {
    about: 'The implied-volatility surface moved.',
    columns: { value: 'atm30d' },
    numbers: ['shortVol', 'longVol', 'riskReversal'],
  },
  LatentFilled: {
    about: 'Investors brought their latent orders: the opening density of the latent book.',
    columns: {},
    numbers: ['densityFarOut', 'correlationLength'],
  },
  LatentMoved: {
    about: 'The latent book took one step: shifted with value, diffused, decayed and was replenished.',
    columns: { value: 'shift' },
    numbers: ['decay', 'supply', 'diffusion', 'logPrice', 'news'],
  },

  // Balance sheets.
  CollateralPosted: {
    about: 'An account received cash from another: collateral, running costs, share issues and buy-backs.',
    columns: { counterparty: 'from', value: 'cashCents', reason: 'reason' },
    numbers: [],
    remembered: true,
  },
  LiquidationStarted: {
    about: 'The venue took over closing an account at maintenance margin.',
    columns: { price: 'markTicks', quantity: 'positionLots', value: 'equityCents' },
  },
  LiquidationEnded: {
    about: 'An account is above maintenance margin again, or flat.',
    columns: { price: 'markTicks', quantity: 'positionLots', value: 'equityCents' },
  },
  InsurancePaid: { about: 'The insurance fund covered a bankrupt account.', columns: { value: 'cashCents' } },
  AutoDeleveraged: {
    about: 'A bankrupt position was closed against a profitable one at its bankruptcy price.',
    columns: { counterparty: 'against', side: 'side', price: 'priceTicks', quantity: 'quantityLots' },
  },

  // Options held over the counter.
  OptionBooked: {
    about:
      'An option position was booked against a client (quantity in coin lots; negative is short), to be settled on the price of its instrument; what answers a request says the volatility it was dealt at and the vega that the client bought.',
    columns: { order: 'request', counterparty: 'client', quantity: 'quantityLots', value: 'premiumCents' },
    numbers: ['strikeUsd', 'expirySeconds', 'put', 'averagingSeconds', 'vol', 'vegaUsdPerPoint'],
  },
  OptionSettled: {
    about: 'An option expired and was settled in cash.',
    columns: { counterparty: 'client', quantity: 'quantityLots', value: 'payoffCents' },
    numbers: ['position', 'price'],
  },

  // Institutions: what they measured and decided. Their detail is what they remember.
  BookMarked: {
    about: 'A book was marked to market.',
    columns: { value: 'equityCents' },
    numbers: [],
    remembered: true,
  },
  SyntheticTraded: {
    about:
      'An institution traded shares that have no book here (sold: negative), over the minutes before; they move by impact.',
    columns: { value: 'cashCents' },
    numbers: ['overMinutes'],
    remembered: true,
  },
  PlatformScored: {
    about: 'A risk manager measured the day in standard deviations.',
    columns: { value: 'zScore' },
    numbers: [],
    remembered: true,
  },
  DegrossOrdered: {
    about: 'A risk manager ordered the platform to cut gross exposure.',
    columns: { value: 'cutShare' },
    numbers: [],
    remembered: true,
  },
  DegrossMissed: {
    about: 'A degross was not finished by its deadline.',
    columns: { value: 'remainingCents' },
    numbers: [],
    remembered: true,
  },
  DegrossFinished: {
    about: 'A degross was finished by its deadline.',
    columns: { value: 'grossCents' },
    numbers: [],
    remembered: true,
  },
  PodCut: {
    about: 'A pod met its drawdown limit and had its capital cut.',
    columns: { value: 'drawdown' },
    numbers: [],
    remembered: true,
  },
  TargetSet: {
    about: 'An institution set the position it wants.',
    columns: { quantity: 'targetLots', value: 'currentLots', reason: 'reason' },
    numbers: [],
    remembered: true,
  },
  HedgeTargetSet: {
    about: 'A dealer set its hedge; the change is split by what caused it.',
    columns: { value: 'targetCoins' },
    numbers: [
      'fromSpot',
      'fromVol',
      'fromTime',
      'fromFlow',
      'heldCoins',
      'bandCoins',
      'gammaCoinsPerPercent',
      'vegaUsdPerPoint',
      'vannaCoinsPerPoint',
      'charmCoinsPerDay',
    ],
    remembered: true,
  },
  RebalanceOrdered: {
    about: 'An adviser ordered a rebalance.',
    columns: { value: 'weight', reason: 'reason' },
    numbers: [],
    remembered: true,
  },
  CarryOpened: {
    about: 'Market-neutral capital entered the basis trade.',
    columns: { value: 'basis' },
    numbers: [],
    remembered: true,
  },
  TreasuryDecided: {
    about: 'A treasury company decided to issue, sell, buy back or hold.',
    columns: { value: 'mnav', reason: 'reason' },
    numbers: [],
    remembered: true,
  },
  MinerSwitched: {
    about: 'A mining cohort switched hash rate on or off.',
    columns: { value: 'hashpriceUsd', reason: 'reason' },
    numbers: [],
    remembered: true,
  },
  BlocksMined: {
    about: 'A cohort received newly mined coins.',
    columns: { quantity: 'coinLots', value: 'blocks' },
    numbers: [],
    remembered: true,
  },
  NetworkMoved: { about: 'The network found blocks.', columns: { value: 'blocks' }, numbers: ['hashrateEh'] },
  DifficultyRetargeted: {
    about: 'The network reset its difficulty after 2,016 blocks.',
    columns: { value: 'difficulty' },
    numbers: ['change', 'actualMinutes', 'blocksCarried'],
  },
  Noted: {
    about: 'An agent noted something it will need again.',
    columns: {},
    numbers: [],
    remembered: true,
  },

  // The trust's primary market and the lending of its shares.
  NavIndicated: {
    about: 'The indicative net asset value of a trust share, and the premium of its price over it.',
    columns: { price: 'navTicks', value: 'premium' },
  },
  NavStruck: {
    about: 'The trust struck its net asset value a share at the close.',
    columns: { price: 'navTicks', quantity: 'sharesOutstanding', value: 'premium' },
  },
  BasketsOrdered: {
    about:
      'An authorised participant ordered baskets of trust shares to be created (negative: redeemed) for delivery the next business day.',
    columns: { quantity: 'baskets', value: 'premium' },
    numbers: [],
    remembered: true,
  },
  BasketsAccepted: {
    about:
      'The trust accepted an order for baskets: its trade date, and the day on which the flow will be published.',
    columns: { price: 'navTicks', quantity: 'baskets', value: 'dueTick' },
    texts: ['tradeDate', 'publishedDate'],
  },
  BasketsRefused: {
    about: 'The trust refused an order for baskets.',
    columns: { quantity: 'baskets', reason: 'reason' },
  },
  SharesCreated: {
    about: 'Trust shares were created: coins and a balance in cash were delivered for them.',
    columns: { counterparty: 'trust', order: 'accepted', quantity: 'shares', value: 'cashCents' },
    numbers: ['coinInstrument', 'coinLots'],
    texts: ['tradeDate', 'publishedDate'],
  },
  SharesRedeemed: {
    about: 'Trust shares were redeemed: coins and a balance in cash were returned for them.',
    columns: { counterparty: 'trust', order: 'accepted', quantity: 'shares', value: 'cashCents' },
    numbers: ['coinInstrument', 'coinLots'],
    texts: ['tradeDate', 'publishedDate'],
  },
  DeliveryFailed: {
    about: 'A participant could not deliver what its baskets are made of; they fall due again a day later.',
    columns: { order: 'accepted', quantity: 'baskets', value: 'dueTick' },
    numbers: ['age'],
  },
  BorrowUpdated: {
    about: 'The pool of shares that can be borrowed was counted, and its fee set.',
    columns: { quantity: 'lendableShares', value: 'feePerYear' },
    numbers: ['borrowedShares', 'utilisation'],
  },
  BorrowFeePaid: {
    about: 'Everybody short of shares paid the lending fee of the day to those who lend.',
    columns: { counterparty: 'lender', price: 'navTicks', value: 'rate' },
  },
  ShortSaleRestricted: {
    about:
      'A fall since the last close restricts short sales: above the best bid only (Rule 201; ten per cent).',
    columns: { price: 'markTicks', value: 'untilTick' },
  },
  ShortSalesFreed: {
    about: 'A restriction of short sales ended early: the rule behind it holds no longer.',
    columns: {},
  },
  CollateralCalled: {
    about: 'A broker found equity below its requirement and asked for collateral.',
    columns: { value: 'shortfallCents', reason: 'reason' },
    numbers: [],
    remembered: true,
  },

  // Notes with a knock-in barrier, sold to the public.
  NoteKnockedIn: {
    about: 'A tranche of notes was seen at or below its barrier: its put is a vanilla one from now on.',
    columns: { price: 'markTicks', quantity: 'units', value: 'barrierUsd' },
    numbers: ['tranche', 'initialUsd', 'maturitySeconds'],
    remembered: true,
  },
  NoteSettled: {
    about: 'A tranche of notes matured and was settled in cash: below its initial level its holders pay.',
    columns: { counterparty: 'holders', price: 'closeTicks', quantity: 'units', value: 'payoffCents' },
    numbers: ['tranche'],
    remembered: true,
  },
  NoteHedgeSet: {
    about:
      'An issuer of notes set the shares it wants to hold; the change is split by what caused it, the options sold against volatility apart.',
    columns: { value: 'targetShares' },
    numbers: [
      'fromSpot',
      'fromVol',
      'fromTime',
      'fromKnockIn',
      'fromSettlement',
      'overlayFromSpot',
      'overlayFromVol',
      'overlayFromTime',
      'overlayFromFlow',
      'heldShares',
      'bandShares',
      'gammaSharesPerPercent',
      'vegaUsdPerPoint',
    ],
    remembered: true,
  },

  // How the world begins, where its calendar is not the standard one.
  HoursCleared: {
    about: 'A session keeps none of its standard hours: it has those that follow.',
    columns: {},
    numbers: [],
    texts: ['session'],
  },
  HoursSet: {
    about: 'A session opens and closes at these minutes of New York’s week, from the midnight before Sunday.',
    columns: {},
    numbers: ['opensMinute', 'closesMinute'],
    texts: ['session'],
  },
  SpecialDaySet: {
    about: 'On a date of New York a session is shut from this minute of the day on, 0 for all day.',
    columns: {},
    numbers: ['closesMinute'],
    texts: ['session', 'date'],
  },

  // Credit and margin.
  CreditGranted: {
    about: 'An account may owe so much: in cash, and as much again in coins it has sold without having them.',
    columns: { value: 'creditCents' },
  },
  MarginRateSet: {
    about:
      'The clearing house set what a dollar of futures must be margined with, in force from a tick on; price is the settlement that moves are measured from.',
    columns: { price: 'settlementTicks', value: 'rate', reason: 'reason' },
    numbers: ['dailyVol', 'fromTick'],
  },

  // Funds and their prime broker.
  MarginCalled: {
    about:
      'A prime broker found a client below house margin and asked for collateral until a tick, or asked again; the reason is what, undone, would alone have spared it.',
    columns: { counterparty: 'broker', value: 'shortfallCents', reason: 'reason' },
    numbers: ['equityUsd', 'requiredUsd', 'haircut', 'rate', 'dueTick', 'restoreCents', 'previousCall'],
  },
  MarginCallCured: {
    about:
      'A client of a prime broker has house margin again within the time it was given (cured), or the broker took its call back (cancelled).',
    columns: { value: 'excessCents', reason: 'reason' },
    numbers: ['equityUsd', 'requiredUsd'],
  },
  ForcedSaleStarted: {
    about: 'A prime broker began to sell out a client that did not meet its call in time.',
    columns: { value: 'shortfallCents' },
    numbers: ['equityUsd', 'requiredUsd'],
  },
  ForcedSaleEnded: {
    about:
      'A prime broker stopped selling out a client: it has house margin again (cured), nothing left (flat), or the broker does nothing any more (cancelled).',
    columns: { value: 'equityCents', reason: 'reason' },
    numbers: ['equityUsd', 'requiredUsd'],
  },

  // Options dealt inside the window: a client asks, dealers quote, the best quote trades.
  OptionRequested: {
    about:
      'A client asked dealers to quote an option (quantity in coin lots; negative to sell), to be settled on the price of its instrument.',
    columns: { quantity: 'quantityLots', reason: 'reason' },
    numbers: ['strikeUsd', 'expirySeconds', 'put', 'averagingSeconds'],
    remembered: true,
  },
  OptionQuoted: {
    about:
      'A dealer answered a request: the most coin lots it would deal, at which premium for one bitcoin, and why it would deal no more.',
    columns: {
      order: 'request',
      counterparty: 'client',
      quantity: 'quantityLots',
      value: 'premiumUsd',
      reason: 'reason',
    },
    numbers: ['vol', 'vegaUse'],
  },
  OptionRefused: {
    about: 'What was left of a request for an option was refused.',
    columns: { order: 'request', quantity: 'quantityLots', reason: 'reason' },
  },

  // Price bands, limit states and call auctions.
  BandsSet: {
    about:
      'From now on nothing trades below or above these prices; level counts the price limits that widened since the settlement.',
    columns: { price: 'lowTicks', quantity: 'highTicks', value: 'referenceTicks', order: 'level' },
  },
  LimitStateEntered: {
    about:
      'Nobody trades within the band any more: offers stand at its lower edge, or bids at its upper one.',
    columns: { side: 'side', price: 'limitTicks', value: 'round' },
  },
  LimitStateLeft: { about: 'There is trading within the band again.', columns: {} },
  CircuitBroken: {
    about: 'The broad equity index fell through a level of the market-wide circuit breaker.',
    columns: { price: 'indexTicks', quantity: 'level', value: 'decline' },
  },
  AuctionOpened: {
    about:
      'A call began: orders are collected, may cross and do not trade until one price between these clears them.',
    columns: { price: 'lowTicks', quantity: 'highTicks', value: 'referenceTicks', reason: 'reason' },
  },
  PauseExtended: {
    about:
      'A pause goes on, for its auction would clear outside its collar or a side of the book is empty; the collar widens toward that price.',
    columns: { price: 'lowTicks', quantity: 'highTicks', value: 'untilTick', reason: 'reason' },
    numbers: ['clearingTicks'],
  },
  AuctionCleared: {
    about:
      'A call ended: what crossed was traded at one price (0 when nothing did); imbalance is what more was to be bought than sold there.',
    columns: { price: 'priceTicks', quantity: 'volumeLots', value: 'imbalanceLots', reason: 'reason' },
  },

  // What is seen of the market and changes nothing in it.
  BookMeasured: {
    about:
      'A book was measured: lots resting on both sides within one per cent of its mid, also by distance in basis points from the edge before, and its spread.',
    columns: { price: 'bidTicks', quantity: 'restingLots', value: 'spreadTicks' },
    numbers: ['lotsTo1bp', 'lotsTo2bp', 'lotsTo5bp', 'lotsTo10bp', 'lotsTo20bp', 'lotsTo50bp', 'lotsTo100bp'],
  },
} as const satisfies Record<string, Definition>;

export type EventType = keyof typeof vocabulary;

/** Event types in the order of their codes. */
export const eventTypes = Object.keys(vocabulary) as readonly EventType[];

/** Kinds of order, in the order of their codes; `-reduce` may only shrink a position (reduce-only). */
export const orderTypes = [
  'none',
  'limit',
  'ioc',
  'fok',
  'post-only',
  'market',
  'stop',
  'limit-reduce',
  'ioc-reduce',
  'fok-reduce',
  'post-only-reduce',
  'market-reduce',
  'stop-reduce',
] as const;
export type OrderType = (typeof orderTypes)[number];

/**
 * Why an order was sent (its purpose) or why something happened to it, in the order of their codes. Purposes first:
 * every trade carries the taker's purpose.
 */
export const reasons = [
  'none',
  // purposes
  'flow',
  'meta-order',
  'quote',
  'value',
  'dip',
  'stop',
  'trend',
  'leverage',
  'liquidation',
  'arbitrage',
  'basis',
  'degross',
  'basis-unwind',
  'relative-value',
  'directional',
  'rebalance',
  'vol-target',
  'hedge',
  'treasury',
  'buyback',
  'output',
  'operating-cost',
  'top-up',
  'stop-out',
  'inventory',
  'latent',
  'cover',
  're-entry',
  'inflow',
  // refusals and endings
  'cancelled',
  'replaced',
  'unfilled',
  'protected',
  'would-cross',
  'fok-unfilled',
  'self-trade',
  'reduce-only',
  'closed',
  'halted',
  'off-tick',
  'off-lot',
  'out-of-range',
  'circuit-breaker',
  'hashprice',
  'covenant',
  'margin',
  'listing',
  'hold',
  'band',
  'outside-result',
  // the trust's primary market
  'creation',
  'redemption',
  'no-borrow',
  'short-sale',
  'cut-off',
  // later purposes: codes of those above stay what they are
  'profit-taking',
  'carry-unwind',
  'collateral-sale',
  // margin
  'settlement',
  'intraday',
  'margin-rate',
  'haircut',
  'loss',
  'cured',
  'flat',
  'margin-call',
  'forced-sale',
  // options dealt with clients
  'protection',
  'upside',
  'overwrite',
  'vega-limit',
  'no-quote',
  // halts and auctions
  'market-wide',
  'opening',
  'closing',
  'reopening',
  'value-at-risk',
  'no-funds',
] as const;
export type Reason = (typeof reasons)[number];
