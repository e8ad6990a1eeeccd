import type { MatchStatement } from 'node-nftables';
import type { PacketView } from './packet-view.ts';

export type PacketTest = (view: PacketView, mark: number) => boolean;
type Value = string | number;
/** The field's value, or null when this packet has no such field: then no comparison holds. */
type Field = (view: PacketView, mark: number) => Value | null;
type SetMembers = ReadonlyMap<string, (view: PacketView, value: string) => boolean>;

/** Null for an expression that the generator does not write: the caller refuses it. */
export function compileMatch({ op, left, right }: MatchStatement['match'], sets: SetMembers): PacketTest | null {
  const field = fieldOf(left);
  if (field === null || (op !== '==' && op !== '!=')) return null;
  const wanted = op === '==';
  if (typeof right === 'string' && right.startsWith('@')) {
    const has = sets.get(right.slice(1));
    if (has === undefined) return null;
    return (view, mark) => {
      const value = field(view, mark);
      return value !== null && has(view, String(value)) === wanted;
    };
  }
  const values = valuesOf(right);
  if (values === null) return null;
  return (view, mark) => {
    const value = field(view, mark);
    return value !== null && values.has(value) === wanted;
  };
}

function valuesOf(right: MatchStatement['match']['right']): ReadonlySet<Value> | null {
  if (typeof right === 'string' || typeof right === 'number') return new Set([right]);
  if (typeof right !== 'object' || !('set' in right)) return null;
  const plain = right.set.filter((member): member is Value => typeof member !== 'object');
  return plain.length === right.set.length ? new Set(plain) : null;
}

function fieldOf(left: MatchStatement['match']['left']): Field | null {
  if ('payload' in left) {
    // Bytes by their place stand only behind the ethertype of a wrapping: no packet that is asked about has them.
    return 'base' in left.payload ? () => null : payloadField(left.payload.protocol, left.payload.field);
  }
  if ('meta' in left) return metaField(left.meta.key);
  if (!('&' in left)) return null;
  const [inner, mask] = left['&'];
  // Flags choose only which first packets are copied for the inventory: no fate hangs on them.
  if ('payload' in inner && 'field' in inner.payload && inner.payload.field === 'flags') return () => null;
  if (!('meta' in inner) || inner.meta.key !== 'mark' || typeof mask !== 'number') return null;
  return (_view, mark) => mark & mask;
}

function metaField(key: string): Field | null {
  switch (key) {
    case 'mark':
      return (_view, mark) => mark;
    case 'iifname':
      return ({ port }) => port;
    case 'l4proto':
      return ({ protocol }) => protocol;
    case 'protocol':
      return ({ family }) => (family === null ? null : family === 4 ? 'ip' : 'ip6');
    default:
      return null;
  }
}

function payloadField(protocol: string, field: string): Field | null {
  switch (`${protocol} ${field}`) {
    case 'ether saddr':
      return ({ sourceMac }) => sourceMac;
    case 'ether daddr':
      return ({ destinationMac }) => destinationMac;
    case 'ether type':
      return ({ family }) => (family === null ? null : family === 4 ? 'ip' : 'ip6');
    case 'ip saddr':
    case 'ip6 saddr':
      return (view) => (view.family === (protocol === 'ip' ? 4 : 6) ? view.source : null);
    case 'ip daddr':
    case 'ip6 daddr':
      return (view) => (view.family === (protocol === 'ip' ? 4 : 6) ? view.destination : null);
    case 'tcp dport':
    case 'udp dport':
      return (view) => (view.protocol === protocol ? view.destinationPort : null);
    case 'tcp sport':
    case 'udp sport':
      return (view) => (view.protocol === protocol ? view.sourcePort : null);
    case 'icmpv6 type':
      return () => null; // neighbour discovery is no conversation: it is never asked about
    default:
      return null;
  }
}
