import type { AgentKind } from '../sim/agents/agent.ts';
import { agentKinds } from './cast.ts';
import type { Scenario } from './scenario.ts';

/** One agent of the cast with its checked parameters. */
export interface Member {
  readonly name: string;
  readonly kind: AgentKind<unknown>;
  readonly acts: boolean;
  readonly parameters: unknown;
}

/** Kinds of agent by the name under which a cast calls for them. */
export type Kinds = Readonly<Record<string, AgentKind<unknown>>>;

/** The cast, one by one: a line with a count becomes `name-1`, `name-2`, ... */
export function membersOf(scenario: Scenario, kinds: Kinds = agentKinds): Member[] {
  const members: Member[] = [];
  for (const line of Object.keys(scenario.cast)) {
    const { kind: kindName, count, acts, parameters } = scenario.cast[line];
    const kind = kinds[kindName];
    const checked = kind.parameters.parse(parameters);
    for (const name of namesOf(line, count)) members.push({ name, kind, acts, parameters: checked });
  }
  return members;
}

/** Names of the agents of a line of the cast: its own for one, numbered from 1 for more. */
export const namesOf = (line: string, count: number): string[] =>
  count === 1 ? [line] : Array.from({ length: count }, (_, n) => `${line}-${n + 1}`);
