import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPayload } from './read-payload.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('a payload that people can read', () => {
  it('is an HTTP request or answer by its headers, never its content', () => {
    const read = readPayload(
      bytes('POST /login?a=1 HTTP/1.1\r\nHost: a.example\r\nX-Long: one\r\n two\r\n\r\npassword=x'),
      'payload',
    );
    expect(read).toEqual({
      kind: 'http',
      fields: [
        { name: 'POST', value: '/login?a=1' },
        { name: 'Host', value: 'a.example' },
        { name: 'X-Long', value: 'one two' },
      ],
    });
    expect(readPayload(bytes('HTTP/1.1 403 Forbidden\r\n\r\n'), 'payload')?.fields[0]?.value).toBe('403 Forbidden');
  });

  it('is mail by its commands or its headers, a Japanese subject decoded', () => {
    expect(readPayload(bytes('EHLO pc\r\nMAIL FROM:<a@b.example>\r\n'), 'payload')?.kind).toBe('mail');
    const mail = bytes(
      'From: a@b.example\r\nSubject: =?ISO-2022-JP?B?GyRCQEE1YT1xGyhC?=\r\n =?UTF-8?Q?_11=E6=9C=88?=\r\n\r\n本文',
    );
    expect(readPayload(mail, 'payload')?.fields[1]).toEqual({ name: 'Subject', value: '請求書 11月' });
  });

  it('is found behind the headers of a packet, and any other bytes are left to text and hex', () => {
    const ip = [0x45, 0, 0, 0, 0, 0, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2];
    const tcp = [...new Array<number>(12).fill(0), 0x50, ...new Array<number>(7).fill(0)];
    const packet = Uint8Array.from([...ip, ...tcp, ...bytes('GET / HTTP/1.1\r\nHost: x\r\n')]);
    expect(readPayload(packet, 'packet')?.fields).toHaveLength(2);
    expect(readPayload(Uint8Array.from(ip), 'packet')).toBeNull();
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 512 }),
        fc.constantFrom('packet' as const, 'payload' as const),
        (any, kind) => {
          expect(readPayload(any, kind)?.fields.length ?? 0).toBeLessThanOrEqual(41);
        },
      ),
    );
  });
});
