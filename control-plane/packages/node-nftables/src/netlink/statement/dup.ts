/** `dup`: a copy of the packet to an address or device; the packet itself goes on. */
import { isRecord } from '../element/encode-key.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { loadAddress, loadDevice } from './load-destination.ts';

export function compileDup(rule: RuleBuilder, body: unknown): void {
  const { addr, dev } = isRecord(body) ? body : ({} as Record<string, unknown>);
  if (rule.family === 'netdev') {
    // There the device is what nft calls the address.
    if (loadDevice(rule, addr ?? dev, 0)) rule.push('dup', { dev: 0 });
    return;
  }
  const hasAddress = addr !== undefined;
  if (hasAddress && !loadAddress(rule, addr, 0)) return;
  const deviceSlot = hasAddress ? 4 : 0;
  if (dev !== undefined && !loadDevice(rule, dev, deviceSlot)) return;
  rule.push('dup', { addr: hasAddress ? 0 : undefined, dev: dev === undefined ? undefined : deviceSlot });
}
