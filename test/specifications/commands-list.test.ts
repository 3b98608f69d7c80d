import { describe, expect, it } from 'vitest';
import { agentKinds } from '../../scenarios/cast.ts';
import { builtIns } from '../../scenarios/catalogue.ts';
import { targets as february, turningPoints as februaryPath } from '../../scenarios/feb-5-2026/history.ts';
import { targets as november, turningPoints as novemberPath } from '../../scenarios/nov-21-2025/history.ts';
import { eventTypes } from '../../sim/vocabulary.ts';
import { cascade, json, widest } from './commands-support.ts';

interface Kind {
  readonly kind: string;
  readonly about: string;
  readonly emits: string[];
  readonly records: string[];
  readonly parameters: Parameter[];
}

interface Parameter {
  readonly name: string;
  readonly about: string;
  readonly unit: string | null;
  readonly range: string | null;
  readonly source: string | null;
  readonly default: unknown;
  readonly bounds: string;
  readonly choices: readonly unknown[] | null;
}

interface WhatIf {
  readonly scenario: string;
  readonly id: string;
  readonly patches: unknown[];
}

interface EventKind {
  readonly type: string;
  readonly columns: Record<string, string>;
  readonly detail: string[];
}

describe('cascade list', () => {
  it('names every scenario that comes with the software', async () => {
    const { scenarios } = await json<{ scenarios: { id: string }[] }>('list', 'scenarios');
    expect(scenarios.map(({ id }) => id)).toEqual(Object.keys(builtIns));
  });

  it('tells of every kind of agent why it is there and what each parameter means, with unit and default', async () => {
    const { agents: kinds } = await json<{ agents: Kind[] }>('list', 'agents');
    expect(kinds.map(({ kind }) => kind)).toEqual(Object.keys(agentKinds));
    for (const { kind, about, parameters } of kinds) {
      expect(about, kind).toMatch(/\.$/);
      for (const { name, about: meaning } of parameters) expect(meaning, `${kind}.${name}`).not.toBe('');
    }
    const maker = kinds.find(({ kind }) => kind === 'maker');
    expect(maker?.parameters.find(({ name }) => name === 'capitalUsd')).toMatchObject({
      bounds: '> 0',
      about: 'US dollars of capital',
      unit: 'US dollars',
      source: 'a choice',
      default: 400e6,
    });
    expect(maker?.emits).toContain('QuotesWithdrawn');
    expect(maker?.records).toContain('QuotesReplaced');
  });

  it('gives every parameter a source and a default or null, and those that are numbers a unit and a range', async () => {
    const { agents: kinds } = await json<{ agents: Kind[] }>('list', 'agents');
    const all = kinds.flatMap(({ kind, parameters }) => parameters.map((one) => ({ kind, ...one })));
    expect(all.length).toBeGreaterThan(250);
    expect(all.filter(({ source }) => !source)).toEqual([]);
    expect(all.filter((one) => !('default' in one))).toEqual([]);
    const choicesOf = (kind: string, name: string) =>
      all.find((one) => one.kind === kind && one.name === name)?.choices;
    expect(choicesOf('dealer', 'home')).toEqual(['crypto', 'share']);
    expect(choicesOf('treasury', 'secured')).toEqual([true, false]);
    expect(choicesOf('maker', 'capitalUsd')).toBeNull();
    for (const one of all)
      if (one.choices && one.default !== null) expect(one.choices).toContain(one.default);
    const names = all.filter(({ unit }) => unit === null).map(({ kind, name }) => `${kind}.${name}`);
    expect(names).toEqual([
      'flow.instrument',
      'pod-platform.lossShock',
      'pod-platform.mode',
      'pod-platform.afterHours',
      'prime-broker.frozen',
      'ria.mode',
      'ria.review',
      'dealer.home',
      'dealer.direction',
      'dealer.optionType',
      'option-client.character',
      'option-client.home',
      'option-client.excess',
      'treasury.secured',
      'treasury.policy',
      'whale.headline',
      'yen-carry.variant',
    ]);
    expect(all.filter(({ unit, range }) => unit !== null && range === null)).toEqual([]);
  });

  it('lists the kinds of one scenario with the lines of its cast', async () => {
    const { agents: kinds } = await json<{ agents: (Kind & { cast: string[] })[] }>('list', 'agents', 'calm');
    expect(kinds.find(({ kind }) => kind === 'arbitrageur')?.cast).toEqual(['arbitrageur']);
  });

  it('gives each what-if an id, a title and the patches it makes', async () => {
    const { whatIfs: found } = await json<{ whatIfs: WhatIf[] }>('list', 'what-ifs', 'feb-5-2026');
    const ids = found.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('no-arbitrageur');
    for (const spared of ['no-investors', 'no-maker', 'no-flow']) expect(ids).not.toContain(spared);
    for (const { id, patches } of found) expect(patches, id).not.toEqual([]);
    const noShocks = found.find(({ id }) => id === 'no-shocks');
    expect(noShocks?.patches).toEqual([
      { op: 'replace', path: ['outside', 'shocks'], value: [] },
      { op: 'replace', path: ['outside', 'flags'], value: [] },
    ]);
  });

  it('says of each what-if which scenario it belongs to, where no scenario is named', async () => {
    const { whatIfs } = await json<{ whatIfs: WhatIf[] }>('list', 'what-ifs');
    expect([...new Set(whatIfs.map(({ scenario }) => scenario))]).toEqual(Object.keys(builtIns));
  });

  it.each([
    ['scenarios', ['scenarios']],
    ['agents', ['agents']],
    ['what-ifs', ['whatIfs']],
    ['events', ['events']],
    ['targets', ['targets', 'path']],
  ])('prints %s as one JSON object', async (what, names) => {
    const printed = await json<Record<string, unknown[]>>('list', what);
    expect(Object.keys(printed)).toEqual(names);
    for (const name of names) expect(printed[name].length).toBeGreaterThan(0);
  });

  it('lists every kind of event with its fields', async () => {
    const { events } = await json<{ events: EventKind[] }>('list', 'events');
    expect(events.map(({ type }) => type)).toEqual(eventTypes);
    expect(events.find(({ type }) => type === 'Traded')?.columns).toMatchObject({
      price: 'priceTicks',
      counterparty: 'maker',
    });
    expect(events.find(({ type }) => type === 'ShockReleased')?.detail).toEqual(['id', 'title', 'driver']);
  });

  it('lists what history says, and says so where nothing is known', async () => {
    interface Rows {
      readonly targets: readonly { id: string }[];
      readonly path: readonly { spotUsd: number }[];
    }
    const idOf = ({ id }: { id: string }): string => id;
    const { targets, path } = await json<Rows>('list', 'targets');
    expect(targets.map(idOf)).toEqual([...february, ...november].map(idOf));
    expect(path).toHaveLength(februaryPath.length + novemberPath.length);
    const alone = await json<Rows>('list', 'targets', 'nov-21-2025');
    expect(alone.targets.map(idOf)).toEqual(november.map(idOf));
    const { code, err } = await cascade('list', 'targets', 'calm');
    expect({ code, err }).toEqual({
      code: 2,
      err: 'cascade: Of "calm" no history is known, so it has no targets; try feb-5-2026, nov-21-2025, or give it history.targets.\n',
    });
  });

  it('suggests the nearest scenario', async () => {
    const { code, err } = await cascade('list', 'what-ifs', 'clam');
    expect(code).toBe(2);
    expect(err).toContain('did you mean "calm"?');
  });

  it.each(['scenarios', 'agents', 'what-ifs', 'events', 'targets'])('%s fit a screenshot', async (what) => {
    const { out } = await cascade('list', what);
    expect(widest(out)).toBeLessThanOrEqual(100);
  });
});
