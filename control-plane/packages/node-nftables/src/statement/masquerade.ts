import type { PortTranslation } from './address.ts';

/** The source address of the device a connection leaves by, in a nat chain at postrouting. */
export interface MasqueradeStatement {
  readonly masquerade: PortTranslation | null;
}

export function masquerade(ports?: PortTranslation): MasqueradeStatement {
  return { masquerade: ports ?? null };
}
