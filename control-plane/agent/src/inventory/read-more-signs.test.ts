import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDiscovery } from './read-discovery.ts';
import { readHabits } from './read-habits.ts';

const MAC = '02:00:00:00:00:05';
const hwHeader = Uint8Array.from([255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 5, 8, 0]);
const read = (hwProtocol: number, payload: readonly number[]) =>
  readDiscovery({ hwHeader, hwProtocol, payload: Uint8Array.from(payload) });

function syn(hops: number, options: readonly number[], flags = 2): number[] {
  const tcp = new Array<number>(20).fill(0);
  tcp[12] = ((20 + options.length) / 4) << 4;
  tcp[13] = flags;
  const ip = [0x45, 0, 0, 0, 0, 0, 0, 0, hops, 6, 0, 0, 10, 99, 0, 5, 203, 0, 113, 9];
  return [...ip, ...tcp, ...options];
}
const WINDOWS = [2, 4, 5, 0xb4, 1, 3, 3, 8, 1, 1, 4, 2];

test('the first packet of a connection says the system, and its address when nobody passed it on', () => {
  expect(read(0x0800, syn(128, WINDOWS))).toEqual({
    mac: MAC,
    addresses: ['10.99.0.5'],
    names: [],
    facts: [{ fact: 'tcp', value: '128 mss,nop,ws,nop,nop,sack' }],
  });
  expect(read(0x0800, syn(127, WINDOWS))).toMatchObject({ addresses: [], carries: '10.99.0.5' });
  expect(read(0x0800, syn(128, WINDOWS, 0x12))).toBeNull();
});

test('a DHCPv6 client says its DUID and its name; a DHCP client behind a repeater says behind whom', () => {
  const udp6 = (port: number, message: readonly number[]) => [
    ...[0x60, 0, 0, 0, 0, 0, 17, 1, 0xfe, 0x80, ...new Array<number>(13).fill(0), 5, 0xff, 2],
    ...[...new Array<number>(11).fill(0), 1, 0, 2, 2, 34, port >> 8, port & 255, 0, 0, 0, 0, ...message],
  ];
  const duid = [0, 1, 0, 10, 0, 3, 0, 1, 2, 0, 0, 0, 0, 5];
  const name = [0, 39, 0, 9, 0, 7, ...Buffer.from('KEIRI-2')];
  expect(read(0x86dd, udp6(547, [1, 0, 0, 1, ...duid, ...name]))).toMatchObject({
    names: [{ source: 'dhcpv6', name: 'KEIRI-2' }],
    facts: [{ fact: 'duid', value: '00030001020000000005' }],
  });
  const dhcp = new Array<number>(240).fill(0);
  dhcp.splice(0, 3, 1, 1, 6);
  dhcp.splice(28, 6, 0x3c, 0, 0, 0, 0, 9);
  dhcp.splice(236, 4, 0x63, 0x82, 0x53, 0x63);
  const ip = [0x45, 0, 0, 0, 0, 0, 0, 0, 64, 17, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 0, 68, 0, 67, 0, 0, 0, 0];
  expect(read(0x0800, [...ip, ...dhcp, 55, 1, 1, 255])).toMatchObject({ mac: '3c:00:00:00:00:09', behind: MAC });
});

test('a switch and a desk phone are known by what they tell their neighbour', () => {
  const lldp = [10, 3, ...Buffer.from('ap1'), 14, 4, 0, 0x28, 0, 0x20, 0, 0];
  expect(read(0x88cc, lldp)).toMatchObject({
    names: [{ source: 'lldp', name: 'ap1' }],
    facts: [{ fact: 'lldp', value: 'telephone' }],
  });
  expect(read(4, [0x42, 0x42, 3, 0, 0])?.facts).toEqual([{ fact: 'stp', value: 'speaks' }]);
});

test('of traffic only what the table reads is kept: not which sites a person visits', () => {
  const signs = { protocol: 'tcp', port: 443, peer: '', answered: true, agent: '', certificate: '' };
  const traffic = (name: string) =>
    readHabits({
      ip: '10.99.0.5',
      mac: MAC,
      outbound: true,
      atMs: 0,
      bytes: 0,
      signs: { ...signs, name, applicationProtocol: 'tls' },
    });
  expect([traffic('www.msftconnecttest.com').length, traffic('hospital.example').length]).toEqual([1, 0]);
});

test('any bytes are no exception', () => {
  const types = fc.constantFrom(0x0800, 0x86dd, 0x88cc, 4, 300);
  fc.assert(
    fc.property(types, fc.uint8Array({ maxLength: 200 }), (type, bytes) => {
      for (const start of [[], [0x45, 0, 0, 0, 0, 0, 0, 0, 64, 6], [0xaa, 0xaa, 3, 0, 0, 12, 32, 0]])
        read(type, [...start, ...bytes]);
    }),
    { numRuns: 1000 },
  );
});
