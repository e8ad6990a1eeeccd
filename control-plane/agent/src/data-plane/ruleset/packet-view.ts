import { type AddressPrefix, parseAddressPrefix } from '../../platform/address-prefix.ts';

/** The first packet of a conversation as the bridge would meet it; null where it is not known: then nothing matches. */
export interface JudgedPacket {
  /** The port of the bridge that it comes in by. */
  readonly port: string;
  readonly source: string;
  readonly destination: string;
  readonly sourceMac: string | null;
  readonly destinationMac: string | null;
  /** As nft names it: `tcp`, `udp`, `icmp`, `ipv6-icmp`, … */
  readonly protocol: string;
  readonly sourcePort: number | null;
  readonly destinationPort: number | null;
}

export interface PacketView extends JudgedPacket {
  readonly family: 4 | 6 | null;
  countryOf(ip: string): string | null;
  /** The address as a prefix of one, null when it is none. */
  numberOf(ip: string): AddressPrefix | null;
}

/** What is asked of the two addresses is worked out once. */
export function packetView(packet: JudgedPacket, countryOf: (ip: string) => string | null): PacketView {
  const countries = new Map<string, string | null>();
  const numbers = new Map<string, AddressPrefix | null>();
  const once = <T>(known: Map<string, T>, ip: string, ask: (ip: string) => T): T => {
    const found = known.get(ip);
    if (found !== undefined) return found;
    const asked = ask(ip);
    known.set(ip, asked);
    return asked;
  };
  const numberOf = (ip: string): AddressPrefix | null => once(numbers, ip, parseAddressPrefix);
  return {
    ...packet,
    family: numberOf(packet.source)?.family ?? null,
    countryOf: (ip) => once(countries, ip, countryOf),
    numberOf,
  };
}
