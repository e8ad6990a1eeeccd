// One text, parsed by an engine in the given pieces, against what JSON.parse says about each of its lines.
import { isDeepStrictEqual } from 'node:util';
import { createEveParser, type EveEngine, type MalformedLine, OTHER_TYPES, type TypeMode } from '../src/index.ts';

/** Longer types are counted under OTHER_TYPES. */
const LONGEST_NAME = 128;

export interface Case {
  readonly text: Buffer;
  /** Lengths of the pieces it is written in; the rest comes at once. */
  readonly cuts: readonly number[];
  readonly types: Readonly<Record<string, TypeMode>>;
  readonly maxLineBytes: number;
}

export interface Outcome {
  events: Record<string, unknown>[];
  malformed: MalformedLine[];
  lines: number;
  byType: [string, number][];
}

/** What a parser owes, by the plainest means there are. */
export function expected({ text, types, maxLineBytes }: Case): Outcome {
  const outcome: Outcome = { events: [], malformed: [], lines: 0, byType: [] };
  const counts = new Map<string, number>();
  const modes = new Map(Object.entries(types));
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf(0x0a, start);
    const end = newline < 0 ? text.length : newline;
    const verdict = judge(text.subarray(start, end), maxLineBytes);
    if (verdict !== 'blank') outcome.lines += 1;
    if (typeof verdict === 'object') {
      const type =
        typeof verdict['event_type'] === 'string' && Object.hasOwn(verdict, 'event_type') ? verdict['event_type'] : '';
      const mode = modes.get(type) ?? 'decode';
      const key = type.length > LONGEST_NAME ? OTHER_TYPES : type;
      if (mode !== 'skip') counts.set(key, (counts.get(key) ?? 0) + 1);
      if (mode === 'decode') outcome.events.push(verdict);
    } else if (verdict !== 'blank') outcome.malformed.push({ code: verdict, offset: start, bytes: end - start });
    start = end + 1;
  }
  outcome.byType = [...counts].sort();
  return outcome;
}

function judge(line: Buffer, maxLineBytes: number): Record<string, unknown> | 'blank' | MalformedLine['code'] {
  if (line.length > maxLineBytes) return 'EVE_LINE_TOO_LONG';
  const text = line.toString('utf8');
  if (/^[ \t\r]*$/.test(text)) return 'blank';
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : 'EVE_NOT_OBJECT';
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return 'EVE_NOT_JSON';
    throw thrown;
  }
}

/** The first difference between the engine and JSON.parse in words, null when there is none. */
export function findDifference(engine: EveEngine, test: Case, wanted: Outcome): string | null {
  const seen: Outcome = { events: [], malformed: [], lines: 0, byType: [] };
  let difference: string | null = null;
  const parser = createEveParser({
    engine,
    types: test.types,
    maxLineBytes: test.maxLineBytes,
    onEvent: (event) => {
      const object = wanted.events[seen.events.length];
      // Fields first: toObject must not be what makes them right.
      for (const name of object === undefined ? [] : [...Object.keys(object), 'src_ip', 'then', 'payload_printable']) {
        if (name === 'toObject' || name === 'toJSON') continue;
        const own = object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
        if (!isDeepStrictEqual(Reflect.get(event, name), own))
          difference ??= `field ${name} of event ${seen.events.length}`;
      }
      seen.events.push(event.toObject());
    },
    onMalformed: (line) => seen.malformed.push(line),
  });
  let at = 0;
  for (const cut of test.cuts) {
    parser.write(test.text.subarray(at, at + cut));
    at += cut;
  }
  parser.write(test.text.subarray(at));
  parser.end();
  seen.lines = parser.stats.lines;
  seen.byType = Object.entries(parser.stats.byType).sort();
  if (difference !== null) return difference;
  for (const part of ['lines', 'malformed', 'byType', 'events'] as const) {
    if (!isDeepStrictEqual(seen[part], wanted[part])) {
      return `${part}: ${JSON.stringify(seen[part])?.slice(0, 400)} instead of ${JSON.stringify(wanted[part])?.slice(0, 400)}`;
    }
  }
  return null;
}
