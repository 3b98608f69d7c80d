import { enlarged, NONE } from './arrays.ts';

const FAN_BITS = 5;
const FAN = 1 << FAN_BITS;

/** Numbers in a block, as a power of two: one word of the summary tells whether a block is empty. */
export const BLOCK_BITS = 2 * FAN_BITS;

/**
 * A growing set of small integers that finds its nearest member above or below in a few steps.
 *
 * It has one bit a member, in words of 32, and a summary of which words have any: a smaller set of the same kind.
 */
export class Occupancy {
  private words = new Int32Array(0);
  private summary: Occupancy | undefined = undefined;

  /** Puts a number in; returns whether its word was empty before. */
  set(index: number): boolean {
    const word = index >>> FAN_BITS;
    const before = this.words[word];
    this.words[word] = before | (1 << (index & (FAN - 1)));
    if (before !== 0) return false;
    this.summary?.set(word);
    return true;
  }

  /** Takes a number out; returns whether its word is empty now. */
  clear(index: number): boolean {
    const word = index >>> FAN_BITS;
    const left = this.words[word] & ~(1 << (index & (FAN - 1)));
    this.words[word] = left;
    if (left !== 0) return false;
    this.summary?.clear(word);
    return true;
  }

  /** Smallest member that is at least `index`, or NONE. */
  atOrAbove(index: number): number {
    let word = index >> FAN_BITS;
    let bits = this.isInside(word) ? this.words[word] & (-1 << (index & (FAN - 1))) : 0;
    if (bits === 0) {
      word = this.summary === undefined ? NONE : this.summary.atOrAbove(word + 1);
      if (word === NONE) return NONE;
      bits = this.words[word];
    }
    return (word << FAN_BITS) | lowestBit(bits);
  }

  /** Largest member that is at most `index`, or NONE. */
  atOrBelow(index: number): number {
    let word = index >> FAN_BITS;
    let bits = this.isInside(word) ? this.words[word] & ~(-2 << (index & (FAN - 1))) : 0;
    if (bits === 0) {
      word = this.summary === undefined ? NONE : this.summary.atOrBelow(word - 1);
      if (word === NONE) return NONE;
      bits = this.words[word];
    }
    return (word << FAN_BITS) | highestBit(bits);
  }

  /** Whether a block has no member. */
  blockIsEmpty(block: number): boolean {
    return this.summary?.words[block] === 0;
  }

  /** Makes room for members below `capacity`. */
  growTo(capacity: number): void {
    const words = Math.ceil(capacity / FAN);
    this.words = enlarged(new Int32Array(words), this.words);
    if (words === 1) return;
    this.summary ??= new Occupancy();
    this.summary.growTo(words);
    for (let word = 0; word < words; word++) if (this.words[word] !== 0) this.summary.set(word);
  }

  private isInside(word: number): boolean {
    return word >= 0 && word < this.words.length;
  }
}

function lowestBit(bits: number): number {
  return FAN - 1 - Math.clz32(bits & -bits);
}

function highestBit(bits: number): number {
  return FAN - 1 - Math.clz32(bits);
}
