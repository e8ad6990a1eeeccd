import { describe, expect, it } from 'vitest';
import type { Decision } from './flow.ts';
import { Inspector, type InspectorDeps } from './inspector.ts';
import type { MailMessage } from './message-sink.ts';
import type { TcpSegment } from './tcp-packet.ts';

const client = { source: Uint8Array.of(10, 0, 0, 1), destination: Uint8Array.of(192, 0, 2, 1), sourcePort: 5000 };
function segment(fromClient: boolean, port: number, over: Partial<TcpSegment>): TcpSegment {
  const { source, destination, sourcePort } = client;
  const ends = fromClient
    ? { from: 'c', to: 's', source, destination, sourcePort, destinationPort: port }
    : { from: 's', to: 'c', source: destination, destination: source, sourcePort: port, destinationPort: sourcePort };
  const flags = { syn: false, ack: true, fin: false, rst: false, sequence: 0, acknowledgement: 100 };
  return { family: 4, tcpAt: 20, data: Buffer.alloc(0), ...flags, ...ends, ...over };
}

function rig(over: Partial<InspectorDeps> = {}) {
  const decided: [number, Decision][] = [];
  let now = 1_000_000;
  const inspector = new Inspector({
    policy: () => ({ mode: 'block', late: 'open' }),
    judge: async () => ({ kind: 'clean' }),
    limits: { fileBytes: 100_000, allBytes: 200_000 },
    nowMs: () => now,
    decide: (id, decision) => void decided.push([id, decision]),
    onVerdict: () => undefined,
    expect: async () => undefined,
    textOf: (_family, address) => address.join('.'),
    ...over,
  });
  const open = (port: number) => {
    inspector.take(1, segment(true, port, { syn: true, ack: false, sequence: 99 }));
    inspector.take(2, segment(false, port, { syn: true, sequence: 499 }));
  };
  return { inspector, decided, open, pass: (ms: number) => (now += ms) };
}
const GET = Buffer.from('GET /f HTTP/1.1\r\nHost: h\r\n\r\n');
const PART = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n1234');

describe('all connections', () => {
  it('go on being read behind a SYN or a reset that their ends ignore', () => {
    const { inspector, open } = rig();
    open(80);
    inspector.take(3, segment(true, 80, { sequence: 100, data: GET }));
    inspector.take(4, segment(false, 80, { sequence: 500, data: PART }));
    inspector.take(5, segment(false, 80, { syn: true, ack: false, sequence: 9 }));
    inspector.take(6, segment(true, 80, { syn: true, ack: false, sequence: 9 }));
    inspector.take(7, segment(false, 80, { rst: true, sequence: 9 }));
    const last = segment(false, 80, { sequence: 500 + PART.length, data: Buffer.from('5678') });
    expect(inspector.take(8, last)).toBe('hold');
    expect(inspector.counts.flows).toBe(1);
  });

  it('are cut when they go on long after a reset that looked like their end', () => {
    const { inspector, open, pass } = rig();
    open(80);
    inspector.take(3, segment(true, 80, { sequence: 100, data: GET }));
    inspector.take(4, segment(false, 80, { sequence: 500, data: PART }));
    inspector.take(5, segment(false, 80, { rst: true, sequence: 9 }));
    pass(130_000);
    inspector.forgetQuiet();
    expect(inspector.bytesHeld).toBe(0);
    const last = segment(false, 80, { sequence: 500 + PART.length, data: Buffer.from('5678') });
    expect(inspector.take(6, last)).toBe('cut');
  });

  it('begin anew with a SYN when they are over', () => {
    const { inspector, open } = rig();
    open(80);
    inspector.take(3, segment(false, 80, { rst: true, sequence: 500 }));
    open(80);
    expect(inspector.counts.flows).toBe(2);
  });
});

describe('a message', () => {
  const lines = (...text: string[]) => Buffer.from(text.map((line) => `${line}\r\n`).join(''), 'latin1');
  const encrypted = Buffer.from('504b0304140001000800000000000000000000000000000000000500000061', 'hex');
  const MAIL = lines(
    ...[
      'From: a@example.com',
      'Subject: =?ISO-2022-JP?B?GyRCQEE1YRsoQg==?=',
      'Content-Type: multipart/mixed;',
      ' boundary="b"',
    ],
    ...['', '--b', 'Content-Type: text/plain; charset=iso-2022-jp', '', 'text', '--b', 'Content-Type: application/zip'],
    ...['Content-Transfer-Encoding: base64', 'Content-Disposition: attachment; filename="a.zip"', ''],
    ...[encrypted.toString('base64'), '--b--', '.'],
  );
  const say = (inspector: Inspector, text: Buffer, at: number) =>
    inspector.take(10, segment(true, 25, { sequence: at, data: text }));

  it('is shown to the mail policy in parts, with its envelope, and held when that says so', async () => {
    const seen: MailMessage[] = [];
    const told: unknown[] = [];
    const { inspector, decided, open } = rig({
      messages: (message) => {
        seen.push(message);
        return { verdict: 'hold', findings: [{ sign: 'encrypted-archive', facts: {} }] };
      },
      onMail: (mail) => told.push(mail),
    });
    open(25);
    const envelope = lines('MAIL FROM:<a@example.com>', 'RCPT TO:<b@example.org>', 'DATA');
    say(inspector, envelope, 100);
    say(inspector, MAIL, 100 + envelope.length);
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toMatchObject([
      {
        protocol: 'smtp',
        fromClient: true,
        envelope: { from: 'a@example.com', to: ['b@example.org'] },
        text: { contentType: expect.stringContaining('iso-2022-jp') },
        attachments: [{ contentType: 'application/zip', encrypted: true, bytes: encrypted.length }],
        complete: true,
      },
    ]);
    expect(Buffer.from(seen[0]?.head ?? []).toString('latin1')).toContain('=?ISO-2022-JP?B?');
    expect(seen[0]?.attachments[0]?.head).toContain('filename="a.zip"');
    expect(told).toMatchObject([{ blocked: true, client: { ip: '10.0.0.1', port: 5000 } }]);
    expect(decided.at(-1)?.[1]).toBe('cut');
  });

  it('goes on when there is no mail policy', async () => {
    const { inspector, decided, open } = rig();
    open(25);
    say(inspector, Buffer.concat([lines('DATA'), MAIL]), 100);
    await new Promise((resolve) => setImmediate(resolve));
    expect(decided.at(-1)?.[1]).toBe('pass');
  });
});
