import type { Draft } from 'immer';
import type { Scenario } from './scenario.ts';

/** A named change of a scenario: what else might have happened. */
export interface WhatIf {
  readonly id: string;
  readonly title: string;
  /** Edits the scenario; what it did is kept as patches. */
  change(draft: Draft<Scenario>): void;
}

/** Without these there is no market to ask anything of. */
const INDISPENSABLE: readonly string[] = ['investors', 'maker', 'flow'];
const STRONGER = 1.25;
/** Share of equity that outright pods may lose one day in a hundred: what they open with at 2 % of volatility a day. */
const VAR_BUDGET = 0.037;

/** Longs who would have to lose five sixths before they are liquidated. */
const UNLEVERED = { leverage: 1.2, weight: 1 };
const TRADER_USD = 200_000;

/** The what-ifs that a scenario's own cast and shocks suggest. */
export function whatIfsOf(scenario: Scenario): readonly WhatIf[] {
  return [
    ...withoutKinds(scenario),
    ...withoutShocks(scenario),
    ...otherOutside(scenario),
    ...otherMargin(scenario),
    ...otherLeverage(scenario),
    ...otherPerps(scenario),
    ...otherHalts(scenario),
  ];
}

/** One a kind of agent: it keeps its balance sheet and does nothing, so that everybody else's world is the same. */
function withoutKinds({ cast }: Scenario): WhatIf[] {
  const kinds = [...new Set(Object.keys(cast).map((line) => cast[line].kind))];
  return kinds
    .filter((kind) => !INDISPENSABLE.includes(kind))
    .map((kind) => ({
      id: `no-${kind}`,
      title: `Agents of the kind ${kind} hold what they hold and do nothing`,
      change: (draft) => {
        for (const line of Object.keys(draft.cast)) {
          if (draft.cast[line].kind === kind) draft.cast[line].acts = false;
        }
      },
    }));
}

function withoutShocks({ outside: { shocks, flags } }: Scenario): WhatIf[] {
  if (shocks.length + flags.length === 0) return [];
  return [
    {
      id: 'no-shocks',
      title: 'Nothing that the scenario scripts happens: only noise and what agents do',
      change: ({ outside }) => {
        outside.shocks = [];
        outside.flags = [];
      },
    },
    {
      id: 'stronger-shocks',
      title: `Every scripted driver return is ${STRONGER} times as large`,
      change: ({ outside }) => {
        for (const shock of outside.shocks) shock.totalReturn = Math.max(-0.99, STRONGER * shock.totalReturn);
      },
    },
    ...shocks.map(({ id, title }) => ({
      id: `no-shock-${id}`,
      title: `This shock does not happen: ${title}`,
      change: ({ outside }: Draft<Scenario>) => {
        outside.shocks = outside.shocks.filter((shock) => shock.id !== id);
      },
    })),
    ...flags.map(({ id, title }) => ({
      id: `no-flag-${id}`,
      title: `This does not happen: ${title}`,
      change: ({ outside }: Draft<Scenario>) => {
        outside.flags = outside.flags.filter((flag) => flag.id !== id);
      },
    })),
  ];
}

function otherOutside({ outside, latent }: Scenario): WhatIf[] {
  const found: WhatIf[] = [];
  if (outside.valueNoisePerDay > 0)
    found.push({
      id: 'no-noise',
      title: 'No unscripted news on bitcoin',
      change: (draft) => {
        draft.outside.valueNoisePerDay = 0;
      },
    });
  if (outside.softwareImpact.prefactor > 0)
    found.push({
      id: 'no-software-impact',
      title: 'What pods sell of software shares does not move them',
      change: (draft) => {
        draft.outside.softwareImpact.prefactor = 0;
      },
    });
  if (latent.supplyStressExponent > 0 || latent.decayStressExponent > 0)
    found.push({
      id: 'no-retreat',
      title: 'Investors bring and keep as many orders under stress as on a calm day',
      change: (draft) => {
        draft.latent.supplyStressExponent = 0;
        draft.latent.decayStressExponent = 0;
      },
    });
  return found;
}

/** House and exchange margin as they were at the opening, so that only losses are called for. */
function otherMargin({ cast, margin }: Scenario): WhatIf[] {
  const brokers = Object.keys(cast).filter((line) => cast[line].kind === 'prime-broker');
  if (brokers.length === 0 || margin.frozen) return [];
  return [
    {
      id: 'frozen-margins',
      title: 'Margin rates and haircuts stay what they were, however volatile prices become',
      change: (draft) => {
        draft.margin.frozen = true;
        for (const line of brokers) draft.cast[line].parameters.frozen = true;
      },
    },
  ];
}

/** Leverage that follows volatility where the scenario has none that does (Adrian and Shin 2010). */
function otherLeverage({ cast }: Scenario): WhatIf[] {
  const lines = Object.keys(cast).filter(
    (line) => cast[line].kind === 'pod-platform' && !Number(cast[line].parameters.varBudget),
  );
  if (lines.length === 0) return [];
  return [
    {
      id: 'var-leverage',
      title: 'Outright pods hold what their value at risk allows, a tenth of it an hour',
      change: (draft) => {
        for (const line of lines) draft.cast[line].parameters.varBudget = VAR_BUDGET;
      },
    },
  ];
}

/** Without leverage nobody is liquidated: who does nothing still is, by the venue. */
function otherPerps({ cast }: Scenario): WhatIf[] {
  const lines = Object.keys(cast).filter((line) => cast[line].kind === 'leveraged-trader');
  if (lines.length === 0) return [];
  return [
    {
      id: 'unlevered-perps',
      title: `All longs entered perps at ${UNLEVERED.leverage} times what stood behind them`,
      change: (draft) => {
        for (const line of lines) {
          const { parameters } = draft.cast[line];
          // The first of them says how large traders are, those of shorts as well.
          const [first] = (parameters.leverages ?? []) as { readonly traderNotionalUsd?: number }[];
          parameters.leverages = [
            { ...UNLEVERED, traderNotionalUsd: first?.traderNotionalUsd ?? TRADER_USD },
          ];
        }
      },
    },
  ];
}

function otherHalts({ halts }: Scenario): WhatIf[] {
  const found: WhatIf[] = [];
  if (halts.spot.rule === 'none')
    found.push({
      id: 'spot-halt',
      title: `Spot venues pause for ${halts.spot.pauseMinutes} minutes when they move ${Math.round(1000 * halts.spot.band) / 10} % within ${halts.spot.windowMinutes} minutes`,
      change: (draft) => {
        draft.halts.spot.rule = 'dynamic';
      },
    });
  if (halts.share.rule !== 'none' || halts.future.rule !== 'none')
    found.push({
      id: 'no-halts',
      title: 'Neither shares nor futures are ever halted, by a band or by the market-wide breaker',
      change: (draft) => {
        draft.halts.share.rule = 'none';
        draft.halts.future.rule = 'none';
        draft.halts.marketWide.rule = 'off';
      },
    });
  if (halts.shortSales.rule === 'on')
    found.push({
      id: 'no-short-sale-rule',
      title: 'Short sales of shares stay unrestricted, however far they fall (no Rule 201)',
      change: (draft) => {
        draft.halts.shortSales.rule = 'off';
      },
    });
  return found;
}
