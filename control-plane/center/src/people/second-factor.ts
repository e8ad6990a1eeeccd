// Time-based codes (RFC 6238: SHA-1, 6 digits, 30 s, what every app reads) and recovery codes.
import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import type { SecondFactorOffer } from '@omamori/contract/console-api/people';
import { Secret, TOTP } from 'otpauth';

const ISSUER = 'Omamori Center';
const PERIOD_SECONDS = 30;
const SECRET_BYTES = 20;
/** Steps before and after now that are taken too: clocks of phones differ. */
const WINDOW = 1;
const RECOVERY_CODES = 10;
/** Without characters that are read or typed wrongly; twelve of 31 are 59 bits. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

export function offerSecret(name: string): SecondFactorOffer {
  const secret = new Secret({ size: SECRET_BYTES });
  return { secret: secret.base32, uri: totpOf(secret.base32, name).toString() };
}

/** The time step a code is for, or undefined when it is wrong, or its step is not after the last one taken. */
export function stepOf(code: string, secret: string, lastStep: number, now: number): number | undefined {
  const token = code.replaceAll(/[\s-]/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const delta = totpOf(secret, '').validate({ token, timestamp: now, window: WINDOW });
  if (delta === null) return undefined;
  const step = Math.floor(now / 1000 / PERIOD_SECONDS) + delta;
  return step > lastStep ? step : undefined;
}

export function makeRecoveryCodes(): string[] {
  const group = (): string => Array.from({ length: 4 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
  return Array.from({ length: RECOVERY_CODES }, () => [group(), group(), group()].join('-'));
}

/** The codes have 59 random bits: a plain hash cannot be searched. */
export function hashRecoveryCode(code: string): string {
  return createHash('sha256').update(code.toLowerCase().replaceAll(/[\s-]/g, ''), 'utf8').digest('hex');
}

/** What is left after this code, or undefined when it is none of them. */
export function takeRecoveryCode(code: string, hashes: readonly string[]): string[] | undefined {
  const given = Buffer.from(hashRecoveryCode(code), 'hex');
  const left = hashes.filter((hash) => !timingSafeEqual(Buffer.from(hash, 'hex'), given));
  return left.length < hashes.length ? left : undefined;
}

function totpOf(secret: string, label: string): TOTP {
  const period = PERIOD_SECONDS;
  return new TOTP({ issuer: ISSUER, label, secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period });
}
