import type { Side } from '../conversation.ts';
import { factText } from '../conversation.ts';
import type { FileFacts } from '../file-object.ts';

const MOST_HEAD_BYTES = 16_384;

/** Sender, recipient and the name of the message for the notice; no subject, no body (通信の秘密). */
export function mailFacts(
  protocol: FileFacts['protocol'],
  envelope: { readonly from?: string; readonly to?: readonly string[] },
): FileFacts {
  const { from, to = [] } = envelope;
  return {
    protocol,
    name: null,
    encoding: null,
    ...(from === undefined ? {} : { envelope: { from: factText(from), to: to.map(factText) } }),
    facts: {
      ...(from === undefined || from === '' ? {} : { 'mail from': factText(from) }),
      ...(to.length === 0 ? {} : { 'mail to': factText(to.slice(0, 8).join(' ')) }),
    },
  };
}

/** `<…>` of MAIL FROM and RCPT TO (RFC 5321 §4.1.1). */
export function pathOf(line: string): string {
  return /<([^>]*)>/.exec(line)?.[1] ?? '';
}

/** From, To and the first attachment's name out of a message's head and its parts' heads. */
export function readMailHead(content: Buffer): Record<string, string> {
  const head =
    content
      .subarray(0, MOST_HEAD_BYTES)
      .toString('latin1')
      .split(/\r?\n\r?\n/, 1)[0] ?? '';
  const unfolded = head.replace(/\r?\n[ \t]+/g, ' ');
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}:\\s*(.+)$`, 'im').exec(unfolded)?.[1]?.slice(0, 300);
  const address = (value: string | undefined): string | undefined =>
    value && (/[^\s<>]+@[^\s<>,;]+/.exec(value)?.[0] ?? undefined);
  const from = address(field('from'));
  const to = address(field('to'));
  const file = /(?:file)?name\*?=\s*"?([^"\r\n;]{1,200})"?/i.exec(content.subarray(0, 262_144).toString('latin1'))?.[1];
  return {
    ...(from === undefined ? {} : { 'mail from': factText(from) }),
    ...(to === undefined ? {} : { 'mail to': factText(to) }),
    ...(file === undefined ? {} : { file: factText(file) }),
  };
}

export type { Side };
