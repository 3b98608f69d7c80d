const LONGEST_SHOWN = 60;
/** Begins texts that stand for numbers which JSON has no word for. */
const UNQUOTED = '\u0000';

/** A value as it is written in a file, cut where it is long; numbers that JSON would call null under their own name. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'bigint') return `${UNQUOTED}${inner}n`;
    return typeof inner === 'number' && !Number.isFinite(inner) ? `${UNQUOTED}${inner}` : inner;
  });
  return clipped((text ?? String(value)).replace(/"\\u0000([^"]*)"/g, '$1'));
}

/** A text that somebody wrote, cut where it is long. */
export const clipped = (text: string): string =>
  text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN - 1)}…`;

/** A text whose control characters are written out, as JSON writes them, so that a terminal shows and does not obey them. */
export const visible = (text: string): string =>
  text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, (character) => {
    const short = JSON.stringify(character).slice(1, -1);
    return short.length > 1 ? short : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });

/** A word of a command line as a shell reads it back: quoted where it would be taken apart. */
export const pasted = (word: string): string =>
  /^[\w./:@%+=,~-]+$/.test(word) ? word : `'${visible(word).replaceAll("'", `'\\''`)}'`;
