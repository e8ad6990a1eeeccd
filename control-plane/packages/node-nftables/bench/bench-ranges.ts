/** Ranges from 128.0.0.0 on (loopback stays free), none touching another; `shift` moves all of them, `changed` so many of them. */
export function* benchRanges(count: number, shift = 0, changed = 0): Generator<string, void, void> {
  const step = Math.floor(0x5e000000 / count);
  for (let index = 0; index < count; index += 1) {
    const from = 0x80000000 + index * step + shift + (index < changed ? 3 : 0);
    yield `${address(from)}-${address(from + 1 + (index % 200))}`;
  }
}

/** As many prefixes, for ipset, which has no ranges. */
export function* benchPrefixes(count: number): Generator<string, void, void> {
  const step = Math.floor(0x5e000000 / count);
  for (let index = 0; index < count; index += 1) {
    const from = 0x80000000 + index * step;
    yield `${address(from - (from % 256))}/${index % 2 === 0 ? 24 : 25}`;
  }
}

export function address(value: number): string {
  return `${Math.floor(value / 0x1000000)}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}
