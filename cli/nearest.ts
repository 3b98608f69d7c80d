import { UsageError } from './errors.ts';

/** Longest list of known names an error spells out. */
const LISTED = 30;

/** Error for a name nobody knows: says so, suggests the nearest names, and lists what is known. */
export function unknownName(kind: string, word: string, candidates: readonly string[]): UsageError {
  const close = nearest(word, candidates).map((name) => `"${name}"`);
  const last = close.pop();
  const suggestion = last ? `; did you mean ${close.length ? `${close.join(', ')} or ` : ''}${last}?` : '.';
  const listed = candidates.slice(0, LISTED).join(', ');
  const rest = candidates.length > LISTED ? ` and ${candidates.length - LISTED} more` : '';
  const known = candidates.length ? ` Known: ${listed}${rest}.` : ' None is known.';
  return new UsageError(`There is no ${kind} "${word}"${suggestion}${known}`);
}

/**
 * The candidates a misspelt word most likely meant, nearest first: those that begin with it, then those within one
 * edit for every three letters, then those that contain it.
 */
export function nearest(word: string, candidates: readonly string[], max = 3): string[] {
  return candidates
    .map((name) => ({ name, rank: rankOf(plain(word), plain(name)) }))
    .filter(({ rank }) => Number.isFinite(rank))
    .sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1))
    .slice(0, max)
    .map(({ name }) => name);
}

/** Letters and digits only: nobody remembers where the dashes stand. */
const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

function rankOf(word: string, name: string): number {
  if (!word || !name) return Number.POSITIVE_INFINITY;
  const edits = editDistance(word, name);
  const allowed = Math.max(1, Math.floor(Math.max(word.length, name.length) / 3));
  if (word.length > 1 && name.startsWith(word)) return Math.min(edits, 0.5);
  if (edits <= allowed && edits < Math.min(word.length, name.length)) return edits;
  return word.length > 2 && name.includes(word) ? allowed + 1 : Number.POSITIVE_INFINITY;
}

/** Insertions, deletions, substitutions and swaps of neighbours between two words (Damerau 1964, optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}
