// What becomes of a line: a verdict and a type → a count, an event for onEvent, or a report for onMalformed. Both
// engines end here; the plain one, and lines the kernel leaves to JavaScript, come through onLine.
import type { Buffer } from 'node:buffer';
import { TypeCounts } from './count-types.ts';
import { EventView } from './decode-event.ts';
import { EveError, type EveLineErrorCode, type MalformedLine } from './eve-error.ts';
import type { EveEvent } from './event/eve-event.ts';
import type { LineSink } from './frame-lines.ts';
import { JsLineScanner } from './scan/js/scan-line.ts';
import type { EveEngine } from './scan/select-engine.ts';

/** `decode`: counted and given to onEvent; `count`: counted in stats.byType only; `skip`: neither. */
export type TypeMode = 'decode' | 'count' | 'skip';

/** Takes the stream's bytes in any pieces. */
export interface LineIntake {
  push(chunk: Buffer): void;
  /** Reads once, where it can straight to where the bytes are parsed; gives the count, 0 at the end. */
  readFrom(fd: number): number;
  /** Hands on a last line that has no newline. */
  flush(): void;
}

export interface JudgeOptions {
  readonly onEvent: (event: EveEvent) => void;
  readonly onMalformed?: ((line: MalformedLine) => void) | undefined;
  readonly types?: Readonly<Record<string, TypeMode>> | undefined;
  readonly otherTypes?: TypeMode | undefined;
}

export interface JudgeStats {
  engine: EveEngine;
  bytes: number;
  lines: number;
  malformed: number;
  byType: Record<string, number>;
}

export class LineJudge implements LineSink {
  readonly stats: JudgeStats;
  /** Stream offset of the line that is delivered, where somebody asks for it. */
  lineOffset = 0;
  readonly #scanner = new JsLineScanner();
  readonly #view = new EventView(this.#scanner.fields);
  readonly #onEvent: (event: EveEvent) => void;
  readonly #onMalformed: ((line: MalformedLine) => void) | undefined;
  readonly #modes: ReadonlyMap<string, TypeMode>;
  readonly #otherTypes: TypeMode;
  readonly #counts = new TypeCounts();

  constructor(engine: EveEngine, options: JudgeOptions) {
    this.#onEvent = options.onEvent;
    this.#onMalformed = options.onMalformed;
    this.#modes = new Map(Object.entries(options.types ?? {}));
    this.#otherTypes = options.otherTypes ?? 'decode';
    for (const [type, mode] of [...this.#modes, ['(others)', this.#otherTypes] as const]) {
      if (mode !== 'decode' && mode !== 'count' && mode !== 'skip') {
        throw new EveError({ code: 'EVE_MISUSE', message: `types.${type} must be decode, count or skip` });
      }
    }
    this.stats = { engine, bytes: 0, lines: 0, malformed: 0, byType: this.#counts.byType };
  }

  onLine(bytes: Buffer, start: number, end: number, offset: number): void {
    const verdict = this.#scanner.scan(bytes, start, end);
    this.lineOffset = offset;
    if (verdict === 'blank') return;
    this.stats.lines += 1;
    if (verdict !== 'object') {
      this.refuse(verdict === 'not-json' ? 'EVE_NOT_JSON' : 'EVE_NOT_OBJECT', offset, end - start);
      return;
    }
    const type = EventView.typeOf(this.#scanner.fields);
    const mode = this.modeOf(type);
    if (mode === 'skip') return;
    this.countType(type, 1);
    if (mode === 'decode') this.deliver(this.#view, type);
  }

  onLongLine(offset: number, length: number): void {
    this.stats.lines += 1;
    this.refuse('EVE_LINE_TOO_LONG', offset, length);
  }

  modeOf(type: string): TypeMode {
    return this.#modes.get(type) ?? this.#otherTypes;
  }

  countType(type: string, count: number): void {
    this.#counts.add(type, count);
  }

  /** The view's fields are those of the line, its type is already counted. */
  deliver(view: EventView, type: string): void {
    EventView.lend(view, type);
    try {
      this.#onEvent(EventView.asEvent(view));
    } finally {
      EventView.release(view);
    }
  }

  /** The line is already counted. */
  refuse(code: EveLineErrorCode, offset: number, bytes: number): void {
    this.stats.malformed += 1;
    this.#onMalformed?.({ code, offset, bytes });
  }
}
