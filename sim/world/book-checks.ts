/** Largest id, price and quantity a book holds. */
export const LARGEST = 0x7fffffff;

/** Whether a book can hold an order of these numbers. */
export function fits(
  id: number,
  side: number,
  priceTicks: number,
  quantityLots: number,
  maxPriceTicks: number,
): boolean {
  return (
    (id === 0 || isCount(id)) &&
    (side === 1 || side === -1) &&
    isCount(priceTicks) &&
    priceTicks <= maxPriceTicks &&
    isCount(quantityLots)
  );
}

/** The error for an order that does not fit, naming the first field at fault. */
export function misfit(
  id: number,
  side: number,
  priceTicks: number,
  quantityLots: number,
  maxPriceTicks: number,
): Error {
  if (id !== 0 && !isCount(id)) return unfit(id, 'id', id, `an integer from 0 to ${LARGEST}`);
  if (side !== 1 && side !== -1) return unfit(id, 'side', side, '+1 (buy) or -1 (sell)');
  if (!isCount(quantityLots))
    return unfit(id, 'quantityLots', quantityLots, `an integer from 1 to ${LARGEST}`);
  return unfit(id, 'priceTicks', priceTicks, `an integer from 1 to ${maxPriceTicks}`);
}

/** The error for a slot without an order. */
export function emptySlot(slot: number): Error {
  return new Error(`Slot ${slot} holds no order; ask bestSlot, headAt or slotOf again after each removal.`);
}

/** The error for lowering an order by nothing, by a fraction, or by more than it has. */
export function badReduction(slot: number, quantityLots: number, remainingLots: number): Error {
  return new RangeError(
    `Slot ${slot} cannot give ${quantityLots} lots; reduce it by 1 to its remaining ${remainingLots}.`,
  );
}

/** Whether a number is an integer from 1 to 2^31-1. */
export function isCount(value: number): boolean {
  return value > 0 && (value | 0) === value;
}

function unfit(id: number, field: string, value: number, right: string): Error {
  return new RangeError(`Order ${id} has ${field} ${value}; give ${right}.`);
}
