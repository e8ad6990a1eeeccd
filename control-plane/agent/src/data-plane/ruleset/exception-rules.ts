import type { PolicyException, Service } from '@omamori/contract/desired-state';
import { accept, match, payload, type Statement, setReference } from 'node-nftables';
import { type IpFamily, parseAddressPrefix } from '../../platform/address-prefix.ts';
import { countrySet, exceptionSet, IP_FAMILIES } from './ruleset-names.ts';
import type { SetPlan } from './ruleset-plan.ts';

/** Exceptions of an address: a set each, whose one element ends by itself, so that neither agent nor center is needed. */
export function exceptionSets(exceptions: readonly PolicyException[]): SetPlan[] {
  return exceptions.flatMap(({ id, target, until }): SetPlan[] => {
    const prefix = target.kind === 'address' ? parseAddressPrefix(target.address) : null;
    if (prefix === null) return [];
    const type = prefix.family === 4 ? 'ipv4_addr' : 'ipv6_addr';
    return [{ name: exceptionSet(id, prefix.family), type, flags: ['interval', 'timeout'], contents: [prefix], until }];
  });
}

/** Accepted before ports, lists and countries, both directions; for one device by its MAC on the office's side, for one service by its port. */
export function exceptionRules(exceptions: readonly PolicyException[]): Statement[][] {
  return exceptions.flatMap(({ id, target, device, service }) => {
    if (target.kind === 'address') {
      const prefix = parseAddressPrefix(target.address);
      return prefix === null ? [] : bothWays(prefix.family, exceptionSet(id, prefix.family), device, service);
    }
    if (target.kind !== 'country') return [];
    return IP_FAMILIES.flatMap((family) => bothWays(family, countrySet(target.country, family), device, service));
  });
}

function bothWays(family: IpFamily, set: string, device: string | null, service?: Service): Statement[][] {
  const ip = family === 4 ? 'ip' : 'ip6';
  const from = device === null ? [] : [match(payload('ether', 'saddr'), device)];
  const to = device === null ? [] : [match(payload('ether', 'daddr'), device)];
  const only = service === undefined ? [] : [match(payload(service.protocol, 'dport'), service.port)];
  return [
    [...from, match(payload(ip, 'daddr'), setReference(set)), ...only, accept()],
    [...to, match(payload(ip, 'saddr'), setReference(set)), ...only, accept()],
  ];
}
