import type { FloodKind } from '../../data-plane/ruleset/flood-names.ts';

/** Invented sources are endless: what is shown of them is bounded, the rest is only counted. */
const MOST_SOURCES = 512;
const MOST_PORTS = 64;
const MOST_ATTACKS = 256;

/** One of the few packets of an attack that the kernel shows. */
export interface AttackSample {
  readonly kind: FloodKind;
  /** Of the office. */
  readonly device: string;
  readonly deviceMac: string | null;
  /** The other end. */
  readonly peer: string;
  readonly protocol: string;
  readonly port: number;
}

export interface AttackPicture {
  readonly deviceMac: string | null;
  readonly protocol: string;
  /** The commonest service, null when none stands out or there is none. */
  readonly port: number | null;
  /** Others ends by how often they were seen, commonest first. */
  readonly peers: readonly (readonly [string, number])[];
  /** There were more than are kept. */
  readonly morePeers: boolean;
  readonly seen: number;
}

interface Gathered {
  deviceMac: string | null;
  readonly protocol: string;
  readonly ports: Map<number, number>;
  readonly peers: Map<string, number>;
  morePeers: boolean;
  seen: number;
}

/** Where attacks come from, as far as samples tell; by attack, until it is told. */
export class AttackSamples {
  readonly #attacks = new Map<string, Gathered>();

  add({ kind, device, deviceMac, peer, protocol, port }: AttackSample): void {
    const key = `${kind} ${device}`;
    let attack = this.#attacks.get(key);
    if (attack === undefined) {
      if (this.#attacks.size >= MOST_ATTACKS) return;
      attack = { deviceMac, protocol, ports: new Map(), peers: new Map(), morePeers: false, seen: 0 };
      this.#attacks.set(key, attack);
    }
    attack.seen += 1;
    attack.deviceMac ??= deviceMac;
    if (!countUp(attack.peers, peer, MOST_SOURCES)) attack.morePeers = true;
    countUp(attack.ports, port, MOST_PORTS);
  }

  /** What was seen of it since it was taken last. */
  take(kind: FloodKind, device: string): AttackPicture | null {
    const attack = this.#attacks.get(`${kind} ${device}`);
    if (attack === undefined) return null;
    this.#attacks.delete(`${kind} ${device}`);
    const [first] = byCount(attack.ports);
    const port = first !== undefined && first[1] * 2 > attack.seen && first[0] > 0 ? first[0] : null;
    const { deviceMac, protocol, morePeers, seen } = attack;
    return { deviceMac, protocol, port, peers: byCount(attack.peers), morePeers, seen };
  }
}

function byCount<K>(counts: ReadonlyMap<K, number>): (readonly [K, number])[] {
  return [...counts].sort((a, b) => b[1] - a[1]);
}

function countUp<K>(counts: Map<K, number>, key: K, most: number): boolean {
  const before = counts.get(key);
  if (before === undefined && counts.size >= most) return false;
  counts.set(key, (before ?? 0) + 1);
  return true;
}
