import { REASON } from '../events.ts';
import { marginRate } from '../market/margin-rates.ts';
import type { View } from '../market/view.ts';
import { type Context, defineAgent } from './agent.ts';
import { type Client, clientsOf, legsOf } from './prime-broker/clients.ts';
import { haircutAt, houseStress, type Legs, requiredUsd } from './prime-broker/margin.ts';
import { type PrimeBrokerParameters, primeBrokerParameters } from './prime-broker/parameters.ts';
import { sellDown } from './prime-broker/sell-out.ts';

type Parameters = PrimeBrokerParameters;

/** House margin of this minute. */
interface House {
  readonly stress: number;
  /** Haircut on shares, and margin rate of futures, as shares of the position. */
  readonly haircut: number;
  readonly rate: number;
}

/**
 * Whoever finances funds. Each minute it holds every client's equity against house margin, which grows with volatility;
 * asks for collateral, waits, and what is not met in time it sells out itself (Brunnermeier and Pedersen 2009). It acts
 * in its clients' accounts and has no position of its own. When it does not act, nobody is called.
 */
export const primeBroker = defineAgent<Parameters>({
  kind: 'prime-broker',
  about:
    'Finance funds against house margin: call for collateral, wait, and sell out who has not met the call.',
  parameters: primeBrokerParameters,
  wake: { rounds: 'first' },
  latency: 'other',
  opensLast: true,
  uses: ['takes'],
  emits: ['MarginCalled', 'MarginCallCured', 'ForcedSaleStarted', 'ForcedSaleEnded'],
  open({ view, parameters: p, cash, remember }) {
    const openingStress = houseStress(view, p);
    remember({ openingStress });
    const house = houseOf(view, p, openingStress);
    for (const client of clientsOf(view)) {
      const { account, treasury } = client;
      const legs = legsOf(view, account);
      if (treasury === account || isFlat(legs)) continue;
      const missing =
        p.initialFactor * requiredUsd(legs, house.haircut, house.rate, p) - client.equityUsd(view);
      const usd = Math.min(missing, view.world.ledger.cash[treasury] / 100);
      if (!(usd > 0)) continue;
      // A transfer: both are whole cents alike.
      cash(usd, account);
      cash(-usd, treasury);
      remember(
        { postedUsd: Math.round(usd * 100) / 100, openingPostedUsd: Math.round(usd * 100) / 100 },
        account,
      );
    }
  },
  decide(context) {
    const { view, parameters: p, memory } = context;
    const house = houseOf(view, p, p.frozen ? memory.openingStress : houseStress(view, p));
    for (const client of clientsOf(view)) watch(context, client, house);
  },
  honour: letGo,
});

/** A house that does nothing any more lets go of whom it was selling out, and takes its calls back. */
function letGo({ view, orders }: Context<Parameters>): void {
  const { forcedSales, marginCalls } = view.world;
  if (forcedSales.size + marginCalls.size === 0) return;
  for (const client of clientsOf(view)) {
    const { account } = client;
    const sale = forcedSales.get(account);
    const call = marginCalls.get(account);
    if (sale === undefined && call === undefined) continue;
    const equityUsd = client.equityUsd(view);
    const statement = { equityUsd, requiredUsd: 0 };
    const columns = { actor: account, ...cents(equityUsd), reason: REASON.cancelled };
    if (sale !== undefined) orders.declare('ForcedSaleEnded', columns, statement, sale);
    else if (call) orders.declare('MarginCallCured', columns, statement, call.seq);
  }
}

function houseOf(view: View, p: Parameters, stress: number): House {
  return { stress, haircut: haircutAt(view, stress, p), rate: marginRate(view.world) };
}

const isFlat = ({ sharesUsd, futuresUsd }: Legs): boolean => sharesUsd === 0 && futuresUsd === 0;

/** Looks at one client: calls it, lets it off, sells it out, or lets it be. */
function watch(context: Context<Parameters>, client: Client, house: House): void {
  const { view, parameters: p, orders } = context;
  const { marginCalls, forcedSales, tick } = view.world;
  const { account } = client;
  const sale = forcedSales.get(account);
  const call = marginCalls.get(account);
  const legs = legsOf(view, account);
  if (isFlat(legs) && sale === undefined && call === undefined) return;
  const required = requiredUsd(legs, house.haircut, house.rate, p);
  const equity = client.equityUsd(view);
  if (equity >= required && sale === undefined && call === undefined) return;
  const statement = { equityUsd: equity, requiredUsd: required };
  if (sale !== undefined) {
    const enough = equity >= p.initialFactor * required;
    if (!enough && !isFlat(legs)) {
      const keep = Math.max(0, equity / (p.initialFactor * required));
      return sellDown(context, account, 1 - keep, sale);
    }
    const reason = isFlat(legs) ? REASON.flat : REASON.cured;
    return orders.declare('ForcedSaleEnded', { actor: account, ...cents(equity), reason }, statement, sale);
  }
  if (call !== undefined && equity >= required) {
    const columns = { actor: account, ...cents(equity - required), reason: REASON.cured };
    return orders.declare('MarginCallCured', columns, statement, call.seq);
  }
  const again =
    call !== undefined && tick < call.dueTick && tick >= call.tick + view.ticksIn(p.callAgainMinutes);
  if (call === undefined || again) return declareCall(context, client, house, legs, statement);
  if (tick >= call.dueTick)
    orders.declare('ForcedSaleStarted', { actor: account, ...cents(required - equity) }, statement, call.seq);
}

const cents = (usd: number): { value: number } => ({ value: Math.round(usd * 100) });

/** Asks a client for collateral (again: until the same tick), and cites what took it below: a new margin rate, or the index. */
function declareCall(
  { view, parameters: p, orders, self }: Context<Parameters>,
  { account }: Client,
  { stress, haircut, rate }: House,
  legs: Legs,
  statement: { equityUsd: number; requiredUsd: number },
): void {
  const { clearing, market, tick } = view.world;
  const { equityUsd } = statement;
  const before = view.world.marginCalls.get(account);
  const hours = stress >= p.stressedAbove ? p.stressedCureHours : p.calmCureHours;
  // Which change alone would, undone, have spared it the call.
  const isNew = clearing.fromTick > 0 && tick - clearing.fromTick <= view.ticksIn(1);
  const byRate = isNew && equityUsd >= requiredUsd(legs, haircut, clearing.before, p);
  const byHaircut = equityUsd >= requiredUsd(legs, haircutAt(view, 1, p), rate, p);
  const reason = byRate ? REASON['margin-rate'] : byHaircut ? REASON.haircut : REASON.loss;
  const detail = {
    ...statement,
    haircut,
    rate,
    dueTick: before?.dueTick ?? tick + Math.round((hours * 3600) / view.world.secondsPerTick),
    previousCall: before?.seq ?? -1,
    restoreCents: Math.ceil((p.initialFactor * statement.requiredUsd - equityUsd) * 100),
  };
  const columns = { actor: account, counterparty: self, ...cents(statement.requiredUsd - equityUsd), reason };
  orders.declare('MarginCalled', columns, detail, byRate ? clearing.rateSeq : market.indexSeq);
}
