// What the rules made of domain lists, the policy's and the bundle's, and of exceptions (domain-rules.ts) do with a name, without an engine:
// the same labels, the same order. A test holds it against the rules' own expressions.
import type { DesiredState } from '@omamori/contract/desired-state';
import { isInPrefixes, outermostPrefixes, parseAddressPrefix } from '../../platform/address-prefix.ts';
import { type FeedList, feedListsOf } from '../feed-list.ts';

export interface NamedConversation {
  /** Lower case, '' for none. */
  readonly name: string;
  readonly mac: string | null;
  readonly direction: 'inbound' | 'outbound';
  readonly peer: string;
}

export type NamePolicy = Pick<
  DesiredState,
  'ips' | 'domainLists' | 'disabledLists' | 'exceptions' | 'protectedDestinations'
>;

/** The list that stops it, or null. Exceptions are those that have not ended. */
export function compileDomainLists(
  policy: NamePolicy,
  feeds: readonly FeedList[] = [],
): (conversation: NamedConversation) => string | null {
  if (policy.ips.mode !== 'block') return () => null; // in the other modes listed names are told, not stopped
  const ofFeeds = feedListsOf(feeds, policy).filter(({ kind }) => kind === 'domains');
  const lists = [
    ...policy.domainLists.map(({ name, entries }) => ({ name, has: listedNames(entries) })),
    ...ofFeeds.map((list) => ({ name: list.id, has: listedNames(list.read()) })),
  ];
  const protectedPrefixes = {
    4: outermostPrefixes(policy.protectedDestinations, 4),
    6: outermostPrefixes(policy.protectedDestinations, 6),
  };
  const excepted = policy.exceptions.flatMap(({ target, device }) =>
    target.kind === 'domain' ? [{ domain: target.domain.toLowerCase(), device }] : [],
  );
  return ({ name, mac, direction, peer }) => {
    if (name === '') return null;
    const list = lists.find(({ has }) => has(name));
    if (list === undefined) return null;
    const address = parseAddressPrefix(peer);
    if (address !== null && isInPrefixes(protectedPrefixes[address.family], address)) return null;
    // An exception for one device is a rule about connections from its addresses.
    const passes = excepted.some(
      ({ domain, device }) =>
        `.${name}`.endsWith(`.${domain}`) && (device === null || (device === mac && direction === 'outbound')),
    );
    return passes ? null : list.name;
  };
}

/** Looks up the last n labels for each n that occurs, as the rules do. */
function listedNames(entries: readonly string[]): (name: string) => boolean {
  const names = new Set(entries.map((entry) => entry.toLowerCase()));
  const counts = [...new Set([...names].map((entry) => entry.split('.').length))];
  return (name) => {
    const labels = name.split('.');
    return counts.some((count) => {
      const last = labels.slice(-count);
      return last.length === count && !last.includes('') && names.has(last.join('.'));
    });
  };
}
