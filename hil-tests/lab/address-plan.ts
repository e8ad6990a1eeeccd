import { type CountryTable, countryOf, countryRanges } from '@omamori/bundle/country-table';
import { ipv4Number, ipv4Text, ipv6Number, ipv6Text } from '@omamori/bundle/ip-number';
import { DEVICES } from './cast.ts';

export interface DualAddress {
  readonly v4: string;
  readonly v6: string;
}

/** Addresses of the lab's internet, taken from ranges that the country data really gives to these countries. */
export interface AddressPlan {
  readonly attackers: { readonly LV: readonly DualAddress[]; readonly RU: readonly DualAddress[] };
  /** A scanner in a country that is not blocked: only the port policy stops it. */
  readonly neighbour: DualAddress;
  /** The vendor's maintenance address, allowed to reach remote desktop. */
  readonly vendor: DualAddress;
  readonly web: DualAddress;
  readonly mail: DualAddress;
  /** Commands infected computers, from a country that is not blocked. */
  readonly commander: DualAddress;
  /** Gives out viruses: the first under bad names, the second known by its address alone. */
  readonly lures: readonly [DualAddress, DualAddress];
  readonly resolver: DualAddress;
  readonly center: DualAddress;
  /** Public IPv4 of the customer's router; its IPv6 on the provider's side. */
  readonly router: DualAddress;
  readonly providerGateway: DualAddress;
  readonly office: {
    readonly v4: string;
    readonly v6: string;
    readonly gateway: DualAddress;
    readonly box: DualAddress;
  };
}

/** /64 of the office inside a range of Japan, so that no country rule mistakes the office for a foreigner. */
export function planAddresses(table: CountryTable): AddressPlan {
  const japan = (index: number): DualAddress => addressIn(table, 'JP', index);
  const prefix = officePrefix(table);
  return {
    attackers: {
      LV: [addressIn(table, 'LV', 0), addressIn(table, 'LV', 1), addressIn(table, 'LV', 2)],
      RU: [addressIn(table, 'RU', 0), addressIn(table, 'RU', 1)],
    },
    neighbour: japan(0),
    vendor: japan(1),
    web: japan(2),
    mail: japan(3),
    commander: addressIn(table, 'NL', 0),
    lures: [addressIn(table, 'US', 0), addressIn(table, 'US', 1)],
    resolver: japan(4),
    center: japan(5),
    router: japan(6),
    providerGateway: japan(7),
    office: {
      v4: '192.168.77.0/24',
      v6: `${prefix}::/64`,
      gateway: { v4: '192.168.77.1', v6: `${prefix}::1` },
      box: { v4: '192.168.77.2', v6: `${prefix}::2` },
    },
  };
}

export function officeAddress(plan: AddressPlan, host: number): DualAddress {
  const prefix = plan.office.v6.replace('::/64', '');
  return { v4: `192.168.77.${host}`, v6: `${prefix}::${host.toString(16)}` };
}

export function officeAddresses(plan: AddressPlan): DualAddress[] {
  return DEVICES.map((device) => officeAddress(plan, device.host));
}

/** The address 77 after the start of the n-th range with at least 1,024 IPv4 addresses, and of the n-th IPv6 range. */
function addressIn(table: CountryTable, country: string, index: number): DualAddress {
  const wide = [...countryRanges(table, country, 4)].filter((range) => widthOf(range) >= 1024);
  const range4 = wide[index];
  const range6 = [...countryRanges(table, country, 6)][index + 2];
  if (range4 === undefined || range6 === undefined)
    throw new Error(`the country data has too few ranges of ${country}`);
  const v4 = ipv4Text((ipv4Number(range4.split('-')[0] ?? '') ?? 0) + 77);
  const v6 = shorten(ipv6Text((ipv6Number(range6.split('-')[0] ?? '') ?? 0n) + 0x77n));
  if (countryOf(table, v4) !== country || countryOf(table, v6) !== country)
    throw new Error(`${v4} is not in ${country}`);
  return { v4, v6 };
}

function widthOf(range: string): number {
  const [from = '', to = ''] = range.split('-');
  return (ipv4Number(to) ?? 0) - (ipv4Number(from) ?? 0) + 1;
}

function officePrefix(table: CountryTable): string {
  const range = [...countryRanges(table, 'JP', 6)].at(40) ?? '';
  const [first = '', second = ''] = ipv6Text(ipv6Number(range.split('-')[0] ?? '') ?? 0n).split(':');
  const prefix = `${first}:${second}:77:1`; // no zero group: the text is already the shortest form
  if (countryOf(table, `${prefix}::1`) !== 'JP') throw new Error(`the country data does not give ${prefix} to JP`);
  return prefix;
}

/** One `::` for the longest run of zero groups, as RFC 5952 writes addresses and as programs print them. */
function shorten(text: string): string {
  return new URL(`http://[${text}]`).hostname.slice(1, -1);
}
