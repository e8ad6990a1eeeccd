/** What nft keeps beside an object in the kernel: type, length, value, bytes each. */
export interface UserEntry {
  readonly type: number;
  readonly value: Uint8Array;
}

export function encodeUserData(entries: readonly UserEntry[]): Uint8Array {
  return Buffer.concat(entries.flatMap(({ type, value }) => [Uint8Array.of(type, value.length), value]));
}

export function commentEntry(type: number, comment: unknown): UserEntry[] {
  return typeof comment === 'string' ? [{ type, value: Buffer.from(`${comment}\0`) }] : [];
}

/** In host order, as nft writes it. */
export function numberEntry(type: number, value: number): UserEntry {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return { type, value: bytes };
}

export function readComment(entries: ReadonlyMap<number, Uint8Array>, type: number): string | undefined {
  const bytes = entries.get(type);
  if (bytes === undefined) return undefined;
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('utf8');
}
