import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LineVerdict } from '../line-scanner.ts';
import { JsLineScanner } from './scan-line.ts';

const scanner = new JsLineScanner();

/** Scans the line between other lines' bytes that would change the verdict if they were looked at. */
function scan(line: Buffer): LineVerdict {
  const before = Buffer.from('{"a":');
  const after = Buffer.from('}"1]}e0 ,u0041');
  const bytes = Buffer.concat([before, line, after]);
  return scanner.scan(bytes, before.length, before.length + line.length);
}

function verdictOfJsonParse(line: Buffer): LineVerdict {
  const text = line.toString('utf8');
  if (/^[ \t\r\n]*$/.test(text)) return 'blank';
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? 'object' : 'not-object';
  } catch {
    return 'not-json';
  }
}

const REFUSED = [
  '{',
  '}',
  '{}}',
  '{} {}',
  '{"a"}',
  '{"a":}',
  '{"a":1,}',
  '{,"a":1}',
  '{"a":1 "b":2}',
  '{a:1}',
  "{'a':1}",
  '{"a":[1,]}',
  '{"a":[1 2]}',
  '{"a":[}',
  '{"a":[1}',
  '{"a":{]}',
  '{"a":01}',
  '{"a":-}',
  '{"a":+1}',
  '{"a":.5}',
  '{"a":1.}',
  '{"a":1.e1}',
  '{"a":1e}',
  '{"a":1e+}',
  '{"a":0x1}',
  '{"a":NaN}',
  '{"a":nul}',
  '{"a":nulll}',
  '{"a":True}',
  '{"a":"\t"}',
  '{"a":"\\x41"}',
  '{"a":"\\u00g0"}',
  '{"a":"\\u00"}',
  '{"a":"\\"}',
  '{"a":"open}',
  '{"a":1}\u00a0',
  '\ufeff{"a":1}',
  '{"a":1}\0',
  '\u2028{}',
  '{"a":tru',
  '{"event_type":"alert"',
];

describe('verdicts', () => {
  test.each(REFUSED)('%j is refused as JSON.parse refuses it', (text) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(scan(Buffer.from(text))).toBe('not-json');
  });

  test.each(['1', '-0.5e-3', '"text"', 'null', 'true', ' [ ] ', '[{"a":[1,{"b":{}}]}, 2]'])(
    '%j is JSON but no object',
    (text) => {
      expect(scan(Buffer.from(text))).toBe('not-object');
    },
  );

  test('white space alone is blank', () => {
    for (const text of ['', ' ', '\r', '\t \r']) expect(scan(Buffer.from(text))).toBe('blank');
  });

  test('invalid UTF-8 is welcome in strings and nowhere else', () => {
    expect(scan(Buffer.from('7b2261223a22ff80c3227d', 'hex'))).toBe('object');
    expect(scan(Buffer.from('7b2261223aff7d', 'hex'))).toBe('not-json');
  });

  test('agrees with JSON.parse on any bytes made of JSON pieces', () => {
    const piece = fc.constantFrom(
      ...[
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"',
        '\\',
        'u',
        '0',
        '1',
        '-',
        '+',
        '.',
        'e',
        'E',
        't',
        'true',
        'false',
        'null',
      ],
      ...[
        '"a"',
        '"event_type"',
        '"\\u0041"',
        '\\n',
        ' ',
        '\t',
        '\r',
        '\x01',
        '\x7f',
        'é',
        '{"a":1}',
        '[1]',
        '"a":',
        '1e5',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const line = Buffer.from(pieces.join(''));
        expect(scan(line)).toBe(verdictOfJsonParse(line));
      }),
      { numRuns: 20_000 },
    );
  });

  test('agrees with JSON.parse on valid JSON with one byte changed, added or removed', () => {
    const edit = fc.record({
      at: fc.nat(),
      drop: fc.integer({ min: 0, max: 2 }),
      put: fc.uint8Array({ maxLength: 2 }),
    });
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), edit, (text, { at, drop, put }) => {
        const whole = Buffer.from(text);
        const place = at % (whole.length + 1);
        const line = Buffer.concat([whole.subarray(0, place), put, whole.subarray(place + drop)]);
        if (line.includes(0x0a)) return;
        expect(scan(line)).toBe(verdictOfJsonParse(line));
      }),
      { numRuns: 10_000 },
    );
  });

  test('takes half a million levels of nesting, as JSON.parse does', () => {
    const depth = 500_000;
    expect(scan(Buffer.from(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`))).toBe('object');
    expect(scan(Buffer.from(`{"a":${'['.repeat(depth)}${']'.repeat(depth - 1)}}`))).toBe('not-json');
  });
});

describe('the field table', () => {
  test('finds a name at top level only, the last one, escaped or not', () => {
    const typeIn = (text: string): string | null => {
      const line = Buffer.from(text);
      expect(scanner.scan(line, 0, line.length)).toBe('object');
      const { fields } = scanner;
      return fields.find('event_type', -1) ? line.toString('utf8', fields.valueStart, fields.valueEnd) : null;
    };
    expect(typeIn('{"flow":{"event_type":"inner"},"event_type":"outer","x":[{"event_type":"deep"}]}')).toBe('"outer"');
    expect(typeIn('{"a":"\\"event_type\\":\\"fake\\"","b":{"event_type":"x"}}')).toBe(null);
    expect(typeIn('{"event_type":"first","event_type" : "last"}')).toBe('"last"');
    expect(typeIn('{"event\\u005ftype":"escaped"}')).toBe('"escaped"');
  });

  test('holds every field of a line with more fields than it was made for', () => {
    const line = Buffer.from(JSON.stringify(Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`k${n}`, n]))));
    expect(scanner.scan(line, 0, line.length)).toBe('object');
    expect(scanner.fields.count).toBe(500);
    expect(scanner.fields.find('k499', -1)).toBe(true);
    expect(line.toString('utf8', scanner.fields.valueStart, scanner.fields.valueEnd)).toBe('499');
  });
});
