/** `list[index]` where the index is known to be in range. Throws otherwise: a defect of the reference, never bad input. */
export function at<T>(list: ArrayLike<T>, index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`no element ${index} in a list of ${list.length}`);
  return found;
}

/** True for integers of low..high. */
export function within(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}
