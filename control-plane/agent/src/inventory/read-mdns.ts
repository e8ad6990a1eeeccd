import type { DeviceFact } from '@omamori/contract/inventory';
import type { Answer } from 'dns-packet';
import { type DnsMessage, decodeDns } from './decode-dns.ts';
import { cleanName, type DeviceName, factOf, isDeviceMac, type Sighting, sightingOf } from './sighting.ts';

/**
 * Multicast DNS (RFC 6762): the `.local` names that the sender has addresses for, in announcements and in probes; of
 * answers also the services it gives (RFC 6763) and the model it says it is.
 * Records for addresses that are not the sender's own are of someone it speaks for: the address is left out.
 */
export function readMdns(message: Uint8Array, source: string, senderMac: string | null): Sighting | null {
  if (!isDeviceMac(senderMac)) return null;
  const dns = decodeDns(message);
  if (dns === null) return null;
  const hosts = new Set<string>();
  const services = new Set<string>();
  for (const record of dns.records) {
    const name = record.type === 'A' || record.type === 'AAAA' ? hostName(record.name) : targetOf(record);
    if (name !== null) (record.type === 'SRV' ? services : hosts).add(name);
  }
  // A sender that speaks for several hosts (sleep proxy, reflector) tells nothing certain about itself.
  if (hosts.size > 1 || new Set([...hosts, ...services]).size > 1)
    return { mac: senderMac, addresses: [source], names: [] };
  const names: DeviceName[] = [...hosts].map((name) => ({ source: 'mdns', name }));
  const told = dns.isResponse ? servicesOf(dns) : { names: [], facts: [] };
  return sightingOf(senderMac, [source], [...names, ...told.names], told.facts);
}

function hostName(name: string): string | null {
  const [, host] = /^([^.]+)\.local\.?$/i.exec(name) ?? [];
  return host === undefined ? null : cleanName(host);
}

function targetOf(record: Answer): string | null {
  return record.type === 'SRV' ? hostName(record.data.target) : null;
}

const SERVICE = /(?:^|\.)(_[a-z0-9-]{1,15}\._(?:tcp|udp))\.local\.?$/i;
const DEVICE_INFO = '_device-info._tcp';
/** Services whose instance is named after the device, not after its user or a number. */
const NAMED_AFTER_DEVICE = new Set(['_ipp._tcp', '_printer._tcp', '_pdl-datastream._tcp', '_smb._tcp', '_http._tcp']);
const MOST_SERVICES = 12;

/** A pointer with no time to live takes a service back (RFC 6762 §10.1). */
function servicesOf({ answers, records }: DnsMessage): { names: DeviceName[]; facts: (DeviceFact | null)[] } {
  const services = new Set<string>();
  const names: DeviceName[] = [];
  for (const record of answers) {
    if (record.type !== 'PTR' || record.ttl === 0 || services.size >= MOST_SERVICES) continue;
    const service = serviceIn(record.name) ?? serviceIn(record.data);
    if (service === null) continue;
    services.add(service);
    const instance = record.data.endsWith(`.${record.name}`) ? record.data.slice(0, -record.name.length - 1) : '';
    const name = NAMED_AFTER_DEVICE.has(service) ? cleanName(instance) : null;
    if (name !== null && names.length === 0) names.push({ source: 'mdns-service', name });
  }
  services.delete(DEVICE_INFO);
  return { names, facts: [...[...services].map((service) => factOf('mdns-service', service)), ...modelsOf(records)] };
}

function serviceIn(name: string): string | null {
  const service = SERVICE.exec(name)?.[1]?.toLowerCase() ?? null;
  return service === '_dns-sd._udp' ? null : service;
}

function modelsOf(records: readonly Answer[]): (DeviceFact | null)[] {
  const infos = records.filter((record) => record.type === 'TXT' && serviceIn(record.name) === DEVICE_INFO);
  const lines = infos.flatMap((record) => (record.type === 'TXT' ? [record.data].flat() : [])).map(String);
  const model = lines.find((line) => line.startsWith('model='));
  return model === undefined ? [] : [factOf('mdns-model', model.slice('model='.length))];
}
