/** What snat and dnat share: an address, ports, flags. */
import { dataType } from '../datatype/datatype.ts';
import { isRecord } from '../element/encode-key.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { loadBounds, loadPorts, natFlags, PORTS_GIVEN } from './translation-bounds.ts';

export const NAT_TYPE: Readonly<Record<string, number>> = { snat: 0, dnat: 1 };
const NF_FAMILY: Readonly<Record<string, number>> = { ip: 2, ip6: 10 };

export function compileTranslation(rule: RuleBuilder, name: 'snat' | 'dnat', body: unknown): void {
  const { family: given, addr, port, flags } = isRecord(body) ? body : ({} as Record<string, unknown>);
  const family = typeof given === 'string' ? given : rule.family === 'inet' ? guessFamily(addr) : rule.family;
  const number = NF_FAMILY[family];
  const bits = natFlags(rule, flags);
  if (number === undefined || bits === undefined) {
    rule.refuse(`${name}: family ip or ip6`);
    return;
  }
  const type = dataType(family === 'ip' ? 'ipv4_addr' : 'ipv6_addr');
  const address = loadBounds(rule, addr, { types: [type], bytes: type.bytes, order: 'big' }, 0);
  const pairSlot = address?.portSlot;
  const ports = pairSlot === undefined ? loadPorts(rule, port, address?.next ?? 0) : { low: pairSlot, high: undefined };
  const all = bits | (ports === undefined || pairSlot !== undefined ? 0 : PORTS_GIVEN);
  rule.push('nat', {
    type: NAT_TYPE[name],
    family: number,
    ...(address === undefined ? {} : { addrMin: address.low, addrMax: address.high }),
    ...(ports === undefined ? {} : { protoMin: ports.low, protoMax: ports.high }),
    ...(all === 0 ? {} : { flags: all }),
  });
}

function guessFamily(address: unknown): string {
  return JSON.stringify(address ?? '').includes(':') && dataType('ipv6_addr').encode(address, 16) !== undefined
    ? 'ip6'
    : 'ip';
}
