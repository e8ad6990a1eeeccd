import type { BoxNetwork } from '@omamori/contract/box-network';
import { expect, it } from 'vitest';
import { checkWish, type WishContext } from './check-wish.ts';

const CONTEXT: WishContext = {
  can: { dhcp: true, vlan: true, nameServers: true },
  now: { addresses: [{ address: '192.0.2.2', prefix: 24, given: true }], gateways: ['192.0.2.1'], vlan: null },
  centerAddresses: ['198.51.100.200'],
  elsewhere: ['203.0.113.5/24'],
  isHome: (address) => address.startsWith('192.0.2.'),
  ownerOf: (address) => (address === '192.0.2.9' ? '00:00:5e:00:53:09' : null),
};
type Fixed = Extract<BoxNetwork['ipv4'], { mode: 'fixed' }>;
const wish = (part: Partial<Fixed> = {}, rest: Partial<BoxNetwork> = {}): BoxNetwork => ({
  ipv4: { mode: 'fixed', address: '192.0.2.20', prefix: 24, gateway: '192.0.2.1', ...part },
  ...{ ipv6: { mode: 'auto' }, nameServers: [], vlan: null },
  ...rest,
});
const NOTHING = { dhcp: false, vlan: false, nameServers: false };

it.each<[string, BoxNetwork, Partial<WishContext>, string[]]>([
  ['an address of the office', wish(), {}, []],
  ['the one that stands', wish({ address: '192.0.2.2' }), {}, []],
  ['the network itself', wish({ address: '192.0.2.0' }), {}, ['NET_ADDRESS_IS_NETWORK']],
  ['the last of the network', wish({ address: '192.0.2.255' }), {}, ['NET_ADDRESS_IS_NETWORK']],
  ['loopback', wish({ address: '127.0.0.9', gateway: null }), {}, ['NET_ADDRESS_RESERVED']],
  ['link-local', wish({ address: '169.254.9.9', gateway: null }), {}, ['NET_ADDRESS_RESERVED']],
  ['multicast', wish({ address: '224.0.0.9', gateway: null }), {}, ['NET_ADDRESS_RESERVED']],
  ['the router', wish({ address: '192.0.2.1', gateway: null }), {}, ['NET_ADDRESS_TAKEN']],
  ['a device that was seen', wish({ address: '192.0.2.9' }), {}, ['NET_ADDRESS_TAKEN']],
  ['itself as its way out', wish({ gateway: '192.0.2.20' }), {}, ['NET_GATEWAY_IS_SELF']],
  ['a way out beyond its network', wish({ gateway: '198.51.100.1' }), {}, ['NET_GATEWAY_OUTSIDE']],
  [
    'a network that covers the center',
    wish({ address: '198.51.100.20', gateway: null }),
    {},
    ['NET_PREFIX_COVERS_CENTER'],
  ],
  ['a network of another port', wish({ address: '203.0.113.20', gateway: null }), {}, ['NET_PREFIX_ELSEWHERE']],
  ['loopback as name server', wish({}, { nameServers: ['127.0.0.53'] }), {}, ['NET_NAME_SERVER']],
  [
    'what the system cannot do',
    wish({}, { ipv4: { mode: 'dhcp' }, vlan: 5, nameServers: ['192.0.2.53'] }),
    { can: NOTHING },
    ['NET_NO_DHCP', 'NET_NO_VLAN', 'NET_NO_NAME_SERVERS'],
  ],
])('judges %s', (_, asked, part, codes) => {
  expect(checkWish(asked, { ...CONTEXT, ...part }).problems.map(({ code }) => code)).toEqual(codes);
});

it('takes a link-local router for IPv6, and its own network only', () => {
  const v6 = (gateway: string) => wish({}, { ipv6: { mode: 'fixed', address: '2001:db8::20', prefix: 64, gateway } });
  expect(checkWish(v6('fe80::1'), CONTEXT).problems).toEqual([]);
  expect(checkWish(v6('2001:db8:9::1'), CONTEXT).problems).toEqual([
    { code: 'NET_GATEWAY_OUTSIDE', detail: '2001:db8:9::1' },
  ]);
});

it('warns of an address outside the office, of another router and of none', () => {
  const codes = (asked: BoxNetwork) => checkWish(asked, CONTEXT).warnings.map(({ code }) => code);
  expect(codes(wish())).toEqual([]);
  expect(codes(wish({ gateway: '192.0.2.254' }))).toEqual(['NET_OTHER_GATEWAY']);
  expect(codes(wish({ gateway: null }))).toEqual(['NET_NO_GATEWAY']);
  expect(codes(wish({ address: '10.0.0.5', gateway: null }))).toEqual(['NET_OUTSIDE_OFFICE', 'NET_NO_GATEWAY']);
});
