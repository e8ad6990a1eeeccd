// Peers that are npm packages, from the folder in EVE_BENCH_CACHE: the same twelve paths of every line.
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { addFields, type Fields, newSums, type Sums } from './jobs.ts';
import { bySplit, type Peer } from './peers.ts';

/** What a package gives has no types here: each peer takes what it needs of it. */
function load<Module>(name: string): Module {
  return createRequire(join(process.env['EVE_BENCH_CACHE'] ?? '', 'package.json'))(name) as Module;
}

type Parse = (text: string) => unknown;

export const npmPeers: Readonly<Record<string, Peer>> = {
  split2: (file) => byStream(file, load<(parse: Parse) => Duplex>('split2')(JSON.parse), (event) => event),
  ndjson: (file) => byStream(file, load<{ parse(): Duplex }>('ndjson').parse(), (event) => event),
  'stream-json': (file) => {
    const { default: parser } = load<{ default: { asStream(): Duplex } }>('stream-json/jsonl/parser.js');
    return byStream(file, parser.asStream(), (item) => (item as { value: unknown }).value);
  },
  'secure-json-parse': (file) => byParse(file, load<{ parse: Parse }>('secure-json-parse').parse),
  'simdjson npm': (file) => byParse(file, load<{ parse: Parse }>('simdjson').parse),
  'DuckDB, 1 thread': (file) => byDuckDb(file),
};

function byParse(file: string, parse: Parse): Sums {
  return bySplit(file, (line, sums) => addFields(parse(line.toString('utf8')) as Fields, sums));
}

function byStream(file: string, through: Duplex, eventOf: (item: unknown) => unknown): Promise<Sums> {
  const sums = newSums();
  const events = createReadStream(file).pipe(through);
  events.on('data', (item: unknown) => {
    sums.lines += 1;
    addFields(eventOf(item) as Fields, sums);
  });
  return new Promise((resolve, reject) => {
    events.once('end', () => resolve(sums));
    events.once('error', reject);
  });
}

interface DuckDb {
  DuckDBInstance: {
    create(
      path: string,
      options: Record<string, string>,
    ): Promise<{
      connect(): Promise<{ runAndReadAll(sql: string): Promise<{ getRows(): readonly (readonly unknown[])[] }> }>;
    }>;
  };
}

async function byDuckDb(file: string): Promise<Sums> {
  const { DuckDBInstance } = load<DuckDb>('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const texts = ['timestamp', 'event_type', 'src_ip', 'dest_ip', 'proto', 'app_proto'];
  const numbers = ['flow_id', 'src_port', 'dest_port'];
  const alert = 'STRUCT(signature_id DOUBLE, severity DOUBLE, signature VARCHAR)';
  const shape = [...texts.map((name) => `${name}: 'VARCHAR'`), ...numbers.map((name) => `${name}: 'DOUBLE'`)];
  const allTexts = [...texts.map((name) => `"${name}"`), 'alert.signature'];
  const allNumbers = [...numbers, 'alert.signature_id', 'alert.severity'];
  const sum = (of: readonly string[]) => of.join(' + ');
  const sql = `SELECT count(*), ${sum(allNumbers.map((name) => `coalesce(sum(${name}), 0)`))},
    ${sum(allTexts.map((name) => `count(${name})`))}, ${sum(allTexts.map((name) => `coalesce(sum(length(${name})), 0)`))}
    FROM read_json('${file.replaceAll("'", "''")}', format = 'newline_delimited',
      columns = {${[...shape, `alert: '${alert}'`].join(', ')}})`;
  const rows = (await (await instance.connect()).runAndReadAll(sql)).getRows();
  const [lines = 0, total = 0, count = 0, length = 0] = (rows[0] ?? []).map(Number);
  return { lines, sum: total, texts: count, length };
}
