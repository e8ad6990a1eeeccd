// Pure: the files systemd-networkd reads (systemd.network(5), systemd.netdev(5)), by name. During a trial they hold the
// former addresses as well; the way out of DHCP gets a worse metric than the one on trial, and the other way round.
import type { BoxNetwork } from '@omamori/contract/box-network';
import type { Former } from './network-driver.ts';
import { FORMER_METRIC, isIpv6, type Layers, layersOfTrial, layersOfWish } from './network-layers.ts';

export type NetworkdFiles = Readonly<Record<string, string>>;

/** Names that every set of files is made of; those that are not rendered are taken away. */
export const FILE_NAMES = {
  bridge: 'omamori-address.network',
  vlan: 'omamori-vlan.network',
  netdev: 'omamori-vlan.netdev',
} as const;

/** `former` null: the wish alone, as it stands after a power cut too. */
export function renderNetworkd(bridge: string, wish: BoxNetwork, former: Former | null): NetworkdFiles {
  const layers = former === null ? layersOfWish(wish) : layersOfTrial(wish, former);
  const given = { dhcp: wish.ipv4.mode === 'dhcp', announced: wish.ipv6.mode === 'auto' };
  const before = former?.asked ?? null;
  // Installed as DHCP and announcements (firmware's 50-br0.network) unless it was set by hand.
  const was = {
    dhcp: before === null || before.ipv4.mode === 'dhcp',
    announced: before === null || before.ipv6.mode === 'auto',
  };
  const keeps = former !== null && former.now.vlan === wish.vlan;
  const both = keeps ? { dhcp: given.dhcp || was.dhcp, announced: given.announced || was.announced } : given;
  const metric = keeps && !given.dhcp ? FORMER_METRIC : undefined;
  const own = section(wish, keeps || former === null ? layers : layersOfWish(wish), both, metric);
  if (wish.vlan === null) return { [FILE_NAMES.bridge]: network(bridge, own) };
  const name = `${bridge}.${wish.vlan}`;
  const base = former === null ? QUIET : section(before ?? wish, formerOnBridge(former), was, FORMER_METRIC);
  return {
    [FILE_NAMES.netdev]: `[NetDev]\nName=${name}\nKind=vlan\n\n[VLAN]\nId=${wish.vlan}\n`,
    [FILE_NAMES.bridge]: network(bridge, base.replace('[Network]\n', `[Network]\nVLAN=${name}\n`)),
    [FILE_NAMES.vlan]: network(name, own),
  };
}

const QUIET = '[Network]\nDHCP=no\nIPv6AcceptRA=no\nLinkLocalAddressing=yes\nConfigureWithoutCarrier=yes\n';

function formerOnBridge({ now }: Former): Layers {
  const fixed = now.addresses.filter(({ given }) => !given);
  return { addresses: fixed, gateways: now.gateways.map((via) => ({ via, metric: FORMER_METRIC, source: null })) };
}

function network(name: string, body: string): string {
  return `# Written by the agent; set at the box's page.\n[Match]\nName=${name}\n\n${body}`;
}

function section(
  { nameServers }: BoxNetwork,
  { addresses, gateways }: Layers,
  { dhcp, announced }: { readonly dhcp: boolean; readonly announced: boolean },
  dhcpMetric: number | undefined,
): string {
  const lines = [
    '[Network]',
    `DHCP=${dhcp ? 'ipv4' : 'no'}`,
    `IPv6AcceptRA=${announced ? 'yes' : 'no'}`,
    'LinkLocalAddressing=yes',
    'ConfigureWithoutCarrier=yes',
    ...nameServers.map((server) => `DNS=${server}`),
    ...addresses.flatMap(({ address, prefix }) => ['', '[Address]', `Address=${address}/${prefix}`]),
    ...gateways
      .filter(({ via, metric }) => !(metric === FORMER_METRIC && (isIpv6(via) ? announced : dhcp)))
      .flatMap(({ via, metric, source }) => [
        ...['', '[Route]', `Gateway=${via}`, `Metric=${metric}`, 'GatewayOnLink=yes'],
        ...(source === null ? [] : [`PreferredSource=${source}`]),
      ]),
  ];
  const ownServers = nameServers.length > 0;
  if (dhcp && (dhcpMetric !== undefined || ownServers)) {
    lines.push('', '[DHCPv4]');
    if (dhcpMetric !== undefined) lines.push(`RouteMetric=${dhcpMetric}`);
    if (ownServers) lines.push('UseDNS=no');
  }
  return `${lines.join('\n')}\n`;
}
