import type { View } from '../market/view.ts';

/**
 * What follows for good from an agent's accounts, kept by the first of them: asked for in every round, it is found by
 * comparing one reference. Another world's agent in the same place takes it over.
 */
export class ByAgent<T> {
  private readonly known: ({ readonly accounts: readonly number[]; readonly value: T } | undefined)[] = [];

  constructor(private readonly make: (view: View, accounts: readonly number[]) => T) {}

  /** What belongs to the agent with these accounts. */
  of(view: View, accounts: readonly number[]): T {
    const found = this.known[accounts[0]];
    if (found?.accounts === accounts) return found.value;
    const value = this.make(view, accounts);
    this.known[accounts[0]] = { accounts, value };
    return value;
  }
}
