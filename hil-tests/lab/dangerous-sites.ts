import type { AddressPlan, DualAddress } from './address-plan.ts';

/** What the lab's policy lists as dangerous: names with everything below them, and an address that has no name. */
export const DANGEROUS_NAMES = ['virus-haifu.example', 'nise-ginko.example'] as const;

/** As a computer asks for them: as listed, below a listed one, in capitals. */
export const DANGEROUS_VISITS = ['virus-haifu.example', 'cdn.dl.virus-haifu.example', 'NISE-GINKO.example'] as const;

/** Nobody lists these: one ends in the same letters, one has a listed name in front, one has nothing of it. */
export const CLEAN_VISITS = ['ii-virus-haifu.example', 'virus-haifu.example.web.example', 'www.web.example'] as const;

/** All names stand on one server, as with a cheap host: only the name tells them apart. */
export function addressOfSites(plan: AddressPlan): DualAddress {
  return plan.lures[0];
}

export function dangerousAddress(plan: AddressPlan): DualAddress {
  return plan.lures[1];
}
