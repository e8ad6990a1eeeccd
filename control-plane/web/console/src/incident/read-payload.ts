// The first lines of what people can read: HTTP (RFC 9112), mail commands (RFC 5321) and mail headers (RFC 5322).

export interface Readable {
  kind: 'http' | 'mail' | 'packet';
  fields: { name: string; value: string }[];
}

const MOST_FIELDS = 40;
const HTTP_REQUEST = /^([A-Z]{3,10}) (\S+) HTTP\/\d(?:\.\d)?$/;
const HTTP_ANSWER = /^HTTP\/\d(?:\.\d)? (\d{3}.*)$/;
const MAIL_COMMAND = /^(EHLO|HELO|MAIL FROM|RCPT TO|DATA|AUTH|STARTTLS|QUIT|\d{3})[ :-]?(.*)$/i;
const HEADER = /^([!-9;-~]{1,60}):[ \t]*(.*)$/;
const ENCODED_WORD = /=\?([\w-]+)\?([bq])\?([^?]*)\?=/gi;

/** null where nothing of it is text that we know. */
export function readPayload(bytes: Uint8Array, kind: 'packet' | 'payload'): Readable | null {
  const content = kind === 'packet' ? afterHeaders(bytes) : bytes;
  if (content === null) return null;
  const lines = new TextDecoder('latin1').decode(content).split(/\r?\n/);
  const [first = ''] = lines;
  const request = HTTP_REQUEST.exec(first);
  const answer = HTTP_ANSWER.exec(first);
  if (request !== null)
    return {
      kind: 'http',
      fields: [{ name: request[1] ?? '', value: request[2] ?? '' }, ...headersOf(lines.slice(1))],
    };
  if (answer !== null)
    return { kind: 'http', fields: [{ name: 'HTTP', value: answer[1] ?? '' }, ...headersOf(lines.slice(1))] };
  const commands = lines.flatMap((line) => {
    const found = MAIL_COMMAND.exec(line);
    return found === null ? [] : [{ name: (found[1] ?? '').toUpperCase(), value: found[2] ?? '' }];
  });
  if (commands.length > 0 && MAIL_COMMAND.test(first)) return { kind: 'mail', fields: commands.slice(0, MOST_FIELDS) };
  const headers = headersOf(lines);
  const isMail = headers.some(({ name }) => /^(from|to|subject|received|message-id)$/i.test(name));
  return isMail && headers.length > 1 ? { kind: 'mail', fields: headers } : null;
}

/** Up to the empty line; what follows is content and stays in the bytes below. */
function headersOf(lines: readonly string[]): Readable['fields'] {
  const fields: Readable['fields'] = [];
  for (const line of lines) {
    if (line === '' || fields.length >= MOST_FIELDS) break;
    const last = fields.at(-1);
    if (/^[ \t]/.test(line) && last !== undefined) {
      last.value = `${last.value} ${line.trim()}`;
      continue;
    }
    const found = HEADER.exec(line);
    if (found !== null) fields.push({ name: found[1] ?? '', value: found[2] ?? '' });
  }
  return fields.map(({ name, value }) => ({ name, value: decodeWords(value) }));
}

/** Encoded words (RFC 2047): a Japanese subject is unreadable without. */
function decodeWords(value: string): string {
  return value.replaceAll(/\?=\s+=\?/g, '?==?').replaceAll(ENCODED_WORD, (whole, charset, form, text) => {
    try {
      const bytes =
        String(form).toLowerCase() === 'b'
          ? Uint8Array.from(atob(String(text)), (char) => char.charCodeAt(0))
          : quotedBytes(String(text));
      return new TextDecoder(String(charset)).decode(bytes);
    } catch {
      return String(whole);
    }
  });
}

function quotedBytes(text: string): Uint8Array {
  const plain = text
    .replaceAll('_', ' ')
    .replaceAll(/=([0-9a-f]{2})/gi, (_all, hex) => String.fromCharCode(Number.parseInt(String(hex), 16)));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0));
}

/** The content of a stored packet behind its IP and TCP or UDP header; null when there is none. */
function afterHeaders(bytes: Uint8Array): Uint8Array | null {
  const first = bytes[0] ?? 0;
  const ip = first >> 4 === 4 ? (first & 15) * 4 : first >> 4 === 6 ? 40 : 0;
  if (ip < 20) return null;
  const protocol = first >> 4 === 4 ? bytes[9] : bytes[6];
  const offset = protocol === 6 ? ((bytes[ip + 12] ?? 0) >> 4) * 4 : protocol === 17 ? 8 : 0;
  const content = bytes.subarray(ip + offset);
  return offset === 0 || content.length === 0 ? null : content;
}
