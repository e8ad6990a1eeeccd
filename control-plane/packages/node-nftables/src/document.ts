import type { ChainObject } from './object/chain.ts';
import type { CounterObject } from './object/counter.ts';
import type { ElementObject } from './object/element.ts';
import type { RuleObject } from './object/rule.ts';
import type { SetObject } from './object/set.ts';
import type { Family, TableObject } from './object/table.ts';

/** libnftables-json(5), the part this package knows. */
export interface NftDocument {
  readonly nftables: readonly Command[];
}

export type NftObject = TableObject | ChainObject | RuleObject | SetObject | ElementObject | CounterObject;

/** Flushing names an object and nothing more of it. */
export type FlushTarget =
  | { readonly table: { readonly family: Family; readonly name: string } }
  | { readonly chain: { readonly family: Family; readonly table: string; readonly name: string } }
  | { readonly set: { readonly family: Family; readonly table: string; readonly name: string } };

export type DeleteTarget =
  | FlushTarget
  | ElementObject
  | { readonly counter: { readonly family: Family; readonly table: string; readonly name: string } }
  | {
      readonly rule: {
        readonly family: Family;
        readonly table: string;
        readonly chain: string;
        readonly handle: number;
      };
    };

/** `add` is content with an object that exists (rules are always added), `create` refuses it. */
export type Command =
  | { readonly add: NftObject }
  | { readonly create: NftObject }
  | { readonly insert: RuleObject }
  | { readonly delete: DeleteTarget }
  | { readonly flush: FlushTarget };

/** What list() gives: objects without a verb. */
export interface NftListing {
  readonly nftables: readonly NftObject[];
}
