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

/** Of the bundle's own starter list (rules/lists/starter.txt): reserved for documentation, so nobody real is meant. */
export const STARTER_NAME = 'phishing.omamori.test';
export const STARTER_PAGE = 'shared.omamori.example/listed/page.html';
export const STARTER_ADDRESS: DualAddress = { v4: '198.51.100.66', v6: '2001:db8:6666::66' };
/** The lab's center protects it: no list may cut it off. */
export const PROTECTED_ADDRESS: DualAddress = { v4: '198.51.100.68', v6: '2001:db8:6666::68' };
/** Beside it, and in no list. */
export const UNLISTED_ADDRESS: DualAddress = { v4: '198.51.100.67', v6: '2001:db8:6666::67' };

export function dangerousAddress(plan: AddressPlan): DualAddress {
  return plan.lures[1];
}
