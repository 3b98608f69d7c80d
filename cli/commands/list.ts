import { timeShort } from '../../reports/format.ts';
import { builtIns } from '../../scenarios/catalogue.ts';
import { whatIfsOf } from '../../scenarios/what-ifs.ts';
import { parseTime } from '../../sim/engine/time.ts';
import { type Definition, eventTypes, vocabulary } from '../../sim/vocabulary.ts';
import { withChanges } from '../changes.ts';
import type { JsonOption, LISTS } from '../contract.ts';
import { editorSchema } from '../editor-schema.ts';
import { agents } from '../list-agents.ts';
import { targets } from '../list-targets.ts';
import { loadScenario } from '../scenario-source.ts';
import { type Io, paint } from '../terminal.ts';
import { hangingTable, wrap } from '../wrap.ts';

/** A list both ways. */
export interface Listing {
  /** Lists under the name of what is listed; a schema as it is. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Lists what there is to run, to change, to read and to compare with, and prints the schema of scenario files. */
export async function listCommand(
  what: (typeof LISTS)[number],
  source: string | undefined,
  options: JsonOption,
  io: Io,
): Promise<number> {
  const { json, text } = await listing(what, source, io);
  io.out(options.json ? JSON.stringify(json) : text);
  return 0;
}

async function listing(what: (typeof LISTS)[number], source: string | undefined, io: Io): Promise<Listing> {
  switch (what) {
    case 'scenarios':
      return scenarios(source === undefined ? Object.keys(builtIns) : [source], io);
    case 'agents':
      return agents(source === undefined ? null : await loadScenario(source), io);
    case 'what-ifs':
      return whatIfs(source === undefined ? Object.keys(builtIns) : [source], io);
    case 'events':
      return events(io);
    case 'targets':
      return targets(source, io);
    case 'schema': {
      const json = editorSchema(source === undefined ? null : await loadScenario(source));
      return { json, text: JSON.stringify(json, null, 2) };
    }
    default:
      return what satisfies never;
  }
}

async function scenarios(sources: readonly string[], io: Io): Promise<Listing> {
  const loaded = await Promise.all(sources.map(async (source) => (await loadScenario(source)).scenario));
  const json = loaded.map(({ id, title, start, end, cast, outside, history }) => ({
    ...{ id, title, start, end },
    cast: Object.keys(cast).length,
    shocks: outside.shocks.length,
    targets: history.targets.length,
  }));
  const rows = json.map(({ id, title, start, end, cast, shocks, targets: known }) => ({
    cells: [id, `${dayOf(start)} to ${dayOf(end)}`, cast, shocks, known],
    text: title,
  }));
  const header = ['scenario', 'window', 'cast', 'shocks', 'targets', 'title'];
  const text = hangingTable(header, rows, { width: io.columns, color: io.color, whole: 2 });
  return { json: { scenarios: json }, text };
}

const dayOf = (time: string): string => timeShort(parseTime(time) ?? 0).replace(' 00:00', '');

async function whatIfs(sources: readonly string[], io: Io): Promise<Listing> {
  const all = await Promise.all(
    sources.map(async (source) => {
      const { scenario, kinds } = await loadScenario(source);
      const found = whatIfsOf(scenario).map(({ id, title }) => {
        const { patches } = withChanges(scenario, { whatIf: [id], set: [] }, kinds);
        return { id, title, patches };
      });
      return { scenario: source, whatIfs: found };
    }),
  );
  const blocks = all.map(({ scenario, whatIfs: found }) => {
    const rows = found.map(({ id, title }) => ({ cells: [id], text: title }));
    const body = hangingTable(['what-if', 'what changes'], rows, { width: io.columns, color: io.color });
    return all.length === 1 ? body : `${paint(scenario, 'cyan', io.color)}\n${body}`;
  });
  const json = all.flatMap(({ scenario, whatIfs: found }) =>
    found.map((whatIf) => ({ scenario, ...whatIf })),
  );
  return { json: { whatIfs: json }, text: blocks.join('\n\n') };
}

function events(io: Io): Listing {
  const json = eventTypes.map((type) => {
    const { about, columns, numbers = [], texts = [], remembered }: Definition = vocabulary[type];
    return { type, about, columns, detail: [...texts, ...numbers], remembered: remembered === true };
  });
  const blocks = json.map(({ type, about, columns, detail }) => {
    const fields = [...Object.values(columns), ...detail].join(', ');
    const lines = [about, ...(fields === '' ? [] : [fields])].flatMap((text) => wrap(text, io.columns - 2));
    return [paint(type, 'cyan', io.color), ...lines.map((line) => `  ${line}`)].join('\n');
  });
  return { json: { events: json }, text: blocks.join('\n') };
}
