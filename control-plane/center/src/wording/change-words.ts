import type {
  AddressList,
  Antivirus,
  FailModes,
  Floods,
  Isolation,
  Policy,
  PolicyException,
  PortPolicy,
  WebGuard,
} from '@omamori/contract/desired-state';
import type { MailClass, MailMode } from '@omamori/contract/mail-policy';
import type { ApplicationChange } from './application-facts.ts';
import type { OffDutyChange } from './off-duty-facts.ts';

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
  | { readonly kind: 'country-except-added' | 'country-except-removed'; readonly addresses: readonly string[] }
  | ListChange
  | { readonly kind: 'ips-mode'; readonly mode: 'block' | 'detect' | 'off' }
  | { readonly kind: 'ips-preset'; readonly preset: Policy['ips']['preset'] }
  | { readonly kind: 'rules-disabled' | 'rules-enabled'; readonly count: number }
  | { readonly kind: 'feeds-off' | 'feeds-on'; readonly feeds: readonly string[] }
  | { readonly kind: 'isolated' | 'isolation-changed' | 'released'; readonly isolation: Isolation }
  | {
      readonly kind: 'exception-added' | 'exception-changed' | 'exception-removed';
      readonly exception: PolicyException;
    }
  | { readonly kind: 'fail-mode'; readonly cause: keyof FailModes; readonly mode: 'open' | 'closed' }
  | FloodChange
  | { readonly kind: 'files-mode'; readonly mode: Antivirus['mode'] }
  | { readonly kind: 'files-late'; readonly late: Antivirus['late'] }
  | { readonly kind: 'mail'; readonly part: MailClass; readonly mode: MailMode }
  | { readonly kind: 'web-guard'; readonly part: keyof WebGuard; readonly mode: WebGuard[keyof WebGuard] }
  | OffDutyChange
  | ApplicationChange
  | { readonly kind: 'none' };

export type FloodChange =
  | {
      readonly kind: 'spared-added' | 'spared-removed';
      readonly part: 'services' | 'devices';
      readonly names: readonly string[];
    }
  | { readonly kind: 'flood-mode'; readonly mode: Floods['mode'] }
  | { readonly kind: 'flood-profile'; readonly profile: Floods['profile'] }
  | { readonly kind: 'trusted-flows'; readonly value: 'pass' | 'inspect' }
  | { readonly kind: 'flood-minutes'; readonly minutes: number }
  | { readonly kind: 'flood-busy-added' | 'flood-busy-removed'; readonly devices: readonly string[] };

export type ListChange =
  | {
      readonly kind: 'address-list-added' | 'address-list-removed';
      readonly name: string;
      readonly direction: AddressList['direction'];
      readonly count: number;
    }
  | { readonly kind: 'address-list-turned'; readonly name: string; readonly direction: AddressList['direction'] }
  | { readonly kind: 'domain-list-added' | 'domain-list-removed'; readonly name: string; readonly count: number }
  | {
      readonly kind: 'address-list-changed' | 'domain-list-changed';
      readonly name: string;
      readonly added: number;
      readonly removed: number;
    };

/** What the sentences need beside the change: the company's own words and its clock. */
export interface ChangeContext {
  /** MAC → the company's word for the device, else the best name seen. */
  readonly labels: Readonly<Record<string, string>>;
  readonly timeZone: string;
  /** Milliseconds since 1970; the year is named only when it is another. */
  readonly now: number;
}

/** Countries named in one sentence; more are counted. */
export const COUNTRIES_SHOWN = 8;
export const ADDRESSES_SHOWN = 5;

export type FilesChange = Extract<PolicyChange, { readonly kind: 'files-mode' | 'files-late' }>;
