/** `tproxy`: to a local socket without changing the packet. */
import { dataType } from '../datatype/datatype.ts';
import { isRecord } from '../element/encode-key.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { encodeValue } from '../selector/encode-value.ts';
import { loadAddress, NF_FAMILY } from './load-destination.ts';

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
