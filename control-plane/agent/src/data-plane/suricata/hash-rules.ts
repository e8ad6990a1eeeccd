// Files by their checksum (Suricata User Guide 7.0, "File Keywords": filemd5, filesha1, filesha256). A checksum is known at
// a file's end: the last packet is dropped, so the receiver never has it whole. Only what the engine sees as a file: HTTP,
// mail, FTP, SMB; inside TLS there is none.
import { createHash } from 'node:crypto';
import { type RuleFile, type Told, toldBy } from './data-set.ts';
import type { ListRules } from './domain-rules.ts';

const PROTOCOLS = ['http', 'smtp', 'ftp-data', 'smb'] as const;
const KINDS = [
  ['filemd5', 32],
  ['filesha1', 40],
  ['filesha256', 64],
] as const;

export interface HashSet {
  readonly kinds: readonly { readonly keyword: string; readonly at: number; readonly file: RuleFile }[];
}

/** Entries are lower-case hex of one of the three kinds, sorted apart by their length. */
export function hashSet(entries: readonly string[]): HashSet {
  const kinds = KINDS.flatMap(([keyword, length], at) => {
    const mine = [...new Set(entries.filter((entry) => entry.length === length))].sort();
    return mine.length === 0 ? [] : [{ keyword, at, file: hashFile(keyword, mine) }];
  });
  return { kinds };
}

/** Named by its content, as data sets are; one checksum a line. */
function hashFile(keyword: string, hashes: readonly string[]): RuleFile {
  const text = hashes.map((hash) => `${hash}\n`).join('');
  const name = createHash('sha256').update(keyword).update(text).digest('hex').slice(0, 16);
  return { name: `om-${name}.lst`, text };
}

/** At most 3 × 4 rules from `firstSid` on. What is dropped is refused to both ends: who waits for a file sees an error at once. */
export function hashSetRules({ kinds }: HashSet, told: Told, action: 'drop' | 'alert', firstSid: number): ListRules {
  const does = action === 'drop' ? 'rejectboth' : action;
  const lines = kinds.flatMap(({ keyword, at, file }) =>
    PROTOCOLS.map((protocol, index) => {
      const sid = firstSid + at * PROTOCOLS.length + index;
      return `${does} ${protocol} any any -> any any (msg:"Omamori listed file, ${told.feed}"; ${keyword}:${file.name}; ${toldBy(told)}; sid:${sid}; rev:1;)`;
    }),
  );
  return { lines, files: kinds.map(({ file }) => file) };
}
