// What the fuzzer starts from: the EVE lines of our own traffic in fixtures/, a few that no Suricata writes, and those
// of a file that is named.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures');
const LONGEST = 20_000;

const STRANGE = [
  '{}',
  '{"a":1}',
  '{"event_type":"alert","alert":{"signature_id":1}}',
  '{ "event_type" : "dns" , "a" : [ 1 , 2 ] }',
  '{"event_type":"a type of more than sixteen bytes","x":"\\u00e9\\n"}',
  '{"é":"\\ud83d\\ude00","日本":"語","n":[[],{},[{}],""]}',
  '{"event_type":5,"event_type":"flow","src_ip":"::1","src_ip":"fe80::1"}',
  '[]',
  '""',
  '',
];

export function seedLines(file?: string): Buffer[] {
  const files = existsSync(FIXTURES) ? readdirSync(FIXTURES).filter((name) => name.endsWith('.ndjson')) : [];
  const texts = [...files.map((name) => join(FIXTURES, name)), ...(file === undefined ? [] : [file])].map((path) =>
    readFileSync(path),
  );
  return [...STRANGE.map((line) => Buffer.from(line)), ...texts.flatMap(linesOf)].filter(
    ({ length }) => length <= LONGEST,
  );
}

export function linesOf(text: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf(0x0a, start);
    const end = newline < 0 ? text.length : newline;
    if (end > start) lines.push(text.subarray(start, end));
    start = end + 1;
  }
  return lines;
}
