/** One line of the palette. */
export interface Entry {
  id: string;
  label: string;
  /** Kind of the line, in words: page, company, act. */
  kind: string;
  /** More words it is found by. */
  words?: string;
  run: () => void;
}

const MOST_SHOWN = 12;

/** One form for what sounds the same: width, case, and hiragana as katakana. */
export function foldText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u3041-\u3096]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0x60));
}

/** Entries in which every word stands; those whose label begins with the first word come first. */
export function findEntries(entries: readonly Entry[], text: string): Entry[] {
  const words = foldText(text)
    .split(/\s+/)
    .filter((word) => word !== '');
  const [first = ''] = words;
  const folded = entries.map((entry) => ({ entry, text: foldText(`${entry.label} ${entry.words ?? ''}`) }));
  const fitting = folded.filter((one) => words.every((word) => one.text.includes(word)));
  const begins = (one: { text: string }) => (one.text.startsWith(first) ? 0 : 1);
  return fitting
    .toSorted((a, b) => begins(a) - begins(b))
    .slice(0, MOST_SHOWN)
    .map(({ entry }) => entry);
}

/** `#12`, `12`, full-width too: the number of an incident. */
export function incidentNumber(text: string): number | null {
  const [, digits] = /^[#\s]*(\d{1,15})$/.exec(text.normalize('NFKC').trim()) ?? [];
  return digits === undefined || Number(digits) === 0 ? null : Number(digits);
}
