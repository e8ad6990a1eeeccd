import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { CLIENT, SERVER, type Side } from './conversation.ts';
import { type Decision, Flow, type FlowDeps } from './flow.ts';
import { FtpData } from './protocols/ftp.ts';
import { HttpConversation } from './protocols/http.ts';
import { asReset, readSegment, type TcpSegment } from './tcp-packet.ts';
import type { Judgement } from './verdict.ts';

const END = { source: new Uint8Array(4), destination: new Uint8Array(4), sourcePort: 1, destinationPort: 80 };
const segment = (sequence: number, text: string, flags: Partial<TcpSegment> = {}): TcpSegment => ({
  ...{
    family: 4,
    from: 'a',
    to: 'b',
    tcpAt: 20,
    acknowledgement: 100,
    syn: false,
    ack: true,
    fin: false,
    rst: false,
    ...END,
  },
  sequence,
  data: Buffer.from(text, 'latin1'),
  ...flags,
});

function rig(over: Partial<FlowDeps> = {}) {
  const decided: [number, Decision][] = [];
  const judged: { content: string; partial: boolean; answer: (judgement: Judgement) => void }[] = [];
  const flow = new Flow({
    conversationOf: (sink) => new HttpConversation(sink),
    judge: (file, partial) =>
      new Promise((resolve) => judged.push({ content: file.content().toString('latin1'), partial, answer: resolve })),
    limits: { fileBytes: 1000, allBytes: 2000 },
    budget: { used: 0 },
    sent: { used: 0 },
    decide: (id, decision) => void decided.push([id, decision]),
    onVirus: () => true,
    onUnknown: () => false,
    onBlind: () => undefined,
    expect: async () => undefined,
    ...over,
  });
  flow.take(0, CLIENT, segment(99, '', { syn: true, ack: false }));
  flow.take(0, SERVER, segment(499, '', { syn: true }));
  let id = 0;
  const say = (side: Side, sequence: number, text: string, flags: Partial<TcpSegment> = {}) => {
    id += 1;
    return flow.take(id, side, segment(sequence, text, flags));
  };
  return { flow, say, decided, judged };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));
const GET = 'GET /f HTTP/1.1\r\nHost: h\r\n\r\n';
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n';

