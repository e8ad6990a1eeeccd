// Everything that runs in Node, one function a peer: (file) → sums. Reads are the same for all but readline: readSync,
// 64 KiB at a time (this parser reads straight into its own memory).
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createEveColumns, createEveParser, type EveEngine, type TypeMode } from '../src/index.ts';
import { addFields, type Fields, isWanted, newSums, type Sums } from './jobs.ts';

const READ_BYTES = 64 * 1024;
const HEAD_BYTES = 200;

export type Peer = (file: string) => Sums | Promise<Sums>;

export const peers: Readonly<Record<string, Peer>> = {
  'newlines only': (file) => {
    const sums = newSums();
    forEachLine(file, () => {
      sums.lines += 1;
    });
    return sums;
  },
  'readline + JSON.parse': (file) => byReadline(file, addFields),
  'split + JSON.parse': (file) =>
    bySplit(file, (line, sums) => addFields(JSON.parse(line.toString('utf8')) as Fields, sums)),
  'eve objects': (file) => byEvents(file, 'wasm', {}),
  'eve objects, js engine': (file) => byEvents(file, 'js', {}),
  'eve toObject': (file) => byEvents(file, 'wasm', {}, (event) => event.toObject()),
  'eve columns': (file) => byColumns(file, 'wasm'),
  'eve columns, js engine': (file) => byColumns(file, 'js'),
  'selective: readline + JSON.parse': (file) =>
    byReadline(file, (event, sums) => {
      if (isWanted(event['event_type'])) addFields(event, sums);
    }),
  'selective: split + JSON.parse': (file) =>
    bySplit(file, (line, sums) => {
      const event = JSON.parse(line.toString('utf8')) as Fields;
      if (isWanted(event['event_type'])) addFields(event, sums);
    }),
  'selective: split + regex': (file) => {
    const counts = new Map<string, number>();
    return bySplit(file, (line, sums) => {
      const type = /"event_type":"([a-z0-9_]+)"/.exec(line.toString('latin1', 0, HEAD_BYTES))?.[1] ?? '';
      counts.set(type, (counts.get(type) ?? 0) + 1);
      if (isWanted(type)) addFields(JSON.parse(line.toString('utf8')) as Fields, sums);
    });
  },
  'selective: eve objects': (file) => byEvents(file, 'wasm', countOthers(file)),
  'selective: eve toObject': (file) => byEvents(file, 'wasm', countOthers(file), (event) => event.toObject()),
  'selective: eve objects, js engine': (file) => byEvents(file, 'js', countOthers(file)),
};

/** An ordinary consumer names the types it does not want; these are all that the file has. */
function countOthers(file: string): Record<string, TypeMode> {
  const types = process.env['EVE_BENCH_TYPES'];
  if (types === undefined) throw new Error(`EVE_BENCH_TYPES lacks the types of ${file}`);
  return Object.fromEntries(types.split(',').map((type) => [type, isWanted(type) ? 'decode' : 'count'] as const));
}

function byEvents(
  file: string,
  engine: EveEngine,
  types: Record<string, TypeMode>,
  of?: (event: { toObject(): Fields }) => Fields,
): Sums {
  const sums = newSums();
  const parser = createEveParser({
    engine,
    types,
    onEvent:
      of === undefined ? (event) => addFields(event as unknown as Fields, sums) : (event) => addFields(of(event), sums),
  });
  const fd = openSync(file, 'r');
  while (parser.readFrom(fd) > 0);
  parser.end();
  closeSync(fd);
  return { ...sums, lines: parser.stats.lines };
}

function byColumns(file: string, engine: EveEngine): Sums {
  const sums = newSums();
  const lengths: number[] = [];
  const columns = createEveColumns({
    engine,
    columns: {
      timestamp: 'span',
      event_type: 'id',
      src_ip: 'id',
      dest_ip: 'id',
      proto: 'id',
      app_proto: 'id',
      'alert.signature': 'id',
      flow_id: 'number',
      src_port: 'number',
      dest_port: 'number',
      'alert.signature_id': 'number',
      'alert.severity': 'number',
    },
    onBatch: ({ rows, columns: cells }) => {
      const { timestamp, flow_id, src_port, dest_port } = cells;
      for (let row = 0; row < rows; row += 1) {
        if (timestamp.starts[row] === 0) continue;
        sums.texts += 1;
        sums.length += (timestamp.ends[row] as number) - (timestamp.starts[row] as number);
      }
      for (const { numbers } of [flow_id, src_port, dest_port, cells['alert.signature_id'], cells['alert.severity']]) {
        addNumbers(numbers, rows, sums);
      }
      for (const column of [
        cells.event_type,
        cells.src_ip,
        cells.dest_ip,
        cells.proto,
        cells.app_proto,
        cells['alert.signature'],
      ]) {
        addTexts(column, rows, sums, lengths, columns.textOf);
      }
    },
  });
  const fd = openSync(file, 'r');
  while (columns.readFrom(fd) > 0);
  columns.end();
  closeSync(fd);
  return { ...sums, lines: columns.stats.lines };
}

function addNumbers(numbers: Float64Array, rows: number, sums: Sums): void {
  let sum = 0;
  for (let row = 0; row < rows; row += 1) {
    const value = numbers[row] as number;
    if (!Number.isNaN(value)) sum += value;
  }
  sums.sum += sum;
}

function addTexts(
  column: { ids: Int32Array; text(row: number): string | undefined },
  rows: number,
  sums: Sums,
  lengths: number[],
  textOf: (id: number) => string,
): void {
  for (let row = 0; row < rows; row += 1) {
    const id = column.ids[row] as number;
    if (id === -1) continue;
    sums.texts += 1;
    if (id >= 0) sums.length += lengths[id] ??= textOf(id).length;
    else sums.length += column.text(row)?.length ?? 0;
  }
}

function byReadline(file: string, add: (event: Fields, sums: Sums) => void): Promise<Sums> {
  const sums = newSums();
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  lines.on('line', (line) => {
    sums.lines += 1;
    add(JSON.parse(line) as Fields, sums);
  });
  return new Promise((resolve) => lines.once('close', () => resolve(sums)));
}

export function bySplit(file: string, add: (line: Buffer, sums: Sums) => void): Sums {
  const sums = newSums();
  forEachLine(file, (bytes, start, end) => {
    sums.lines += 1;
    add(bytes.subarray(start, end), sums);
  });
  return sums;
}

/** The best plain loop: one buffer, the begun line moved to its front, native newline search. */
function forEachLine(file: string, onLine: (bytes: Buffer, start: number, end: number) => void): void {
  let buffer = Buffer.allocUnsafe(READ_BYTES * 4);
  let fill = 0;
  const fd = openSync(file, 'r');
  for (;;) {
    if (buffer.length - fill < READ_BYTES) buffer = Buffer.concat([buffer.subarray(0, fill)], buffer.length * 2);
    const count = readSync(fd, buffer, fill, READ_BYTES, null);
    if (count === 0) break;
    fill += count;
    const whole = buffer.subarray(0, fill);
    let start = 0;
    for (let newline = whole.indexOf(0x0a); newline >= 0; newline = whole.indexOf(0x0a, start)) {
      if (newline > start) onLine(whole, start, newline);
      start = newline + 1;
    }
    buffer.copyWithin(0, start, fill);
    fill -= start;
  }
  closeSync(fd);
}
