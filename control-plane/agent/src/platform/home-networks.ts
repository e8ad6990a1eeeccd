import { BlockList, isIP } from 'node:net';

export interface HomeNetworks {
  contains(ip: string): boolean;
}

const LINK_LOCAL = ['169.254.0.0/16', 'fe80::/10'];

/** The office's prefixes; link-local addresses are inside always. Texts that are no prefix are left out. */
export function homeNetworksOf(prefixes: readonly string[]): HomeNetworks {
  const list = new BlockList();
  for (const text of [...prefixes, ...LINK_LOCAL]) {
    const [address = '', length] = text.split('/');
    const family = isIP(address);
    if (family === 0) continue;
    const most = family === 4 ? 32 : 128;
    const bits = length === undefined ? most : Number(length);
    if (Number.isInteger(bits) && bits >= 0 && bits <= most)
      list.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6');
  }
  return {
    contains: (ip) => {
      const family = isIP(ip);
      return family !== 0 && list.check(ip, family === 4 ? 'ipv4' : 'ipv6');
    },
  };
}
