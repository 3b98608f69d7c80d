/** Largest id, price and quantity a book holds. */
export const LARGEST = 0x7fffffff;

/** Throws unless an order's numbers fit the book. */
export function checkOrder(
  id: number,
  side: number,
  priceTicks: number,
  quantityLots: number,
  maxPriceTicks: number,
): void {
  if (id !== 0 && !isCount(id)) throw unfit(id, 'id', id, `an integer from 0 to ${LARGEST}`);
  if (side !== 1 && side !== -1) throw unfit(id, 'side', side, '+1 (buy) or -1 (sell)');
  if (!isCount(priceTicks) || priceTicks > maxPriceTicks) {
    throw unfit(id, 'priceTicks', priceTicks, `an integer from 1 to ${maxPriceTicks}`);
  }
  if (!isCount(quantityLots))
    throw unfit(id, 'quantityLots', quantityLots, `an integer from 1 to ${LARGEST}`);
}

/** Throws unless a slot holds an order. */
export function checkResting(slot: number, remainingLots: number | undefined): void {
  if (remainingLots === undefined || remainingLots === 0) {
    throw new Error(`Slot ${slot} holds no order; ask bestSlot, headAt or slotOf again after each removal.`);
  }
}

/** Throws unless a slot holds an order with more than `quantityLots` remaining. */
export function checkReduction(slot: number, quantityLots: number, remainingLots: number | undefined): void {
  checkResting(slot, remainingLots);
  if (!isCount(quantityLots) || quantityLots > Number(remainingLots)) {
    throw new RangeError(
      `Slot ${slot} cannot give ${quantityLots} lots; reduce it by 1 to its remaining ${remainingLots}.`,
    );
  }
}

function isCount(value: number): boolean {
  return (value | 0) === value && value > 0;
}

function unfit(id: number, field: string, value: number, right: string): Error {
  return new RangeError(`Order ${id} has ${field} ${value}; give ${right}.`);
}
