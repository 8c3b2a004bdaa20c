/** Indices of devices with at least `share` free, in an order of choice. */
function enough(milli: readonly number[], share: number): number[] {
  return milli.flatMap((idle, index) => (idle >= share ? [index] : []));
}

function ascending(indices: readonly number[]): number[] {
  return [...indices].sort((a, b) => a - b);
}

/** The fullest devices that have the share, lowest index first among equals. Returns their indices, ascending. */
export function bestFitDevices(milli: readonly number[], count: number, share: number): number[] {
  if (count === 0) return [];
  const order = enough(milli, share).sort((a, b) => (milli[a] as number) - (milli[b] as number) || a - b);
  return ascending(order.slice(0, count));
}

/** The emptiest devices, lowest index first among equals. Returns their indices, ascending. */
export function worstFitDevices(milli: readonly number[], count: number, share: number): number[] {
  if (count === 0) return [];
  const order = enough(milli, share).sort((a, b) => (milli[b] as number) - (milli[a] as number) || a - b);
  return ascending(order.slice(0, count));
}
