// Codes for one visit to a box, derived on both sides from a secret of that box, so that they work while its line is
// down (docs/adr/0018): HMAC-SHA-256 over appliance, window of four hours and number within it, cut to twelve digits
// as HOTP does (RFC 4226 §5.3, with eight bytes where it takes four); windows of time as TOTP does (RFC 6238 §4).
import { createHmac, timingSafeEqual } from 'node:crypto';

export const VISIT_WINDOW_MS = 4 * 3_600_000;
/** Codes the center gives out for one box in one window. */
export const VISITS_A_WINDOW = 8;
/** Shorter secrets are refused by both settings files. */
export const VISIT_SECRET = /^[A-Za-z0-9+/]{43}=$/;
const DIGITS = 12;

/** Order of one code among all of a box: later window or later number is greater. */
export function visitOrder(window: number, number: number): number {
  return window * VISITS_A_WINDOW + number;
}

export function visitWindowAt(ms: number): number {
  return Math.floor(ms / VISIT_WINDOW_MS);
}

/** A code is taken in its window and the next: it lives between four and eight hours. UTC milliseconds. */
export function visitEndOf(order: number): number {
  return (Math.floor(order / VISITS_A_WINDOW) + 2) * VISIT_WINDOW_MS;
}

/** Twelve digits. `secret`: 32 bytes in base64. */
export function visitCodeOf(secret: string, appliance: string, order: number): string {
  const key = Buffer.from(secret, 'base64');
  const digest = createHmac('sha256', key).update(`omamori-visit-v1\n${appliance}\n${order}`).digest();
  const at = (digest[digest.length - 1] ?? 0) & 0x0f;
  const number = digest.readBigUInt64BE(at) & 0x7fff_ffff_ffff_ffffn;
  return String(number % 10n ** BigInt(DIGITS)).padStart(DIGITS, '0');
}

/** The order of the code that was typed, among `first` … `last`; null when it is none of them. Takes as long either way. */
export function findVisitCode(
  secret: string,
  appliance: string,
  typed: string,
  range: { readonly first: number; readonly last: number },
): number | null {
  const given = Buffer.from(typed.normalize('NFKC').replace(/[\s-]/g, ''));
  let found: number | null = null;
  for (let order = range.first; order <= range.last; order += 1) {
    const code = Buffer.from(visitCodeOf(secret, appliance, order));
    if (given.length === code.length && timingSafeEqual(given, code)) found = order;
  }
  return found;
}
