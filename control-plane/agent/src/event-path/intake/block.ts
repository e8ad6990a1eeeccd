/** Reasons of our own nftables rules; part of the NFLOG prefix `om:<reason>:<detail>` and of the ledger's set names. */
export const BLOCK_REASONS = ['port', 'geo-in', 'geo-out', 'list'] as const;
export type BlockReason = (typeof BLOCK_REASONS)[number];

/** How long the kernel's ledger remembers an attempt: the `timeout` of its sets. */
export const LEDGER_LIFE_MS = 3_600_000;

/** One attempt that a rule of `table bridge omamori` stopped, seen as a packet or found in the ledger. */
export interface Block {
  readonly reason: BlockReason;
  /** `tcp/3389`, a country, a list's name or `feed.` and a feed's; null from the ledger. */
  readonly detail: string | null;
  /** UTC, ms. */
  readonly atMs: number;
  /** Boot clock, ms. */
  readonly seenMs: number;
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
  /** Lower case: tcp, udp, icmp, icmpv6 or the number. */
  readonly protocol: string;
  readonly sourceMac: string | null;
  readonly destinationMac: string | null;
  readonly vlan: readonly number[];
  /** First bytes from the network header on; null from the ledger. */
  readonly packet: Uint8Array | null;
  readonly recovered: boolean;
}

const PROTOCOL_NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'icmp'],
  [6, 'tcp'],
  [17, 'udp'],
  [58, 'icmpv6'],
]);

export function protocolName(protocol: number): string {
  return PROTOCOL_NAMES.get(protocol) ?? String(protocol);
}

/** A retransmitted SYN has the same key: it is the same attempt. */
export function attemptKey(block: Block): string {
  const { reason, source, sourcePort, destination, destinationPort, protocol } = block;
  return `${reason} ${source} ${sourcePort} ${destination} ${destinationPort} ${protocol}`;
}
