/** `fwd`: the packet itself out of a device, in netdev chains. */
import { isRecord } from '../element/encode-key.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { loadAddress, loadDevice, NF_FAMILY } from './load-destination.ts';

export function compileFwd(rule: RuleBuilder, body: unknown): void {
  const { addr, dev, family } = isRecord(body) ? body : ({} as Record<string, unknown>);
  if (!loadDevice(rule, dev, 0)) return;
  if (addr === undefined) rule.push('fwd', { dev: 0 });
  else if (loadAddress(rule, addr, 4)) rule.push('fwd', { dev: 0, addr: 4, family: NF_FAMILY[String(family)] });
}
