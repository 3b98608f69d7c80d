import { resolve } from 'node:path';
import { sha256 } from '../store/manifest.ts';
import { messageOf, UsageError } from './errors.ts';

/**
 * Digest of the code that a scenario's modules bring, with every file they import; the empty text for scenarios of data
 * alone. What a run gave under other code must not stand for this one.
 */
export async function codeDigest(modules: readonly string[]): Promise<string> {
  if (modules.length === 0) return '';
  // By a name the bundler does not see, as with the loader of such modules.
  const name = 'esbuild';
  try {
    const esbuild: typeof import('esbuild') = await import(name);
    const { outputFiles } = await esbuild.build({
      entryPoints: modules.map((path) => resolve(path)),
      outdir: 'nowhere',
      write: false,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      // Leaves out comments, some of which say where files lie.
      minify: true,
      logLevel: 'silent',
    });
    return sha256(outputFiles.map(({ text }) => sha256(text)).join());
  } catch (error) {
    throw new UsageError(
      `The code of ${modules.map((path) => `"${path}"`).join(', ')} cannot be read to its end (${messageOf(error)}); mend its imports.`,
    );
  }
}
