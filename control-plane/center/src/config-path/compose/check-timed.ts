import { LONGEST_EXCEPTION_DAYS } from '@omamori/contract/console-api';
import type { Policy, PolicyException } from '@omamori/contract/desired-state';
import { countryName } from '../../wording/country-name.ts';
import type { PolicyProblem } from '../../wording/problem-facts.ts';
import { isDomain, isShorter, SHORTEST_LISTED } from './check-lists.ts';
import { readPrefix } from './check-policy.ts';

const DAY_MS = 24 * 60 * 60_000;
/** A shorter prefix lets very much pass. */
const WIDE_EXCEPTION = { 4: 16, 6: 32 } as const;

export interface CheckedAgainst {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** MAC addresses of the office's routers, as far as the center knows them. */
  readonly routers: readonly string[];
}

/** Rule numbers a box gives itself: they keep the way to the center open, and it refuses to switch them off. */
const OWN_SIDS = { first: 1_900_000, last: 1_999_999 } as const;

/** Exceptions, isolation and what stays reachable in blocked countries: what may not be sent. Pure. */
export function refuseTimed(policy: Policy, { now, routers }: CheckedAgainst): PolicyProblem[] {
  const badAddress = policy.geo.except.find((text) => readPrefix(text) === undefined);
  return [
    ...(badAddress === undefined ? [] : [{ code: 'CTR_GEO_EXCEPT_INVALID' as const, entry: badAddress }]),
    ...ownRules(policy),
    ...policy.exceptions.flatMap((exception) => refuseException(exception, now)),
    ...repeated(policy.exceptions.map(({ id }) => id)).map((entry) => ({
      code: 'CTR_EXCEPTION_TWICE' as const,
      entry,
    })),
    ...policy.isolation.flatMap(({ mac, reason }): PolicyProblem[] => [
      ...(isGroup(mac) ? [{ code: 'CTR_ISOLATION_NO_DEVICE' as const, mac }] : []),
      ...(routers.includes(mac) ? [{ code: 'CTR_ISOLATION_ROUTER' as const, mac }] : []),
      ...(reason.trim() === '' ? [{ code: 'CTR_POLICY_REASON_MISSING' as const }] : []),
    ]),
    ...repeated(policy.isolation.map(({ mac }) => mac)).map((mac) => ({ code: 'CTR_ISOLATION_TWICE' as const, mac })),
  ];
}

/** The lowest bit of the first octet marks a group (IEEE 802): broadcast and multicast belong to no device. */
function isGroup(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1 || mac === '00:00:00:00:00:00';
}

function ownRules({ exceptions, ips }: Policy): PolicyProblem[] {
  const excepted = exceptions.flatMap(({ target }) => (target.kind === 'rule' ? [target.sid] : []));
  const own = [...excepted, ...ips.disabledRules].find((sid) => sid >= OWN_SIDS.first && sid <= OWN_SIDS.last);
  return own === undefined ? [] : [{ code: 'CTR_RULE_PROTECTED', entry: String(own) }];
}

function refuseException({ target, until, reason }: PolicyException, now: number): PolicyProblem[] {
  const entry = targetText(target);
  const sound =
    (target.kind !== 'address' || readPrefix(target.address) !== undefined) &&
    (target.kind !== 'domain' || isDomain(target.domain)) &&
    (target.kind !== 'country' || countryName(target.country, 'en') !== null);
  const tooWide = target.kind === 'address' && isShorter(target.address, SHORTEST_LISTED);
  const tooLong = Date.parse(until) > now + LONGEST_EXCEPTION_DAYS * DAY_MS;
  return [
    ...(sound ? [] : [{ code: 'CTR_EXCEPTION_INVALID' as const, entry }]),
    ...(tooWide ? [{ code: 'CTR_EXCEPTION_TOO_WIDE' as const, entry }] : []),
    ...(tooLong ? [{ code: 'CTR_EXCEPTION_TOO_LONG' as const, entry }] : []),
    ...(reason.trim() === '' ? [{ code: 'CTR_POLICY_REASON_MISSING' as const }] : []),
  ];
}

export function targetText(target: PolicyException['target']): string {
  switch (target.kind) {
    case 'rule':
      return String(target.sid);
    case 'address':
      return target.address;
    case 'domain':
      return target.domain;
    case 'country':
      return target.country;
  }
}

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

/** `devices`: the MAC addresses the box has seen. */
export function warnOfTimed(policy: Policy, devices: ReadonlySet<string>): PolicyProblem[] {
  const closed = policy.failModes.engineDead === 'closed' || policy.failModes.queueFull === 'closed';
  return [
    ...policy.exceptions.flatMap(({ target }): PolicyProblem[] => {
      const wide = target.kind === 'address' && isShorter(target.address, WIDE_EXCEPTION);
      return wide ? [{ code: 'CTR_WARN_WIDE_EXCEPTION', entry: targetText(target) }] : [];
    }),
    ...policy.isolation
      .filter(({ mac }) => !devices.has(mac))
      .map(({ mac }) => ({ code: 'CTR_WARN_DEVICE_UNKNOWN' as const, mac })),
    ...(policy.isolation.some(({ until }) => until === null) ? [{ code: 'CTR_WARN_OPEN_ISOLATION' as const }] : []),
    ...(closed ? [{ code: 'CTR_WARN_CLOSED_MODE' as const }] : []),
  ];
}
