// Real EVE lines, read where OMAMORI_TESTDATA points (npm run test:corpus sets it); not part of the repository.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createEveParser, parseEveLine } from '../../src/index.ts';

const folder = process.env.OMAMORI_TESTDATA;
const file = folder === undefined ? null : join(folder, 'eve', 'eve-seed.ndjson');
const reason = file === null ? 'skipped: OMAMORI_TESTDATA is not set' : `reads ${file}`;

describe.skipIf(file === null)(`the EVE seed (${reason})`, () => {
  const path = file ?? '';

  test('the folder that was named holds the seed', () => {
    expect(existsSync(path)).toBe(true);
  });

  test.each(['wasm', 'js'] as const)(
    'every line is an event of the %s engine equal to JSON.parse, whatever the chunks',
    (engine) => {
      const whole = readFileSync(path);
      const expected = whole
        .toString('utf8')
        .trimEnd()
        .split('\n')
        .map((line): { event_type?: string } => JSON.parse(line));
      for (const chunkBytes of [7, 65_536, whole.length]) {
        let at = 0;
        const parser = createEveParser({
          engine,
          onEvent: (event) => {
            const object = expected[at] as Record<string, unknown>;
            // Deep equality of 13,000 objects by matcher takes long; by text it also compares the order of keys.
            expect(JSON.stringify(event)).toBe(JSON.stringify(object));
            if (at % 10 === 0)
              for (const name of Object.keys(object)) expect(Reflect.get(event, name)).toEqual(object[name]);
            at += 1;
          },
          onMalformed: (line) => expect.fail(`${line.code} at ${line.offset}`),
        });
        for (let start = 0; start < whole.length; start += chunkBytes)
          parser.write(whole.subarray(start, start + chunkBytes));
        parser.end();
        expect(at).toBe(expected.length);
        const byType = Map.groupBy(expected, (object) => object.event_type ?? '');
        expect(parser.stats.byType).toEqual(Object.fromEntries([...byType].map(([type, of]) => [type, of.length])));
      }
    },
    120_000,
  );

  test('every line cut short anywhere near its end is refused and not taken for an event', () => {
    for (const line of readFileSync(path, 'utf8').trimEnd().split('\n')) {
      for (const missing of [1, 2, 17]) {
        const result = parseEveLine(line.slice(0, line.length - missing));
        expect(result.ok ? 'event' : result.error.code).toBe('EVE_NOT_JSON');
      }
    }
  }, 120_000);
});
