import type { DesiredState, listDirectionSchema } from '@omamori/contract/desired-state';
import type { ServiceFunction, Severity, StoryKind } from '@omamori/contract/detection';
import type { z } from 'zod';
import { type Preset, takesPreset } from './suricata/rule-line.ts';

/** A list of the signed bundle as this room needs it; the bundle's own form fits. */
export interface FeedList {
  /** Of the feed; one feed may have a list of each kind. */
  readonly id: string;
  readonly kind: 'domains' | 'addresses' | 'urls' | 'hashes';
  readonly entries: number;
  readonly function: ServiceFunction;
  readonly story: StoryKind;
  readonly severity: Severity;
  /** The quietest preset that has it. */
  readonly preset: Preset;
  readonly direction: z.infer<typeof listDirectionSchema>;
  /** YYYY-MM-DD the entries are of. */
  readonly date: string;
  /** Sorted; addresses are single ones or `from-to`, disjoint. */
  readonly read: () => readonly string[];
}

export type FeedListPolicy = Pick<DesiredState, 'ips' | 'disabledLists'>;

/** Lists that a field of the policy's web guard governs instead of its preset; see suricata/hidden-name-rules.ts. */
const GOVERNED_LISTS = ['encrypted-dns', 'ech-fronts'] as const;
export type GovernedList = (typeof GOVERNED_LISTS)[number];

function isGoverned(id: string): boolean {
  return GOVERNED_LISTS.some((governed) => governed === id);
}

/** What a policy uses of the bundle's lists, in the bundle's order: those of its preset that nobody switched off. */
export function feedListsOf(lists: readonly FeedList[], { ips, disabledLists }: FeedListPolicy): FeedList[] {
  return lists.filter(
    ({ id, preset }) => takesPreset(ips.preset, preset) && !disabledLists.includes(id) && !isGoverned(id),
  );
}

/**
 * Address lists are rules of the kernel, which only drop or pass: they stand in mode `block` alone, so that `detect`
 * and `off` stop nothing that a feed names. What people wrote into the policy stands in every mode.
 */
export function feedAddressLists(lists: readonly FeedList[], policy: FeedListPolicy): FeedList[] {
  if (policy.ips.mode !== 'block') return [];
  return feedListsOf(lists, policy).filter(({ kind }) => kind === 'addresses');
}
