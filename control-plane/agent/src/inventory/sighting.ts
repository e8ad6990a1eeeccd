import type { DeviceFact } from '@omamori/contract/inventory';

/** Where a device can tell its name; dhcp and mdns are the ones that every center knows. */
export type NameSource = 'dhcp' | 'mdns' | 'netbios' | 'llmnr' | 'mdns-service' | 'onvif' | 'dhcpv6' | 'lldp';
export interface DeviceName {
  readonly source: NameSource;
  readonly name: string;
}

/** What one discovery frame says about its sender. */
export interface Sighting {
  readonly mac: string;
  readonly addresses: readonly string[];
  readonly names: readonly DeviceName[];
  /** Left out when it says nothing about kind or system. */
  readonly facts?: readonly DeviceFact[];
  /** The frame came under another device's MAC: that one passes this one's frames on. */
  readonly behind?: string;
  /** An address whose packets this device passes on. */
  readonly carries?: string;
}

const LONGEST_NAME = 120;
const MARKS_IN_A_ROW = 4;

/**
 * What a device calls itself is any bytes it likes: control characters, marks that turn the direction of writing and
 * surrounding blanks go, length is bounded in whole characters, and no more than four accents pile up.
 */
export function cleanName(text: string): string | null {
  const name = text
    .slice(0, 4 * LONGEST_NAME)
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\ufffd]/gu, '')
    .replace(PILED_MARKS, '$1')
    .trim()
    .slice(0, LONGEST_NAME)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd();
  return name === '' ? null : name;
}

const PILED_MARKS = new RegExp(`(\\p{M}{${MARKS_IN_A_ROW}})\\p{M}+`, 'gu');

/** One device's own: not broadcast, multicast or zero. */
export function isDeviceMac(mac: string | null): mac is string {
  if (mac === null || mac === '00:00:00:00:00:00') return false;
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 0;
}

/** As a device said it, made fit to be shown; null when nothing of it is left. */
export function factOf(fact: FactKind, value: string): DeviceFact | null {
  const clean = cleanName(value);
  return clean === null ? null : { fact, value: clean };
}

export type FactKind =
  | 'dhcp-parameters'
  | 'dhcp-vendor'
  | 'mdns-service'
  | 'mdns-model'
  | 'netbios'
  | 'browser'
  | 'llmnr'
  | 'ssdp-server'
  | 'ssdp-type'
  | 'ws-discovery'
  | 'neighbour'
  | 'dhcp-client'
  | 'duid'
  | 'vendor'
  | 'user-agent'
  | 'habit'
  | 'tcp'
  | 'speaks'
  | 'lldp'
  | 'stp'
  | 'passes-on'
  | 'name';

/** Without an empty list of facts: most frames say nothing of the kind. */
export function sightingOf(
  mac: string,
  addresses: readonly string[],
  names: readonly DeviceName[],
  facts: readonly (DeviceFact | null)[],
): Sighting {
  const known = facts.filter((fact) => fact !== null);
  return { mac, addresses, names, ...(known.length === 0 ? {} : { facts: known }) };
}
