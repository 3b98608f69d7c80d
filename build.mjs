// Bundles the command, so that `cascade --help` starts in tens of milliseconds instead of hundreds.
// Heavy parts (Arrow, the simulator) stay behind dynamic imports and become chunks of their own.
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

await rm(new URL('dist/', import.meta.url), { recursive: true, force: true });
const shared = {
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  platform: 'node',
  // Finds the WebAssembly beside itself, so it stays where it is installed.
  external: ['@foxglove/wasm-zstd'],
  target: 'node20',
  minifySyntax: true,
  // A third less to read at each start; names stay, so that a stack still says where.
  minifyWhitespace: true,
  sourcemap: 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  banner: {
    // Some dependencies are CommonJS and call require() for Node's own modules.
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};
await build({ ...shared, entryPoints: { cascade: 'cli/main.ts' }, splitting: true });
// Bundles of their own: of chunks shared with the command the first would load the simulator and all agents, too.
await build({ ...shared, entryPoints: { 'keeping-thread': 'cli/keeping-thread.ts' } });
await build({ ...shared, entryPoints: { 'ensemble-thread': 'cli/ensemble-thread.ts' } });
