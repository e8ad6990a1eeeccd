// The code on the sticker of a box: 27 letters that are drawn and one that checks them, in seven groups of four.
import { hkdfSync, randomInt } from 'node:crypto';

/** Without 0 O 1 I L: 31 letters, a prime, so that one wrong letter and two that changed places are always seen. */
const LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
/** 27 × log2(31) = 133 bits. */
const DRAWN = 27;
const GROUP = 4;

export function makeStickerCode(): string {
  const drawn = Array.from({ length: DRAWN }, () => LETTERS[randomInt(LETTERS.length)] ?? '').join('');
  return printed(drawn + checkLetter(drawn));
}

/** As it is printed, whatever spaces, hyphens and small letters were typed; null when it cannot be a code. */
export function readStickerCode(typed: string): string | null {
  const letters = typed.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
  const known = letters.length === DRAWN + 1 && [...letters].every((letter) => LETTERS.includes(letter));
  return known && checkLetter(letters.slice(0, DRAWN)) === letters[DRAWN] ? printed(letters) : null;
}

function printed(letters: string): string {
  return (letters.match(new RegExp(`.{${GROUP}}`, 'g')) ?? []).join('-');
}

function checkLetter(drawn: string): string {
  const sum = [...drawn].reduce((total, letter, index) => total + (index + 1) * LETTERS.indexOf(letter), 0);
  return LETTERS[sum % LETTERS.length] ?? '';
}

/**
 * The key of the claim (docs/adr/0026), 32 bytes: what the center keeps of a code. It opens no page: that one asks for
 * the code itself. No slow hash: 133 drawn bits cannot be guessed (RFC 5869 §4).
 */
export function claimKeyOf(code: string, appliance: string): Buffer {
  const salt = Buffer.from(appliance, 'utf8');
  return Buffer.from(hkdfSync('sha256', Buffer.from(code.replaceAll('-', ''), 'utf8'), salt, 'omamori-claim-v1', 32));
}

/** What the sticker's QR code says: letters and digits only, so that it stays small. */
export function stickerText(appliance: string, code: string): string {
  return `OMAMORI:${appliance.toUpperCase()}:${code}`;
}
