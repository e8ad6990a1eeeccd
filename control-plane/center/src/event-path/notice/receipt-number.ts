/** Letters that cannot be taken for digits on the phone. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const BLOCK = 10_000;

/**
 * 受付番号: short enough to say on the phone, e.g. incident 123 → A-0123-20. A letter block and four digits are the
 * incident's id; two check digits (ISO 7064 MOD 97-10) catch a digit heard wrong or two swapped.
 */
export function receiptNumberOf(incident: number): string {
  const block = Math.floor(incident / BLOCK);
  const digits = String(incident % BLOCK).padStart(4, '0');
  return `${lettersOf(block)}-${digits}-${String(checkOf(incident)).padStart(2, '0')}`;
}

/** The incident's id, or undefined when the number was heard wrong. */
export function incidentOf(receipt: string): number | undefined {
  const match = /^([A-HJ-NP-Z]+)-?(\d{4})-?(\d{2})$/.exec(receipt.trim().toUpperCase());
  if (match === null) return undefined;
  const [, letters = '', digits = '', check = ''] = match;
  const incident = blockOf(letters) * BLOCK + Number(digits);
  return Number(check) === checkOf(incident) ? incident : undefined;
}

function checkOf(incident: number): number {
  return 98 - Number((BigInt(incident) * 100n) % 97n);
}

/** A … Z, then AA, AB …: like the columns of a table. */
function lettersOf(block: number): string {
  let rest = block;
  let letters = '';
  do {
    letters = (LETTERS[rest % LETTERS.length] ?? '') + letters;
    rest = Math.floor(rest / LETTERS.length) - 1;
  } while (rest >= 0);
  return letters;
}

function blockOf(letters: string): number {
  let block = 0;
  for (const letter of letters) block = block * LETTERS.length + LETTERS.indexOf(letter) + 1;
  return block - 1;
}
