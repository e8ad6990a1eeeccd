import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mutate, seededRandom } from '../../fuzz/mutate-lines.ts';
import { seedLines } from '../../fuzz/seed-lines.ts';
import { createEveColumns, createEveParser, type EveColumnsOptions, NO_FIELD, NO_ID } from '../index.ts';

const SPEC = {
  timestamp: 'span',
  event_type: 'id',
  src_ip: 'id',
  src_port: 'number',
  flow_id: 'number',
  payload_printable: 'span',
  'alert.signature_id': 'number',
  'alert.signature': 'id',
  'flow.state': 'id',
  'dns.rrname': 'span',
  a: 'number',
} as const;

type Row = Record<string, unknown>;

function rowsOf(text: Buffer, options: Partial<EveColumnsOptions<typeof SPEC>>, pieceBytes: number) {
  const rows: Row[] = [];
  const malformed: unknown[] = [];
  const columns = createEveColumns({
    columns: SPEC,
    onMalformed: (line) => malformed.push(line),
    onBatch: (batch) => {
      for (let row = 0; row < batch.rows; row += 1) {
        const cells: Row = { offset: batch.offsets[row], length: batch.lengths[row] };
        for (const [path, kind] of Object.entries(SPEC)) {
          const column = batch.columns[path as 'src_ip'] as unknown as {
            ids: Int32Array;
            numbers: Float64Array;
            text(row: number): string | undefined;
          };
          if (kind === 'number') cells[path] = column.numbers[row];
          else cells[path] = column.text(row);
          if (kind !== 'id') continue;
          const id = column.ids[row] as number;
          if (id >= 0) expect(columns.textOf(id)).toBe(cells[path]);
          else expect(id).toBe(cells[path] === undefined ? NO_FIELD : NO_ID);
        }
        rows.push(cells);
      }
    },
    ...options,
  });
  for (let at = 0; at < text.length; at += pieceBytes) columns.write(text.subarray(at, at + pieceBytes));
  columns.end();
  return { rows, malformed, stats: { ...columns.stats, engine: '' } };
}

/** The same by objects: what JSON.parse has at those paths. */
function expectedRows(text: Buffer): Row[] {
  const rows: Row[] = [];
  let offset = 0;
  for (const line of text.toString('latin1').split('\n')) {
    const bytes = Buffer.from(line, 'latin1');
    createEveParser({
      onEvent: (event) => {
        const object = event.toObject();
        const cells: Row = { offset, length: bytes.length };
        for (const [path, kind] of Object.entries(SPEC)) {
          const value = path
            .split('.')
            .reduce<unknown>(
              (from, name) => (isObject(from) && Object.hasOwn(from, name) ? from[name] : undefined),
              object,
            );
          cells[path] =
            kind === 'number'
              ? typeof value === 'number'
                ? value
                : Number.NaN
              : typeof value === 'string'
                ? value
                : undefined;
        }
        rows.push(cells);
      },
      engine: 'js',
    }).write(Buffer.concat([bytes, Buffer.from('\n')]));
    offset += bytes.length + 1;
  }
  return rows;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

describe.each(['wasm', 'js'] as const)('columns by the %s engine', (engine) => {
  test('have what JSON.parse has, for real and for damaged lines, in any pieces', () => {
    const random = seededRandom(4711);
    const seeds = seedLines();
    for (let round = 0; round < 400; round += 1) {
      const draw = () => seeds[random(seeds.length)] as Buffer;
      const lines = Array.from({ length: 1 + random(20) }, () => mutate(draw(), draw(), random(3), random));
      const text = Buffer.from(lines.map((line) => line.toString('latin1')).join('\n'), 'latin1');
      const seen = rowsOf(text, { engine }, 1 + random(3000));
      expect(seen.rows).toEqual(expectedRows(text));
    }
  });

  test('keep the last of duplicate keys, also of objects whose members are wanted', () => {
    const lines = [
      '{"src_ip":"a","src_ip":"b","a":1,"a":"x"}',
      '{"src_ip":"a","src_ip":5,"a":1,"a":2.5}',
      '{"alert":{"signature_id":1,"signature":"s"},"alert":{"signature_id":2}}',
      '{"alert":{"signature_id":1},"alert":7}',
      '{"alert":{"signature":"x","signature":"y"}}',
    ];
    const text = Buffer.from(lines.join('\n'));
    expect(rowsOf(text, { engine }, 1000).rows).toEqual(expectedRows(text));
  });

  test('hold numbers of every form, and none where there is none', () => {
    const number = fc.oneof(
      fc.constantFrom(
        '0',
        '-0',
        '1e3',
        '9007199254740991',
        '9007199254740993',
        '12345678901234567890',
        '-7',
        '0.1',
        'null',
        '"5"',
        'true',
        '{}',
      ),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
      fc.maxSafeInteger().map(String),
    );
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 30 }), (numbers) => {
        const text = Buffer.from(
          numbers.map((value) => `{"flow_id":${value},"alert":{"signature_id":${value}}}`).join('\n'),
        );
        expect(rowsOf(text, { engine }, 64).rows).toEqual(expectedRows(text));
      }),
      { numRuns: 200 },
    );
  });

  test('more rows, texts and bytes than fit at once make no difference', () => {
    const lines = Array.from({ length: 40_000 }, (_, n) => `{"src_ip":"text ${n % 30_000}","a":${n}}`);
    lines.push(
      `{"src_ip":"${'x'.repeat(300)}"}`,
      `{"src_ip":"esc\\u0061ped"}`,
      `{"src_ip":"日本"}`,
      `{"timestamp":"${'y'.repeat(700_000)}"}`,
    );
    const text = Buffer.from(lines.join('\n'));
    const { rows } = rowsOf(text, { engine }, 1 << 20);
    expect(rows.map((row) => row['src_ip'])).toEqual(lines.map((line) => (JSON.parse(line) as Row)['src_ip']));
    expect(String(rows.at(-1)?.['timestamp']).length).toBe(700_000);
  });

  test('count and skip make no rows and the counts stay exact', () => {
    const text = Buffer.from('{"event_type":"a"}\n{"event_type":"b"}\n{"event_type":"b"}\n{\n{"event_type":"c"}');
    const { rows, malformed, stats } = rowsOf(text, { engine, types: { b: 'count', c: 'skip' } }, 7);
    expect(rows).toHaveLength(1);
    expect(malformed).toEqual([{ code: 'EVE_NOT_JSON', offset: 57, bytes: 1 }]);
    expect(stats).toMatchObject({ lines: 5, malformed: 1, byType: { a: 1, b: 2 } });
  });
});

test('columns that make no sense are refused by code', () => {
  const onBatch = () => undefined;
  const misuse = expect.objectContaining({ code: 'EVE_MISUSE' });
  expect(() => createEveColumns({ columns: {}, onBatch })).toThrow(misuse);
  expect(() => createEveColumns({ columns: { a: 'text' as 'id' }, onBatch })).toThrow(misuse);
});
