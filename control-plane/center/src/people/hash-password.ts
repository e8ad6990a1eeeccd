import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** What a stored hash may ask for at most, so that a row cannot exhaust memory. */
const MOST_MEMORY = 256 * 1024 * 1024;

/** Cost of scrypt (RFC 7914). Stored with each hash: it can rise without anybody noticing. */
export interface PasswordCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MiB and about 0.2 s of one core of a small server; one of the choices of OWASP's password storage sheet. */
export const USUAL_COST: PasswordCost = { N: 2 ** 15, r: 8, p: 3 };

/** `scrypt$N$r$p$salt$key`, both in base64url. */
export async function hashPassword(password: string, cost: PasswordCost): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Compares in constant time; false too for a hash that cannot be read. */
export async function isPassword(given: string, stored: string): Promise<boolean> {
  const [scheme, N, r, p, salt, key] = stored.split('$');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const wellFormed = scheme === 'scrypt' && Object.values(cost).every((value) => Number.isInteger(value) && value > 0);
  if (!wellFormed || salt === undefined || key === undefined || 128 * cost.N * cost.r > MOST_MEMORY) return false;
  const expected = Buffer.from(key, 'base64url');
  const derived = await derive(given, Buffer.from(salt, 'base64url'), cost);
  return expected.length === KEY_BYTES && timingSafeEqual(derived, expected);
}

/** One form of a text, whatever keyboard or system typed it (Unicode NFKC, as NIST SP 800-63B 5.1.1.2 asks). */
function derive(password: string, salt: Buffer, cost: PasswordCost): Promise<Buffer> {
  const options = { ...cost, maxmem: MOST_MEMORY + 1024 * 1024 };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
