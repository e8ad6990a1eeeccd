import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, hexLines, printableText } from './decode-evidence.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('the payload excerpt', () => {
  it('shows text as text and keeps its lines', () => {
    expect(printableText(bytesOf('GET /x HTTP/1.1\r\nHost: 例え.jp\r\n'))).toBe('GET /x HTTP/1.1\nHost: 例え.jp\n');
  });
  it('shows bytes that are no text as dots', () => {
    expect(printableText(Uint8Array.of(0x03, 0x00, 0xff, 0x41))).toBe('···A');
  });
  it('hides no character that could turn or blank the line', () => {
    expect(printableText(bytesOf('a\u202eb\u200bc'))).toBe('a·b·c');
  });
  it('writes sixteen bytes a line with their offset', () => {
    expect(hexLines(bytesOf('0123456789abcdefX'))).toEqual([
      { offset: '0000', hex: '30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66', text: '0123456789abcdef' },
      { offset: '0010', hex: '58', text: 'X' },
    ]);
  });
  it('reads back any bytes from base64, and says when it is none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 512 }), (bytes) => {
        expect(decodeBase64(Buffer.from(bytes).toString('base64'))).toEqual(new Uint8Array(bytes));
      }),
    );
    expect(decodeBase64('%%')).toBeNull();
  });
});