describe('one connection', () => {
  it('lets the head and the middle go, and keeps the last packet until the judge has spoken', async () => {
    const { say, decided, judged } = rig();
    say(CLIENT, 100, GET);
    say(SERVER, 500, `${HEAD}1234`);
    expect(decided).toEqual([
      [1, 'pass'],
      [2, 'pass'],
    ]);
    expect(say(SERVER, 500 + HEAD.length + 4, '5678')).toBe('hold');
    expect(decided.length).toBe(2);
    expect(judged.map(({ content }) => content)).toEqual(['12345678']);
    judged[0]?.answer({ kind: 'clean' });
    await settle();
    expect(decided.at(-1)).toEqual([3, 'pass']);
  });

  it('cuts at a virus: the held packet and everything after it', async () => {
    const { say, decided, judged } = rig();
    say(CLIENT, 100, GET);
    say(SERVER, 500, `${HEAD}12345678`);
    judged[0]?.answer({ kind: 'virus', name: 'x', by: 'hash', sha256: '' });
    await settle();
    expect(decided.at(-1)).toEqual([2, 'cut']);
    expect(say(SERVER, 500, `${HEAD}12345678`)).toBe('cut');
    expect(say(CLIENT, 100 + GET.length, GET)).toBe('cut');
  });

  it('holds what comes behind a file that is being judged, and a copy of what is held is dropped', async () => {
    const { say, decided, judged } = rig();
    say(CLIENT, 100, GET + GET);
    say(SERVER, 500, `${HEAD}12345678`);
    expect(say(SERVER, 500, `${HEAD}12345678`)).toBe('drop');
    say(SERVER, 500 + HEAD.length + 8, `${HEAD}abcdefgh`);
    expect(decided).toEqual([[1, 'pass']]);
    judged[0]?.answer({ kind: 'clean' });
    await settle();
    expect(decided).toEqual([[1, 'pass']]);
    judged[1]?.answer({ kind: 'clean' });
    await settle();
    expect(decided.map(([id]) => id)).toEqual([1, 2, 4]);
  });

  it('keeps the newest packet back of a file whose end nobody knows, and judges it when the stream pauses', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { say, decided, judged } = rig({ conversationOf: (sink) => new FtpData(sink, null) });
    say(SERVER, 500, 'one');
    say(SERVER, 503, 'two');
    expect(decided).toEqual([[1, 'pass']]);
    await vi.advanceTimersByTimeAsync(200);
    expect(judged.map(({ content, partial }) => [content, partial])).toEqual([['onetwo', true]]);
    judged[0]?.answer({ kind: 'clean' });
    await settle();
    expect(decided.at(-1)).toEqual([2, 'pass']);
    say(SERVER, 506, 'three', { fin: true });
    expect(judged[1]).toMatchObject({ content: 'onetwothree', partial: false });
    judged[1]?.answer({ kind: 'virus', name: 'x', by: 'scanner', sha256: '' });
    await settle();
    expect(decided.at(-1)).toEqual([3, 'cut']);
    vi.useRealTimers();
  });

  it('drops what is held when its sender gives up: the last packet does not slip through', () => {
    const { say, decided } = rig();
    say(CLIENT, 100, GET);
    say(SERVER, 500, `${HEAD}12345678`);
    expect(say(SERVER, 500, '', { rst: true })).toBe('pass');
    expect(decided.at(-1)).toEqual([2, 'drop']);
    expect(say(SERVER, 500, `${HEAD}12345678`)).toBe('cut');
  });

  it('reads on behind a reset that its receiver does not believe', async () => {
    const { say, decided, judged } = rig();
    say(CLIENT, 100, GET);
    say(SERVER, 500, `${HEAD}1234`);
    const next = 500 + HEAD.length + 4;
    for (const wrong of [next + 1, next - 1, 0, next + 100_000]) say(SERVER, wrong, '', { rst: true });
    expect(say(SERVER, next, '5678')).toBe('hold');
    say(SERVER, next + 4, '', { rst: true });
    expect(decided.length).toBe(2);
    judged[0]?.answer({ kind: 'virus', name: 'x', by: 'hash', sha256: '' });
    await settle();
    expect(judged.map(({ content }) => content)).toEqual(['12345678']);
    expect(decided.at(-1)?.[1]).toBe('cut');
  });

  it('refuses other bytes in the place of those it read, until the receiver has them', () => {
    const { say } = rig();
    say(CLIENT, 100, GET);
    say(SERVER, 500, `${HEAD}1234`);
    const at = 500 + HEAD.length;
    expect(say(SERVER, at, '1234')).toBe('pass');
    expect(say(SERVER, at, 'EVIL')).toBe('drop');
    expect(say(SERVER, at + 2, 'VIL5678')).toBe('drop');
    expect(say(CLIENT, 100 + GET.length, '', { acknowledgement: at + 4 })).toBe('pass');
    expect(say(SERVER, at, 'EVIL')).toBe('pass'); // an old copy that nobody takes any more
    expect(say(SERVER, at + 2, '345678')).toBe('hold');
  });

  it('refuses an early packet that says other bytes than those that close the gap', async () => {
    const { say, decided, judged } = rig();
    say(CLIENT, 100, GET);
    say(SERVER, 500, HEAD);
    const at = 500 + HEAD.length;
    expect(say(SERVER, at + 4, 'EVIL')).toBe('hold');
    expect(say(SERVER, at, '12345678')).toBe('hold');
    expect(decided.at(-1)).toEqual([3, 'drop']);
    judged[0]?.answer({ kind: 'clean' });
    await settle();
    expect(judged.map(({ content }) => content)).toEqual(['12345678']);
    expect(decided.at(-1)).toEqual([4, 'pass']);
  });

  it('counts from the first answer to the own SYN alone, and reads nothing that a receiver throws away', () => {
    const { flow, say } = rig();
    expect(flow.take(50, SERVER, segment(4000, '', { syn: true, acknowledgement: 7 }))).toBe('drop');
    expect(flow.take(51, CLIENT, segment(4000, 'early', { syn: true, ack: false }))).toBe('drop');
    expect(say(CLIENT, 100, GET, { ack: false })).toBe('drop');
    say(CLIENT, 100, GET);
    expect(say(SERVER, 500, `${HEAD}12345678`)).toBe('hold');
  });

  it('goes blind where it understands nothing: everything passes and counts as unread', () => {
    const { say, decided } = rig();
    say(CLIENT, 100, 'SSH-2.0-x\r\n');
    expect(decided).toEqual([[1, 'unread']]);
    expect(say(SERVER, 500, 'anything')).toBe('unread');
  });

  it('reads the same file and decides every packet once, in whatever order and with whatever repetitions it comes', async () => {
    const body = 'abcdefghijklmnopqrstuvwxyz';
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 3, maxLength: 12 }),
        fc.infiniteStream(fc.nat()),
        async (sizes, random) => {
          const { flow, decided, judged } = rig({ conversationOf: (sink) => new FtpData(sink, null) });
          const parts: [number, string][] = [];
          let at = 0;
          for (const size of sizes) {
            if (at >= body.length) break;
            parts.push([500 + at, body.slice(at, at + size)]);
            at += size;
          }
          const whole = body.slice(0, Math.min(at, body.length));
          const order = [...parts, ...parts]
            .map((part) => ({ part, key: random.next().value ?? 0 }))
            .sort((a, b) => a.key - b.key);
          const answered = new Map<number, number>();
          let id = 10;
          for (const { part } of order) {
            id += 1;
            const decision = flow.take(id, SERVER, segment(part[0], part[1]));
            if (decision !== 'hold') answered.set(id, 1);
          }
          flow.take(++id, SERVER, segment(500 + whole.length, '', { fin: true }));
          await settle();
          expect(judged.filter(({ partial }) => !partial).map(({ content }) => content)).toEqual([whole]);
          for (const { answer } of judged) answer({ kind: 'clean' });
          await settle();
          flow.close();
          for (const [held] of decided) answered.set(held, (answered.get(held) ?? 0) + 1);
          expect([...answered.values()].every((count) => count === 1)).toBe(true);
          expect(answered.size).toBe(order.length + 1);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a segment', () => {
  it('becomes a reset of the same connection with right checksums, both families', () => {
    for (const bytes of [ipv4(), ipv6()]) {
      const read = readSegment(bytes);
      if (read === null) throw new Error('not read');
      const reset = asReset(bytes, read);
      expect(readSegment(reset)).toMatchObject({
        rst: true,
        sequence: read.sequence,
        from: read.from,
        to: read.to,
        data: new Uint8Array(0),
      });
      expect(ones(reset, read)).toBe(0xffff);
    }
  });
  it('that is cut short, a fragment or another protocol is none', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => void readSegment(bytes)));
    expect(readSegment(ipv4().subarray(0, 45))).toBeNull();
  });
});

