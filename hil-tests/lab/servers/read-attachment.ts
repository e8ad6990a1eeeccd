import { type Receipt, receiptOf } from './keep-receipts.ts';

/** The first attachment of a mail (MIME, RFC 2045), also of one that was cut in the middle: what can be decoded of it. */
export function readAttachment(raw: Buffer): Receipt | null {
  const text = raw.toString('latin1');
  const named = /filename="?([^"\r\n;]+)"?/i.exec(text);
  const begin = named === null ? -1 : text.indexOf('\r\n\r\n', named.index);
  if (named === null || begin < 0) return null;
  const end = text.indexOf('\r\n--', begin + 4);
  const base64 = text.slice(begin + 4, end < 0 ? undefined : end).replaceAll(/\s/g, '');
  return receiptOf(named[1] ?? '', Buffer.from(base64, 'base64'));
}
