// The path of a line: frame-lines → scan → judge (here) → decode-event → onEvent. Synchronous, nothing queued, nothing
// kept between lines but an unfinished line and the counters.
import { Buffer } from 'node:buffer';
import { TypeCounts } from './count-types.ts';
import { decodeField, EventView } from './decode-event.ts';
import { EveError, type EveLineErrorCode, type MalformedLine } from './eve-error.ts';
import type { EveEvent } from './event/eve-event.ts';
import { DEFAULT_MAX_LINE_BYTES, LineFramer, type LineSink } from './frame-lines.ts';
import type { FieldTable, LineScanner } from './scan/line-scanner.ts';
import { type EveEngine, selectEngine } from './scan/select-engine.ts';

/** `decode`: counted and given to onEvent; `count`: counted in stats.byType only; `skip`: neither. */
export type TypeMode = 'decode' | 'count' | 'skip';

export interface EveParserOptions {
  /** Called inside write() or end(), in the order of the lines. The event can be read until this returns. */
  readonly onEvent: (event: EveEvent) => void;
  /** Called once for each line that is no event. */
  readonly onMalformed?: ((line: MalformedLine) => void) | undefined;
  /** By event_type, '' for lines without one; `decode` for types not named. */
  readonly types?: Readonly<Record<string, TypeMode>> | undefined;
  /** Left out: the fastest there is. */
  readonly engine?: EveEngine | undefined;
  /** Longest line taken, in bytes without its newline; default 1 MiB. */
  readonly maxLineBytes?: number | undefined;
}

/** Updated in place. Always: lines = malformed + the sum of byType + lines of skipped types. */
export interface EveStatsView {
  readonly engine: EveEngine;
  /** Everything given to write(). */
  readonly bytes: number;
  /** Lines finished, blank ones left out. */
  readonly lines: number;
  readonly malformed: number;
  readonly byType: Readonly<Record<string, number>>;
}

export interface EveParser {
  /** The chunk is lent until the call returns. */
  write(chunk: Uint8Array): void;
  /** Hands on a last line without newline; nothing can be written afterwards. */
  end(): void;
  readonly stats: EveStatsView;
}

const QUOTE = 0x22;
/** Above this a line no longer fits into one JavaScript string. */
const LARGEST_MAX_LINE_BYTES = 256 * 1024 * 1024;

/** Throws EveError: EVE_ENGINE_UNAVAILABLE for an engine this build has not, EVE_MISUSE for options that make no sense. */
export function createEveParser(options: EveParserOptions): EveParser {
  const engine = selectEngine(options.engine);
  const judge = new LineJudge(engine.name, engine.scanner, options);
  const framer = new LineFramer(judge, checkedMaxLineBytes(options.maxLineBytes));
  let state: 'open' | 'busy' | 'ended' = 'open';

  // The state stays busy when a callback throws: the rest of that chunk was not delivered, so going on would lose lines
  // in silence.
  function run(work: () => void, next: 'open' | 'ended'): void {
    if (state !== 'open') throw new EveError({ code: 'EVE_MISUSE', message: WHY_CLOSED[state] });
    state = 'busy';
    work();
    state = next;
  }

  return {
    write(chunk) {
      run(() => {
        judge.stats.bytes += chunk.length;
        framer.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      }, 'open');
    },
    end() {
      if (state !== 'ended') run(() => framer.flush(), 'ended');
    },
    stats: judge.stats,
  };
}

const WHY_CLOSED = {
  busy: 'the parser was called from its own callback, or an earlier callback threw',
  ended: 'the parser has ended',
} as const;

export function checkedMaxLineBytes(wished: number | undefined): number {
  const bytes = wished ?? DEFAULT_MAX_LINE_BYTES;
  if (Number.isInteger(bytes) && bytes >= 1 && bytes <= LARGEST_MAX_LINE_BYTES) return bytes;
  throw new EveError({ code: 'EVE_MISUSE', message: `maxLineBytes must be 1 to ${LARGEST_MAX_LINE_BYTES}: ${bytes}` });
}

class LineJudge implements LineSink {
  readonly stats: {
    engine: EveEngine;
    bytes: number;
    lines: number;
    malformed: number;
    byType: Record<string, number>;
  };
  readonly #scanner: LineScanner;
  readonly #onEvent: (event: EveEvent) => void;
  readonly #onMalformed: ((line: MalformedLine) => void) | undefined;
  readonly #modes: ReadonlyMap<string, TypeMode>;
  readonly #counts = new TypeCounts();

  constructor(engine: EveEngine, scanner: LineScanner, options: EveParserOptions) {
    this.#scanner = scanner;
    this.#onEvent = options.onEvent;
    this.#onMalformed = options.onMalformed;
    this.#modes = new Map(Object.entries(options.types ?? {}));
    for (const [type, mode] of this.#modes) {
      if (mode !== 'decode' && mode !== 'count' && mode !== 'skip') {
        throw new EveError({ code: 'EVE_MISUSE', message: `types.${type} must be decode, count or skip` });
      }
    }
    this.stats = { engine, bytes: 0, lines: 0, malformed: 0, byType: this.#counts.byType };
  }

  onLine(bytes: Buffer, start: number, end: number, offset: number): void {
    const verdict = this.#scanner.scan(bytes, start, end);
    if (verdict === 'blank') return;
    if (verdict === 'object') this.#onObject(bytes, start, end);
    else this.#refuse(verdict === 'not-json' ? 'EVE_NOT_JSON' : 'EVE_NOT_OBJECT', offset, end - start);
  }

  onLongLine(offset: number, length: number): void {
    this.#refuse('EVE_LINE_TOO_LONG', offset, length);
  }

  #onObject(bytes: Buffer, start: number, end: number): void {
    this.stats.lines += 1;
    const fields = this.#scanner.fields;
    const type = eventType(fields, bytes);
    const mode = this.#modes.get(type) ?? 'decode';
    if (mode === 'skip') return;
    this.#counts.add(type);
    if (mode === 'count') return;
    const view = new EventView(fields, bytes, start, end);
    try {
      this.#onEvent(EventView.asEvent(view));
    } finally {
      EventView.release(view);
    }
  }

  #refuse(code: EveLineErrorCode, offset: number, bytes: number): void {
    this.stats.lines += 1;
    this.stats.malformed += 1;
    this.#onMalformed?.({ code, offset, bytes });
  }
}

/** '' also where event_type is no text: its value is then not decoded, however large it is. */
function eventType(fields: FieldTable, bytes: Buffer): string {
  const field = fields.eventType;
  return field >= 0 && bytes[fields.valueStart(field)] === QUOTE ? String(decodeField(fields, bytes, field)) : '';
}
