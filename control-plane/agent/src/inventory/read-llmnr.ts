import { decodeDns } from './decode-dns.ts';
import { cleanName, type DeviceName, factOf, isDeviceMac, type Sighting, sightingOf } from './sighting.ts';

/**
 * LLMNR (RFC 4795): a name is the sender's own where it answers with its own address, or tries whether the name is free
 * (§4.1, a question of any type). Every other question names somebody else, and says only that the sender speaks LLMNR.
 */
export function readLlmnr(
  message: Uint8Array,
  source: string,
  addresses: readonly string[],
  senderMac: string | null,
): Sighting | null {
  if (!isDeviceMac(senderMac)) return null;
  const dns = decodeDns(message);
  if (dns === null) return null;
  const own = dns.isResponse
    ? dns.answers.find((record) => (record.type === 'A' || record.type === 'AAAA') && record.data === source)?.name
    : dns.questions.find(({ type }) => type === 'ANY')?.name;
  const name = own === undefined || own.includes('.') ? null : cleanName(own);
  const names: DeviceName[] = name === null ? [] : [{ source: 'llmnr', name }];
  return sightingOf(senderMac, addresses, names, [factOf('llmnr', 'speaks')]);
}
