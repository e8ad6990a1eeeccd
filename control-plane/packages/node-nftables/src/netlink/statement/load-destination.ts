/** Addresses and devices into registers, for statements that send a packet elsewhere. */
import { dataType } from '../datatype/datatype.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { isSelector, loadSelector } from '../selector/selector.ts';

export const NF_FAMILY: Readonly<Record<string, number>> = { ip: 2, ip6: 10 };

export function loadAddress(rule: RuleBuilder, address: unknown, slot: number): boolean {
  if (isSelector(address)) return loadSelector(rule, address, slot) !== undefined;
  for (const name of ['ipv4_addr', 'ipv6_addr']) {
    const type = dataType(name);
    const data = type.encode(address, type.bytes);
    if (data === undefined) continue;
    rule.push('immediate', { dreg: slot, data });
    return true;
  }
  rule.refuse(`not an address: ${JSON.stringify(address)}`);
  return false;
}

/** A device by name or index; rules keep its index. */
export function loadDevice(rule: RuleBuilder, device: unknown, slot: number): boolean {
  if (isSelector(device)) return loadSelector(rule, device, slot) !== undefined;
  const index = typeof device === 'string' ? rule.scope.interfaceIndex(device) : device;
  const data = dataType('iface_index').encode(index, 4);
  if (data === undefined) {
    rule.refuse(`NFT_NOT_FOUND device ${String(device)}`);
    return false;
  }
  rule.push('immediate', { dreg: slot, data });
  return true;
}
