import type { MapExpression } from '../expression/map.ts';
import type { PayloadExpression } from '../expression/payload.ts';
import type { PrefixExpression } from '../expression/prefix.ts';
import type { RangeExpression } from '../expression/range.ts';

/** What a translation may be given: one, a range, what a map holds for the packet, a field of it. */
export type TranslationAddress = string | RangeExpression | PrefixExpression | MapExpression | PayloadExpression;
export type TranslationPort = number | RangeExpression | MapExpression;
export type NatFlag = 'random' | 'fully-random' | 'persistent' | 'netmap';

export interface Translation {
  /** Needed in inet tables where the address does not tell. */
  readonly family?: 'ip' | 'ip6';
  readonly addr?: TranslationAddress;
  readonly port?: TranslationPort;
  readonly flags?: NatFlag | readonly NatFlag[];
}

/** Of statements that only choose ports. */
export interface PortTranslation {
  readonly port?: TranslationPort;
  readonly flags?: NatFlag | readonly NatFlag[];
}
