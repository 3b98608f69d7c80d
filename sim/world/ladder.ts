import { enlarged, NONE } from './arrays.ts';
import { BLOCK_BITS, Occupancy } from './occupancy.ts';

const PAGE = 1 << BLOCK_BITS;

/**
 * One side of a book: its price levels, which of them hold orders, and the ends of each level's queue.
 *
 * Levels live in pages of 1024 neighbouring prices, made when a price in them is first used, so that a book
 * may span two billion ticks and pays for the few it uses. A level is an index into the columns below.
 */
export class Ladder {
  /** Best price with an order, or NONE. */
  best = NONE;
  /** Level of the best price, or NONE. */
  bestLevel = NONE;
  /** First slot of each level's queue, or NONE. */
  first = new Int32Array(0);
  /** Last slot of each level's queue, or NONE. */
  last = new Int32Array(0);

  /** Page of each block of prices, or NONE. */
  private pageOf = new Int32Array(0);
  private pages = 0;
  private readonly usedBlocks = new Occupancy();
  private readonly usedLevels = new Occupancy();

  constructor(private readonly side: number) {}

  /** Marks a level that got its first order. */
  occupy(priceTicks: number, level: number): void {
    if (this.usedLevels.set(level)) this.usedBlocks.set(priceTicks >>> BLOCK_BITS);
    if (this.bestLevel === NONE || this.isBetter(priceTicks, this.best)) {
      this.best = priceTicks;
      this.bestLevel = level;
    }
  }

  /** Marks a level that lost its last order. */
  vacate(priceTicks: number, level: number): void {
    if (this.usedLevels.clear(level) && this.usedLevels.blockIsEmpty(level >>> BLOCK_BITS))
      this.usedBlocks.clear(priceTicks >>> BLOCK_BITS);
    if (level === this.bestLevel) this.retreat(priceTicks, level);
  }

  /** Level of a price, with a page made for it if there is none. */
  openLevel(priceTicks: number): number {
    const level = this.levelAt(priceTicks);
    return level === NONE ? this.addPage(priceTicks) : level;
  }

  /** Level of a price, or NONE where no page was ever needed. */
  levelAt(priceTicks: number): number {
    const block = priceTicks >>> BLOCK_BITS;
    if (block >= this.pageOf.length) return NONE;
    const page = this.pageOf[block];
    return page === NONE ? NONE : (page << BLOCK_BITS) | (priceTicks & (PAGE - 1));
  }

  /** Next price with an order, strictly worse than `priceTicks`, or NONE. */
  nextPrice(priceTicks: number): number {
    if (this.best === NONE || this.isBetter(priceTicks, this.best)) return this.best;
    const level = this.levelAt(priceTicks);
    const next = level === NONE ? NONE : this.worseInPage(level);
    return next === NONE ? this.bestBeyond(priceTicks >> BLOCK_BITS) : priceTicks + (next - level);
  }

  private isBetter(priceTicks: number, thanTicks: number): boolean {
    return this.side * (priceTicks - thanTicks) > 0;
  }

  /** Moves the best price on from a level that has just been vacated. */
  private retreat(priceTicks: number, level: number): void {
    const next = this.worseInPage(level);
    this.best = next === NONE ? this.bestBeyond(priceTicks >>> BLOCK_BITS) : priceTicks + (next - level);
    this.bestLevel = next === NONE ? this.levelAt(this.best) : next;
  }

  /** The next worse level with an order among those of the same page, or NONE. */
  private worseInPage(level: number): number {
    const next = this.side > 0 ? this.usedLevels.atOrBelow(level - 1) : this.usedLevels.atOrAbove(level + 1);
    return next >>> BLOCK_BITS === level >>> BLOCK_BITS ? next : NONE;
  }

  /** The best price with an order in the blocks worse than this one, or NONE. */
  private bestBeyond(block: number): number {
    const next = this.side > 0 ? this.usedBlocks.atOrBelow(block - 1) : this.usedBlocks.atOrAbove(block + 1);
    if (next === NONE) return NONE;
    const lowest = this.pageOf[next] << BLOCK_BITS;
    const level =
      this.side > 0 ? this.usedLevels.atOrBelow(lowest | (PAGE - 1)) : this.usedLevels.atOrAbove(lowest);
    return (next << BLOCK_BITS) | (level & (PAGE - 1));
  }

  private addPage(priceTicks: number): number {
    const block = priceTicks >>> BLOCK_BITS;
    if (block >= this.pageOf.length) this.growDirectory(block);
    if (this.pages << BLOCK_BITS >= this.first.length) this.growPages();
    this.pageOf[block] = this.pages++;
    return this.levelAt(priceTicks);
  }

  private growDirectory(block: number): void {
    let length = Math.max(PAGE, this.pageOf.length);
    while (length <= block) length *= 2;
    this.pageOf = enlarged(new Int32Array(length).fill(NONE), this.pageOf);
    this.usedBlocks.growTo(length);
  }

  private growPages(): void {
    const length = Math.max(PAGE, 2 * this.first.length);
    this.first = enlarged(new Int32Array(length).fill(NONE), this.first);
    this.last = enlarged(new Int32Array(length).fill(NONE), this.last);
    this.usedLevels.growTo(length);
  }
}
