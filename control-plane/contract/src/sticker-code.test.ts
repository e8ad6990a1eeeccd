import fc from 'fast-check';
import { expect, test } from 'vitest';
import { claimKeyOf, makeStickerCode, readStickerCode } from './sticker-code.ts';

test('ten thousand stickers are ten thousand different codes of 133 bits, each read back as printed', () => {
  const codes = new Set(Array.from({ length: 10_000 }, makeStickerCode));
  expect(codes.size).toBe(10_000);
  const seen = new Map<string, number>();
  for (const code of codes) {
    expect(code).toMatch(/^(?:[A-HJKMNP-Z2-9]{4}-){6}[A-HJKMNP-Z2-9]{4}$/);
    expect(readStickerCode(code)).toBe(code);
    for (const letter of code.replaceAll('-', '')) seen.set(letter, (seen.get(letter) ?? 0) + 1);
  }
  const all = [...seen.values()];
  expect(all.length).toBe(31);
  // 280,000 letters, 9032 each: six standard deviations are 562.
  for (const count of all) expect(Math.abs(count - 280_000 / 31)).toBeLessThan(600);
});

test('spaces, hyphens, width and small letters do not count; a wrong letter and two that changed places are seen', () => {
  fc.assert(
    fc.property(fc.nat(27), fc.nat(30), fc.nat(26), (at, other, pair) => {
      const code = makeStickerCode();
      expect(readStickerCode(` ${code.toLowerCase().replaceAll('-', '  ')} `)).toBe(code);
      const letters = [...code.replaceAll('-', '')];
      const wrong = [...letters];
      wrong[at] = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'[other] ?? '';
      if (wrong[at] !== letters[at]) expect(readStickerCode(wrong.join(''))).toBeNull();
      const swapped = [...letters];
      [swapped[pair], swapped[pair + 1]] = [letters[pair + 1] ?? '', letters[pair] ?? ''];
      if (swapped[pair] !== letters[pair]) expect(readStickerCode(swapped.join(''))).toBeNull();
    }),
  );
});

test('the key of a claim depends on code and box', () => {
  const code = makeStickerCode();
  expect(claimKeyOf(code, 'box-1').equals(claimKeyOf(code, 'box-2'))).toBe(false);
  expect(claimKeyOf(code, 'box-1').equals(claimKeyOf(makeStickerCode(), 'box-1'))).toBe(false);
});
