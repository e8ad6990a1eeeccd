import type { Generated } from 'kysely';
import type { NullableTime, Time } from './database.ts';

export type StickerState = 'open' | 'claimed' | 'done' | 'withdrawn';

/** One sticker of a box: `open` → `claimed` (its code was used, a key is bound) → `done` (the box has kept what it got). */
export interface StickerTable {
  id: Generated<number>;
  appliance: string;
  /** Key derived from the code, hex, sealed. The code itself is nowhere. */
  claim_key: string;
  state: StickerState;
  made_at: Time;
  made_by: string;
  open_until: Time;
  /** The box whose place this one takes once it is done. */
  replaces: string | null;
  claimed_at: NullableTime;
  claimed_from: string | null;
  /** SHA-256 of the public key that claimed, hex. */
  spki: string | null;
  /** Base64, sealed. */
  visit_secret: string | null;
  /** Claims that knew the code and were refused: somebody else has it too. */
  refused: Generated<number>;
  refused_at: NullableTime;
}

export interface BoxCertificateTable {
  /** Hex in upper case. */
  serial: string;
  appliance: string;
  sticker: number;
  spki: string;
  not_before: Time;
  not_after: Time;
  issued_at: Time;
  /** The box has it on its disk. */
  confirmed_at: NullableTime;
  ended_at: NullableTime;
  ended_why: 'superseded' | 'revoked' | 'replaced' | null;
}

export interface EnrolmentTables {
  sticker: StickerTable;
  box_certificate: BoxCertificateTable;
}
