import { isIP } from 'node:net';
import type { ListedElement, NftListing } from 'node-nftables';
import { BLOCK_REASONS, type Block, type BlockReason, LEDGER_LIFE_MS, protocolName } from './block.ts';

export const LEDGER_TABLE = { family: 'bridge', table: 'omamori' } as const;

/** `ledger_port4` … `ledger_geoout6`, as the data plane makes them. */
export const LEDGER_SETS: ReadonlyMap<string, BlockReason> = new Map(
  BLOCK_REASONS.flatMap((reason) =>
    [4, 6].map((family) => [`ledger_${reason.replace('-', '')}${family}`, reason] as const),
  ),
);

export interface Moment {
  readonly wallMs: number;
  readonly bootMs: number;
}

/** Every attempt the kernel remembers. First seen = now − (time-out − what is left of it), exact to a second. */
export function readLedger(listing: NftListing, now: Moment): Block[] {
  const blocks: Block[] = [];
  for (const object of listing.nftables) {
    if (!('set' in object)) continue;
    const reason = LEDGER_SETS.get(object.set.name);
    const elements: unknown = Reflect.get(object.set, 'elem');
    if (reason === undefined || !Array.isArray(elements)) continue;
    const lifeMs = object.set.timeout === undefined ? LEDGER_LIFE_MS : object.set.timeout * 1000;
    for (const element of elements) {
      const block = readElement(element, reason, lifeMs, now);
      if (block !== null) blocks.push(block);
    }
  }
  return blocks;
}

/** Key: source address . source port . destination address . destination port . protocol. */
function readElement(element: ListedElement, reason: BlockReason, setLifeMs: number, now: Moment): Block | null {
  if (typeof element !== 'object' || !('elem' in element)) return null;
  const { val, expires, timeout } = element.elem;
  if (typeof val !== 'object' || !('concat' in val)) return null;
  const [source, sourcePort, destination, destinationPort, protocol] = val.concat;
  if (typeof source !== 'string' || typeof destination !== 'string') return null;
  if (isIP(source) === 0 || isIP(destination) === 0) return null;
  const lifeMs = timeout === undefined ? setLifeMs : timeout * 1000;
  const ageMs = Math.max(0, lifeMs - (expires ?? lifeMs / 1000) * 1000);
  return {
    reason,
    detail: null,
    atMs: Math.max(0, now.wallMs - ageMs),
    seenMs: now.bootMs - ageMs,
    source,
    sourcePort: Number(sourcePort) || 0,
    destination,
    destinationPort: Number(destinationPort) || 0,
    protocol: typeof protocol === 'number' ? protocolName(protocol) : String(protocol).replace('ipv6-icmp', 'icmpv6'),
    sourceMac: null,
    destinationMac: null,
    vlan: [],
    packet: null,
    recovered: true,
  };
}
