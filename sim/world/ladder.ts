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
  /** Orders resting on this side. */
  orders = 0;
  /** Lots resting on this side. */
  quantity = 0;
  /** First slot of each level's queue, or NONE. */
  head = new Int32Array(0);
  /** Last slot of each level's queue, or NONE. */
  tail = new Int32Array(0);
  /** Lots resting at each level. */
  levelQuantity = new Float64Array(0);

  private readonly highestIsBest: boolean;
  /** Page of each block of prices, or NONE. */
  private pageOf = new Int32Array(0);
  private pages = 0;
  private readonly usedBlocks = new Occupancy();
  private readonly usedLevels = new Occupancy();

  constructor(side: number) {
    this.highestIsBest = side > 0;
  }

  /** Counts an order in. */
  countIn(level: number, quantityLots: number): void {
    this.levelQuantity[level] += quantityLots;
    this.quantity += quantityLots;
    this.orders++;
  }

  /** Counts an order out. */
  countOut(level: number, quantityLots: number): void {
    this.reduce(level, quantityLots);
    this.orders--;
  }

  /** Counts lots out of an order that stays. */
  reduce(level: number, quantityLots: number): void {
    this.levelQuantity[level] -= quantityLots;
    this.quantity -= quantityLots;
  }

  /** Marks a level that got its first order. */
  occupy(priceTicks: number, level: number): void {
    this.usedLevels.set(level);
    this.usedBlocks.set(priceTicks >>> BLOCK_BITS);
    if (this.best === NONE || this.isBetter(priceTicks, this.best)) this.best = priceTicks;
  }

  /** Marks a level that lost its last order. */
  vacate(priceTicks: number, level: number): void {
    this.usedLevels.clear(level);
    if (this.usedLevels.blockIsEmpty(level >>> BLOCK_BITS)) this.usedBlocks.clear(priceTicks >>> BLOCK_BITS);
    if (priceTicks === this.best) this.best = this.worseThan(priceTicks);
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
    return this.worseThan(priceTicks);
  }

  private isBetter(priceTicks: number, thanTicks: number): boolean {
    return this.highestIsBest ? priceTicks > thanTicks : priceTicks < thanTicks;
  }

  private worseThan(priceTicks: number): number {
    return this.highestIsBest ? this.below(priceTicks) : this.above(priceTicks);
  }

  private above(priceTicks: number): number {
    const block = priceTicks >>> BLOCK_BITS;
    const level = this.levelAt(priceTicks);
    if (level !== NONE) {
      const next = this.usedLevels.atOrAbove(level + 1);
      if (next !== NONE && samePage(next, level)) return priceAt(block, next);
    }
    const nextBlock = this.usedBlocks.atOrAbove(block + 1);
    if (nextBlock === NONE) return NONE;
    return priceAt(nextBlock, this.usedLevels.atOrAbove(this.pageOf[nextBlock] << BLOCK_BITS));
  }

  private below(priceTicks: number): number {
    const block = priceTicks >>> BLOCK_BITS;
    const level = this.levelAt(priceTicks);
    if (level !== NONE) {
      const next = this.usedLevels.atOrBelow(level - 1);
      if (next !== NONE && samePage(next, level)) return priceAt(block, next);
    }
    const nextBlock = priceTicks < PAGE ? NONE : this.usedBlocks.atOrBelow(block - 1);
    if (nextBlock === NONE) return NONE;
    return priceAt(nextBlock, this.usedLevels.atOrBelow((this.pageOf[nextBlock] << BLOCK_BITS) | (PAGE - 1)));
  }

  private addPage(priceTicks: number): number {
    const block = priceTicks >>> BLOCK_BITS;
    if (block >= this.pageOf.length) this.growDirectory(block);
    if (this.pages << BLOCK_BITS >= this.head.length) this.growPages();
    this.pageOf[block] = this.pages++;
    return this.levelAt(priceTicks);
  }

  private growDirectory(block: number): void {
    let length = Math.max(PAGE, this.pageOf.length);
    while (length <= block) length *= 2;
    this.pageOf = enlarged(new Int32Array(length).fill(NONE), this.pageOf);
    this.usedBlocks.grow(length);
  }

  private growPages(): void {
    const length = Math.max(PAGE, 2 * this.head.length);
    this.head = enlarged(new Int32Array(length).fill(NONE), this.head);
    this.tail = enlarged(new Int32Array(length).fill(NONE), this.tail);
    this.levelQuantity = enlarged(new Float64Array(length), this.levelQuantity);
    this.usedLevels.grow(length);
  }
}

function samePage(level: number, other: number): boolean {
  return level >>> BLOCK_BITS === other >>> BLOCK_BITS;
}

function priceAt(block: number, level: number): number {
  return (block << BLOCK_BITS) | (level & (PAGE - 1));
}