function ipv4(): Uint8Array {
  const bytes = new Uint8Array(46);
  bytes.set([0x45, 0, 0, 46, 0, 1, 0x40, 0, 64, 6, 0, 0, 192, 0, 2, 1, 198, 51, 100, 2]);
  bytes.set([0, 80, 0x9c, 0x40, 1, 2, 3, 4, 5, 6, 7, 8, 0x50, 0x18, 1, 0, 0, 0, 0, 0], 20);
  return bytes;
}
function ipv6(): Uint8Array {
  const bytes = new Uint8Array(66);
  bytes.set([0x60, 0, 0, 0, 0, 26, 6, 64]);
  bytes[23] = 1;
  bytes[39] = 2;
  bytes.set([0, 80, 0x9c, 0x40, 1, 2, 3, 4, 5, 6, 7, 8, 0x50, 0x18, 1, 0, 0, 0, 0, 0], 40);
  return bytes;
}
/** One's complement sum over pseudo header and segment: all ones when the checksum is right. */
function ones(bytes: Uint8Array, { family, tcpAt }: TcpSegment): number {
  const [from, to] = family === 4 ? [12, 20] : [8, 40];
  let total = 6 + bytes.length - tcpAt;
  const add = (start: number, end: number) => {
    for (let at = start; at < end; at += 2) total += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  };
  add(from, to);
  add(tcpAt, bytes.length);
  while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
  return total;
}
