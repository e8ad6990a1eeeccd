import type { ChainObject } from './object/chain.ts';
import type { CounterObject } from './object/counter.ts';
import type { CtHelperObject } from './object/ct-alg.ts';
import type { CtExpectationObject } from './object/ct-expectation.ts';
import type { ElementObject } from './object/element.ts';
import type { FlowtableObject } from './object/flowtable.ts';
import type { LimitObject } from './object/limit.ts';
import type { MapObject } from './object/map.ts';
import type { QuotaObject } from './object/quota.ts';
import type { RuleObject } from './object/rule.ts';
import type { SetObject } from './object/set.ts';
import type { SynproxyObject } from './object/synproxy.ts';
import type { Family, TableObject } from './object/table.ts';

/** libnftables-json(5), the part this package knows. */
export interface NftDocument {
  readonly nftables: readonly Command[];
}

/** Objects that rules share by name. */
export type StatefulObject =
  | CounterObject
  | QuotaObject
  | LimitObject
  | CtHelperObject
  | CtExpectationObject
  | SynproxyObject;

export type NftObject =
  | TableObject
  | ChainObject
  | RuleObject
  | SetObject
  | MapObject
  | ElementObject
  | FlowtableObject
  | StatefulObject;

interface Named {
  readonly family: Family;
  readonly table: string;
  readonly name: string;
}

/** Flushing names an object and nothing more of it. */
export type FlushTarget =
  | { readonly table: { readonly family: Family; readonly name: string } }
  | { readonly chain: Named }
  | { readonly set: Named }
  | { readonly map: Named };

export type DeleteTarget =
  | FlushTarget
  | ElementObject
  | { readonly counter: Named }
  | { readonly quota: Named }
  | { readonly limit: Named }
  | { readonly 'ct helper': Named }
  | { readonly 'ct expectation': Named }
  | { readonly synproxy: Named }
  | { readonly flowtable: Named }
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
  | { readonly replace: RuleObject }
  | { readonly delete: DeleteTarget }
  | { readonly flush: FlushTarget };

/** What list() gives: objects without a verb. */
export interface NftListing {
  readonly nftables: readonly NftObject[];
}
