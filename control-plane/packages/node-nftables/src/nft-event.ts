import type { Family } from './object/table.ts';

/** One change of the ruleset as the kernel tells it, or the transaction it belonged to. */
export type NftEvent =
  | {
      readonly kind: 'table' | 'chain' | 'rule' | 'set' | 'element' | 'object' | 'flowtable';
      readonly action: 'add' | 'delete';
      readonly family: Family;
      readonly table: string;
      /** Of the chain, set or object; of the set for elements, of the chain for rules. */
      readonly name?: string;
      readonly handle?: number;
    }
  | { readonly kind: 'generation'; readonly generation: number; readonly process: number; readonly program: string }
  /** The kernel had more to tell than there was room for: list anew. */
  | { readonly kind: 'overrun' };
