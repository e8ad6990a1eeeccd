import type { BoxNetwork } from '@omamori/contract/box-network';
import { expect, it } from 'vitest';
import { renderNetworkd } from './render-networkd.ts';

const NOW = { addresses: [{ address: '192.0.2.2', prefix: 24, given: false }], gateways: ['192.0.2.1'], vlan: null };
const DHCP: BoxNetwork = { ipv4: { mode: 'dhcp' }, ipv6: { mode: 'auto' }, nameServers: [], vlan: null };
const FIXED: BoxNetwork = {
  ipv4: { mode: 'fixed', address: '198.51.100.20', prefix: 24, gateway: '198.51.100.1' },
  ipv6: { mode: 'auto' },
  nameServers: ['198.51.100.53'],
  vlan: null,
};

it('tries a fixed address beside DHCP, whose way out and name servers step back', () => {
  const { 'omamori-address.network': file } = renderNetworkd('br0', FIXED, { now: NOW, asked: null });
  expect(file).toContain('[Match]\nName=br0\n');
  expect(file).toContain('DHCP=ipv4\n');
  expect(file).toContain('Address=198.51.100.20/24');
  expect(file).toContain('Gateway=198.51.100.1\nMetric=50\nGatewayOnLink=yes\nPreferredSource=198.51.100.20');
  expect(file).toContain('[DHCPv4]\nRouteMetric=2000\nUseDNS=no');
  expect(file).toContain('DNS=198.51.100.53');
});

it('leaves the settled address alone', () => {
  const { 'omamori-address.network': file } = renderNetworkd('br0', FIXED, null);
  expect(file).toContain('DHCP=no\n');
  expect(file).not.toContain('192.0.2.2');
});

it('tries DHCP beside the fixed address, which stays reachable', () => {
  const { 'omamori-address.network': file } = renderNetworkd('br0', DHCP, { now: NOW, asked: FIXED });
  expect(file).toContain('DHCP=ipv4\n');
  expect(file).toContain('Address=192.0.2.2/24');
  expect(file).not.toContain('RouteMetric');
});

it('puts the addresses into the VLAN and keeps the former ones on the bridge while it is tried', () => {
  const files = renderNetworkd('br0', { ...FIXED, vlan: 7 }, { now: NOW, asked: null });
  expect(Object.keys(files).sort()).toEqual(['omamori-address.network', 'omamori-vlan.netdev', 'omamori-vlan.network']);
  expect(files['omamori-vlan.netdev']).toContain('Kind=vlan\n\n[VLAN]\nId=7');
  expect(files['omamori-vlan.network']).toContain('Name=br0.7\n');
  expect(files['omamori-address.network']).toMatch(/VLAN=br0\.7\nDHCP=ipv4/);
  expect(renderNetworkd('br0', { ...FIXED, vlan: 7 }, null)['omamori-address.network']).toMatch(/VLAN=br0\.7\nDHCP=no/);
});
