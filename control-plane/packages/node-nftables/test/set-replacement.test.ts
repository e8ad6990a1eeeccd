/** Replacing by difference: whatever was there, and whoever changed it meanwhile, afterwards exactly what was asked for. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Nft, Transaction } from '../src/index.ts';
import { formatRange } from '../src/netlink/element/format-range.ts';
import { RangeCollector } from '../src/range-columns.ts';
import { listedTexts } from './listed-texts.ts';
import { createNamespace, type Namespace } from './network-rig.ts';

const TABLE = { family: 'inet', table: 'diff' } as const;
let namespace: Namespace;
let nft: Nft;

beforeAll(async () => {
  namespace = await createNamespace('diff');
  const opened = await Nft.open({ netns: namespace.name });
  if (!opened.ok) throw new Error(opened.error.message);
  nft = opened.value;
  const flags = ['interval'] as const;
  const document = new Transaction(TABLE)
    .addTable()
    .addSet({ name: 'four', type: 'ipv4_addr', flags })
    .addSet({ name: 'six', type: 'ipv6_addr', flags });
  expect(await nft.run(document.document())).toEqual({ ok: true, value: undefined });
}, 30_000);

afterAll(async () => {
  await nft?.close();
  await namespace?.close();
});

async function contents(set: string): Promise<string[]> {
  const listing = await nft.list(TABLE, { contents: [set] });
  if (!listing.ok) throw new Error(listing.error.message);
  return listedTexts(listing.value, set);
}

function merged(words: 1 | 4, texts: readonly string[]): string[] {
  const collector = new RangeCollector(words);
  for (const text of texts) expect(collector.add(text)).toBe(true);
  const columns = collector.finish();
  return Array.from({ length: columns.count }, (_unused, index) => formatRange(columns, index));
}

/** Long lists that differ little from each other, so that differences are what is sent; some at the ends of the space. */
const base = Array.from({ length: 200 }, (_unused, index) => index);
const step = fc.record({
  without: fc.uniqueArray(fc.integer({ min: 0, max: 199 }), { maxLength: 12 }),
  widened: fc.uniqueArray(fc.integer({ min: 0, max: 199 }), { maxLength: 6 }),
  last: fc.boolean(),
  foreign: fc.integer({ min: 0, max: 9 }),
});

test('a set holds what it was replaced with, step by step, in both families', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(['four', 1] as const, ['six', 4] as const),
      fc.array(step, { minLength: 2, maxLength: 8 }),
      async ([set, words], steps) => {
        const one = (value: number): string =>
          words === 1 ? `10.0.${value >> 4}.${(value & 15) * 16}` : `2001:db8::${value.toString(16)}:0`;
        const end = (value: number, more: number): string =>
          words === 1
            ? `10.0.${value >> 4}.${(value & 15) * 16 + more}`
            : `2001:db8::${value.toString(16)}:${more.toString(16)}`;
        for (const { without, widened, last, foreign } of steps) {
          const texts = base
            .filter((value) => !without.includes(value))
            .map((value) =>
              widened.includes(value) ? `${one(value)}-${end(value, 15)}` : `${one(value)}-${end(value, 3)}`,
            );
          if (last) texts.push(words === 1 ? '255.255.255.0-255.255.255.255' : 'ffff::/16');
          if (foreign === 0) await namespace.exec('nft', 'flush', 'set', 'inet', 'diff', set);
          if (foreign === 1)
            await namespace.exec(
              'nft',
              'add',
              'element',
              'inet',
              'diff',
              set,
              `{ ${words === 1 ? '172.16.0.0/12' : 'fd00::/8'} }`,
            );
          expect(await nft.replaceSet({ ...TABLE, set }, texts)).toEqual({ ok: true, value: undefined });
          expect(await contents(set)).toEqual(merged(words, texts));
        }
      },
    ),
    { numRuns: 25 },
  );
}, 60_000);

test('the same contents again commit nothing, a changed one commits once', async () => {
  const set = { ...TABLE, set: 'four' };
  const texts = base.map((value) => `10.1.${value}.1`);
  const later = promisify(setTimeout);
  expect((await nft.replaceSet(set, texts)).ok).toBe(true);
  const child = execFile('ip', ['netns', 'exec', namespace.name, 'nft', 'monitor']);
  let heard = '';
  child.stdout?.on('data', (chunk) => {
    heard += String(chunk);
  });
  try {
    await later(500);
    expect((await nft.replaceSet(set, texts)).ok).toBe(true);
    expect((await nft.replaceSet(set, [...texts.slice(1), '10.2.0.1'])).ok).toBe(true);
    for (let waited = 0; waited < 5000 && !heard.includes('10.2.0.1'); waited += 50) await later(50);
    expect(heard.match(/delete element/g)?.length).toBe(1);
    expect(heard.match(/add element/g)?.length).toBe(1);
    expect(heard).toContain('10.1.0.1');
  } finally {
    child.kill('SIGKILL');
  }
}, 30_000);

test('documents that add to a set are not overlooked by the next replacement', async () => {
  const set = { ...TABLE, set: 'four' };
  const texts = base.map((value) => `10.1.${value}.1`);
  expect((await nft.replaceSet(set, texts)).ok).toBe(true);
  const declared = new Transaction(TABLE).addSet({
    name: 'four',
    type: 'ipv4_addr',
    flags: ['interval'],
    elem: ['10.9.0.1'],
  });
  expect(await nft.run(declared.document())).toEqual({ ok: true, value: undefined });
  expect(await contents('four')).toContain('10.9.0.1');
  const added = new Transaction(TABLE).addElements('four', ['10.9.0.3']);
  expect(await nft.run(added.document())).toEqual({ ok: true, value: undefined });
  expect((await nft.replaceSet(set, texts)).ok).toBe(true);
  expect(await contents('four')).toEqual(merged(1, texts));
});
