import { type DeviceFact, isPrivateMac, type JoinedMac } from '@omamori/contract/inventory';
import type { KnownDevice } from './known-device.ts';

/** Numbers that a device keeps under every MAC (RFC 8415 §11, RFC 2132 §9.14); a name alone may be anybody's. */
const IDENTITIES = new Set(['duid', 'dhcp-client']);
const MOST_JOINED = 8;
/** What a device is called as it leaves the factory says nothing of which one it is. */
const COMMON_NAME =
  /^(?:iphone|ipad|macbook(?:-?(?:pro|air))?|android|localhost|galaxy|pixel|pc|user|unknown|espressif)$/i;

type Joining = Pick<KnownDevice, 'mac' | 'facts' | 'names' | 'otherNames' | 'firstSeen' | 'lastSeenMs' | 'classified'>;

/**
 * MACs of one device, by MAC. Two are joined when they go by the same number (and do not call themselves differently), or
 * when at least one is made up, both give the same name that is not everybody's, they were never there at the same time,
 * and nothing that is known of one speaks against the other. Everything else stays apart: two devices that are told as one
 * would hide one of them.
 */
export function joinDevices(devices: readonly Joining[]): Map<string, JoinedMac[]> {
  const joined = new Map<string, JoinedMac[]>();
  for (const one of groups(devices)) {
    for (let first = 0; first < one.length; first += 1) {
      for (const other of one.slice(first + 1)) {
        const device = one[first];
        if (device === undefined) continue;
        const why = reasons(device, other);
        if (why.length === 0) continue;
        put(joined, device.mac, { mac: other.mac, why });
        put(joined, other.mac, { mac: device.mac, why });
      }
    }
  }
  return joined;
}

/** Only those that share something are compared: an office of 250 costs 250 look-ups. */
function groups(devices: readonly Joining[]): Joining[][] {
  const by = new Map<string, Joining[]>();
  for (const device of devices)
    for (const key of keysOf(device)) {
      const group = by.get(key) ?? [];
      if (group.length < MOST_JOINED + 1) by.set(key, [...group, device]);
    }
  return [...by.values()].filter((group) => group.length > 1);
}

function keysOf(device: Joining): string[] {
  const ids = device.facts.filter(({ fact }) => IDENTITIES.has(fact)).map(({ fact, value }) => `${fact} ${value}`);
  return [...ids, ...ownNames(device).map((name) => `name ${name}`)];
}

function ownNames({ names }: Joining): string[] {
  return [...new Set(names.map(({ name }) => name.toLowerCase()))].filter((name) => !COMMON_NAME.test(name));
}

function reasons(one: Joining, other: Joining): DeviceFact[] {
  const names = ownNames(one).filter((name) => ownNames(other).includes(name));
  const named = names.slice(0, 1).map((value) => ({ fact: 'name', value }));
  const numbers = one.facts.filter(
    ({ fact, value }) => IDENTITIES.has(fact) && other.facts.some((its) => its.fact === fact && its.value === value),
  );
  const isDenied = ownNames(one).length > 0 && ownNames(other).length > 0 && names.length === 0;
  if (numbers.length > 0 && !isDenied) return [...numbers, ...named].slice(0, 4);
  const isMadeUp = isPrivateMac(one.mac) || isPrivateMac(other.mac);
  return named.length > 0 && isMadeUp && !wereTogether(one, other) && !speakAgainst(one, other) ? named : [];
}

function wereTogether(one: Joining, other: Joining): boolean {
  return Date.parse(one.firstSeen) <= other.lastSeenMs && Date.parse(other.firstSeen) <= one.lastSeenMs;
}

function speakAgainst(one: Joining, other: Joining): boolean {
  return (['kind', 'system'] as const).some((part) => {
    const [is, its] = [one.classified[part]?.is, other.classified[part]?.is];
    return is !== undefined && its !== undefined && is !== its;
  });
}

function put(joined: Map<string, JoinedMac[]>, mac: string, other: JoinedMac): void {
  const list = joined.get(mac) ?? [];
  if (list.length < MOST_JOINED && list.every((known) => known.mac !== other.mac)) joined.set(mac, [...list, other]);
}
