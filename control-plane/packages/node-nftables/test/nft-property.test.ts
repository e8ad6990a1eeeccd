/** Build → load → list is a fixed point, and the nft program lists the same table the same way. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Family, Nft, type NftDocument, type NftListing } from '../src/index.ts';
import { createNamespace, type Namespace } from './network-rig.ts';
import { preamble, randomDocument } from './random-ruleset.ts';

const RUNS = Number(process.env['NFT_PROPERTY_RUNS'] ?? 40);
let namespace: Namespace;
let nft: Nft;

beforeAll(async () => {
  namespace = await createNamespace('prop');
  const opened = await Nft.open({ netns: namespace.name });
  if (!opened.ok) throw new Error(opened.error.message);
  nft = opened.value;
}, 30_000);

afterAll(async () => {
  await nft?.close();
  await namespace?.close();
});

/** Without handles, and without the flag nft 1.0.6 has no word for. */
function comparable(objects: readonly object[]): unknown {
  return JSON.parse(
    JSON.stringify(objects, (key, value: unknown) => {
      if (key === 'handle') return undefined;
      if (key === 'flags' && Array.isArray(value)) return value.filter((flag) => flag !== 'dynamic');
      return value;
    }),
  );
}

async function load(family: Family, rules: readonly object[]): Promise<string> {
  const commands = rules.map((rule) => ({ add: { rule: { family, table: 'r', chain: 'main', ...rule } } }));
  const document = { nftables: [...preamble(family), ...commands] } as unknown as NftDocument;
  const result = await nft.run(document);
  return result.ok ? 'ok' : `${result.error.code} ${result.error.message} ${result.error.detail ?? ''}`;
}

async function list(family: Family): Promise<NftListing['nftables']> {
  const listing = await nft.list({ family, table: 'r' }, { contents: 'all' });
  if (!listing.ok) throw new Error(listing.error.message);
  return listing.value.nftables;
}

const rulesOf = (objects: readonly object[]) =>
  objects.flatMap((object) => {
    if (!('rule' in object)) return [];
    const { expr, comment } = object.rule as { expr: object[]; comment?: string };
    return [comment === undefined ? { expr } : { expr, comment }];
  });

test.each(['inet', 'bridge'] as const)(
  'random rulesets of the %s family list as they were built, again and by nft',
  async (family) => {
    let loaded = 0;
    await fc.assert(
      fc.asyncProperty(randomDocument(family), async (given) => {
        const possible: object[] = [];
        for (const { expr, comment } of given) {
          const rule = comment === null ? { expr } : { expr, comment };
          if (await isPossible(family, rule)) possible.push(rule);
        }
        expect(await load(family, possible)).toBe('ok');
        const first = await list(family);
        expect(rulesOf(first).length).toBe(possible.length);
        const program = JSON.parse(await namespace.exec('nft', '-j', 'list', 'table', family, 'r')) as {
          nftables: object[];
        };
        expect(comparable(first)).toEqual(comparable(program.nftables.filter((object) => !('metainfo' in object))));
        expect(await load(family, rulesOf(first))).toBe('ok');
        expect(comparable(await list(family))).toEqual(comparable(first));
        loaded += possible.length;
      }),
      { numRuns: RUNS },
    );
    console.info(JSON.stringify({ family, rulesets: RUNS, rules: loaded }));
  },
  30_000 + RUNS * 500,
);

/** A rule that contradicts itself is refused with a word; any other refusal fails the test. */
async function isPossible(family: Family, rule: object): Promise<boolean> {
  const document = {
    nftables: [...preamble(family), { add: { rule: { family, table: 'r', chain: 'main', ...rule } } }],
  };
  const result = await nft.check(document as unknown as NftDocument);
  if (result.ok) return true;
  expect(result.error.message).toMatch(/cannot follow|contradicts/);
  return false;
}
