import { expect, it } from 'vitest';
import { gatewaysOf, macsOf } from './neighbour-macs.ts';

it('finds the gateway of the default route and its MAC as the kernel writes them', () => {
  const routes = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
br0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
br0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
`;
  const neighbours = `IP address       HW type     Flags       HW address            Mask     Device
192.0.2.1        0x1         0x2         02:00:00:00:00:01     *        br0
192.0.2.9        0x1         0x0         00:00:00:00:00:00     *        br0
`;
  expect(gatewaysOf(routes)).toEqual(['192.0.2.1']);
  expect([...macsOf(neighbours)]).toEqual([['192.0.2.1', '02:00:00:00:00:01']]);
});
