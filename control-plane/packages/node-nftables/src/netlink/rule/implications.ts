/** Matches that say what the packet is, until a field that implies it makes them superfluous in a listing. */
import {
  HEADERS,
  keyOfNumber,
  NETWORK_ETHER_TYPE,
  NETWORK_NF_PROTOCOL,
  TRANSPORT_NETWORK,
  VLAN_ETHER_TYPE,
} from '../selector/payload-fields.ts';
import type { Protocols } from './rule-builder.ts';

type Layer = 'ether' | 'vlan' | 'network' | 'transport';
const ARPHRD_ETHER = 1;

export class Implications {
  readonly #statements: unknown[];
  readonly #protocols: Protocols;
  readonly #pending = new Map<Layer, unknown>();

  constructor(statements: unknown[], protocols: Protocols) {
    this.#statements = statements;
    this.#protocols = protocols;
  }

  /** A match `field == number` that was just written down. */
  learn(name: string, number: number, statement: unknown): void {
    const network =
      name === 'meta nfproto' ? keyOfNumber(NETWORK_NF_PROTOCOL, number) : keyOfNumber(NETWORK_ETHER_TYPE, number);
    if (name === 'meta l4proto') this.#protocols.transport = number;
    if (name === 'ip protocol' || name === 'ip6 nexthdr') this.#protocols.transport = number;
    if (name === 'meta l4proto') this.#pending.set('transport', statement);
    else if (name === 'meta iiftype' && number === ARPHRD_ETHER) this.#pending.set('ether', statement);
    else if (name === 'ether type' && number === VLAN_ETHER_TYPE) {
      this.#protocols.link = 'vlan';
      this.#pending.set('vlan', statement);
    } else if (['meta nfproto', 'meta protocol', 'ether type', 'vlan type'].includes(name) && network !== undefined) {
      if (this.#protocols.network === undefined) this.#pending.set('network', statement);
      this.#protocols.network = network;
    }
  }

  /** A field of this header follows. */
  use(protocol: string): void {
    const base = HEADERS[protocol]?.base;
    if (base === 'network') this.drop('network');
    else if (base === 'transport') {
      if (protocol !== 'th') this.drop('transport');
      if (TRANSPORT_NETWORK[protocol] !== undefined) this.drop('network');
    } else {
      this.drop('ether');
      if (protocol === 'vlan') this.drop('vlan');
    }
  }

  drop(layer: Layer): void {
    const statement = this.#pending.get(layer);
    this.#pending.delete(layer);
    const position = statement === undefined ? -1 : this.#statements.indexOf(statement);
    if (position >= 0) this.#statements.splice(position, 1);
  }
}
