import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEveParser, type EveEvent, type EveParserOptions, type MalformedLine, OTHER_TYPES } from './index.ts';

/** Not vitest's matcher: that one asks `constructor`, which is a field like any other here. */
function expectSame(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(JSON.stringify(actual)).toBe(JSON.stringify(expected));
  expect(isDeepStrictEqual(actual, expected)).toBe(true);
}

describe.each(['wasm', 'js'] as const)('the %s engine', (engine) => {
  type Seen = { events: unknown[]; malformed: MalformedLine[]; stats: unknown };

  function parse(chunks: Iterable<Uint8Array>, options: Partial<EveParserOptions> = {}): Seen {
    const seen: Seen = { events: [], malformed: [], stats: null };
    const parser = createEveParser({
      engine,
      onEvent: (event) => seen.events.push(event.toObject()),
      onMalformed: (line) => seen.malformed.push(line),
      ...options,
    });
    for (const chunk of chunks) parser.write(chunk);
    parser.end();
    seen.stats = { ...parser.stats };
    return seen;
  }

  function cut(whole: Buffer, places: readonly number[]): Buffer[] {
    const sorted = [0, ...places.map((place) => place % (whole.length + 1)).sort((a, b) => a - b), whole.length];
    return sorted.slice(1).map((end, index) => whole.subarray(sorted[index], end));
  }

  const key = fc.oneof(
    fc.constantFrom('event_type', 'event_type', '__proto__', 'constructor', 'alert', 'a"b', 'é', '\u2028'),
    fc.string(),
  );
  const leaf = fc.oneof(
    fc.constantFrom('alert', 'flow', '\ud800', '\\', '\u0000', 1e308, -0, 2 ** 64, 5e-324, null, true),
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  const objectText = fc.letrec<{ value: string; object: string }>((tie) => ({
    object: fc
      .array(fc.tuple(key, tie('value'), fc.constantFrom('', ' ', '\t', ' \r ')), { maxLength: 5 })
      .map(
        (pairs) =>
          `{${pairs.map(([name, value, gap]) => `${gap}${JSON.stringify(name)}${gap}:${gap}${value}${gap}`).join(',')}}`,
      ),
    value: fc.oneof(
      { maxDepth: 4 },
      leaf.map((value) => JSON.stringify(value)),
      fc.constantFrom(
        '1E+400',
        '-0',
        '123456789012345678901234567890',
        '0.1e-5',
        '"\\ud83d"',
        '"\\/\\u00e9"',
        '{"a":1,"a":2}',
      ),
      tie('object'),
      fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(' , ')}]`),
    ),
  })).object;

  describe('events', () => {
    test('toObject deep-equals JSON.parse for any object, with duplicate keys, __proto__ and escapes', () => {
      fc.assert(
        fc.property(objectText, (text) => {
          const { events, malformed } = parse([Buffer.from(`${text}\n`)]);
          expect(malformed).toEqual([]);
          expectSame(events, [JSON.parse(text)]);
        }),
        { numRuns: 3000 },
      );
    });

    test('each field read alone is the field of JSON.parse, and names that are not there are undefined', () => {
      fc.assert(
        fc.property(objectText, (text) => {
          const expected: Record<string, unknown> = JSON.parse(text);
          const names = [...Object.keys(expected), '__proto__', 'constructor', 'then', 'alert', 'toString'];
          parse([Buffer.from(text)], {
            onEvent: (event) => {
              for (const name of names) {
                if (name === 'toObject' || name === 'toJSON') continue;
                const own = Object.hasOwn(expected, name) ? expected[name] : undefined;
                expectSame(Reflect.get(event, name), own);
              }
            },
          });
        }),
        { numRuns: 3000 },
      );
    });

    test('any chunking gives the same events, malformed lines and counts, down to single bytes', () => {
      const line = fc.oneof(
        objectText,
        fc.constantFrom('', ' \r', '{"a":', '[]', 'x'.repeat(400), '{"日本":"語\\u3042"}'),
      );
      fc.assert(
        fc.property(fc.array(line, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 10 }), (lines, places) => {
          const whole = Buffer.from(lines.join('\n'));
          const expected = parse([whole], { maxLineBytes: 300 });
          expectSame(parse(cut(whole, places), { maxLineBytes: 300 }), expected);
          expectSame(
            parse(
              Array.from(whole, (byte) => Uint8Array.of(byte)),
              { maxLineBytes: 300 },
            ),
            expected,
          );
        }),
      );
    });

    test('invalid UTF-8 reads as Buffer.toString reads it, in keys and in values', () => {
      const text = fc
        .uint8Array({ maxLength: 12 })
        .map((bytes) => bytes.filter((byte) => byte >= 0x20 && byte !== 0x22 && byte !== 0x5c));
      fc.assert(
        fc.property(text, text, (name, value) => {
          const line = Buffer.concat([Buffer.from('{"'), name, Buffer.from('":"'), value, Buffer.from('"}')]);
          const decoded = Buffer.from(name).toString();
          const seen = parse([line], {
            onEvent: (event) => expect(Reflect.get(event, decoded)).toBe(Buffer.from(value).toString()),
          });
          expect(seen.malformed).toEqual([]);
          expectSame(parse([line]).events, [JSON.parse(line.toString('utf8'))]);
        }),
        { numRuns: 2000 },
      );
    });

    test('a kept event is refused after onEvent, and toObject keeps its data', () => {
      const kept: EveEvent[] = [];
      const objects: unknown[] = [];
      const chunk = Buffer.from('{"event_type":"alert","alert":{"signature_id":7}}\n');
      const parser = createEveParser({
        engine,
        onEvent: (event) => objects.push(event.toObject()) && kept.push(event),
      });
      parser.write(chunk);
      chunk.fill(0);
      expect(objects).toEqual([{ event_type: 'alert', alert: { signature_id: 7 } }]);
      expect(() => kept[0]?.alert).toThrow(expect.objectContaining({ code: 'EVE_MISUSE' }));
    });

    test('an event narrows on its type, keeps unknown ones and cannot be written to', () => {
      const seen: unknown[] = [];
      parse([Buffer.from('{"event_type":"flow","flow":{"state":"new"}}\n{"event_type":"novel","depth":{"a":1}}')], {
        onEvent: (event) => {
          if (event.event_type === 'flow') seen.push(event.flow?.state);
          else seen.push(event.event_type, Reflect.get(event, 'depth'), event.alert?.signature_id);
          expect(Reflect.get(event, 'depth')).toBe(Reflect.get(event, 'depth'));
          expect(Reflect.set(event, 'depth', 1)).toBe(false);
          expect(Reflect.set(event, 'alert', 1)).toBe(false);
          expect(JSON.stringify(event)).toBe(JSON.stringify(event.toObject()));
        },
      });
      expect(seen).toEqual(['new', 'novel', { a: 1 }, undefined]);
    });
  });

  describe('malformed lines', () => {
    const good = '{"event_type":"dns","n":1}';

    test('each gives one report with code, offset and length, and its neighbours arrive', () => {
      const lines = [good, '{"event_type":"alert",', good, '[1]', '', `{"a":"${'x'.repeat(100)}"}`, good, 'tail'];
      const seen = parse([Buffer.from(lines.join('\n'))], { maxLineBytes: 64 });
      expect(seen.events).toHaveLength(3);
      expect(seen.malformed).toEqual([
        { code: 'EVE_NOT_JSON', offset: 27, bytes: 22 },
        { code: 'EVE_NOT_OBJECT', offset: 77, bytes: 3 },
        { code: 'EVE_LINE_TOO_LONG', offset: 82, bytes: 108 },
        { code: 'EVE_NOT_JSON', offset: 218, bytes: 4 },
      ]);
      expect(seen.stats).toMatchObject({ lines: 7, malformed: 4, byType: { dns: 3 }, bytes: 222 });
    });

    test('any noise between good lines leaves the good lines untouched and is counted once a line', () => {
      const noise = fc
        .uint8Array({ minLength: 1, maxLength: 40 })
        .map((bytes) => bytes.map((byte) => (byte === 0x0a ? 0 : byte)));
      fc.assert(
        fc.property(noise, fc.array(fc.nat(), { maxLength: 4 }), (bytes, places) => {
          fc.pre(
            Buffer.from(bytes).toString().trim() !== '' && !/^[\s{}[\]0-9"]*$/.test(Buffer.from(bytes).toString()),
          );
          const whole = Buffer.concat([Buffer.from(`${good}\n`), bytes, Buffer.from(`\n${good}\n`)]);
          const seen = parse(cut(whole, places));
          expect(seen.events).toEqual([JSON.parse(good), JSON.parse(good)]);
          expect(seen.malformed).toEqual([{ code: expect.any(String), offset: 27, bytes: bytes.length }]);
        }),
        { numRuns: 2000 },
      );
    });

    test('are found also where the type is counted or skipped, and without anyone listening', () => {
      const bytes = Buffer.from(`${good}\n{"event_type":"dns","n":01}\n`);
      for (const mode of ['decode', 'count', 'skip'] as const) {
        expect(parse([bytes], { types: { dns: mode } }).malformed).toEqual([
          { code: 'EVE_NOT_JSON', offset: 27, bytes: 27 },
        ]);
      }
      expect(parse([bytes], { onMalformed: undefined }).stats).toMatchObject({ lines: 2, malformed: 1 });
    });
  });

  describe('types and counts', () => {
    test('decode is counted and delivered, count is counted, skip is neither', () => {
      const lines = ['{"event_type":"a"}', '{"event_type":"b"}', '{"event_type":"c"}', '{}', '{"event_type":5}'].join(
        '\n',
      );
      const seen = parse([Buffer.from(lines)], { types: { b: 'count', c: 'skip', '': 'count' } });
      expect(seen.events).toEqual([{ event_type: 'a' }]);
      expect(seen.stats).toEqual({
        engine,
        bytes: lines.length,
        lines: 5,
        malformed: 0,
        byType: { a: 1, b: 1, '': 2 },
      });
    });

    test('otherTypes is the mode of all types that are not named', () => {
      const lines = ['{"event_type":"a"}', '{"event_type":"b"}', '{}', '{"event_type":"c"}'].join('\n');
      const counted = parse([Buffer.from(lines)], { types: { b: 'decode' }, otherTypes: 'count' });
      expect(counted.events).toEqual([{ event_type: 'b' }]);
      expect(counted.stats).toMatchObject({ byType: { a: 1, b: 1, '': 1, c: 1 } });
      const skipped = parse([Buffer.from(lines)], { types: { b: 'count' }, otherTypes: 'skip' });
      expect(skipped.stats).toMatchObject({ lines: 4, byType: { b: 1 } });
    });

    test('types called like parts of Object.prototype are types like any other', () => {
      const lines = ['__proto__', 'constructor', '__proto__']
        .map((type) => JSON.stringify({ event_type: type }))
        .join('\n');
      const { byType } = parse([Buffer.from(lines)], { types: Object.fromEntries([['constructor', 'count' as const]]) })
        .stats as { byType: object };
      expect(Object.entries(byType)).toEqual([
        ['__proto__', 2],
        ['constructor', 1],
      ]);
    });

    test('the number and the length of counted names are bounded and the sum stays exact', () => {
      const names = [...Array.from({ length: 3000 }, (_, n) => `t${n}`), 'x'.repeat(1000)];
      const { byType } = parse([Buffer.from(names.map((type) => JSON.stringify({ event_type: type })).join('\n'))])
        .stats as {
        byType: Record<string, number>;
      };
      expect(Object.keys(byType).length).toBeLessThanOrEqual(1025);
      expect(Object.values(byType).reduce((sum, count) => sum + count, 0)).toBe(names.length);
      expect(byType[OTHER_TYPES]).toBe(names.length - 1024);
    });
  });

  describe('misuse', () => {
    const onEvent = () => undefined;

    test('the fastest engine is taken when none is asked for, and the one asked for is given', () => {
      expect(createEveParser({ onEvent }).stats.engine).toBe('wasm');
      expect(createEveParser({ onEvent, engine }).stats.engine).toBe(engine);
    });

    test('options that make no sense are refused by code', () => {
      const misuse = expect.objectContaining({ code: 'EVE_MISUSE' });
      for (const maxLineBytes of [0, -1, 1.5, Number.NaN, 2 ** 40]) {
        expect(() => createEveParser({ onEvent, maxLineBytes })).toThrow(misuse);
      }
      expect(() => createEveParser({ onEvent, engine: 'rust' as 'js' })).toThrow(misuse);
      expect(() => createEveParser({ onEvent, types: { a: 'drop' as 'skip' } })).toThrow(misuse);
    });

    test('writing after end and writing from a callback are refused, ending twice is not', () => {
      const misuse = expect.objectContaining({ code: 'EVE_MISUSE' });
      const ended = createEveParser({ onEvent, engine });
      ended.end();
      ended.end();
      expect(() => ended.write(Buffer.from('{}'))).toThrow(misuse);
      const nested = createEveParser({ engine, onEvent: () => nested.write(Buffer.from('{}\n')) });
      expect(() => nested.write(Buffer.from('{}\n'))).toThrow(misuse);
    });

    test('an error thrown by onEvent comes out of write and closes the parser', () => {
      const parser = createEveParser({
        engine,
        onEvent: () => {
          throw new RangeError('mine');
        },
      });
      expect(() => parser.write(Buffer.from('{}\n'))).toThrow(RangeError);
      expect(() => parser.write(Buffer.from('{}\n'))).toThrow(expect.objectContaining({ code: 'EVE_MISUSE' }));
    });
  });
});
