import type { AdminBlock } from '@omamori/contract/admin-api';

export interface BlockGroup {
  /** The newest of the group. */
  readonly block: AdminBlock;
  /** Attempts of all of them. */
  readonly count: number;
  /** Different other ends. */
  readonly peers: number;
  readonly firstAt: string;
}

/** How far apart two attempts of one story may be. */
const GAP_MS = 30 * 60_000;

/** One row for one story at one device: an attacker who knocks forty times is one thing to read. Newest first. */
export function groupBlocks(blocks: readonly AdminBlock[]): BlockGroup[] {
  const groups: { block: AdminBlock; count: number; peers: Set<string>; firstAt: string }[] = [];
  for (const block of blocks) {
    const group = groups.find((open) => isSame(open, block));
    if (group === undefined) {
      groups.push({ block, count: block.count, peers: new Set([block.peer ?? '']), firstAt: block.at });
      continue;
    }
    group.count += block.count;
    group.peers.add(block.peer ?? '');
    group.firstAt = block.at;
  }
  return groups.map((group) => ({ ...group, peers: group.peers.size }));
}

function isSame(group: { block: AdminBlock; firstAt: string }, block: AdminBlock): boolean {
  const { block: newest } = group;
  return (
    newest.story === block.story &&
    newest.direction === block.direction &&
    newest.verdict === block.verdict &&
    newest.device === block.device &&
    newest.country === block.country &&
    newest.rule.id === block.rule.id &&
    Math.abs(Date.parse(group.firstAt) - Date.parse(block.at)) <= GAP_MS
  );
}
