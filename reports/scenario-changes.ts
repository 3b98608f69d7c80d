/** A field that two scenarios hold differently; undefined where one has none. */
export interface FieldChange {
  readonly path: string;
  readonly a?: unknown;
  readonly b?: unknown;
}

type Group = Readonly<Record<string, unknown>>;

/** Fields in which two scenarios differ, in their order; entries of lists are told apart by their ids where they have such. */
export function changesBetween(a: unknown, b: unknown, path: readonly string[] = []): FieldChange[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  const whole = { path: path.join('.'), a, b };
  const [groupA, groupB] = [groupOf(a), groupOf(b)];
  if (!groupA || !groupB || Array.isArray(a) !== Array.isArray(b)) return [whole];
  const names = [...new Set([...Object.keys(groupA), ...Object.keys(groupB)])];
  const inner = names.flatMap((name) => changesBetween(groupA[name], groupB[name], [...path, name]));
  // The same entries in another order.
  return inner.length > 0 ? inner : [whole];
}

/** Fields by name: a group, or a list whose every entry has an id of its own. */
function groupOf(value: unknown): Group | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!Array.isArray(value)) return value as Group;
  const ids = value.map((entry) => (entry as { id?: unknown } | null)?.id);
  const areNames = ids.every((id) => typeof id === 'string') && new Set(ids).size === ids.length;
  return areNames ? Object.fromEntries(value.map((entry, at) => [ids[at], entry])) : null;
}
