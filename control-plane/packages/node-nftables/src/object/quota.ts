import type { ObjectPlace } from './table.ts';

export interface QuotaObject {
  readonly quota: NamedQuota;
}

/** So many bytes for all rules that share it; with `inv` a rule matches above it. */
export interface NamedQuota extends ObjectPlace {
  readonly bytes: number;
  readonly used?: number;
  readonly inv?: boolean;
}
