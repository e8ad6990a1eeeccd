import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classicFile, interfaceBlock, joined, packetBlock, section, simpleBlock } from '../test/write-capture.ts';
import { CaptureDecoder } from './capture-decoder.ts';
import type { CapturePacket } from './packet.ts';

function decode(
  file: Uint8Array,
  chunkBytes = file.length || 1,
): { packets: CapturePacket[]; decoder: CaptureDecoder } {
  const decoder = new CaptureDecoder();
  const packets: CapturePacket[] = [];
  for (let at = 0; at < file.length; at += chunkBytes)
    packets.push(...decoder.write(file.subarray(at, at + chunkBytes)));
  decoder.end();
  return { packets, decoder };
}

const payload = fc.uint8Array({ minLength: 0, maxLength: 80 });

describe('classic pcap', () => {
  const magics = [
    ['pcap', 0xa1b2c3d4, 1000n],
    ['pcap-ns', 0xa1b23c4d, 1n],
    ['pcap-modified', 0xa1b2cd34, 1000n],
  ] as const;

  it.each(magics)('is read as %s in both byte orders, whatever the chunks', (format, magic, unitNs) => {
    fc.assert(
      fc.property(
        fc.array(payload, { maxLength: 6 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 90 }),
        (bodies, little, chunk) => {
          const { packets, decoder } = decode(classicFile({ magic, little, linkType: 101, bodies }), chunk);
          expect(packets.map((packet) => [...packet.data])).toEqual(bodies.map((body) => [...body]));
          expect(packets.every((packet) => packet.linkType === 101 && packet.interface === 0)).toBe(true);
          expect(packets.map((packet) => packet.timestampNs)).toEqual(
            bodies.map((_, index) => 1_700_000_000n * 1_000_000_000n + BigInt(index) * unitNs),
          );
          expect(decoder.format).toBe(format);
          expect([decoder.truncated, decoder.problem]).toEqual([false, null]);
        },
      ),
    );
  });

  it('tells the length on the wire of packets that were cut', () => {
    const file = classicFile({
      magic: 0xa1b2c3d4,
      little: true,
      linkType: 1,
      bodies: [Uint8Array.of(1, 2)],
      wire: 1500,
    });
    expect(decode(file).packets[0]?.originalLength).toBe(1500);
  });

  it('does not take the bits of a frame check sequence for a link type', () => {
    const file = classicFile({ magic: 0xa1b2c3d4, little: true, linkType: 0x4400_0001, bodies: [Uint8Array.of(1)] });
    expect(decode(file).packets[0]?.linkType).toBe(1);
  });
});

describe('pcapng', () => {
  it.each([true, false])('gives packets of several interfaces, units and block kinds (little endian: %s)', (little) => {
    const file = joined([
      section(little),
      interfaceBlock(little, { linkType: 1, unit: 9 }),
      interfaceBlock(little, { linkType: 113, unit: 0x80 | 10, offsetSeconds: 100n }),
      packetBlock(little, { interface: 0, time: 5n, body: Uint8Array.of(1, 2, 3), comment: 'a comment' }),
      packetBlock(little, { interface: 1, time: 1024n, body: Uint8Array.of(4) }),
      simpleBlock(little, Uint8Array.of(9, 9, 9, 9, 9)),
    ]);
    const { packets, decoder } = decode(file, 7);
    expect(
      packets.map(({ data, linkType, timestampNs, interface: from }) => [[...data], linkType, timestampNs, from]),
    ).toEqual([
      [[1, 2, 3], 1, 5n, 0],
      [[4], 113, 101_000_000_000n, 1],
      [[9, 9, 9, 9, 9], 1, 101_000_000_000n, 0],
    ]);
    expect([decoder.truncated, decoder.problem]).toEqual([false, null]);
  });

  it('forgets interfaces and byte order with a new section and goes on counting interfaces', () => {
    const part = (little: boolean) => [
      section(little),
      interfaceBlock(little, { linkType: little ? 1 : 101 }),
      packetBlock(little, { interface: 0, time: 1n, body: Uint8Array.of(little ? 1 : 2) }),
    ];
    const { packets } = decode(joined([...part(true), ...part(false)]));
    expect(packets.map((packet) => [packet.linkType, packet.interface, packet.timestampNs])).toEqual([
      [1, 0, 1000n],
      [101, 1, 1000n],
    ]);
  });

  it('stops at a packet of an interface that was never described', () => {
    const file = joined([section(true), packetBlock(true, { interface: 0, time: 0n, body: Uint8Array.of(1) })]);
    const { packets, decoder } = decode(file);
    expect(packets).toEqual([]);
    expect([decoder.truncated, decoder.problem?.code]).toEqual([true, 'CPF_INTERFACE_UNKNOWN']);
  });

  it('passes over large blocks of other kinds without holding them', () => {
    const body = new Uint8Array(3_000_000);
    const large = new Uint8Array(body.length + 12);
    const view = new DataView(large.buffer);
    view.setUint32(0, 0x0bad, true);
    view.setUint32(4, large.length, true);
    view.setUint32(large.length - 4, large.length, true);
    const file = joined([
      section(true),
      large,
      interfaceBlock(true, { linkType: 1 }),
      packetBlock(true, { interface: 0, time: 0n, body: Uint8Array.of(7) }),
    ]);
    expect(decode(file, 4096).packets.map((packet) => [...packet.data])).toEqual([[7]]);
  });
});

