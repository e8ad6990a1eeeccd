import type { Chain, KeyType, SetFlag, Statement, TableRef } from 'node-nftables';
import type { AddressPrefix, IpFamily } from '../../platform/address-prefix.ts';

/** What the kernel shall hold, table by table. Rules keep their order; chains are named before they are jumped to. */
export interface RulesetPlan {
  readonly tables: readonly TablePlan[];
  /** Sets of the bridge table whose contents come from the bundle: big, filled before the rules use them. */
  readonly bundleSets: readonly BundleSetPlan[];
}

export interface TablePlan {
  readonly ref: TableRef;
  readonly counters: readonly string[];
  readonly sets: readonly SetPlan[];
  readonly chains: readonly ChainPlan[];
}

export interface ChainPlan {
  readonly name: string;
  readonly base?: Required<Pick<Chain, 'type' | 'hook' | 'prio' | 'policy'>>;
  readonly rules: readonly (readonly Statement[])[];
}

export interface SetPlan {
  readonly name: string;
  readonly type: KeyType | readonly KeyType[];
  readonly flags: readonly SetFlag[];
  readonly timeout?: number;
  readonly size?: number;
  readonly stmt?: readonly { readonly counter: null }[];
  /** `kernel`: the packet path writes it, an apply never touches what is in it. */
  readonly contents: readonly (AddressPrefix | string)[] | 'kernel';
  /** UTC; the elements end then by the kernel's own time-out. */
  readonly until?: string;
}

export interface BundleSetPlan {
  readonly name: string;
  readonly type: KeyType;
  readonly family: IpFamily;
  /** A country of the bundle's table, or the addresses of one of its lists. */
  readonly from: { readonly country: string } | { readonly list: string };
}
