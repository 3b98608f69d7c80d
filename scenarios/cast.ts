import type { AgentKind } from '../sim/agents/agent.ts';
import { arbitrageur } from '../sim/agents/arbitrageur.ts';
import { authorisedParticipant } from '../sim/agents/authorised-participant.ts';
import { basisReentry } from '../sim/agents/basis-reentry.ts';
import { dealer } from '../sim/agents/dealer.ts';
import { dipBuyer } from '../sim/agents/dip-buyer.ts';
import { flow } from '../sim/agents/flow.ts';
import { investors } from '../sim/agents/investors.ts';
import { leveragedEtf } from '../sim/agents/leveraged-etf.ts';
import { leveragedTrader } from '../sim/agents/leveraged-trader.ts';
import { maker } from '../sim/agents/maker.ts';
import { metaOrders } from '../sim/agents/meta-orders.ts';
import { miner } from '../sim/agents/miner.ts';
import { noteDesk } from '../sim/agents/note-desk.ts';
import { optionClient } from '../sim/agents/option-client.ts';
import { podPlatform } from '../sim/agents/pod-platform.ts';
import { primeBroker } from '../sim/agents/prime-broker.ts';
import { ria } from '../sim/agents/ria.ts';
import { stopHolder } from '../sim/agents/stop-holder.ts';
import { treasury } from '../sim/agents/treasury.ts';
import { trendFollower } from '../sim/agents/trend-follower.ts';
import { whale } from '../sim/agents/whale.ts';
import { yenCarry } from '../sim/agents/yen-carry.ts';

const known = [
  investors,
  flow,
  metaOrders,
  maker,
  arbitrageur,
  authorisedParticipant,
  basisReentry,
  dipBuyer,
  miner,
  podPlatform,
  primeBroker,
  ria,
  leveragedTrader,
  dealer,
  noteDesk,
  optionClient,
  stopHolder,
  treasury,
  trendFollower,
  leveragedEtf,
  whale,
  yenCarry,
] as unknown as AgentKind<unknown>[];

/** Every kind of agent a cast may name. */
export const agentKinds: Readonly<Record<string, AgentKind<unknown>>> = Object.freeze(
  Object.fromEntries(known.map((kind) => [kind.kind, kind])),
);
