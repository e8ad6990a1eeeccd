import type { Detection, StoryKind } from '@omamori/contract/detection';
import type { EveFields } from 'suricata-eve-parser';

const MOST_FACTS = 16;
const FACT_CHARS = 300;
const MOST_RECIPIENTS = 8;
/** 512 bytes as base64: 684 characters. */
const PAYLOAD_CHARS = 684;
/** A mail's content is the sender's and the reader's affair (通信の秘密): facts only. */
const PRIVATE_PAYLOAD = new Set(['smtp', 'pop3', 'imap', 'ftp-data', 'smb', 'nfs']);

/** Excerpt and readable fields of an alert. Field types are what EVE should have, never trusted. */
export function readEvidence(event: EveFields, story: StoryKind): Detection['evidence'] {
  const facts = factsOf(event);
  // What matched in a file is the file, whatever carried it; what matched as a weakness may be a password.
  const base64 = story === 'malware-file' || story === 'weakness' ? '' : payloadOf(event);
  if (base64 === '' && Object.keys(facts).length === 0) return null;
  return { kind: 'payload', base64, facts };
}

/** Name of the other end, as the client called it. */
export function peerNameOf(event: EveFields): string | null {
  const name: unknown = event.tls?.sni ?? event.http?.hostname ?? event.quic?.sni ?? dnsName(event);
  return typeof name === 'string' && name !== '' ? name.slice(0, 255) : null;
}

function payloadOf(event: EveFields): string {
  const payload: unknown = event.payload;
  if (typeof payload !== 'string' || PRIVATE_PAYLOAD.has(event.app_proto ?? '')) return '';
  return payload.slice(0, PAYLOAD_CHARS);
}

function factsOf(event: EveFields): Record<string, string> {
  const { http, tls, quic, ssh } = event;
  const file = event.files?.[0] ?? event.fileinfo;
  const url =
    typeof http?.hostname === 'string' && typeof http.url === 'string' ? `${http.hostname}${http.url}` : http?.url;
  const found: [string, unknown][] = [
    ['http method', http?.http_method],
    ['url', url],
    ['host', http?.hostname],
    ['user agent', http?.http_user_agent],
    ['content type', http?.http_content_type],
    ['sni', tls?.sni ?? quic?.sni],
    ['tls subject', tls?.subject],
    ['ja4', tls?.ja4 ?? quic?.ja4],
    ['dns name', dnsName(event)],
    ['file', lastPart(file?.filename)],
    ['file sha256', file?.sha256],
    ['file type', file?.magic],
    ['rdp cookie', event.rdp?.['cookie']],
    ['ssh client', nested(ssh, 'client', 'software_version')],
    ['mail from', mailbox(nested(event.smtp, 'mail_from')) ?? senderIn(event)],
    ['mail to', mailboxes(nested(event.smtp, 'rcpt_to'))],
    ['smb command', nested(event.smb, 'command')],
    ['drop reason', event.drop?.reason],
  ];
  const facts: Record<string, string> = {};
  for (const [name, value] of found) {
    if (typeof value !== 'string' || value === '' || Object.keys(facts).length >= MOST_FACTS) continue;
    facts[name] = value.slice(0, FACT_CHARS);
  }
  return facts;
}

/** HTTP names a file by its whole path. */
function lastPart(name: unknown): unknown {
  return typeof name === 'string' ? name.slice(name.lastIndexOf('/') + 1) : undefined;
}

/** The envelope has addresses in angle brackets (RFC 5321 §4.1.2). */
function mailbox(path: unknown): unknown {
  return typeof path === 'string' ? path.replace(/^<(.*)>$/, '$1') : undefined;
}

/** What matched was the envelope itself, before the engine had made a record of the mail. */
function senderIn(event: EveFields): string | undefined {
  if (event.app_proto !== 'smtp' || typeof event.payload !== 'string') return undefined;
  const said = Buffer.from(event.payload.slice(0, 8 * PAYLOAD_CHARS), 'base64').toString('latin1');
  return /^MAIL FROM:\s*<([^<>\s]{3,254})>/im.exec(said)?.[1];
}

function mailboxes(paths: unknown): unknown {
  if (!Array.isArray(paths)) return undefined;
  return paths
    .slice(0, MOST_RECIPIENTS)
    .map(mailbox)
    .filter((one) => typeof one === 'string')
    .join(', ');
}

function dnsName(event: EveFields): unknown {
  const dns: unknown = event.dns;
  const query = nested(dns, 'query');
  const queries = nested(dns, 'queries');
  const questions: unknown[] = Array.isArray(query) ? query : Array.isArray(queries) ? queries : [];
  return nested(questions[0], 'rrname') ?? nested(dns, 'rrname');
}

function nested(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = Reflect.get(here, key);
  }
  return here;
}
