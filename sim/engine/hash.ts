/** 32-bit integer hashes: stateless luck for arrival jitter, and stable numbers for names. */

/** Avalanche finaliser of MurmurHash3 (Appleby, public domain): every input bit reaches every output bit. */
export function mix(h: number): number {
  let x = h | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) | 0;
}

/** Folds one more integer into a hash. */
export function combine(h: number, value: number): number {
  return mix(Math.imul(h ^ value, 0x9e3779b1) + 0x7f4a7c15);
}

/** Stable 32-bit number of a name (FNV-1a), so luck follows the name and not the order of registration. */
export function hashName(name: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  return mix(h);
}

/** Maps a hash to [0, 1). */
export function unit(h: number): number {
  return (h >>> 0) / 4_294_967_296;
}
