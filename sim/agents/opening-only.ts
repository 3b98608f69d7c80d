import { z } from 'zod';

/** What a schema says of a parameter that is read when a run opens and never again: a fork cannot change it. */
export const OPENING_ONLY = Object.freeze({ openingOnly: true });

interface Node {
  readonly openingOnly?: boolean;
  readonly properties?: Readonly<Record<string, Node>>;
}

/** Parameters of a kind that are read only when a run opens; those in a group are "group.name". */
export function openingOnly(parameters: z.ZodType): readonly string[] {
  return under(z.toJSONSchema(parameters, { io: 'input', unrepresentable: 'any' }) as Node, '');
}

function under({ properties = {} }: Node, prefix: string): string[] {
  return Object.entries(properties).flatMap(([key, node]) => {
    const name = prefix + key;
    return node.openingOnly ? [name] : under(node, `${name}.`);
  });
}
