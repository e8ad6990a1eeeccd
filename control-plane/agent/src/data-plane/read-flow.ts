import type { KernelDoor } from './kernel-door.ts';
import { ANSWERED_COUNTER, BRIDGE_TABLE, OFFERED_COUNTER, PASSED_COUNTER } from './ruleset/ruleset-names.ts';

/** Packets since the table was made: the office's that our rules let on, that came out behind the engine, answers. */
export interface FlowCounts {
  readonly offered: number;
  readonly passed: number;
  readonly answered: number;
}

/** Null before the first apply, or when the kernel cannot be asked. */
export async function readFlow(nft: Pick<KernelDoor, 'list'>): Promise<FlowCounts | null> {
  const listing = await nft.list(BRIDGE_TABLE);
  if (!listing.ok) return null;
  const counts = new Map<string, number>();
  for (const object of listing.value.nftables)
    if ('counter' in object) counts.set(object.counter.name, object.counter.packets ?? 0);
  const offered = counts.get(OFFERED_COUNTER);
  const passed = counts.get(PASSED_COUNTER);
  if (offered === undefined || passed === undefined) return null;
  return { offered, passed, answered: counts.get(ANSWERED_COUNTER) ?? 0 };
}
