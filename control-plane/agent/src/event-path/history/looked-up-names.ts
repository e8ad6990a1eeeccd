// Names of addresses, learnt from answers that passed. An address of a large provider stands for many names, so an answer
// counts for the device that got it before it counts for others, and for a while only: programs keep an answer longer than
// its time to live, but a day-old one says nothing.
import { shortenIpv6 } from '../../platform/eve-text.ts';
import { BoundedMap } from './bounded-map.ts';

/** Each about 150 bytes. */
const MOST_LEARNT = 8192;
const GOOD_MS = 3_600_000;

interface Learnt {
  readonly name: string;
  readonly atMs: number;
}

export class LookedUpNames {
  readonly #macOf: (ip: string) => string | null;
  /** By device and address, and by address alone for answers that a resolver of the office got for others. */
  readonly #learnt = new BoundedMap<string, Learnt>(MOST_LEARNT);

  constructor(macOf: (ip: string) => string | null) {
    this.#macOf = macOf;
  }

  learn(who: unknown, address: string, name: string, atMs: number | null): void {
    if (atMs === null) return;
    if (typeof who === 'string') this.#learnt.set(`${this.#deviceOf(who)} ${address}`, { name, atMs });
    this.#learnt.set(address, { name, atMs });
  }

  /** What was meant by a conversation that began at `atMs`; undefined where no answer of that time tells. */
  of(who: string, peer: string, atMs: number | null): string | undefined {
    const address = shortenIpv6(peer);
    const found = this.#learnt.get(`${this.#deviceOf(who)} ${address}`) ?? this.#learnt.get(address);
    if (found === undefined || atMs === null || atMs - found.atMs > GOOD_MS) return undefined;
    return found.name;
  }

  /** A device asks over one family and connects over the other. */
  #deviceOf(ip: string): string {
    const address = shortenIpv6(ip);
    return this.#macOf(address) ?? address;
  }
}
