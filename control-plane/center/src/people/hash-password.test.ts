import { describe, expect, it } from 'vitest';
import { hashPassword, isPassword, USUAL_COST } from './hash-password.ts';

describe('a stored password', () => {
  it('says what it costs, is different each time, and fits only its own', async () => {
    const [one, two] = [
      await hashPassword('three small boats', USUAL_COST),
      await hashPassword('three small boats', USUAL_COST),
    ];
    expect(one).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
    expect(one).not.toBe(two);
    expect([await isPassword('three small boats', one), await isPassword('three small boat', one)]).toEqual([
      true,
      false,
    ]);
  });

  it('of a lower cost is still good, and one that cannot be read or asks for too much fits nothing', async () => {
    const cheap = await hashPassword('three small boats', { N: 1024, r: 8, p: 1 });
    expect(await isPassword('three small boats', cheap)).toBe(true);
    for (const bad of ['', 'plain', 'scrypt$1024$8$1$$', cheap.replace('$1024$', '$1073741824$')]) {
      expect(await isPassword('three small boats', bad)).toBe(false);
    }
  });

  it('is the same whichever way a keyboard composes its signs', async () => {
    const stored = await hashPassword('がんばるおまもりです', { N: 1024, r: 8, p: 1 });
    expect(await isPassword('がんばるおまもりです'.normalize('NFD'), stored)).toBe(true);
  });
});
