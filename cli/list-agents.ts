import { z } from 'zod';
import { agentKinds } from '../scenarios/cast.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { recordedFor } from '../sim/agents/means.ts';
import type { Listing } from './commands/list.ts';
import { type ParameterText, parameterText } from './parameter-text.ts';
import type { RunnableScenario } from './scenario-source.ts';
import { type Io, paint } from './terminal.ts';
import { hangingTable, wrap } from './wrap.ts';

/** A parameter as its schema describes it; those within a group are named "group.name". */
interface Parameter extends ParameterText {
  readonly name: string;
  /** Null where a cast must say it. */
  readonly default: unknown;
  readonly bounds: string;
  /** Values of which it is one; null where it is a number, a name or a list. */
  readonly choices: readonly (string | boolean)[] | null;
  /** Whether it is read only when a run opens, so that a fork cannot change it. */
  readonly openingOnly: boolean;
}

/** Every kind of agent, or those of a scenario: why it is there, what it declares, its parameters. */
export function agents(loaded: RunnableScenario | null, io: Io): Listing {
  const lines = loaded ? linesByKind(loaded.scenario) : null;
  const json = Object.values(loaded?.kinds ?? agentKinds)
    .filter(({ kind }) => !lines || lines.has(kind))
    .map(({ kind, about, emits, uses = [], parameters }) => ({
      ...{ kind, about, emits, records: recordedFor(uses) },
      ...(lines ? { cast: lines.get(kind) } : {}),
      parameters: parametersOf(z.toJSONSchema(parameters, { io: 'input', unrepresentable: 'any' })),
    }));
  const blocks = json.map(({ kind, about, emits, records, parameters, cast }) => {
    const [title, ...more] = wrap(`${kind}${cast ? ` (${cast.join(', ')})` : ''}`, io.columns, 2);
    const declares = named('Declares', emits, io);
    const recorded = named('The market records for it', records, io);
    const header = [paint(kind, 'cyan', io.color) + title.slice(kind.length), ...more];
    return [
      ...header,
      ...wrap(about, io.columns),
      ...declares,
      ...recorded,
      ...parameterTable(parameters, io),
    ].join('\n');
  });
  return { json: { agents: json }, text: blocks.join('\n\n') };
}

function named(what: string, events: readonly string[], io: Io): string[] {
  return events.length > 0 ? wrap(`${what} ${events.join(', ')}.`, io.columns) : [];
}

function linesByKind({ cast }: Scenario): Map<string, string[]> {
  const lines = new Map<string, string[]>();
  for (const [line, { kind }] of Object.entries(cast)) lines.set(kind, [...(lines.get(kind) ?? []), line]);
  return lines;
}

function parameterTable(parameters: readonly Parameter[], io: Io): string[] {
  if (parameters.length === 0) return [];
  const rows = parameters.map(
    ({ name, about, range, source, default: value, bounds, choices, openingOnly }) => {
      const chosen = choices === null || choices.includes(true) ? '' : `; one of ${choices.join(', ')}`;
      const why = source === null ? '' : ` (${range === null ? '' : `${range}: `}${source})`;
      return {
        cells: [name, value === null ? 'required' : compact(value), bounds],
        text: `${about}${why}${chosen}${openingOnly ? '; opening only' : ''}`,
      };
    },
  );
  const header = ['parameter', 'default', 'bounds', 'meaning'];
  return [hangingTable(header, rows, { width: io.columns, color: io.color })];
}

/** What is chosen or named has no unit, whatever its description mentions. */
const UNITLESS = ['string', 'boolean'];

interface Property {
  readonly type?: string;
  readonly description?: string;
  readonly openingOnly?: boolean;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: Readonly<Record<string, Property>>;
}

function parametersOf(schema: unknown, prefix = '', given: unknown = undefined, group = ''): Parameter[] {
  const { properties = {}, openingOnly: allOpening = false } = schema as Property;
  return Object.entries(properties).flatMap(([key, property]) => {
    const name = prefix + key;
    const description = property.description ?? group;
    const value = (given as Record<string, unknown> | undefined)?.[key] ?? property.default ?? null;
    const openingOnly = allOpening || property.openingOnly === true;
    const inner = { ...property, openingOnly };
    if (property.properties) return parametersOf(inner, `${name}.`, value ?? undefined, description);
    const text = parameterText(description);
    const unit = UNITLESS.includes(property.type ?? '') ? null : text.unit;
    const choices = property.enum ?? (property.type === 'boolean' ? [true, false] : null);
    return [{ name, ...text, unit, default: value, bounds: boundsOf(property), choices, openingOnly }];
  });
}

function boundsOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Property): string {
  // JSON Schema bounds whole numbers by what a double can hold, which says nothing.
  const least = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const parts = [
    ...(least === undefined ? [] : [`≥ ${compact(least)}`]),
    ...(exclusiveMinimum === undefined ? [] : [`> ${compact(exclusiveMinimum)}`]),
    ...(most === undefined ? [] : [`≤ ${compact(most)}`]),
    ...(exclusiveMaximum === undefined ? [] : [`< ${compact(exclusiveMaximum)}`]),
  ];
  return parts.join(' ');
}

/** A value as short as it can be written without losing a digit. */
function compact(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return JSON.stringify(value);
  const short = value.toExponential().replace('e+', 'e');
  return Math.abs(value) >= 1e5 && short.length < String(value).length ? short : String(value);
}
