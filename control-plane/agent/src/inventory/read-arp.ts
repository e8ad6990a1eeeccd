import { ipv4Text, macText } from '../platform/ip-text.ts';
import { isDeviceMac, type Sighting } from './sighting.ts';

const MESSAGE_BYTES = 28;

/** ARP for IPv4 over Ethernet (RFC 826): the sender's hardware and protocol address. A probe (RFC 5227) has none yet. */
export function readArp(bytes: Uint8Array, at: number): Sighting | null {
  if (at + MESSAGE_BYTES > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, MESSAGE_BYTES);
  const isEthernetIpv4 = view.getUint16(0) === 1 && view.getUint16(2) === 0x0800 && view.getUint16(4) === 0x0604;
  const mac = macText(bytes, at + 8);
  if (!isEthernetIpv4 || !isDeviceMac(mac)) return null;
  const address = ipv4Text(bytes, at + 14);
  return { mac, addresses: address === '0.0.0.0' ? [] : [address], names: [] };
}
