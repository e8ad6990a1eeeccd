// Bytes of a mail in a known or unknown charset → text. Japanese mail comes in ISO-2022-JP with all its escapes, in
// Shift_JIS, EUC-JP and UTF-8, declared, declared wrongly or not at all; nothing here throws.

const ESC = 0x1b;
const KANA_SINGLE_SHIFT = 0x8e;
const SUPPLEMENT_SINGLE_SHIFT = 0x8f;
const MOST_BYTES = 262_144;

/** Escapes of ISO-2022-JP, -1, -2004 and of mail programs (JIS X 0202): what follows is one byte or two a character. */
const ESCAPES: readonly (readonly [string, JisSet])[] = [
  ['(B', 'ascii'],
  ['(J', 'ascii'], // JIS X 0201 roman
  ['(H', 'ascii'], // written for (J by old programs
  ['(I', 'kana'],
  ['$@', 'kanji'], // JIS C 6226-1978
  ['$B', 'kanji'],
  ['$(@', 'kanji'],
  ['$(B', 'kanji'],
  ['$(O', 'kanji'], // JIS X 0213 plane 1
  ['$(Q', 'kanji'],
  ['$(D', 'supplement'], // JIS X 0212
  ['$(P', 'supplement'],
];
type JisSet = 'ascii' | 'kana' | 'kanji' | 'supplement';

/** Names that mail programs use beside those of the Encoding Standard. */
const ALIASES: Readonly<Record<string, string>> = {
  cp932: 'shift_jis',
  sjis: 'shift_jis',
  'x-sjis': 'shift_jis',
  ms932: 'shift_jis',
  'shift-jis': 'shift_jis',
  eucjp: 'euc-jp',
  'x-euc': 'euc-jp',
  'eucjp-win': 'euc-jp',
  'eucjp-ms': 'euc-jp',
  utf8: 'utf-8',
  ansi_x3: 'windows-1252',
};

/** `charset` as the mail declares it, or null. What contradicts the declaration is read as what it looks like. */
export function decodeText(bytes: Uint8Array, charset: string | null): string {
  const piece = bytes.subarray(0, MOST_BYTES);
  const declared = charset === null ? null : nameOf(charset);
  if (declared?.startsWith('iso-2022-jp') || hasJisEscape(piece)) return decodeJis(piece);
  const said = declared === null ? null : strictly(piece, declared);
  return said ?? guess(piece);
}

function nameOf(charset: string): string {
  const name = charset
    .trim()
    .toLowerCase()
    .replace(/^["']|["']$/g, '')
    .replace(/^cp5022[01]$/, 'iso-2022-jp');
  return ALIASES[name] ?? name;
}

/** Null where the bytes are not of that charset or the charset is not known. */
function strictly(bytes: Uint8Array, charset: string): string | null {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return null; // by the Encoding Standard both are a RangeError or TypeError
  }
}

/** Raw 8-bit: UTF-8 proves itself; of the two others the one with more ordinary Japanese in it is right. */
function guess(bytes: Uint8Array): string {
  const unicode = strictly(bytes, 'utf-8');
  if (unicode !== null) return unicode;
  const candidates = ['euc-jp', 'shift_jis'].flatMap((charset) => strictly(bytes, charset) ?? []);
  const [best] = candidates.sort((a, b) => japaneseShare(b) - japaneseShare(a));
  return best ?? new TextDecoder('utf-8').decode(bytes);
}

/** Halfwidth katakana in rows is what one of the two codes makes of the other. */
function japaneseShare(text: string): number {
  const ordinary = text.match(/[\u3040-\u30ff\u3000-\u3002\uff01-\uff5e\u4e00-\u9fff]/gu)?.length ?? 0;
  const odd = text.match(/[\uff61-\uff9f\ue000-\uf8ff]/gu)?.length ?? 0;
  return (ordinary - 2 * odd) / Math.max(1, text.length);
}

function hasJisEscape(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(ESC); at >= 0; at = bytes.indexOf(ESC, at + 1))
    if (escapeAt(bytes, at) !== null) return true;
  return false;
}

function escapeAt(bytes: Uint8Array, at: number): readonly [length: number, set: JisSet] | null {
  const next = String.fromCharCode(bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0);
  const known = ESCAPES.find(([sequence]) => next.startsWith(sequence));
  return known === undefined ? null : [1 + known[0].length, known[1]];
}

/** To EUC-JP, which holds the same sets, and by the platform's table from there. */
function decodeJis(bytes: Uint8Array): string {
  const euc: number[] = [];
  let set: JisSet = 'ascii';
  let shifted = false;
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    const change = byte === ESC ? escapeAt(bytes, at) : null;
    if (change !== null) {
      [at, set] = [at + change[0], change[1]];
      shifted = false;
    } else if (byte === 0x0e || byte === 0x0f) {
      shifted = byte === 0x0e;
      at += 1;
    } else at += copyCharacter(bytes, at, shifted ? 'kana' : set, euc);
    // A line ends in ASCII, whatever was forgotten (RFC 1468).
    if (byte === 10 || byte === 13) set = 'ascii';
  }
  return new TextDecoder('euc-jp').decode(Uint8Array.from(euc));
}

/** Gives how many bytes were used. */
function copyCharacter(bytes: Uint8Array, at: number, set: JisSet, euc: number[]): number {
  const [byte = 0, second = 0] = [bytes[at], bytes[at + 1]];
  const isHalfKana = byte >= 0xa1 && byte <= 0xdf; // JIS8
  if (isHalfKana || (set === 'kana' && byte >= 0x21 && byte <= 0x5f)) {
    euc.push(KANA_SINGLE_SHIFT, byte | 0x80);
    return 1;
  }
  if (set === 'ascii' || set === 'kana' || byte <= 0x20 || byte > 0x7e || second <= 0x20 || second > 0x7e) {
    euc.push(byte < 0x80 ? byte : 0x3f);
    return 1;
  }
  if (set === 'supplement') euc.push(SUPPLEMENT_SINGLE_SHIFT);
  euc.push(byte | 0x80, second | 0x80);
  return 2;
}
