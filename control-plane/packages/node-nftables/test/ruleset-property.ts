/** Build → load → list is a fixed point, and the nft program lists the same table the same way, handles and comments too. */
import { deepEqual, equal, match } from 'node:assert/strict';
import fc from 'fast-check';
import type { Family, Nft, NftDocument } from '../src/index.ts';
import type { Namespace } from './network-rig.ts';
import { preamble, type RandomRuleset, randomRuleset } from './random-ruleset.ts';

export interface PropertyCounts {
  readonly family: Family;
  readonly rulesets: number;
  readonly objects: number;
  readonly rules: number;
}

/** Throws with the smallest ruleset that breaks the property. */
export async function checkRandomRulesets(
  nft: Nft,
  namespace: Namespace,
  family: Family,
  options: { readonly runs: number; readonly seed?: number },
): Promise<PropertyCounts> {
  const counts = { rulesets: 0, objects: 0, rules: 0 };
  const { runs: numRuns, seed } = options;
  await fc.assert(
    fc.asyncProperty(randomRuleset(family), async (given) => {
      const rules = await checkRuleset(nft, namespace, family, given);
      counts.rulesets += 1;
      counts.objects += given.objects.length;
      counts.rules += rules;
    }),
    { numRuns, ...(seed === undefined ? {} : { seed }) },
  );
  return { family, ...counts };
}

async function checkRuleset(nft: Nft, namespace: Namespace, family: Family, given: RandomRuleset): Promise<number> {
  const possible: object[] = [];
  for (const { expr, comment } of given.rules) {
    const rule = comment === null ? { expr } : { expr, comment };
    if (await isPossible(nft, family, rule)) possible.push(rule);
  }
  equal(await load(nft, family, given.objects, possible), 'ok');
  const first = await list(nft, family);
  equal(rulesOf(first).length, possible.length);
  const text = await namespace.exec('nft', '-j', 'list', 'table', family, 'r');
  const program = (JSON.parse(text) as { nftables: object[] }).nftables.filter((object) => !('metainfo' in object));
  deepEqual(unordered(comparable(first, 'handles')), unordered(comparable(program, 'handles')));
  // What is listed can be loaded, and is then listed again.
  equal(await load(nft, family, objectsOf(first), rulesOf(first)), 'ok');
  const second = await list(nft, family);
  deepEqual(unordered(comparable(second)), unordered(comparable(first)));
  return possible.length;
}

/** A rule that contradicts itself is refused with a word; any other refusal breaks the property. */
async function isPossible(nft: Nft, family: Family, rule: object): Promise<boolean> {
  const command = { add: { rule: { family, table: 'r', chain: 'main', ...rule } } };
  const result = await nft.check({ nftables: [...preamble(family), command] } as unknown as NftDocument);
  if (result.ok) return true;
  match(result.error.message, /cannot follow|contradicts/);
  return false;
}

async function load(nft: Nft, family: Family, objects: readonly object[], rules: readonly object[]): Promise<string> {
  const added = objects.map((object) => ({ add: object }));
  const commands = rules.map((rule) => ({ add: { rule: { family, table: 'r', chain: 'main', ...rule } } }));
  const document = { nftables: [...preamble(family), ...added, ...commands] } as unknown as NftDocument;
  const result = await nft.run(document);
  return result.ok ? 'ok' : `${result.error.code} ${result.error.message} ${result.error.detail ?? ''}`;
}

async function list(nft: Nft, family: Family): Promise<readonly object[]> {
  const listing = await nft.list({ family, table: 'r' }, { contents: 'all' });
  if (!listing.ok) throw new Error(listing.error.message);
  return listing.value.nftables;
}

function rulesOf(objects: readonly object[]): { expr: object[]; comment?: string }[] {
  return objects.flatMap((object) => {
    if (!('rule' in object)) return [];
    const { expr, comment } = object.rule as { expr: object[]; comment?: string };
    return [comment === undefined ? { expr } : { expr, comment }];
  });
}

/** Those of the random part: named by a letter and a number. */
function objectsOf(objects: readonly object[]): object[] {
  return objects.filter((object) => {
    const body = Object.values(object)[0] as { name?: string };
    return !('rule' in object) && /^[so]\d+$/.test(body.name ?? '');
  });
}

/** Without what passes (time left), what nft 1.0.6 has no word for, and unless asked for without handles. */
function comparable(objects: readonly object[], handles: 'handles' | 'none' = 'none'): object[] {
  return JSON.parse(
    JSON.stringify(objects, (key, value: unknown) => {
      if (key === 'expires' || key === 'dev' || (key === 'handle' && handles === 'none')) return undefined;
      if (key !== 'flags' || !Array.isArray(value)) return value;
      const flags = value.filter((flag) => flag !== 'dynamic');
      return flags.length === 0 ? undefined : flags;
    }),
  ) as object[];
}

/** Sets without intervals list their elements in the order of a hash that is another one each time; nft sorts them. */
function unordered(objects: readonly object[]): object[] {
  return objects.map((object) => {
    const body = (Object.values(object)[0] ?? {}) as { elem?: readonly unknown[] };
    if (body.elem === undefined) return object;
    const elem = body.elem.map((one) => JSON.stringify(one)).sort();
    return { ...body, elem };
  });
}
