// Encoded words (RFC 2047) and parameters (RFC 2231) of header fields, as mail programs read them: also unfolded wrongly,
// with a character cut in two between words, in quoted strings, and raw 8-bit. Fields come as latin1 text, a byte a unit.
import libmime from 'libmime';
import { decodeText } from './decode-text.ts';

const MOST_FIELD = 16_384;
const WORD = /=\?([^?\s*]{1,40})(?:\*[^?\s]*)?\?([bq])\?([^?]*)\?=/giu;

/** Field of a header → text, one line. */
export function decodeField(field: string): string {
  const bounded = field.slice(0, MOST_FIELD);
  let text = '';
  let from = 0;
  let open: { charset: string; bytes: Buffer[] } | null = null;
  const flush = (): void => {
    if (open !== null) text += decodeText(Buffer.concat(open.bytes), open.charset);
    open = null;
  };
  for (const match of bounded.matchAll(WORD)) {
    const [whole, charset = '', code = '', content = ''] = match;
    const between = bounded.slice(from, match.index);
    const goesOn: boolean = open !== null && between.trim() === '';
    if (!goesOn) {
      flush();
      text += raw(between);
    }
    // Neighbours in one charset are one run of bytes: a character may be cut between them.
    if (goesOn && open !== null && (open as { charset: string }).charset !== charset.toLowerCase()) flush();
    open ??= { charset: charset.toLowerCase(), bytes: [] };
    open.bytes.push(code.toLowerCase() === 'b' ? Buffer.from(content, 'base64') : quoted(content));
    from = match.index + whole.length;
  }
  flush();
  return oneLine(text + raw(bounded.slice(from)));
}

function quoted(content: string): Buffer {
  const plain = content.replaceAll('_', ' ').replace(/=([0-9a-f]{2})/gi, (_, hex: string) => fromHex(hex));
  return Buffer.from(plain, 'latin1');
}

function fromHex(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}

function raw(field: string): string {
  const isBytes = /\P{ASCII}/u.test(field) || field.includes('\u001b');
  return isBytes ? decodeText(Buffer.from(field, 'latin1'), null) : field;
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\t\0]+/g, ' ').trim();
}

/** A parameter such as `filename`: plain, quoted, `name*`, `name*0*=…` in pieces, or an encoded word. Null: not there. */
export function parameterOf(field: string, name: string): string | null {
  const { params, decodedParams } = libmime.parseHeaderValue(field.slice(0, MOST_FIELD));
  const value = params[name];
  if (value === undefined) return null;
  return decodedParams.includes(name) ? oneLine(value) : decodeField(value);
}
