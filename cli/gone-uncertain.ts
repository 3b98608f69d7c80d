import { counted } from '../reports/format.ts';
import type { LoadedScenario } from './scenario-source.ts';
import type { Io } from './terminal.ts';
import { note } from './wrap.ts';

/** Says which inherited settings no search looks at, since the scenario took away what they name. */
export function sayGone({ scenario, goneUncertain }: LoadedScenario, io: Pick<Io, 'err' | 'columns'>): void {
  if (goneUncertain.length === 0) return;
  const paths = goneUncertain.map((line) => line.split('=', 1)[0]);
  note(
    `"${scenario.id}" leaves out ${counted(paths.length, 'setting')} that it inherits as uncertain, as it takes away what they name: ${paths.join(', ')}`,
    io,
  );
}
