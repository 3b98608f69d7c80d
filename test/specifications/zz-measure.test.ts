import { describe, expect, it } from 'vitest';
import { parameters, topUpUsd } from '../../sim/agents/leveraged-opening.ts';
import { leveragedTrader } from '../../sim/agents/leveraged-trader.ts';
import { BUY, SELL } from '../../sim/events.ts';
import {
  liquidationPriceUsd,
  maintenanceMarginCents,
  nextLowerTierNotionalCents,
} from '../../sim/market/margin-tiers.ts';
import { PERP, PerpWorld, PUBLIC } from './perp-world.ts';

const OPENING_USD = 75_770;
const CENTS_PER_BILLION = 1e11;
const defaults = parameters.parse({});

function speculators(given: Record<string, unknown> = {}, openingUsd = OPENING_USD, seed = '1') {
  const chosen = parameters.parse(given);
  const venue = new PerpWorld({ openingUsd, seed });
  const agent = venue.join(leveragedTrader, 'speculators', chosen);
  const accounts = agent.context.accounts;
  const shorts = accounts.slice(1, 1 + chosen.shortCohorts);
  const longs = accounts.slice(1 + chosen.shortCohorts);
  return { venue, agent, self: accounts[0], shorts, longs, chosen };
}

/** Holdings of one account: bitcoin, average entry, collateral. */
function positionOf({ world, view }: PerpWorld, account: number) {
  const { ledger, accounts } = world;
  const coins = view.coins(PERP, ledger.lots(account, PERP));
  const entryUsd = ledger.cost[account * ledger.width + PERP] / 100 / coins;
  return { coins, entryUsd, collateralUsd: ledger.cash[account] / 100, traders: accounts[account].traders };
}

/** Notional in cents that would be closed at the mark if it fell without any other trade, bracket by bracket. */
function liquidatedCents(venue: PerpWorld, longs: readonly number[], fromUsd: number, toUsd: number): number {
  let total = 0;
  for (const account of longs) {
    let { coins, entryUsd, collateralUsd, traders } = positionOf(venue, account);
    let defends = venue.world.memory[account].toppingUp === 1;
    for (let mark = fromUsd; mark >= toUsd && coins > 0; mark -= 10) {
      const margin = () => maintenanceMarginCents(coins * mark * 100, traders) / 100;
      const equity = () => collateralUsd + coins * (mark - entryUsd);
      if (defends && equity() < defaults.topUpBelow * margin()) {
        collateralUsd += topUpUsd(coins, entryUsd, collateralUsd, traders, defaults.topUpMove);
        defends = false;
      }
      while (coins > 0 && equity() < margin()) {
        const kept = nextLowerTierNotionalCents(coins * mark * 100, traders) / 100 / mark;
        total += (coins - kept) * mark * 100;
        collateralUsd += (coins - kept) * (mark - entryUsd);
        coins = kept;
      }
    }
  }
  return total;
}


describe('measure', () => { it('x', () => {
  for (const seed of ['1','2','3','4','5','6','7','8']) {
   const f = (from:number,to:number,given={}) => { const {venue,longs}=speculators(given,from,seed); return liquidatedCents(venue,longs,from,to)/1e11; };
   const mix = [0.05, 0.1, 0.15, 0.25, 0.25, 0.12, 0.08];
   const leverages = defaults.leverages.map((one, n) => ({ ...one, weight: mix[n] }));
   console.log(seed, '73.1->62.6', f(73100,62600).toFixed(3), '73.1->60', f(73100,60000).toFixed(3), '75.77->73.1', f(75770,73100).toFixed(3), '->62.6', f(75770,62600).toFixed(3), '75.77->60', f(75770,60000).toFixed(3), 'retail', f(75770,60000,{leverages}).toFixed(2));
  }
  const { venue, agent, longs } = speculators({}, 75770);
  console.log('reserve', venue.world.ledger.cash[5]/1e11);
  // cost
  let t0 = process.hrtime.bigint(); 
  for (let k=0;k<20000;k++) venue.engine.watch();
  console.log('watch us', Number(process.hrtime.bigint()-t0)/20000/1000);
  venue.openTick(75770);
  t0 = process.hrtime.bigint();
  for (let k=0;k<5000;k++) { venue.queue.clear(); agent.decide(venue.world.tickSeq,0); }
  console.log('decide us', Number(process.hrtime.bigint()-t0)/5000/1000);
  // crash: 75.77 -> 60 over 1440 minutes with books of limited depth
  t0 = process.hrtime.bigint();
  let busy=0;
  for (let m=0;m<1440;m++){ const usd=Math.round(75770-15770*m/1440); venue.openTick(usd);
    if (m%10===0) { venue.order(4, 1, usd-10, 20000); }
    for (let r=0;r<6;r++){ busy=Math.max(busy,venue.world.liquidating.size); venue.queue.clear(); venue.engine.command(); if(r===0) agent.decide(venue.world.tickSeq,0); venue.queue.sequence(1,()=>0,(a)=>a); for(let at=0;at<venue.queue.count;at++) venue.exchange.execute(venue.queue, venue.queue.sequenced[at]); venue.engine.settle(); } }
  console.log('crash ms', Number(process.hrtime.bigint()-t0)/1e6, 'busy', busy, 'started', venue.all('LiquidationStarted').length, 'paid', venue.all('InsurancePaid').reduce((s,e)=>s+e.cashCents,0)/1e11, 'adl', venue.all('AutoDeleveraged').length, 'topped', venue.all('CollateralPosted').length, 'toppers', longs.filter(a=>venue.world.memory[a].toppingUp!==undefined).length, 'stillArmed', longs.filter(a=>venue.world.memory[a].toppingUp===1).length, 'orders', venue.all('OrderPlaced').filter(o=>o.reason==='liquidation').length, 'events', venue.log.nextSeq);
  const liq = venue.all('Traded').filter(t=>t.reason==='liquidation').reduce((s,t)=>s+t.priceTicks*t.quantityLots,0)/1e11;
  const started = new Set(venue.all('LiquidationStarted').map(e=>e.actor)); const topped = venue.all('CollateralPosted').map(e=>e.actor); let n=0; for (const e of venue.all('CollateralPosted')) { if (venue.all('LiquidationStarted').some(s=>s.actor===e.actor && s.seq<e.seq)) n++; }
  console.log('liquidated bn', liq, 'topped after start', n, topped.length, started.size);
}); });
