// Pure: what speaks against a wish, and what is worth a look. Run before the preview, and again before the trial.
import { isIP } from 'node:net';
import type { NetworkProblem } from '@omamori/contract/admin-network';
import type { BoxNetwork, NetworkNow } from '@omamori/contract/box-network';
import { contains, parseAddressPrefix } from '../../platform/address-prefix.ts';
import type { NetworkAbilities } from './network-driver.ts';
import { isIpv6, layersOfWish } from './network-layers.ts';

export interface WishContext {
  readonly can: NetworkAbilities;
  readonly now: NetworkNow;
  readonly centerAddresses: readonly string[];
  /** Prefixes on the box's other ports, as `address/length`. */
  readonly elsewhere: readonly string[];
  readonly isHome: (address: string) => boolean;
  /** IP → who bears it, of the devices and routers seen on the line. */
  readonly ownerOf: (address: string) => string | null;
}

export interface Judged {
  readonly problems: readonly NetworkProblem[];
  readonly warnings: readonly NetworkProblem[];
}

const NOT_OURS = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3', '::/8', 'fe80::/10', 'ff00::/8'];

export function checkWish(wish: BoxNetwork, context: WishContext): Judged {
  const problems = [
    ...checkAbilities(wish, context),
    ...[wish.ipv4, wish.ipv6].flatMap((part) => checkFixed(part, context)),
  ];
  for (const server of wish.nameServers) if (isReserved(server)) problems.push(said('NET_NAME_SERVER', server));
  return { problems, warnings: warningsOf(wish, context) };
}

const said = (code: string, detail: string | null = null): NetworkProblem => ({ code, detail });

function checkAbilities(wish: BoxNetwork, { can }: WishContext): NetworkProblem[] {
  const problems: NetworkProblem[] = [];
  if (wish.ipv4.mode === 'dhcp' && !can.dhcp) problems.push(said('NET_NO_DHCP'));
  if (wish.vlan !== null && !can.vlan) problems.push(said('NET_NO_VLAN'));
  if (wish.nameServers.length > 0 && !can.nameServers) problems.push(said('NET_NO_NAME_SERVERS'));
  return problems;
}

function checkFixed(part: BoxNetwork['ipv4'] | BoxNetwork['ipv6'], context: WishContext): NetworkProblem[] {
  if (part.mode !== 'fixed') return [];
  const { address, prefix, gateway } = part;
  const net = parseAddressPrefix(`${address}/${prefix}`);
  const own = parseAddressPrefix(address);
  if (net === null || own === null || isReserved(address)) return [said('NET_ADDRESS_RESERVED', address)];
  const problems: NetworkProblem[] = [];
  // The first and the last of an IPv4 network are no host's (RFC 1122 §3.2.1.3); the first of an IPv6 one is the routers' (RFC 4291 §2.6.1).
  if (own.first === net.first || (net.family === 4 && own.first === net.last))
    problems.push(said('NET_ADDRESS_IS_NETWORK', `${net.address}/${prefix}`));
  if (gateway !== null) problems.push(...checkGateway(gateway, address, net));
  const held = context.now.addresses.some((one) => one.address === address);
  const owner = held ? null : context.ownerOf(address);
  if (owner !== null || context.now.gateways.includes(address))
    problems.push(said('NET_ADDRESS_TAKEN', owner ?? address));
  return [...problems, ...checkCollisions(net, context)];
}

function checkGateway(gateway: string, address: string, net: NonNullable<ReturnType<typeof parseAddressPrefix>>) {
  const way = parseAddressPrefix(gateway);
  if (gateway === address) return [said('NET_GATEWAY_IS_SELF', gateway)];
  // An IPv6 router is reached by its link-local address as well.
  const linkLocal = isIpv6(gateway) && /^fe[89ab]/i.test(gateway);
  if (way === null || (!linkLocal && !contains(net, way))) return [said('NET_GATEWAY_OUTSIDE', gateway)];
  return [];
}

/** A network of the office that covers the center would make the box look for it on the line. */
function checkCollisions(
  net: NonNullable<ReturnType<typeof parseAddressPrefix>>,
  { centerAddresses, elsewhere, now, isHome }: WishContext,
): NetworkProblem[] {
  const twice = elsewhere.find((text) => {
    const other = parseAddressPrefix(text);
    return other !== null && (contains(net, other) || contains(other, net));
  });
  if (twice !== undefined) return [said('NET_PREFIX_ELSEWHERE', twice)];
  const before = now.addresses.map(({ address, prefix }) => parseAddressPrefix(`${address}/${prefix}`));
  const covered = centerAddresses.find((text) => {
    const center = parseAddressPrefix(text);
    if (center === null || !contains(net, center) || isHome(text)) return false;
    return !before.some((prefix) => prefix !== null && contains(prefix, center));
  });
  return covered === undefined ? [] : [said('NET_PREFIX_COVERS_CENTER', covered)];
}

function isReserved(address: string): boolean {
  const own = parseAddressPrefix(address);
  if (own === null || isIP(address) === 0) return true;
  return NOT_OURS.some((text) => {
    const range = parseAddressPrefix(text);
    return range !== null && contains(range, own);
  });
}

function warningsOf(wish: BoxNetwork, { now, isHome }: WishContext): NetworkProblem[] {
  const warnings: NetworkProblem[] = [];
  const { addresses, gateways } = layersOfWish(wish);
  for (const { address } of addresses) if (!isHome(address)) warnings.push(said('NET_OUTSIDE_OFFICE', address));
  if (wish.ipv4.mode === 'fixed' && !gateways.some(({ via }) => !isIpv6(via))) warnings.push(said('NET_NO_GATEWAY'));
  const other = gateways.filter(({ via }) => now.gateways.length > 0 && !now.gateways.includes(via) && !isIpv6(via));
  for (const { via } of other) warnings.push(said('NET_OTHER_GATEWAY', via));
  return warnings;
}
