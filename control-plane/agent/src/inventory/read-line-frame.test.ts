import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startLineWatch } from './line-watch.ts';
import { readLineFrame } from './read-line-frame.ts';

const MAC = '00:00:5e:00:53:aa';
const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const hwHeader = bytesOf('ffffffffffff 00005e0053aa 0000');
const read = (hwProtocol: number, hex: string, vlanTci?: number) =>
  readLineFrame({ hwHeader, hwProtocol, payload: bytesOf(hex), vlanTci });

describe('frames about the line', () => {
  it('tell who dials by PPPoE and which concentrator answers (RFC 2516)', () => {
    expect(read(0x8863, '11 09 0000 0004 0101 0000')).toEqual([
      { kind: 'pppoe-call', mac: MAC, address: null, detail: null },
    ]);
    const named = `0102 0005 ${Buffer.from('tokyo').toString('hex')}`;
    expect(read(0x8863, `11 07 0000 000d 0101 0000 ${named}`)).toEqual([
      { kind: 'pppoe-offer', mac: MAC, address: null, detail: 'tokyo' },
    ]);
    expect(read(0x8863, '11 07 0000 0009 0102 ffff')).toMatchObject([{ kind: 'pppoe-offer', detail: null }]);
    expect(read(0x8863, '21 07 0000 0000')).toEqual([]);
  });

  it('name a VLAN, taken off by the device or still in the frame, with what is inside', () => {
    expect(read(0x0800, '00', 0x2005)).toMatchObject([{ kind: 'vlan', detail: '5' }]);
    expect(read(0x8100, '0064 8863 11 09 0000 0000')).toMatchObject([
      { kind: 'vlan', detail: '100' },
      { kind: 'pppoe-call' },
    ]);
  });

  it('tell who gives out addresses and who routes', () => {
    const reply = `02${'00'.repeat(239)}`;
    const udp = (source: string) => `4500 0000 0000 0000 4011 0000 c0000201 ffffffff ${source} 0044 0000 0000`;
    expect(read(0x0800, `${udp('0043')} ${reply}`)).toMatchObject([{ kind: 'dhcp-server', address: '192.0.2.1' }]);
    expect(read(0x0800, `${udp('0044')} ${reply}`)).toEqual([]);
    const advert = `6000 0000 0010 3aff fe80${'0'.repeat(27)}1 ff02${'0'.repeat(27)}1 8600 0000 4000 0708`;
    expect(read(0x86dd, `${advert} 0000000000000000`)).toMatchObject([{ kind: 'router', address: 'fe80::1' }]);
    expect(read(0x0806, '0001 0800 0604 0002 00005e0053aa c0000201 ffffffffffff c0000202')).toMatchObject([
      { kind: 'neighbour', address: '192.0.2.1' },
    ]);
  });

  it('never throw, whatever the bytes', () => {
    const type = fc.constantFrom(0x8863, 0x8100, 0x88a8, 0x0800, 0x86dd, 0x0806);
    fc.assert(
      fc.property(type, fc.uint8Array({ maxLength: 400 }), (hwProtocol, payload) => {
        expect(readLineFrame({ hwHeader, hwProtocol, payload, vlanTci: undefined }).length).toBeLessThan(3);
      }),
      { numRuns: 1000 },
    );
  });
});

it('the watch is bounded, keeps the newest, and many neighbours do not push the router out', () => {
  const watch = startLineWatch((index) => (index === 1 ? 'lan' : index === 2 ? 'wan' : null), {
    nowMs: () => 0,
    monotonicMs: () => 0,
  });
  const packet = (from: number, hwProtocol: number, payload: Uint8Array, physIn = 2) =>
    watch.onFrame({
      ...{
        family: 7,
        group: 6,
        prefix: 'om:line:x',
        timestampMs: 0,
        timestampSource: 'kernel',
        mark: 0,
        hook: 0,
        seq: 0,
      },
      ...{ inIfindex: 9, outIfindex: undefined, physIn, physOut: undefined, vlanTci: undefined, hwProtocol, payload },
      hwHeader: bytesOf(`ffffffffffff 00005e0053${from.toString(16).padStart(2, '0')} 0000`),
    });
  packet(0xaa, 0x8863, bytesOf('11 07 0000 0000'));
  packet(0xab, 0x8863, bytesOf('11 07 0000 0000'), 7);
  for (let host = 0; host < 200; host += 1)
    packet(
      host,
      0x0806,
      bytesOf(`0001 0800 0604 0001 020000000000 c00002${host.toString(16).padStart(2, '0')} ${'0'.repeat(20)}`),
    );
  const sightings = watch.sightings();
  expect(sightings.length).toBeLessThanOrEqual(64);
  expect(sightings[0]).toMatchObject({ kind: 'neighbour', side: 'wan', address: '192.0.2.199' });
  expect(sightings.filter(({ kind }) => kind === 'pppoe-offer')).toMatchObject([{ side: 'wan' }]);
});
