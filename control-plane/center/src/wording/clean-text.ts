/** Text from the network (host names, rule names) made safe for a line: no control characters, no line breaks, bounded. */
export function cleanLine(text: string, limit: number): string {
  const line = text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  return cutTo(line, limit);
}

const graphemes = new Intl.Segmenter('ja', { granularity: 'grapheme' });

/** At most `limit` UTF-16 units, the last one … when something was left off; never cuts a character in two. */
export function cutTo(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    if (kept.length + segment.length > limit - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

const ADDRESS = /(?:\d{1,3}[.-]){3}\d{1,3}|[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,}/iu;

/** A device's name for the owner: brackets that would end the quotation go, and an address is no name. */
export function cleanLabel(label: string | null): string | null {
  if (label === null) return null;
  const line = cleanLine(label.replace(/[「」『』“”"。]/gu, ' '), 60);
  return line === '' || ADDRESS.test(line) ? null : line;
}

/** A host name that no mail program turns into a link, because it may lead to an attacker. */
export function unlinked(name: string): string {
  return cleanLine(name, 120).replace(/\./gu, '[.]').replace(/:\/\//gu, '[://]');
}
