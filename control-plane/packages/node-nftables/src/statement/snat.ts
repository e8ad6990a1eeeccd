import type { Translation } from './address.ts';

/** Another source for the connection, in a nat chain at postrouting or input. */
export interface SnatStatement {
  readonly snat: Translation;
}

export function snat(to: Translation): SnatStatement {
  return { snat: to };
}
