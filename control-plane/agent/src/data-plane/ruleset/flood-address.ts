import { payload } from 'node-nftables';
import type { IpFamily } from '../../platform/address-prefix.ts';

export function address(family: IpFamily, side: 'saddr' | 'daddr') {
  return payload(family === 4 ? 'ip' : 'ip6', side);
}
