import type { DevicePeer } from '@omamori/contract/inventory';

const MOST_PEERS = 12;

export function keyOf({ side, peer, port }: Pick<DevicePeer, 'side' | 'peer' | 'port'>): string {
  return `${side} ${peer} ${port}`;
}

/**
 * One more conversation with a peer. When there is no room the one met least often gives way and leaves its count behind
 * ("space saving", Metwally et al. 2005): who is really met often stays, whatever passes by.
 */
export function notePeer(peers: Map<string, DevicePeer>, met: Omit<DevicePeer, 'times'>): void {
  const key = keyOf(met);
  const known = peers.get(key);
  if (known === undefined && peers.size >= MOST_PEERS) {
    const [least] = [...peers.values()].sort((a, b) => a.times - b.times);
    if (least === undefined) return;
    peers.delete(keyOf(least));
    peers.set(key, { ...met, times: least.times + 1 });
  } else peers.set(key, { ...met, times: (known?.times ?? 0) + 1 });
}

export function mostOften(peers: ReadonlyMap<string, DevicePeer>): DevicePeer[] {
  return [...peers.values()].sort((a, b) => b.times - a.times);
}
