/** What nft loads is listed here as nft lists it; and what is loaded here from that listing, nft lists the same. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Nft, type NftDocument } from '../src/index.ts';
import { AGREEMENT_RULESETS, type AgreementRuleset } from './agreement-rulesets.ts';
import { createNamespace, type Namespace } from './network-rig.ts';

let namespace: Namespace;
let nft: Nft;
let folder: string;

beforeAll(async () => {
  namespace = await createNamespace('agree');
  folder = await mkdtemp(join(tmpdir(), 'nft-agree-'));
  const opened = await Nft.open({ netns: namespace.name });
  if (!opened.ok) throw new Error(opened.error.message);
  nft = opened.value;
}, 30_000);

afterAll(async () => {
  await nft?.close();
  await namespace?.close();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

/** Without handles and times, and without what nft 1.0.6 leaves out of its JSON. */
function comparable(object: object): string {
  const kind = Object.keys(object)[0] ?? '';
  return JSON.stringify(object, (key, value: unknown) => {
    if (key === 'handle' || key === 'expires' || key === 'auto-merge') return undefined;
    if (kind === 'chain' && (key === 'comment' || key === 'dev')) return undefined;
    if (key === 'flags' && Array.isArray(value)) {
      const flags = value.filter((flag) => flag !== 'dynamic');
      return flags.length === 0 ? undefined : flags;
    }
    const isPlain = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isPlain
      ? Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
      : value;
  });
}

async function listedByNft({ family, table }: AgreementRuleset): Promise<object[]> {
  const text = await namespace.exec('nft', '-j', 'list', 'table', family, table);
  return (JSON.parse(text) as { nftables: object[] }).nftables.filter((object) => !('metainfo' in object));
}

async function loadByNft({ family, table, declarations, rules }: AgreementRuleset): Promise<number> {
  const file = join(folder, 'ruleset.nft');
  await writeFile(file, `flush ruleset\n${declarations}`);
  await namespace.exec('nft', '-f', file);
  let loaded = 0;
  for (const [chain, rule] of rules) {
    // A kernel may lack one or the other; the count below keeps that honest.
    const added = await namespace.exec('nft', `add rule ${family} ${table} ${chain} ${rule}`).catch(() => undefined);
    if (added !== undefined) loaded += 1;
  }
  return loaded;
}

function asDocument({ family, table }: AgreementRuleset, objects: readonly object[]): NftDocument {
  const rank = (object: object): number => ('chain' in object ? 0 : 'rule' in object ? 2 : 1);
  const own = { table: { family, name: table } };
  const content = objects
    .filter((object) => !('table' in object))
    .sort((left, right) => rank(left) - rank(right))
    .map((object) => ({
      add: JSON.parse(
        JSON.stringify(object, (key, value: unknown) => (key === 'handle' ? undefined : value)),
      ) as object,
    }));
  return { nftables: [{ add: own }, { delete: own }, { add: own }, ...content] } as unknown as NftDocument;
}

test.each(AGREEMENT_RULESETS)(
  '$family: one of everything is listed as nft lists it, and loaded as nft loads it',
  async (ruleset) => {
    const loaded = await loadByNft(ruleset);
    expect(loaded).toBeGreaterThanOrEqual(Math.floor(ruleset.rules.length * 0.9));
    const theirs = await listedByNft(ruleset);
    const ours = await nft.list(ruleset, { contents: 'all' });
    if (!ours.ok) throw new Error(ours.error.message);
    expect(ours.value.nftables.map(comparable).sort()).toEqual(theirs.map(comparable).sort());
    expect(await nft.run(asDocument(ruleset, ours.value.nftables))).toEqual({ ok: true, value: undefined });
    expect((await listedByNft(ruleset)).map(comparable).sort()).toEqual(theirs.map(comparable).sort());
  },
  60_000,
);
