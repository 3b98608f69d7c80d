import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Builds the command once before all tests: those that run it, side by side, must find the code of today and leave it alone. */
export function setup(): void {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, ['build.mjs'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the command cannot be built: ${stderr}`);
}
