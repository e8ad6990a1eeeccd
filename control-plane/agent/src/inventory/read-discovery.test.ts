import { encode } from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDiscovery } from './read-discovery.ts';

const MAC = '02:00:00:00:00:05';
const hwHeader = Uint8Array.from([255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 5, 8, 0]);
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

function udp4(source: string, port: number, payload: Uint8Array): Uint8Array {
  const packet = new Uint8Array(28 + payload.length);
  const view = new DataView(packet.buffer);
  packet[0] = 0x45;
  packet[9] = 17;
  packet.set(source.split('.').map(Number), 12);
  view.setUint16(20, port);
  view.setUint16(22, port === 68 ? 67 : port);
  packet.set(payload, 28);
  return packet;
}

function dhcp(options: number[], part: { op?: number; client?: number[] } = {}): Uint8Array {
  const message = new Uint8Array(240 + options.length);
  message.set([part.op ?? 1, 1, 6, 0]);
  message.set(part.client ?? [0, 0, 0, 0], 12);
  message.set([2, 0, 0, 0, 0, 5], 28);
  message.set([0x63, 0x82, 0x53, 0x63], 236);
  message.set(options, 240);
  return message;
}
const text = (value: string): number[] => [value.length, ...Buffer.from(value, 'latin1')];

describe('what a device says about itself', () => {
  test('by ARP: its address; a probe has none yet; a wrong hardware type says nothing', () => {
    const arp = (sender: string) => bytesOf(`0001 0800 06 04 0001 020000000005 ${sender} 000000000000 0a630001`);
    const read = (payload: Uint8Array) => readDiscovery({ hwHeader, hwProtocol: 0x0806, payload });
    expect(read(arp('0a630005'))).toEqual({ mac: MAC, addresses: ['10.99.0.5'], names: [] });
    expect(read(arp('00000000'))).toEqual({ mac: MAC, addresses: [], names: [] });
    expect(read(bytesOf('0006 0800 06 04 0001 020000000005 0a630005 000000000000 0a630001'))).toBeNull();
    expect(read(bytesOf('0001 0800 06 04 0001 ffffffffffff 0a630005 000000000000 0a630001'))).toBeNull();
  });

  test('by neighbour discovery: the address it has, tries or announces', () => {
    const nd = (source: string, type: string, target: string) =>
      bytesOf(`60000000 0018 3a ff ${source} ff020000000000000000000000000001 ${type}00 0000 00000000 ${target}`);
    const read = (payload: Uint8Array) => readDiscovery({ hwHeader, hwProtocol: 0x86dd, payload })?.addresses;
    const own = 'fd000099000000000000000000000005';
    const other = 'fd000099000000000000000000000001';
    const nobody = '0'.repeat(32);
    expect(read(nd(own, '87', other))).toEqual(['fd00:99::5']);
    expect(read(nd(nobody, '87', own))).toEqual(['fd00:99::5']);
    expect(read(nd(other, '88', own))).toEqual(['fd00:99::5']);
  });

  test('by DHCP: host name and the address it means to use', () => {
    const read = (message: Uint8Array) =>
      readDiscovery({ hwHeader, hwProtocol: 0x0800, payload: udp4('0.0.0.0', 68, message) });
    const request = dhcp([53, 1, 3, 12, ...text('uketsuke'), 50, 4, 10, 99, 0, 5, 255]);
    expect(read(request)).toEqual({
      mac: MAC,
      addresses: ['10.99.0.5'],
      names: [{ source: 'dhcp', name: 'uketsuke' }],
    });
    const discover = dhcp([0, 53, 1, 1, 12, ...text('uketsuke'), 50, 4, 10, 99, 0, 5, 255]);
    expect(read(discover)?.addresses).toEqual([]);
    expect(read(dhcp([53, 1, 3, 255], { client: [10, 99, 0, 7] }))?.addresses).toEqual(['10.99.0.7']);
    expect(read(dhcp([12, ...text('a\u0000b\u0007 ')]))?.names).toEqual([{ source: 'dhcp', name: 'ab' }]);
    expect(read(dhcp([53, 1, 5, 255], { op: 2 }))).toBeNull();
    expect(read(dhcp([12, 200, 65]))).toEqual({ mac: MAC, addresses: [], names: [] });
  });

  test('by mDNS: its .local name; several hosts in one message name nobody', () => {
    const record = (name: string, data: string) => ({ type: 'A' as const, name, ttl: 120, data });
    const read = (answers: ReturnType<typeof record>[]) => {
      const message = encode({ type: 'response', id: 0, flags: 0, answers });
      return readDiscovery({ hwHeader, hwProtocol: 0x0800, payload: udp4('10.99.0.5', 5353, message) });
    };
    expect(read([record('nas.local', '10.99.0.5')])).toEqual({
      mac: MAC,
      addresses: ['10.99.0.5'],
      names: [{ source: 'mdns', name: 'nas' }],
    });
    expect(read([record('a.local', '10.99.0.5'), record('b.local', '10.99.0.6')])?.names).toEqual([]);
    expect(read([record('evil.example.com', '10.99.0.5')])?.names).toEqual([]);
  });
});

test('garbage in any of them is no exception and no device that cannot be', () => {
  const port = fc.constantFrom(68, 5353);
  const etherType = fc.constantFrom(0x0806, 0x0800, 0x86dd, 0x8100);
  fc.assert(
    fc.property(etherType, port, fc.uint8Array({ maxLength: 400 }), fc.boolean(), (type, udpPort, bytes, wrapped) => {
      const payload = wrapped ? udp4('10.99.0.5', udpPort, bytes) : bytes;
      const sighting = readDiscovery({ hwHeader, hwProtocol: wrapped ? 0x0800 : type, payload });
      if (sighting !== null) expect(sighting.mac).toMatch(/^[0-9a-f][02468ace](?::[0-9a-f]{2}){5}$/);
    }),
    { numRuns: 3000 },
  );
});

test('DHCP options of any bytes never throw, and names stay within their length', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 600 }), (options) => {
      const payload = udp4('0.0.0.0', 68, dhcp(options));
      for (const { name } of readDiscovery({ hwHeader, hwProtocol: 0x0800, payload })?.names ?? []) {
        expect(name.length).toBeLessThanOrEqual(120);
      }
    }),
    { numRuns: 1000 },
  );
});