describe('a file that is not whole', () => {
  const bodies = [Uint8Array.of(1, 2, 3, 4), Uint8Array.of(5, 6, 7, 8)];
  const classic = classicFile({ magic: 0xa1b2c3d4, little: true, linkType: 1, bodies });
  const next = joined([
    section(true),
    interfaceBlock(true, { linkType: 1 }),
    ...bodies.map((body) => packetBlock(true, { interface: 0, time: 0n, body })),
  ]);

  it.each([
    ['pcap', classic, 24, 20],
    ['pcapng', next, 28 + 20, 36],
  ] as const)('gives the whole packets before the cut, at every byte of %s', (_name, file, header, record) => {
    for (let length = header; length < file.length; length++) {
      const { packets, decoder } = decode(file.subarray(0, length));
      expect(packets).toHaveLength(Math.floor((length - header) / record));
      expect(decoder.truncated).toBe((length - header) % record !== 0);
    }
  });

  it('is refused by code when there is no readable header', () => {
    const codeOf = (bytes: Uint8Array) => decode(bytes).decoder.problem?.code;
    expect(codeOf(new Uint8Array())).toBe('CPF_EMPTY');
    expect(codeOf(classic.subarray(0, 23))).toBe('CPF_HEADER_CUT');
    expect(codeOf(Uint8Array.of(1, 2))).toBe('CPF_HEADER_CUT');
    expect(codeOf(new TextEncoder().encode('no capture at all, only words'))).toBe('CPF_MAGIC_UNKNOWN');
    const version3 = classic.slice();
    version3[4] = 3;
    expect(codeOf(version3)).toBe('CPF_VERSION_UNKNOWN');
  });

  it('ends at a record length that no packet has', () => {
    const damaged = classic.slice();
    new DataView(damaged.buffer).setUint32(24 + 20 + 8, 0x7fff_ffff, true);
    const { packets, decoder } = decode(damaged);
    expect(packets).toHaveLength(1);
    expect([decoder.truncated, decoder.problem?.code]).toEqual([true, 'CPF_RECORD_BAD']);
  });
});

describe('any bytes at all', () => {
  it('neither throw nor loop, and say what they are', () => {
    const starts = [
      classicFile({ magic: 0xa1b23c4d, little: false, linkType: 1, bodies: [] }),
      section(true),
      section(false),
      new Uint8Array(),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...starts),
        fc.uint8Array({ maxLength: 600 }),
        fc.integer({ min: 1, max: 64 }),
        (start, noise, chunk) => {
          const file = joined([start, noise]);
          const { packets, decoder } = decode(file, chunk);
          const kept = packets.reduce((sum, packet) => sum + packet.data.length, 0);
          expect(kept).toBeLessThanOrEqual(file.length);
          expect(decoder.format !== null || decoder.problem !== null).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('neither throw nor loop when a good file is damaged in one place', () => {
    const good = joined([
      section(true),
      interfaceBlock(true, { linkType: 1, unit: 9 }),
      packetBlock(true, { interface: 0, time: 1n, body: new Uint8Array(40) }),
      simpleBlock(true, new Uint8Array(9)),
    ]);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, value) => {
        const file = good.slice();
        file[at] = value;
        expect(decode(file).packets.length).toBeLessThanOrEqual(2);
      }),
      { numRuns: 1000 },
    );
  });
});
