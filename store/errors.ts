/** A path or name given by a person that cannot be used; one sentence with the remedy. */
export class UnusableInputError extends Error {
  override readonly name = 'UnusableInputError';
  readonly exitCode = 2;
}

/** A run folder that is not what its manifest says; one sentence naming the file, the place and the remedy. */
export class DamagedRunError extends Error {
  override readonly name = 'DamagedRunError';
  readonly exitCode = 3;
}

/** Code of a failed system call, such as "ENOENT", or the empty text. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
