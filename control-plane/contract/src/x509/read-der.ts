export interface DerItem {
  readonly tag: number;
  readonly content: Buffer;
  /** Tag, length and content. */
  readonly whole: Buffer;
}

/**
 * The items that lie one behind the other in `bytes`; null when they are not exactly that in DER: definite lengths in
 * their shortest form, one-byte tags, nothing left over. Content is not copied.
 */
export function readDer(bytes: Buffer): DerItem[] | null {
  const items: DerItem[] = [];
  for (let at = 0; at < bytes.length; ) {
    const item = readItem(bytes, at);
    if (item === null) return null;
    items.push(item);
    at += item.whole.length;
  }
  return items;
}

function readItem(bytes: Buffer, at: number): DerItem | null {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return null;
  const more = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || more > 3) return null;
  const begin = at + 2 + more;
  if (begin > bytes.length) return null;
  const length = more === 0 ? first : bytes.readUIntBE(at + 2, more);
  const isShortest = more === 0 || (length >= 0x80 && length >= 0x100 ** (more - 1));
  if (!isShortest || begin + length > bytes.length) return null;
  return { tag, content: bytes.subarray(begin, begin + length), whole: bytes.subarray(at, begin + length) };
}

/** The items inside one item of that tag; null when it is another or not DER. */
export function inside(item: DerItem | undefined, tag: number): DerItem[] | null {
  return item === undefined || item.tag !== tag ? null : readDer(item.content);
}
