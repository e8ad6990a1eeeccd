import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineFramer } from './frame-lines.ts';

type Framed = { text: string; offset: number } | { long: number; offset: number };

function frame(chunks: Iterable<Uint8Array>, maxLineBytes: number): Framed[] {
  const framed: Framed[] = [];
  const framer = new LineFramer(
    {
      onLine: (bytes, start, end, offset) => framed.push({ text: bytes.toString('latin1', start, end), offset }),
      onLongLine: (offset, length) => framed.push({ long: length, offset }),
    },
    maxLineBytes,
  );
  for (const chunk of chunks) framer.push(Buffer.from(chunk));
  framer.flush();
  return framed;
}

/** What the framer must give, said in the plainest way. */
function split(whole: Buffer, maxLineBytes: number): Framed[] {
  const texts = whole.toString('latin1').split('\n');
  if (texts.at(-1) === '') texts.pop();
  let offset = 0;
  return texts.map((text) => {
    const framed = text.length > maxLineBytes ? { long: text.length, offset } : { text, offset };
    offset += text.length + 1;
    return framed;
  });
}

test('any chunking gives the lines, offsets and long lines of the whole', () => {
  const byte = fc.constantFrom(0x0a, 0x61, 0x62, 0xe3, 0x0d);
  const chunks = fc.array(
    fc.array(byte, { maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(chunks, fc.integer({ min: 1, max: 16 }), (given, max) => {
      expect(frame(given, max)).toEqual(split(Buffer.concat(given), max));
    }),
    { numRuns: 2000 },
  );
});

test('a line of exactly the limit is kept and one byte more is not', () => {
  expect(frame([Buffer.from('1234\n12345\n1')], 4)).toEqual([
    { text: '1234', offset: 0 },
    { long: 5, offset: 5 },
    { text: '1', offset: 11 },
  ]);
});

test('a line that outgrows the first carry buffer arrives whole, byte by byte', () => {
  const line = Buffer.from('x'.repeat(20_000));
  expect(
    frame(
      Array.from(line, (byte) => Buffer.from([byte])),
      20_000,
    ),
  ).toEqual([{ text: String(line), offset: 0 }]);
});
