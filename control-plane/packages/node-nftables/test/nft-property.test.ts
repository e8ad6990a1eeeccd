import { afterAll, beforeAll, expect, test } from 'vitest';
import { Nft } from '../src/index.ts';
import { createNamespace, type Namespace } from './network-rig.ts';
import { checkRandomRulesets } from './ruleset-property.ts';

/** Thousands of them in `npm run soak -- nft`. */
const RUNS = Number(process.env['NFT_PROPERTY_RUNS'] ?? 24);
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

test.each(['inet', 'bridge', 'ip', 'ip6', 'netdev', 'arp'] as const)(
  'random rulesets of the %s family list as they were built, again and by nft, handles and comments too',
  async (family) => {
    const counts = await checkRandomRulesets(nft, namespace, family, { runs: RUNS });
    console.info(JSON.stringify(counts));
    expect(counts.rulesets).toBe(RUNS);
  },
  30_000 + RUNS * 500,
);
