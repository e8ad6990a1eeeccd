/** Back from bytes of a packet to the field they are, given what the packet is known to be at this point. */
import type { Protocols } from '../rule/rule-builder.ts';
import { placeOf } from './payload.ts';
import { BASE_NUMBER, HEADERS, type HeaderField, keyOfNumber, TRANSPORT_PROTOCOL } from './payload-fields.ts';

export interface Bytes {
  readonly base: number;
  readonly offset: number;
  readonly len: number;
  readonly mask?: Uint8Array | undefined;
}

export interface FoundField {
  readonly protocol: string;
  readonly name: string;
  readonly field: HeaderField;
  readonly shift: number | undefined;
}

/** Exactly these bytes under exactly this mask; undefined when no field is. */
export function findField(protocols: Protocols, bytes: Bytes): FoundField | undefined {
  return search(protocols, bytes.base, (place) => {
    if (place.offset !== bytes.offset || place.bytes !== bytes.len) return false;
    return sameBytes(place.mask, bytes.mask);
  });
}

/** An address of which only the first bytes are looked at. */
export function findAddressStart(protocols: Protocols, bytes: Bytes): FoundField | undefined {
  return search(protocols, bytes.base, (place, field) => {
    const isAddress = field.type === 'ipv4_addr' || field.type === 'ipv6_addr';
    return isAddress && place.offset === bytes.offset && place.bytes > bytes.len;
  });
}

/** Whole-byte fields that lie one behind the other in these bytes; none when the bytes are a field, or part of one. */
export function findNeighbours(protocols: Protocols, bytes: Bytes): readonly Bytes[] {
  if (findField(protocols, bytes) !== undefined || findAddressStart(protocols, bytes) !== undefined) return [];
  const found: Bytes[] = [];
  for (let offset = bytes.offset; offset < bytes.offset + bytes.len; ) {
    let len = 0;
    const room = bytes.offset + bytes.len - offset;
    const field = search(protocols, bytes.base, (place) => {
      len = place.bytes;
      return place.offset === offset && place.mask === undefined && place.bytes <= room;
    });
    if (field === undefined) return [];
    found.push({ base: bytes.base, offset, len });
    offset += len;
  }
  return found;
}

type Place = ReturnType<typeof placeOf>;

export function search(
  protocols: Protocols,
  base: number,
  accept: (place: Place, field: HeaderField) => boolean,
): FoundField | undefined {
  for (const protocol of candidates(protocols, base)) {
    const header = HEADERS[protocol];
    if (header === undefined || BASE_NUMBER[header.base] !== base) continue;
    for (const [name, field] of Object.entries(header.fields)) {
      const place = placeOf(base, header.skip, field);
      if (!accept(place, field)) continue;
      return { protocol, name, field, shift: place.mask === undefined ? undefined : place.shift };
    }
  }
  return undefined;
}

function candidates(protocols: Protocols, base: number): readonly string[] {
  if (base === BASE_NUMBER.link) return protocols.link === 'vlan' ? ['vlan', 'ether'] : ['ether'];
  if (base === BASE_NUMBER.network) return protocols.network === undefined ? [] : [protocols.network];
  const known = protocols.transport === undefined ? undefined : keyOfNumber(TRANSPORT_PROTOCOL, protocols.transport);
  return [known ?? 'th'];
}

export function sameBytes(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return Buffer.compare(one, other) === 0;
}
