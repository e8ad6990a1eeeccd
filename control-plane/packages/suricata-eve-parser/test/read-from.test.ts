import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEveColumns, createEveParser, type MalformedLine } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), `eve-read-${process.pid}-`));
const file = join(folder, 'eve.json');
const lines = Array.from({ length: 3000 }, (_, n) =>
  n % 500 === 250
    ? `{"event_type":"long","x":"${'y'.repeat(400_000)}"}`
    : `{"event_type":"dns","n":${n},"p":"${'x'.repeat(n % 700)}"}`,
);

beforeAll(() => writeFileSync(file, lines.join('\n')));
afterAll(() => rmSync(folder, { recursive: true }));

function readAll(parser: { readFrom(fd: number): number; end(): void }): void {
  const fd = openSync(file, 'r');
  while (parser.readFrom(fd) > 0);
  parser.end();
  closeSync(fd);
}

test.each([
  ['wasm', 1_000_000],
  ['wasm', 100_000],
  ['js', 1_000_000],
  ['js', 100_000],
] as const)(
  'a file read by the %s engine with lines up to %i bytes gives what its bytes give',
  (engine, maxLineBytes) => {
    const seen: unknown[] = [];
    const malformed: MalformedLine[] = [];
    const options = { engine, maxLineBytes, onMalformed: (line: MalformedLine) => malformed.push(line) };
    const parser = createEveParser({ ...options, onEvent: (event) => seen.push(event.toObject()) });
    readAll(parser);
    const good = lines.filter((line) => line.length <= maxLineBytes);
    expect(seen).toEqual(good.map((line): unknown => JSON.parse(line)));
    expect(malformed).toHaveLength(lines.length - good.length);
    expect(parser.stats).toMatchObject({ bytes: lines.join('\n').length, lines: lines.length });
    let rows = 0;
    readAll(
      createEveColumns({ engine, maxLineBytes, columns: { n: 'number' }, onBatch: (batch) => (rows += batch.rows) }),
    );
    expect(rows).toBe(good.length);
  },
);

test('what the file system refuses comes out of readFrom', () => {
  const parser = createEveParser({ onEvent: () => undefined });
  expect(() => parser.readFrom(-1)).toThrow();
});
