const BROWSERS = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Headless)?(?:Chrome|CriOS)\//],
  ['Safari', /\bSafari\//],
] as const;
const SYSTEMS = [
  ['Windows', /Windows/],
  ['Android', /Android/],
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['macOS', /Mac OS X/],
  ['Linux', /Linux/],
] as const;

/** Brand names out of what a browser says of itself; empty where none is known. Good enough to tell places apart. */
export function programName(program: string): { browser: string; system: string } {
  const first = (table: readonly (readonly [string, RegExp])[]) =>
    table.find(([, pattern]) => pattern.test(program))?.[0] ?? '';
  return { browser: first(BROWSERS), system: first(SYSTEMS) };
}
