import type { AgentKind } from '../sim/agents/agent.ts';
import { arbitrageur } from '../sim/agents/arbitrageur.ts';
import { flow } from '../sim/agents/flow.ts';
import { investors } from '../sim/agents/investors.ts';
import { maker } from '../sim/agents/maker.ts';
import { metaOrders } from '../sim/agents/meta-orders.ts';

const known = [investors, flow, metaOrders, maker, arbitrageur] as unknown as AgentKind<unknown>[];

/** Every kind of agent a cast may name. */
export const agentKinds: Readonly<Record<string, AgentKind<unknown>>> = Object.freeze(
  Object.fromEntries(known.map((kind) => [kind.kind, kind])),
);
