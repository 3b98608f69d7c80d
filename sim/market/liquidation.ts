import type { Log } from '../emit.ts';
import type { World } from '../world/world.ts';
import type { CommandQueue } from './commands.ts';

/** PLACEHOLDER */
export class LiquidationEngine {
  constructor(
    readonly world: World,
    readonly log: Log,
    readonly queue: CommandQueue,
  ) {}
  watch(): void {}
  command(): void {}
  settle(): void {}
}
