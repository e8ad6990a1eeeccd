// The plain line that ends every test or check run; continuous integration reads it.

export const closingLine = (passed: number, failed: number, skipped = 0): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

/** The last closing line of a command's output, or undefined when it printed none. */
export const readClosingLine = (output: string): { passed: number; failed: number; skipped: number } | undefined => {
  const found = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1);
  if (found === undefined) return undefined;
  return { passed: Number(found[1]), failed: Number(found[2]), skipped: Number(found[3] ?? 0) };
};
