/** The last row whose value is at most `value`; -1 if there is none. The values rise. */
export function lastRowAtMost(rising: Float64Array, value: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rising[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * The last item that begins at or in front of a position; undefined if all begin behind it.
 *
 * @param items in the order in which they begin
 */
export function lastAtOrBefore<Item>(
  items: readonly Item[],
  startOf: (item: Item) => number,
  position: number,
): Item | undefined {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && startOf(item) <= position) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}
