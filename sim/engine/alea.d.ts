declare module 'seedrandom/lib/alea.js' {
  /** Johannes Baagøe's Alea generator; the seed text decides every draw. */
  export default function alea(seed: string): () => number;
}
