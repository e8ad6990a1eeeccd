import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { homeList, PRIVATE_RANGES, SideChooser } from './choose-side.ts';
import { completeChecksums } from './complete-checksums.ts';
import { madeFrame } from './made-frames.ts';
import { readFrame } from './read-frame.ts';

const four = { from: '192.168.1.5', to: '198.51.100.9', body: 'hello' };
const six = { from: 'fd00::5', to: '2001:db8::9', body: 'hello' };

function chooser(prefixes: readonly string[] = PRIVATE_RANGES): SideChooser {
  const list = homeList(prefixes);
  if (list === null) throw new Error('bad prefixes');
  return new SideChooser(list);
}

describe('a frame', () => {
  it.each([four, six])('is one conversation in both directions ($from)', (packet) => {
    const there = readFrame(madeFrame({ ...packet, ports: [1, 2] }));
    const back = readFrame(madeFrame({ ...packet, from: packet.to, to: packet.from, ports: [2, 1] }));
    expect(there.conversation).toBe(back.conversation);
    expect(readFrame(madeFrame({ ...packet, ports: [1, 3] })).conversation).not.toBe(there.conversation);
  });

  it('ends where IP says, under a tag as well; what follows is padding', () => {
    const frame = madeFrame({ ...four, tag: 7 });
    expect(readFrame(Buffer.concat([frame, Buffer.alloc(9)])).length).toBe(frame.length);
  });

  it('is known as one that the kernel refuses when its header is wrong or the packet was cut', () => {
    const wrong = madeFrame(four);
    wrong[24] = (wrong[24] ?? 0) ^ 0x55;
    expect(readFrame(wrong).refusedByKernel).toBe(true);
    expect(readFrame(madeFrame(four).subarray(0, 40)).refusedByKernel).toBe(true);
    expect(readFrame(madeFrame(six).subarray(0, 56)).refusedByKernel).toBe(true);
    expect(readFrame(madeFrame(four)).refusedByKernel).toBe(false);
    expect(readFrame(madeFrame(six)).refusedByKernel).toBe(false);
  });

  it('of any bytes is read without a throw', () => {
    const types = [
      [8, 0],
      [0x86, 0xdd],
      [0x81, 0],
      [0x88, 0x64],
      [8, 6],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.uint8Array({ maxLength: 90 }), fc.boolean(), (type, noise, all) => {
        const frame = Uint8Array.from([...new Array<number>(12).fill(2), ...type, ...noise]);
        expect(readFrame(frame).length).toBeLessThanOrEqual(frame.length);
        expect(completeChecksums(frame, all).frame).toHaveLength(frame.length);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the side of a packet', () => {
  it('is the office for the home end, whoever began', () => {
    const sides = chooser();
    expect(sides.sideOf(readFrame(madeFrame({ ...four, from: four.to, to: four.from })))).toBe('internet');
    expect(sides.sideOf(readFrame(madeFrame(four)))).toBe('office');
    expect(sides.sideOf(readFrame(madeFrame(six)))).toBe('office');
  });

  it.each([
    ['none', '198.51.100.1', '203.0.113.1'],
    ['both', '10.0.0.1', '192.168.0.1'],
  ])('is the office for who sent the first packet when %s is at home', (_name, from, to) => {
    const sides = chooser();
    const there = { from, to, body: '', ports: [1, 2] as const };
    const back = { from: to, to: from, body: '', ports: [2, 1] as const };
    expect([there, back, there].map((packet) => sides.sideOf(readFrame(madeFrame(packet))))).toEqual([
      'office',
      'internet',
      'office',
    ]);
  });

  it('follows the prefixes that were given', () => {
    const sides = chooser(['198.51.100.0/24', '2001:db8::/32']);
    expect(sides.sideOf(readFrame(madeFrame(four)))).toBe('internet');
    expect(sides.sideOf(readFrame(madeFrame(six)))).toBe('internet');
    expect([homeList(['10.0.0.0/33']), homeList(['office']), homeList(['10.0.0.0/'])]).toEqual([null, null, null]);
  });
});

describe('checksums', () => {
  const places = [
    ['IPv4 UDP', madeFrame(four), 40],
    ['IPv4 TCP under a tag', madeFrame({ ...four, tag: 3, tcp: { flags: 2, sequence: 1, acknowledged: 0 } }), 54],
    ['IPv6 UDP', madeFrame({ ...six, body: 'odd' }), 60],
  ] as const;

  it.each(places)('that are right stay as they are (%s)', (_name, frame) => {
    expect(completeChecksums(frame, true)).toEqual({ frame, judged: true, wrong: false });
  });

  it.each(places)('that a network card would have filled in are filled in (%s)', (_name, frame, field) => {
    const unfinished = Buffer.from(frame);
    const pseudo = pseudoSum(frame, field);
    unfinished.writeUInt16BE(pseudo, field);
    expect(Buffer.from(completeChecksums(unfinished, false).frame)).toEqual(frame);
  });

  it('that are wrong otherwise are told, and mended only on demand', () => {
    const frame = madeFrame(four);
    const wrong = Buffer.from(frame);
    wrong.writeUInt16BE(0x1234, 40);
    expect(completeChecksums(wrong, false)).toEqual({ frame: wrong, judged: true, wrong: true });
    expect(Buffer.from(completeChecksums(wrong, true).frame)).toEqual(frame);
  });

  it('of joined segments come with the length that was left out', () => {
    const frame = madeFrame(four);
    const joined = Buffer.from(frame);
    joined.writeUInt16BE(0, 16);
    joined.writeUInt16BE(0, 24);
    expect(Buffer.from(completeChecksums(joined, false).frame)).toEqual(frame);
  });
});

/** What a sender's kernel leaves in the field for the card: the sum over addresses, protocol and length. */
function pseudoSum(frame: Buffer, field: number): number {
  const isTcp = field === 54;
  const start = field - (isTcp ? 16 : 6);
  const addresses = frame.subarray(start - (field === 60 ? 32 : 8), start);
  let sum = (isTcp ? 6 : 17) + frame.length - start;
  for (let at = 0; at < addresses.length; at += 2) sum += addresses.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}
