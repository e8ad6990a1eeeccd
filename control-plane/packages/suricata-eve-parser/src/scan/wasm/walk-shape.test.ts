// Lines whose shape is known take another way through the kernel than the first of their kind: same results.
import { expect, test } from 'vitest';
import { createEveColumns, createEveParser, type EveEvent, eveEvents, type MalformedLine } from '../../index.ts';

/** Each line three times in chunks of its own, so that its shape is known, then the others at once. */
function parse(engine: 'wasm' | 'js', known: readonly string[], others: readonly string[]) {
  const events: unknown[] = [];
  const malformed: MalformedLine[] = [];
  const parser = createEveParser({
    engine,
    onEvent: (event) => {
      const names = ['timestamp', 'src_port', 'alert', 'vlan', 'payload_printable', 'unknown', 'is', 'event_type'];
      events.push([names.map((name) => Reflect.get(event, name)), event.toObject()]);
    },
    onMalformed: (line) => malformed.push(line),
  });
  for (const line of known) {
    for (let time = 0; time < 3; time += 1) parser.write(Buffer.from(`${line}\n`));
  }
  parser.write(Buffer.from(others.map((line) => `${line}\n`).join('')));
  parser.end();
  return { events, malformed, byType: parser.stats.byType, lines: parser.stats.lines };
}

const KNOWN =
  '{"timestamp":"2026","src_port":80,"is":true,"event_type":"alert","vlan":[1,2],"alert":{"signature":"s","id":3},"unknown":{},"payload_printable":"p"}';
const with_ = (from: string, to: string): string => {
  expect(KNOWN).toContain(from);
  return KNOWN.replace(from, to);
};

test('other texts and numbers in a known shape are taken, whatever their length', () => {
  const texts = ['', 'x', 'x'.repeat(15), 'x'.repeat(16), 'x'.repeat(300), 'a\\"b', '\\u00e9', 'é', '\\\\', '\u007f'];
  const numbers = ['0', '7', '65535', '9007199254740993', '1'.repeat(16), '1'.repeat(40)];
  const lines = [
    ...texts.map((text) => with_('"2026"', `"${text}"`)),
    ...texts.map((text) => with_('"p"', `"${text}"`)),
    ...numbers.map((number) => with_('80', number)),
    ...numbers.map((number) => with_('[1,', `[${number},`)),
  ];
  const seen = parse('wasm', [KNOWN], lines);
  expect(seen).toEqual(parse('js', [KNOWN], lines));
  expect(seen.malformed).toEqual([]);
});

test('what is no JSON is refused in a known shape too', () => {
  const damaged = [
    ...[with_('80', '080'), with_('80', ''), with_('80', '8 0'), with_('80', '8x'), with_('"2026"', '"20\t26"')],
    ...[with_('"2026"', '"20\\x26"'), with_('"2026"', '"2026'), with_('"2026"', '"20"26"'), with_('true', 'tru')],
    ...[
      with_('[1,2]', '[1,]'),
      with_('[1,2]', '[1,2'),
      with_('"p"}', '"p"}}'),
      with_('"p"}', '"p"'),
      KNOWN.slice(0, 90),
    ],
  ];
  const seen = parse('wasm', [KNOWN], damaged);
  expect(seen).toEqual(parse('js', [KNOWN], damaged));
  expect(seen.malformed).toHaveLength(damaged.length);
});

test('a neighbour of a known shape is another line', () => {
  const others = [
    ...[with_('80', '-1'), with_('80', '1.5'), with_('80', '"80"'), with_('80', 'null'), with_('[1,2]', '[]')],
    ...[with_('"alert","vlan"', '"dns","vlan"'), with_('"unknown":{}', '"unknown":[5]'), with_('"is"', '"IS"')],
    ...[with_('"p"}', '"p","src_port":90}'), with_('{"timestamp"', '{ "timestamp"'), with_('"id":3', '"id":[3]')],
  ];
  const seen = parse('wasm', [KNOWN, ...others], [KNOWN, ...others]);
  expect(seen).toEqual(parse('js', [KNOWN, ...others], [KNOWN, ...others]));
  expect(seen.malformed).toEqual([]);
});

test('more shapes than there is room for make no difference', () => {
  const lines = Array.from(
    { length: 3000 },
    (_, n) => `{"event_type":"alert","k${n}":${n},"src_port":${n},"a":"${n}"}`,
  );
  const twice = [...lines, ...lines];
  const seen = parse('wasm', [KNOWN], twice);
  expect(seen).toEqual(parse('js', [KNOWN], twice));
  expect(seen.events).toHaveLength(6003);
});

test('events of known shapes can be kept', async () => {
  const chunks = Array.from({ length: 5 }, (_, n) => Buffer.from(`${with_('"2026"', `"${n}"`)}\n`));
  const kept: EveEvent[] = [];
  for await (const event of eveEvents(chunks, { engine: 'wasm' })) kept.push(event);
  expect(kept.map((event) => [event.timestamp, event.payload_printable, event.alert?.signature])).toEqual(
    [0, 1, 2, 3, 4].map((n) => [`${n}`, 'p', 's']),
  );
  expect(kept.map((event) => event.toObject())).toEqual(chunks.map((chunk) => JSON.parse(chunk.toString()) as unknown));
});

test('columns of known shapes have the same cells, also of fields and members the kernel knows no name for', () => {
  const lines = [KNOWN, KNOWN, with_('80', '9007199254740993'), with_('"s"', '"é"'), with_('"s"', '5'), KNOWN];
  const cellsBy = (engine: 'wasm' | 'js') => {
    const rows: unknown[] = [];
    const columns = createEveColumns({
      engine,
      columns: {
        src_port: 'number',
        timestamp: 'span',
        'alert.signature': 'id',
        payload_printable: 'span',
        vlan: 'span',
      },
      onBatch: ({ rows: count, columns: cells }) => {
        for (let row = 0; row < count; row += 1) {
          const texts = [cells.timestamp, cells['alert.signature'], cells.payload_printable, cells.vlan];
          rows.push([cells.src_port.numbers[row], ...texts.map((column) => column.text(row))]);
        }
      },
    });
    for (const line of lines) columns.write(Buffer.from(`${line}\n`));
    columns.end();
    return rows;
  };
  expect(cellsBy('wasm')).toEqual(cellsBy('js'));
  expect(cellsBy('wasm')).toHaveLength(lines.length);
});

test('readers of one kernel do not take each other for current', () => {
  // Every row is looked at by JavaScript (a name the kernel does not know), and so is each line without type.
  const lines = [KNOWN, KNOWN, KNOWN, '{"a":1}', KNOWN, '{"a":2}', '{"a":3}'];
  const columns = createEveColumns({
    engine: 'wasm',
    columns: { payload_printable: 'span', 'a.b': 'span' },
    types: { '': 'count' },
    onBatch: () => undefined,
  });
  for (const line of lines) columns.write(Buffer.from(`${line}\n`));
  columns.end();
  expect(columns.stats.byType).toEqual({ alert: 4, '': 3 });
});
