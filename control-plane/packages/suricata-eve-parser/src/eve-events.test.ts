import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { seedLines } from '../fuzz/seed-lines.ts';
import { type EveEvent, eveEvents } from './index.ts';

test.each(['wasm', 'js'] as const)(
  'events pulled by the %s engine stay readable and are what JSON.parse gives',
  async (engine) => {
    const lines = seedLines()
      .map(String)
      .filter((line) => line.startsWith('{'));
    const text = Buffer.from(lines.join('\n'));
    const chunks = Array.from({ length: Math.ceil(text.length / 999) }, (_, n) =>
      text.subarray(n * 999, n * 999 + 999),
    );
    const kept: EveEvent[] = [];
    const events = eveEvents(Readable.from(chunks), { engine });
    for await (const event of events) kept.push(event);
    text.fill(0);
    expect(kept).toHaveLength(lines.length);
    kept.forEach((event, at) => {
      const object: Record<string, unknown> = JSON.parse(lines[at] as string);
      expect(Object.keys(object).map((name) => Reflect.get(event, name))).toEqual(Object.values(object));
      expect(event.toObject()).toEqual(object);
    });
    expect(events.stats.lines).toBe(lines.length);
  },
);

test('leaving the loop closes the stream', async () => {
  const stream = Readable.from([Buffer.from('{"a":1}\n{"a":2}\n'), Buffer.from('{"a":3}\n')]);
  for await (const event of eveEvents(stream)) {
    expect(Reflect.get(event, 'a')).toBe(1);
    break;
  }
  expect(stream.destroyed).toBe(true);
});
