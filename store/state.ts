import { createHash } from 'node:crypto';
import { digestWorld } from '../sim/world/digest.ts';
import type { World } from '../sim/world/world.ts';

/** SHA-256 of everything a world holds, in hexadecimal. */
export function stateOf(world: World): string {
  const hash = createHash('sha256');
  digestWorld(world, (bytes) => hash.update(bytes));
  return hash.digest('hex');
}
