/** A name of labels with lengths (RFC 1035 §3.1) without pointers; null when it is cut short or none. */
export function readWireName(bytes: Uint8Array): string | null {
  const labels: string[] = [];
  for (let at = 0; at < bytes.length && labels.length < 16; ) {
    const length = bytes[at] ?? 0;
    if (length === 0) break;
    if (length > 63 || at + 1 + length > bytes.length) return null;
    labels.push(new TextDecoder().decode(bytes.subarray(at + 1, at + 1 + length)));
    at += 1 + length;
  }
  return labels.length === 0 ? null : labels.join('.');
}
