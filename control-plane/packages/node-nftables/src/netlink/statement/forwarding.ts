/** dup, fwd, tproxy: copies or sends a packet elsewhere. */
import { dataType } from '../datatype/datatype.ts';
import { isRecord } from '../element/encode-key.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { encodeValue } from '../selector/encode-value.ts';
import { isSelector, loadSelector } from '../selector/selector.ts';

const NF_FAMILY: Readonly<Record<string, number>> = { ip: 2, ip6: 10 };

export function compileDup(rule: RuleBuilder, body: unknown): void {
  const { addr, dev } = isRecord(body) ? body : ({} as Record<string, unknown>);
  const hasAddress = addr !== undefined;
  if (hasAddress && !loadAddress(rule, addr, 0)) return;
  const deviceSlot = hasAddress ? 4 : 0;
  if (dev !== undefined && !loadDevice(rule, dev, deviceSlot)) return;
  rule.push('dup', { addr: hasAddress ? 0 : undefined, dev: dev === undefined ? undefined : deviceSlot });
}

export function compileFwd(rule: RuleBuilder, body: unknown): void {
  const { addr, dev, family } = isRecord(body) ? body : ({} as Record<string, unknown>);
  if (!loadDevice(rule, dev, 0)) return;
  if (addr === undefined) rule.push('fwd', { dev: 0 });
  else if (loadAddress(rule, addr, 4)) rule.push('fwd', { dev: 0, addr: 4, family: NF_FAMILY[String(family)] });
}

export function compileTproxy(rule: RuleBuilder, body: unknown): void {
  const { family, addr, port } = isRecord(body) ? body : ({} as Record<string, unknown>);
  const number = NF_FAMILY[String(family ?? rule.family)] ?? 0;
  let next = 0;
  const slots: { addr?: number; port?: number } = {};
  if (addr !== undefined) {
    if (!loadAddress(rule, addr, 0)) return;
    slots.addr = 0;
    next = 4;
  }
  if (port !== undefined) {
    const data = encodeValue({ types: [dataType('inet_service')], bytes: 2, order: 'big' }, port);
    if (data === undefined) {
      rule.refuse('tproxy: a port');
      return;
    }
    rule.push('immediate', { dreg: next, data });
    slots.port = next;
  }
  rule.push('tproxy', { family: number, ...slots });
}

function loadAddress(rule: RuleBuilder, address: unknown, slot: number): boolean {
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
function loadDevice(rule: RuleBuilder, device: unknown, slot: number): boolean {
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
