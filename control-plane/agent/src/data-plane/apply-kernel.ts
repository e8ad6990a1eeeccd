import { ok, type Result } from '@omamori/contract/result';
import { fromNft, type KernelDoor, type SetContents } from './kernel-door.ts';
import { observeKernel } from './observe-kernel.ts';
import { buildBundleSets, buildTransaction } from './ruleset/build-transaction.ts';
import { BRIDGE_TABLE } from './ruleset/ruleset-names.ts';
import type { BundleSetPlan, RulesetPlan } from './ruleset/ruleset-plan.ts';

/**
 * Makes the bundle's sets and fills the named ones, each atomically. No rule refers to a new set yet and an old one is
 * replaced in one act, so traffic sees old or new. Returns ranges by set. Errors: NFT_*.
 */
export async function fillBundleSets(
  nft: KernelDoor,
  plan: RulesetPlan,
  fill: readonly BundleSetPlan[],
  contents: SetContents,
): Promise<Result<ReadonlyMap<string, number>>> {
  const made = fromNft(await nft.run(buildBundleSets(plan)));
  if (!made.ok) return made;
  const counts = new Map<string, number>();
  for (const set of fill) {
    let count = 0;
    const counted = function* () {
      for (const range of contents(set)) {
        count += 1;
        yield range;
      }
    };
    const filled = fromNft(await nft.replaceSet({ ...BRIDGE_TABLE, set: set.name }, counted()));
    if (!filled.ok) return filled;
    counts.set(set.name, count);
  }
  return ok(counts);
}

/** The whole ruleset in one transaction, time-outs counted from `nowMs` (UTC); returns the fingerprint of what then stands. Errors: NFT_*. */
export async function applyRuleset(
  nft: KernelDoor,
  plan: RulesetPlan,
  nowMs: number,
): Promise<Result<{ fingerprint: string }>> {
  const before = await observeKernel(nft);
  if (!before.ok) return before;
  const applied = fromNft(await nft.run(buildTransaction(plan, before.value.tables, nowMs)));
  if (!applied.ok) return applied;
  const after = await observeKernel(nft);
  return after.ok ? ok({ fingerprint: after.value.fingerprint }) : after;
}
