// The same text through columns: each cell against the value JSON.parse has at its path.
import { createEveColumns, type EveEngine } from '../src/index.ts';
import type { Case, Outcome } from './compare-engines.ts';

const COLUMNS = {
  event_type: 'id',
  src_ip: 'id',
  timestamp: 'span',
  flow_id: 'number',
  src_port: 'number',
  payload_printable: 'span',
  __proto__x: 'span',
  'alert.signature': 'id',
  'alert.signature_id': 'number',
  'flow.pkts_toserver': 'number',
  'flow.start': 'span',
  'http.hostname': 'id',
  'deep.a': 'number',
} as const;

type Path = keyof typeof COLUMNS;

/** The first difference in words, null when there is none. */
export function findColumnDifference(engine: EveEngine, test: Case, wanted: Outcome): string | null {
  let row = 0;
  let difference: string | null = null;
  const columns = createEveColumns({
    engine,
    columns: COLUMNS,
    types: test.types,
    maxLineBytes: test.maxLineBytes,
    onBatch: (batch) => {
      for (let at = 0; at < batch.rows; at += 1, row += 1) {
        for (const path of Object.keys(COLUMNS) as Path[]) {
          const cells = batch.columns[path];
          const seen =
            'numbers' in cells && COLUMNS[path] === 'number'
              ? cells.numbers[at]
              : (cells as { text(row: number): string | undefined }).text(at);
          const value = valueAt(wanted.events[row], path);
          const due =
            COLUMNS[path] === 'number'
              ? typeof value === 'number'
                ? value
                : Number.NaN
              : typeof value === 'string'
                ? value
                : undefined;
          if (!Object.is(seen, due)) difference ??= `${path} in row ${row}: ${String(seen)} instead of ${String(due)}`;
        }
      }
    },
  });
  let at = 0;
  for (const cut of test.cuts) {
    columns.write(test.text.subarray(at, at + cut));
    at += cut;
  }
  columns.write(test.text.subarray(at));
  columns.end();
  if (row !== wanted.events.length) return `${row} rows instead of ${wanted.events.length}`;
  return difference;
}

function valueAt(event: Record<string, unknown> | undefined, path: string): unknown {
  let value: unknown = event;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
      return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
