import { Buffer } from 'node:buffer';
import { EventView } from './decode-event.ts';
import type { EveLineErrorCode } from './eve-error.ts';
import { checkedMaxLineBytes } from './eve-parser.ts';
import type { EveEvent } from './event/eve-event.ts';
import { JsLineScanner } from './scan/js/scan-line.ts';

export interface EveLineError {
  readonly code: EveLineErrorCode;
  readonly message: string;
}

export type EveLineResult =
  | { readonly ok: true; readonly event: EveEvent }
  | { readonly ok: false; readonly error: EveLineError };

/**
 * One line, with or without its newline. The bytes are copied: the event may be kept. Text is read as its UTF-8 bytes,
 * so that a lone surrogate becomes U+FFFD. A blank line is EVE_NOT_JSON here: one event was asked for.
 */
export function parseEveLine(line: Uint8Array | string, options: { maxLineBytes?: number } = {}): EveLineResult {
  const limit = checkedMaxLineBytes(options.maxLineBytes);
  const bytes = typeof line === 'string' ? Buffer.from(line, 'utf8') : Buffer.from(line);
  if (bytes.length > limit) {
    return { ok: false, error: { code: 'EVE_LINE_TOO_LONG', message: `longer than ${limit} bytes` } };
  }
  const scanner = new JsLineScanner();
  switch (scanner.scan(bytes, 0, bytes.length)) {
    case 'object':
      return { ok: true, event: keptEvent(scanner) };
    case 'not-object':
      return { ok: false, error: { code: 'EVE_NOT_OBJECT', message: 'valid JSON, but not an object' } };
    case 'blank':
    case 'not-json':
      return { ok: false, error: { code: 'EVE_NOT_JSON', message: 'not valid JSON' } };
  }
}

/** Lent for ever: bytes and scanner belong to this event alone. */
function keptEvent(scanner: JsLineScanner): EveEvent {
  const view = new EventView(scanner.fields);
  EventView.lend(view, '');
  return EventView.asEvent(view);
}
