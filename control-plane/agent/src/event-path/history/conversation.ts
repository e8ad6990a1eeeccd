/** Who talked with whom, as often as it was the same: one row of the history, or several of them added up. */
export interface Conversation {
  /** Of the device in the office; null where the inventory did not know the address then. */
  readonly mac: string | null;
  readonly ip: string;
  /** outbound: the device began. */
  readonly direction: 'inbound' | 'outbound';
  readonly peer: string;
  /** Lower case; what the conversation itself said or the device had looked up; '' when nobody named the peer. */
  readonly name: string;
  /** Lower case, as Suricata says it: `tcp`, `udp`, `icmp`, `ipv6-icmp`, … */
  readonly protocol: string;
  /** Destination port; 0 where the protocol has none. */
  readonly port: number;
  readonly flows: number;
  /** Both directions. */
  readonly bytes: number;
  /** UTC ms by the box's clock then. */
  readonly firstMs: number;
  readonly lastMs: number;
}
