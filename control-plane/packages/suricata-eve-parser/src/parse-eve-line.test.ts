import { expect, test } from 'vitest';
import { parseEveLine } from './index.ts';

function codeOf(line: string, maxLineBytes?: number): string {
  const result = parseEveLine(line, maxLineBytes === undefined ? {} : { maxLineBytes });
  return result.ok ? 'ok' : result.error.code;
}

test('a line gives its event, from bytes or text, with or without a newline', () => {
  const text = '{"event_type":"alert","alert":{"signature_id":2100498}}';
  for (const line of [text, `${text}\r\n`, Buffer.from(text)]) {
    const result = parseEveLine(line);
    expect(result.ok && result.event.event_type).toBe('alert');
    expect(result.ok && result.event.alert?.signature_id).toBe(2100498);
    expect(result.ok && result.event.toObject()).toEqual(JSON.parse(text));
  }
});

test('an event outlives the bytes it was read from and the next call', () => {
  const bytes = Buffer.from('{"flow_id":1}');
  const first = parseEveLine(bytes);
  bytes.fill(0x20);
  parseEveLine('{"a":{"flow_id":2}}');
  expect(first.ok && first.event.flow_id).toBe(1);
});

test('what is no event is an error value with its code', () => {
  expect(codeOf('{"a":')).toBe('EVE_NOT_JSON');
  expect(codeOf('')).toBe('EVE_NOT_JSON');
  expect(codeOf('null')).toBe('EVE_NOT_OBJECT');
  expect(codeOf('{"a":1}', 6)).toBe('EVE_LINE_TOO_LONG');
  expect(codeOf('{"a":1}', 7)).toBe('ok');
});
