import { expect, test } from 'vitest';
import { createEveParser, type EveParserOptions, type MalformedLine } from '../../index.ts';
import { assembleKernel } from './kernel/assemble-kernel.ts';

/** Both engines on the same bytes, in pieces of that size; their results must be equal. */
function parseTwice(text: string | Buffer, options: Partial<EveParserOptions> = {}, pieceBytes = 1 << 20) {
  const [wasm, js] = (['wasm', 'js'] as const).map((engine) => {
    const seen: { events: unknown[]; malformed: MalformedLine[]; stats: object } = {
      events: [],
      malformed: [],
      stats: {},
    };
    const parser = createEveParser({
      engine,
      onEvent: (event) => seen.events.push(event.toObject()),
      onMalformed: (line) => seen.malformed.push(line),
      ...options,
    });
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += pieceBytes) parser.write(bytes.subarray(at, at + pieceBytes));
    parser.end();
    seen.stats = { ...parser.stats, engine: 'either' };
    return seen;
  });
  expect(wasm).toEqual(js);
  return wasm as NonNullable<typeof wasm>;
}

test('the module is small and valid', () => {
  const bytes = assembleKernel();
  expect(WebAssembly.validate(bytes)).toBe(true);
  expect(bytes.length).toBeLessThan(32 * 1024);
});

test('a token may lie anywhere in its block of 64 bytes', () => {
  const tails = [
    '"v"',
    '1',
    '12.5e-3',
    'true',
    'null',
    '"a\\"b"',
    '"\\u00e9"',
    '"\\\\"',
    '[1,{"k":"v"}]',
    '{}',
    '0',
    '01',
    'tru',
    '"\\x"',
    '[1,]',
  ];
  for (const tail of tails) {
    const lines = Array.from(
      { length: 140 },
      (_, pad) => `{"p":"${'x'.repeat(pad)}","event_type":"dns","k":${tail},"z":1}`,
    );
    const isGood = !['01', 'tru', '"\\x"', '[1,]'].includes(tail);
    expect(parseTwice(lines.join('\n')).events).toHaveLength(isGood ? 140 : 0);
  }
});

test('lines longer than the first window are taken whole, in any pieces', () => {
  const long = JSON.stringify({ event_type: 'alert', payload: 'x'.repeat(400_000), last: [1, 2] });
  for (const pieceBytes of [1000, 65_536, 1 << 20]) {
    expect(parseTwice(`{"a":1}\n${long}\n{"b":2}`, {}, pieceBytes).events).toHaveLength(3);
  }
});

test('lines over the limit are reported once with their true length, however they are cut', () => {
  const text = `{"a":1}\n{"x":"${'y'.repeat(5000)}"}\n{"b":2}\n{"x":"${'y'.repeat(300_000)}"}\n{"c":3}\n${'z'.repeat(900)}`;
  for (const pieceBytes of [1, 99, 4096, 1 << 20]) {
    const { events, malformed } = parseTwice(text, { maxLineBytes: 800 }, pieceBytes);
    expect(events).toHaveLength(3);
    expect(malformed.map(({ bytes }) => bytes)).toEqual([5008, 300_008, 900]);
  }
});

test('nesting beyond what the kernel follows is left to the other engine', () => {
  for (const depth of [62, 63, 64, 65, 5000]) {
    const nested = `{"event_type":"x","a":${'[{"b":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}}`;
    expect(parseTwice(nested, { types: { x: 'count' } }).malformed).toEqual([]);
    expect(parseTwice(nested.slice(0, -2), {}).malformed).toHaveLength(1);
  }
});

test('more fields, lines and types than the tables hold make no difference', () => {
  const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 40_000 }, (_, n) => [`k${n}`, n])));
  expect(parseTwice(`${wide}\n{}`).events).toHaveLength(2);
  expect(parseTwice('{}\n'.repeat(20_000)).events).toHaveLength(20_000);
  parseTwice(Array.from({ length: 3000 }, (_, n) => `{"event_type":"t${n % 1500}"}`).join('\n'), {
    types: { t9: 'count' },
  });
});

test('keys and types that only look alike are told apart', () => {
  const lines = [
    '{"event_typf":"a","event_type":"b"}',
    '{"event_type":"sixteen letters"}',
    '{"event_type":"sixteen letters!"}',
  ];
  lines.push(
    '{"event_type":"sixteen letters!!"}',
    '{"event_type":""}',
    '{"event_type":"\\u0062"}',
    '{"event_type":"é"}',
  );
  const { stats } = parseTwice(`${lines.join('\n')}\n`.repeat(3));
  expect(stats).toMatchObject({
    byType: { b: 6, '': 3, é: 3, 'sixteen letters': 3, 'sixteen letters!': 3, 'sixteen letters!!': 3 },
  });
});

test('every sequence of up to six tokens is judged as by the other engine', () => {
  const tokens = ['{', '}', '[', ']', ',', ':', '"a"', '1'];
  let lines = ['{'];
  for (let length = 1; length <= 6; length += 1) {
    lines = lines.flatMap((line) => tokens.map((token) => line + token));
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    const [wasm, js] = (['wasm', 'js'] as const).map((engine) => {
      const refused: number[] = [];
      const parser = createEveParser({
        engine,
        onEvent: () => undefined,
        onMalformed: ({ offset }) => refused.push(offset),
      });
      parser.write(bytes);
      return { refused: refused.join(), lines: parser.stats.lines, byType: parser.stats.byType };
    });
    expect(wasm).toEqual(js);
  }
});
