import { BlockList, isIP } from 'node:net';
import type { FrameFacts } from './read-frame.ts';

/** Where a packet is sent from: the client's side is the office (design.md §8, `scenario -- --pcap`). */
export type Side = 'office' | 'internet';

export const PRIVATE_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'] as const;
/** Conversations remembered; the oldest is forgotten, and its next packet counts as a first one. */
const MOST_CONVERSATIONS = 65_536;

/** null when an entry is no prefix or address. */
export function homeList(prefixes: readonly string[]): BlockList | null {
  const list = new BlockList();
  for (const prefix of prefixes) {
    const [address = '', width] = prefix.split('/');
    const family = isIP(address);
    const most = family === 4 ? 32 : 128;
    const bits = width === undefined ? most : Number(width);
    if (family === 0 || (width !== undefined && !/^\d{1,3}$/.test(width)) || bits > most) return null;
    list.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

/** One end at home: home is the office. None or both: who sent the conversation's first packet is the office. */
export class SideChooser {
  readonly #home: BlockList;
  readonly #first = new Map<string, string>();

  constructor(home: BlockList) {
    this.#home = home;
  }

  sideOf(facts: FrameFacts): Side {
    const fromHome = this.#isHome(facts, facts.source);
    if (fromHome !== this.#isHome(facts, facts.destination)) return fromHome ? 'office' : 'internet';
    const first = this.#first.get(facts.conversation);
    if (first === undefined) this.#remember(facts);
    return first === undefined || first === facts.source ? 'office' : 'internet';
  }

  #isHome({ family }: FrameFacts, address: string): boolean {
    return family !== null && this.#home.check(address, family === 4 ? 'ipv4' : 'ipv6');
  }

  #remember(facts: FrameFacts): void {
    if (this.#first.size >= MOST_CONVERSATIONS) {
      const [oldest] = this.#first.keys();
      if (oldest !== undefined) this.#first.delete(oldest);
    }
    this.#first.set(facts.conversation, facts.source);
  }
}
