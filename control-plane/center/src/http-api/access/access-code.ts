import { createHash, randomInt, scrypt, timingSafeEqual } from 'node:crypto';

const KEY_BYTES = 32;
/** Without characters that are read or typed wrongly. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 5;

/**
 * Compares in constant time with the code of the settings: plain, or `scrypt:<salt>:<hash>` (RFC 7914, N 16384, r 8,
 * p 1, salt and 32-byte hash in base64url).
 */
export async function isAccessCode(given: string, configured: string): Promise<boolean> {
  const [scheme, salt, hash] = configured.split(':');
  if (scheme !== 'scrypt' || salt === undefined || hash === undefined) {
    return timingSafeEqual(digest(given), digest(configured));
  }
  const expected = Buffer.from(hash, 'base64url');
  const derived = await derive(given, Buffer.from(salt, 'base64url'));
  return expected.length === KEY_BYTES && timingSafeEqual(derived, expected);
}

/** 20 characters, 99 bits. */
export function makeAccessCode(): string {
  const group = (): string =>
    Array.from({ length: GROUP_LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

function derive(code: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(code, salt, KEY_BYTES, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
