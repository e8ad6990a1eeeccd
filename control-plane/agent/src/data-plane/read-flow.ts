import type { KernelDoor } from './kernel-door.ts';
import {
  ANSWERED_COUNTER,
  BRIDGE_TABLE,
  INSPECTED_COUNTER,
  OFFERED_COUNTER,
  PASSED_COUNTER,
  TRUSTED_COUNTER,
  UNINSPECTED_COUNTER,
} from './ruleset/ruleset-names.ts';

/** Packets since the table was made: the office's that our rules let on, that came out behind the engine, answers. */
export interface FlowCounts {
  readonly offered: number;
  readonly passed: number;
  readonly answered: number;
}

export interface Volume {
  readonly packets: number;
  /** As nftables counts them: from the IP header on. */
  readonly bytes: number;
}

/** What left the box since the table was made, with the engine's verdict and without. */
export interface InspectionCounts {
  readonly inspected: Volume;
  readonly uninspected: Volume;
  /** Of conversations that the engine has released; absent where they are not counted. */
  readonly trusted?: Volume;
}

/** Null before the first apply, or when the kernel cannot be asked. */
export async function readFlow(nft: Pick<KernelDoor, 'list'>): Promise<FlowCounts | null> {
  const counts = await readCounters(nft);
  const offered = counts?.get(OFFERED_COUNTER)?.packets;
  const passed = counts?.get(PASSED_COUNTER)?.packets;
  if (counts === null || offered === undefined || passed === undefined) return null;
  return { offered, passed, answered: counts.get(ANSWERED_COUNTER)?.packets ?? 0 };
}

/** Null before the first apply, or when the kernel cannot be asked. */
export async function readInspection(nft: Pick<KernelDoor, 'list'>): Promise<InspectionCounts | null> {
  const counts = await readCounters(nft);
  const inspected = counts?.get(INSPECTED_COUNTER);
  const uninspected = counts?.get(UNINSPECTED_COUNTER);
  const trusted = counts?.get(TRUSTED_COUNTER);
  if (inspected === undefined || uninspected === undefined) return null;
  return { inspected, uninspected, ...(trusted === undefined ? {} : { trusted }) };
}

async function readCounters(nft: Pick<KernelDoor, 'list'>): Promise<Map<string, Volume> | null> {
  const listing = await nft.list(BRIDGE_TABLE);
  if (!listing.ok) return null;
  const counts = new Map<string, Volume>();
  for (const object of listing.value.nftables) {
    if (!('counter' in object)) continue;
    const { name, packets = 0, bytes = 0 } = object.counter;
    counts.set(name, { packets, bytes });
  }
  return counts;
}
