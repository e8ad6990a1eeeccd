import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { err, ok, type Result } from '@omamori/contract/result';

/** RFC 7914; about 50 ms and 16 MB on the box, one check at a time. */
const COST = { N: 16_384, r: 8, p: 1 } as const;
const HASH_BYTES = 32;
const FORM = /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([A-Za-z0-9+/=]{8,88})\$([A-Za-z0-9+/=]{24,88})$/;

/** People type spaces, hyphens and small letters: they do not count. */
export function normaliseCode(code: string): string {
  return code.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
}

/** `scrypt$N$r$p$salt$hash`, salt and hash in base64. */
export async function hashStickerCode(code: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(code, salt, COST, HASH_BYTES);
  return `scrypt$${COST.N}$${COST.r}$${COST.p}$${salt.toString('base64')}$${hash.toString('base64')}`;
}

export type CodeCheck = (code: string) => Promise<boolean>;

/** Error: ADM_CODE_HASH_BAD when the setting has not that form or asks for more than 64 MB. */
export function makeCodeCheck(stored: string): Result<CodeCheck> {
  const [, n = '', r = '', p = '', salt = '', hash = ''] = FORM.exec(stored) ?? [];
  const cost = { N: Number(n), r: Number(r), p: Number(p) };
  const powerOfTwo = cost.N > 1 && (cost.N & (cost.N - 1)) === 0;
  const expected = Buffer.from(hash, 'base64');
  if (!powerOfTwo || cost.r < 1 || cost.p < 1 || 128 * cost.N * cost.r > 64 * 1024 * 1024 || expected.length < 16) {
    return err('ADM_CODE_HASH_BAD', 'The hash of the sticker code in the settings cannot be used.');
  }
  return ok(async (code) =>
    timingSafeEqual(await derive(code, Buffer.from(salt, 'base64'), cost, expected.length), expected),
  );
}

function derive(
  code: string,
  salt: Buffer,
  cost: typeof COST | { N: number; r: number; p: number },
  length: number,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(normaliseCode(code), salt, length, { ...cost, maxmem: 96 * 1024 * 1024 }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
