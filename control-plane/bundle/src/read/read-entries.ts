// One feed's text → entries by kind. Feeds mix domains, addresses, addresses with a port, URLs and hashes in one file;
// what is none of them is counted with its line, never guessed.
import { domainToASCII } from 'node:url';
import { parseRange } from './address-range.ts';

export interface Entries {
  readonly domains: ReadonlySet<string>;
  /** Address, prefix or `from-to`, both families, as written. */
  readonly addresses: ReadonlySet<string>;
  /** host/path without scheme, port and query order untouched; never a bare host. */
  readonly urls: ReadonlySet<string>;
  /** MD5, SHA-1 or SHA-256 in lower-case hex. */
  readonly hashes: ReadonlySet<string>;
  readonly unreadable: { readonly count: number; readonly examples: readonly string[] };
}

const MOST_EXAMPLES = 5;
const MOST_LINE = 4096;
const HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/;
/** A line of ClamAV's .hdb and .hsb: hash, size or `*`, name ("Body-based Signatures", hash signatures). */
const CLAMAV_HASH = /^([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}):(?:\d+|\*):/;
const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;
const WITH_PORT = /^(\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\]):\d{1,5}$/;
/** Names that hosts files carry for the machine itself. */
const LOCAL_NAMES = new Set(['localhost', 'localhost.localdomain', 'broadcasthost', 'local', 'ip6-localhost']);

export type ListFormat = 'plain' | 'hosts' | 'urls';

export function readEntries(text: string, format: ListFormat = 'plain'): Entries {
  const found = {
    domains: new Set<string>(),
    addresses: new Set<string>(),
    urls: new Set<string>(),
    hashes: new Set<string>(),
  };
  const examples: string[] = [];
  let count = 0;
  for (const line of text.split('\n')) {
    const entry = entryOf(line, format);
    if (entry === '' || (format !== 'urls' && sortPlain(entry, found)) || sortNamed(entry, found)) continue;
    count += 1;
    if (examples.length < MOST_EXAMPLES) examples.push(entry.slice(0, 80));
  }
  return { ...found, unreadable: { count, examples } };
}

/** The entry of a line in lower case; '' for blank lines, comments and a machine's own names. */
function entryOf(line: string, format: ListFormat): string {
  const [content = ''] = line.slice(0, MOST_LINE).split(/(?:^|\s)[#;]/, 1);
  const words = content.trim().split(/[\s,]+/);
  const word = format === 'hosts' ? (words[1] ?? words[0] ?? '') : (words[0] ?? '');
  const entry = lowerHost(word);
  return LOCAL_NAMES.has(entry) ? '' : entry;
}

/** Host names and hashes do not tell case apart; paths do. */
function lowerHost(word: string): string {
  const at = /^(?:[a-z][a-z0-9+.-]*:\/\/)?[^/]*/i.exec(word)?.[0].length ?? 0;
  return word.slice(0, at).toLowerCase() + word.slice(at);
}

interface Found {
  readonly domains: Set<string>;
  readonly addresses: Set<string>;
  readonly urls: Set<string>;
  readonly hashes: Set<string>;
}

function sortPlain(entry: string, found: Found): boolean {
  const hash = HASH.test(entry) ? entry : CLAMAV_HASH.exec(entry)?.[1];
  if (hash !== undefined) {
    found.hashes.add(hash);
    return true;
  }
  if (parseRange(entry) !== null) {
    found.addresses.add(entry);
    return true;
  }
  const withPort = WITH_PORT.exec(entry)?.[1]?.replace(/[[\]]/g, '');
  if (withPort !== undefined && parseRange(withPort) !== null) {
    found.addresses.add(withPort);
    return true;
  }
  return false;
}

function sortNamed(entry: string, found: Found): boolean {
  const bare = entry.replace(/^[a-z][a-z0-9+.-]*:\/\//, '');
  const slash = bare.search(/[/?]/);
  const authority = (slash < 0 ? bare : bare.slice(0, slash)).replace(/^[^@]*@/, '').replace(/:\d{1,5}$/, '');
  const path = slash < 0 ? '' : bare.slice(slash);
  const address = parseRange(authority) === null ? null : authority;
  const host = address ?? domainOf(authority);
  if (host === null) return false;
  if (path !== '' && path !== '/') found.urls.add(`${host}${path}`);
  else if (address !== null) found.addresses.add(address);
  else found.domains.add(host);
  return true;
}

/** LDH name of at least two labels (RFC 1123, underscores as met in the wild), IDNA written out; null otherwise. */
export function domainOf(text: string): string | null {
  const trimmed = text.replace(/^\*?\.|\.$/g, '');
  const name = /^[\x20-\x7e]*$/.test(trimmed) ? trimmed : domainToASCII(trimmed);
  if (name.length < 3 || name.length > 253) return null;
  const labels = name.split('.');
  const top = labels.at(-1) ?? '';
  if (labels.length < 2 || /^\d+$/.test(top) || !labels.every((label) => LABEL.test(label))) return null;
  return name;
}
