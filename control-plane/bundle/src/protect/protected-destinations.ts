// What no list may block: the center, updates, time, banks, e-filing, payment, office suites, shared hosting.
import type { Result } from '@omamori/contract/result';
import { ok } from '@omamori/contract/result';
import { getPublicSuffix } from 'tldts';
import { z } from 'zod';
import { type AddressRange, overlaps, parseRange } from '../read/address-range.ts';
import { domainOf } from '../read/read-entries.ts';
import { readYaml } from '../source/source-list.ts';

const groupSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  /** With every name below them. */
  domains: z.array(z.string().refine((name) => domainOf(name) === name, 'a domain name in lower case')).default([]),
  /** Many tenants under one name: the name itself is protected, one tenant's name may be listed. */
  shared: z.array(z.string().refine((name) => domainOf(name) === name, 'a domain name in lower case')).default([]),
  addresses: z.array(z.string().refine((text) => parseRange(text) !== null, 'an address, prefix or range')).default([]),
});
export const protectedSchema = z.strictObject({ v: z.literal(1), groups: z.array(groupSchema).max(100) });
export type ProtectedFile = z.infer<typeof protectedSchema>;

/** Blocking a wider range than these cuts off strangers by the million: never the meaning of a feed's line. */
const WIDEST = { 4: 1n << 20n, 6: 1n << 104n } as const;

export interface Guard {
  /** Why a list may not hold this domain, or null. */
  readonly refuseDomain: (domain: string) => string | null;
  readonly refuseAddress: (range: AddressRange) => string | null;
}

/** Errors: BND_FILE_BAD. */
export async function readGuard(path: string): Promise<Result<Guard>> {
  const file = await readYaml(path, protectedSchema);
  return file.ok ? ok(makeGuard(file.value)) : file;
}

export function makeGuard(file: ProtectedFile): Guard {
  const whole = new Map(file.groups.flatMap(({ id, domains }) => domains.map((domain) => [domain, id] as const)));
  const shared = new Map(file.groups.flatMap((group) => group.shared.map((domain) => [domain, group.id] as const)));
  const parents = parentsOf([...whole, ...shared]);
  const ranges = file.groups.flatMap(({ id, addresses }) =>
    addresses.flatMap((text) => {
      const range = parseRange(text);
      return range === null ? [] : [{ id, range }];
    }),
  );
  return {
    refuseDomain: (domain) => {
      if (getPublicSuffix(domain, { allowPrivateDomains: true }) === domain) return 'public-suffix';
      const above = selfAndParents(domain).find((name) => whole.has(name));
      return whole.get(above ?? '') ?? shared.get(domain) ?? parents.get(domain) ?? null;
    },
    refuseAddress: (range) => {
      if (range.to - range.from >= WIDEST[range.family]) return 'too-wide';
      const special = SPECIAL.find((candidate) => overlaps(candidate.range, range));
      return special?.id ?? ranges.find((candidate) => overlaps(candidate.range, range))?.id ?? null;
    },
  };
}

/** A list that holds a parent of a protected name would block the name with it. */
function parentsOf(names: readonly (readonly [string, string])[]): Map<string, string> {
  return new Map(
    names.flatMap(([name, id]) =>
      selfAndParents(name)
        .slice(1)
        .map((parent) => [parent, id] as const),
    ),
  );
}

/** `a.b.c` → `a.b.c`, `b.c`; the top label alone is no name a list may hold. */
export function selfAndParents(domain: string): string[] {
  const labels = domain.split('.');
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'));
}

/** Addresses that mean a home, a link or many at once (RFC 6890, RFC 5771, RFC 4291): in a feed they are a mistake. */
const SPECIAL = [
  ['private', '10.0.0.0/8'],
  ['private', '172.16.0.0/12'],
  ['private', '192.168.0.0/16'],
  ['private', 'fc00::/7'],
  ['private', '100.64.0.0/10'],
  ['loopback', '127.0.0.0/8'],
  ['loopback', '::1'],
  ['unspecified', '0.0.0.0/8'],
  ['unspecified', '::'],
  ['link-local', '169.254.0.0/16'],
  ['link-local', 'fe80::/10'],
  ['multicast', '224.0.0.0/4'],
  ['multicast', 'ff00::/8'],
  ['broadcast', '240.0.0.0/4'],
].flatMap(([id = '', text = '']) => {
  const range = parseRange(text);
  return range === null ? [] : [{ id, range }];
});
