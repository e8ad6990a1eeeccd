// The header block of a message (RFC 5322 §2.2): fields, mailboxes, message ids.
import { decodeField } from './decode-words.ts';

const MOST_FIELDS = 512;
const MOST_MAILBOXES = 64;

export interface Mailbox {
  /** What a mail program shows in place of the address; '' for none. */
  readonly shown: string;
  readonly address: string;
  /** Lower case, punycode as it came; '' where there is no domain. */
  readonly domain: string;
}

export interface MailHead {
  readonly from: readonly Mailbox[];
  readonly replyTo: readonly Mailbox[];
  readonly sender: Mailbox | null;
  readonly subject: string;
  /** Message ids of In-Reply-To and References. */
  readonly answers: readonly string[];
  readonly messageId: string | null;
  /** Known fields of lists and robots: their mail answers to elsewhere by intent. */
  readonly isFromList: boolean;
  /** Written by a program of its own accord (RFC 3834). */
  readonly isAutomatic: boolean;
}

/** Unfolded fields, names in lower case; values as latin1, a byte a unit. */
export function fieldsOf(head: Uint8Array): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, string[]>();
  const lines = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
    .toString('latin1')
    .replace(/\r?\n[ \t]+/g, ' ');
  let count = 0;
  for (const line of lines.split(/\r\n|\n|\r/)) {
    const colon = line.indexOf(':');
    if (colon <= 0 || colon > 76) continue;
    count += 1;
    if (count > MOST_FIELDS) break;
    const name = line.slice(0, colon).trim().toLowerCase();
    fields.set(name, [...(fields.get(name) ?? []).slice(0, 31), line.slice(colon + 1).trim()]);
  }
  return fields;
}

export function readHead(head: Uint8Array): MailHead {
  const fields = fieldsOf(head);
  const first = (name: string): string => fields.get(name)?.[0] ?? '';
  const ids = (name: string): string[] =>
    [
      ...first(name)
        .slice(0, 8192)
        .matchAll(/<([^<>\s]{1,250})>/g),
    ].map(([, id = '']) => id);
  const has = (name: string): boolean => fields.has(name);
  return {
    from: mailboxesOf((fields.get('from') ?? []).join(', ')),
    replyTo: mailboxesOf(first('reply-to')),
    sender: mailboxesOf(first('sender'))[0] ?? null,
    subject: decodeField(first('subject')),
    answers: [...ids('in-reply-to'), ...ids('references')],
    messageId: ids('message-id')[0] ?? null,
    isFromList: has('list-id') || has('list-unsubscribe') || has('list-post') || /bulk|list/i.test(first('precedence')),
    isAutomatic: has('auto-submitted') && !/^\s*no\b/i.test(first('auto-submitted')),
  };
}

/** Mailboxes of an address field; broken ones are read as mail programs show them. */
export function mailboxesOf(field: string): Mailbox[] {
  return splitList(field.slice(0, 16_384))
    .map(mailboxOf)
    .filter((box): box is Mailbox => box !== null);
}

/** By commas outside of quotes, angles and comments. */
function splitList(field: string): string[] {
  const parts: string[] = [];
  let [part, quoted, depth] = ['', false, 0];
  for (let at = 0; at < field.length && parts.length < MOST_MAILBOXES; at += 1) {
    const char = field[at] ?? '';
    if (char === '\\' && quoted) {
      part += char + (field[at + 1] ?? '');
      at += 1;
      continue;
    }
    if (char === '"') quoted = !quoted;
    if (!quoted && (char === '<' || char === '(')) depth += 1;
    if (!quoted && (char === '>' || char === ')')) depth = Math.max(0, depth - 1);
    if (!quoted && depth === 0 && (char === ',' || char === ';')) {
      parts.push(part);
      part = '';
    } else part += char;
  }
  return [...parts, part];
}

function mailboxOf(text: string): Mailbox | null {
  // The last pair of angles is the address: everything before it is only shown.
  const angle = /^(.*)<([^<>]*)>[^<>]*$/s.exec(text);
  const address = (angle?.[2] ?? /[^\s<>()",:;]+@[^\s<>()",;]+/.exec(text)?.[0] ?? '').trim();
  if (!address.includes('@')) return null;
  const before = angle?.[1] ?? /\(([^()]*)\)/.exec(text)?.[1] ?? '';
  const shown = decodeField(
    before
      .trim()
      .replace(/^"(.*)"$/s, '$1')
      .replace(/\\(["\\])/g, '$1'),
  )
    .replace(/^["']|["']$/g, '')
    .trim();
  return { shown: shown.slice(0, 300), address: address.slice(0, 320), domain: domainOf(address) };
}

export function domainOf(address: string): string {
  return address
    .slice(address.lastIndexOf('@') + 1)
    .toLowerCase()
    .replace(/[>\s.]+$/, '')
    .slice(0, 253);
}
