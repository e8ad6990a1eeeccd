// Pure: which addresses and ways out shall stand on the bridge, for a wish alone and for a trial beside what was there.
import type { BoxNetwork, NetworkNow } from '@omamori/contract/box-network';
import type { Former } from './network-driver.ts';

export interface Layers {
  readonly addresses: readonly { readonly address: string; readonly prefix: number }[];
  readonly gateways: readonly Gateway[];
}

export interface Gateway {
  readonly via: string;
  /** Of two ways the lower is taken. */
  readonly metric: number;
  /** What the box's own packets bear; null: the kernel's choice. */
  readonly source: string | null;
}

/** The former way out stays for answers to whoever sits behind it, and for the way back. */
export const FORMER_METRIC = 2000;
const OWN_METRIC = 50;

export const isIpv6 = (address: string): boolean => address.includes(':');

export function layersOfWish({ ipv4, ipv6 }: BoxNetwork): Layers {
  const fixed = [ipv4, ipv6].filter((part) => part.mode === 'fixed');
  return {
    addresses: fixed.map(({ address, prefix }) => ({ address, prefix })),
    gateways: fixed.flatMap(({ gateway, address }) =>
      gateway === null ? [] : [{ via: gateway, metric: OWN_METRIC, source: address }],
    ),
  };
}

/** What was set by hand; what DHCP and announcements gave is theirs to keep or take. */
export function layersOfNow({ addresses, gateways }: NetworkNow): Layers {
  return {
    addresses: addresses.filter(({ given }) => !given).map(({ address, prefix }) => ({ address, prefix })),
    gateways: gateways.map((via) => ({ via, metric: FORMER_METRIC, source: null })),
  };
}

/** As `layersOfNow`, on the metric that a way out has by itself. */
export function layersOfFormer(now: NetworkNow): Layers {
  const { addresses, gateways } = layersOfNow(now);
  return { addresses, gateways: gateways.map((gateway) => ({ ...gateway, metric: 0 })) };
}

export function layersOfTrial(wish: BoxNetwork, former: Former): Layers {
  const [next, before] = [layersOfWish(wish), layersOfNow(former.now)];
  const taken = new Set(next.addresses.map(({ address }) => address));
  const ways = new Set(next.gateways.map(({ via }) => via));
  return {
    addresses: [...next.addresses, ...before.addresses.filter(({ address }) => !taken.has(address))],
    gateways: [...next.gateways, ...before.gateways.filter(({ via }) => !ways.has(via))],
  };
}

/** Where the page is to be opened as a proof: what did not stand before; all of them when no address changes. */
export function newAddresses(wish: BoxNetwork, now: NetworkNow, former: NetworkNow): string[] {
  const fixed = layersOfWish(wish).addresses.map(({ address }) => address);
  const given = now.addresses
    .filter((one) => one.given && (isIpv6(one.address) ? wish.ipv6.mode === 'auto' : wish.ipv4.mode === 'dhcp'))
    .map(({ address }) => address);
  const all = [...fixed, ...given];
  const fresh = all.filter((address) => !former.addresses.some((one) => one.address === address));
  return fresh.length > 0 ? fresh : all;
}
