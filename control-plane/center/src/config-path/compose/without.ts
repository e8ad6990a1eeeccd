/** The values that are not among the others. */
export function without<T>(values: readonly T[], others: readonly T[]): T[] {
  const known = new Set(others);
  return values.filter((value) => !known.has(value));
}

/** What stands on one side only. */
export function differing<T>(one: readonly T[], other: readonly T[]): T[] {
  return [...without(one, other), ...without(other, one)];
}
