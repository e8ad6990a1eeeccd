import type { Translation } from './address.ts';

/** Another destination for the connection, in a nat chain at prerouting or output. A port needs a TCP or UDP match before it. */
export interface DnatStatement {
  readonly dnat: Translation;
}

export function dnat(to: Translation): DnatStatement {
  return { dnat: to };
}
