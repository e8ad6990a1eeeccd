const HEADER_BYTES = 16;
const NFTABLES = 10;
const NEW_RULE = 0x0a06;
const NEW_SET = 0x0a09;
const NEW_ELEMENTS = 0x0a0c;

/**
 * Sets, elements and rules of a batch as hex, with their type and flags; with `all` every message but the bounds of the
 * batch. Left out: sequence numbers; the numbers nft gives to sets within the transaction; and what nft notes beside a
 * set about the words its key was written in.
 */
export function ruleMessages(batch: Uint8Array, which: 'rules' | 'all' = 'rules'): string[] {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  const messages: string[] = [];
  for (let at = 0; at + HEADER_BYTES <= batch.length; ) {
    const length = view.getUint32(at, true);
    const type = view.getUint16(at + 4, true);
    const flags = view.getUint16(at + 6, true) & ~4;
    const isOfRules = type === NEW_RULE || type === NEW_SET || type === NEW_ELEMENTS;
    if (isOfRules || (which === 'all' && type >> 8 === NFTABLES)) {
      const body = Buffer.from(batch.subarray(at + HEADER_BYTES, at + length)).toString('hex');
      messages.push(`${type.toString(16)} ${flags.toString(16)} ${comparable(type, body)}`);
    }
    if (length < HEADER_BYTES) break;
    at += (length + 3) & ~3;
  }
  return messages;
}

function comparable(type: number, hex: string): string {
  // "__set%d" or "__map%d", zero, then the attribute with the set's number.
  const unnumbered = hex.replaceAll(/(5f5f(?:736574|6d6170)256400)08000400[0-9a-f]{8}/g, '$1');
  if (type !== NEW_SET) return unnumbered;
  return unnumbered.replace(/08000a00[0-9a-f]{8}/, '').replace(/[0-9a-f]{2}000d00.*$/, '');
}
