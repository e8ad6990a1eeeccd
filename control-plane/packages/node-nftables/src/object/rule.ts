import type { Statement } from '../statement/statement.ts';
import type { Family } from './table.ts';

export interface RuleObject {
  readonly rule: Rule;
}

/** Rules keep the order they were added in; `index` and `handle` place or name one. Comment ≤ 128 bytes. */
export interface Rule {
  readonly family: Family;
  readonly table: string;
  readonly chain: string;
  readonly expr: readonly Statement[];
  readonly handle?: number;
  readonly index?: number;
  readonly comment?: string;
}
