import { agentKinds } from '../../scenarios/cast.ts';
import type { Kinds } from '../../scenarios/members.ts';
import type { AgentKind, Context } from '../../sim/agents/agent.ts';

/** Names of the parameters that agents of each kind have read after the opening; those in a group are "group.name". */
export type Reads = ReadonlyMap<string, ReadonlySet<string>>;

/** The kinds of the software, and what their agents read of their parameters whenever they decide. */
export function watchedKinds(): { readonly kinds: Kinds; readonly reads: Reads } {
  const reads = new Map<string, Set<string>>();
  const kinds = Object.entries(agentKinds).map(([name, kind]) => {
    const seen = new Set<string>();
    reads.set(name, seen);
    const watched = watcher(seen);
    const asked = (ask?: AgentKind<unknown>['honour']) =>
      ask &&
      ((context: Context<unknown>) => ask({ ...context, parameters: watched(context.parameters, '') }));
    return [name, { ...kind, decide: asked(kind.decide), honour: asked(kind.honour) }];
  });
  return { kinds: Object.fromEntries(kinds), reads };
}

/** Wraps groups of parameters, the same ones once, so that every field that is read is noted. */
function watcher(seen: Set<string>): (group: unknown, prefix: string) => unknown {
  const known = new WeakMap<object, unknown>();
  const watch = (group: unknown, prefix: string): unknown => {
    if (typeof group !== 'object' || group === null || Array.isArray(group)) return group;
    let proxy = known.get(group);
    if (proxy === undefined) {
      proxy = new Proxy(group, {
        get(target, key) {
          const value: unknown = Reflect.get(target, key);
          seen.add(`${prefix}${String(key)}`);
          return watch(value, `${prefix}${String(key)}.`);
        },
      });
      known.set(group, proxy);
    }
    return proxy;
  };
  return watch;
}
