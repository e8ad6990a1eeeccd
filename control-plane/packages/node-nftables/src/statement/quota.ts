import type { ObjectMap } from './object-map.ts';

/** True until so many bytes have passed, with `inv` from then on; or a quota object by name. */
export interface QuotaStatement {
  readonly quota:
    | string
    | ObjectMap
    | {
        readonly val: number;
        readonly val_unit: QuotaUnit;
        readonly inv?: boolean;
        readonly used?: number;
        readonly used_unit?: QuotaUnit;
      };
}

export type QuotaUnit = 'bytes' | 'kbytes' | 'mbytes';

export function quota(bytes: number, options: { readonly over?: boolean } = {}): QuotaStatement {
  return { quota: { val: bytes, val_unit: 'bytes', ...(options.over === true ? { inv: true } : {}) } };
}

export function namedQuota(name: string): QuotaStatement {
  return { quota: name };
}
