import type { PortPolicy } from '@omamori/contract/desired-state';

/** One change of a policy, as facts; each language has one sentence a kind. */
export type PolicyChange =
  | {
      readonly kind: 'country-added' | 'country-removed';
      readonly direction: 'in' | 'out';
      readonly countries: readonly string[];
    }
  | {
      readonly kind: 'port-closed' | 'port-opened' | 'port-allow-changed';
      readonly port: PortPolicy;
      readonly added: readonly string[];
      readonly removed: readonly string[];
    }
  | { readonly kind: 'ips-mode'; readonly mode: 'block' | 'detect' | 'off' }
  | { readonly kind: 'rules-disabled' | 'rules-enabled'; readonly count: number }
  | { readonly kind: 'none' };

/** Countries named in one sentence; more are counted. */
export const COUNTRIES_SHOWN = 8;
export const ADDRESSES_SHOWN = 5;
