import fc from 'fast-check';
import { expect, test } from 'vitest';
import { be32, buildRequest, forEachMessage } from '../netlink/message.ts';
import { readPacket } from './nflog-packet.ts';
import * as protocol from './nflog-protocol.ts';
import { FIELD_COUNT, writeRecord } from './packet-record.ts';

function read(bytes: Uint8Array) {
  const index = new Float64Array(FIELD_COUNT);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const written = writeRecord(index, view, 0, bytes.length, 1234.5);
  return { written, packet: readPacket({ kind: 'batch', bytes, index, count: 1 }, 0) };
}

test('every part of a packet message is found again', () => {
  const time = new Uint8Array(16);
  new DataView(time.buffer).setBigUint64(0, 1_700_000_000n);
  new DataView(time.buffer).setBigUint64(8, 250_125n);
  const message = buildRequest(protocol.PACKET_MESSAGE, 0, 7, 5, [
    { type: protocol.NFULA_PACKET_HDR, value: Uint8Array.of(0x86, 0xdd, 2, 0) },
    { type: protocol.NFULA_PREFIX, value: Buffer.from('遮断\0') },
    { type: protocol.NFULA_MARK, value: be32(0xfffffffe) },
    { type: protocol.NFULA_TIMESTAMP, value: time },
    { type: protocol.NFULA_IFINDEX_PHYSINDEV, value: be32(3) },
    { type: protocol.NFULA_SEQ, value: be32(0xffffffff) },
    { type: protocol.NFULA_HWHEADER, value: Uint8Array.of(1, 2, 3) },
    { type: protocol.NFULA_VLAN, value: Uint8Array.of(6, 0, 2, 0, 0x20, 0x05, 0, 0) },
    { type: protocol.NFULA_PAYLOAD, value: Uint8Array.of(9, 8, 7, 6, 5) },
  ]);
  const { written, packet } = read(message);
  expect(written).toBe(true);
  expect(packet).toMatchObject({ family: 7, group: 5, prefix: '遮断', mark: 0xfffffffe, physIn: 3, hook: 2 });
  expect(packet).toMatchObject({ seq: 0xffffffff, hwProtocol: 0x86dd, vlanTci: 0x2005, inIfindex: undefined });
  expect(packet.timestampMs).toBeCloseTo(1_700_000_000_250.125, 3);
  expect([...packet.hwHeader, ...packet.payload]).toEqual([1, 2, 3, 9, 8, 7, 6, 5]);
});

test('without a time of the kernel the arrival counts', () => {
  const { packet } = read(buildRequest(protocol.PACKET_MESSAGE, 0, 2, 1, []));
  expect(packet).toMatchObject({ timestampMs: 1234.5, timestampSource: 'arrival', mark: 0, seq: -1, prefix: '' });
});

test('no bytes make the reader throw or look outside of them', () => {
  const attribute = fc.record({ type: fc.integer({ min: 0, max: 25 }), value: fc.uint8Array({ maxLength: 24 }) });
  fc.assert(
    fc.property(
      fc.array(attribute, { maxLength: 6 }),
      fc.uint8Array({ maxLength: 40 }),
      fc.nat(),
      (list, noise, at) => {
        const bytes = buildRequest(protocol.PACKET_MESSAGE, 0, 7, 1, list);
        bytes.set(noise.subarray(0, Math.max(0, bytes.length - 20)), 20 + (at % Math.max(1, bytes.length - 60)));
        const { packet } = read(bytes);
        expect(packet.payload.length + packet.hwHeader.length).toBeLessThanOrEqual(2 * bytes.length);
      },
    ),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      forEachMessage(view, bytes.length, (_type, start, end) => {
        expect(end).toBeLessThanOrEqual(bytes.length);
        writeRecord(new Float64Array(FIELD_COUNT), view, start, end, 0);
      });
    }),
  );
});
