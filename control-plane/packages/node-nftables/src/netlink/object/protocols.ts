import type { Attributes } from '../attributes.ts';
import { nameOf, numberOf, PROTOCOLS } from '../datatype/symbols.ts';

/** NFPROTO_* of the network protocols that objects of connection tracking may name. */
export const NF_PROTOCOL: Readonly<Record<string, number>> = { ip: 2, ip6: 10, inet: 1 };

export function transportNumber(protocol: unknown): number | undefined {
  return numberOf(PROTOCOLS, String(protocol));
}

export function readProtocols(data: Attributes, network: number, transport: number): object {
  const family = Object.entries(NF_PROTOCOL).find(([, number]) => number === data.u16(network))?.[0];
  return { protocol: nameOf(PROTOCOLS, data.u8(transport) ?? 0), ...(family === undefined ? {} : { l3proto: family }) };
}
