// The path of a line: intake (frame, scan) → judge-line → decode-event → onEvent. Synchronous, nothing queued, nothing
// kept between calls but an unfinished line and the counters.
import { EveError, type MalformedLine } from './eve-error.ts';
import type { EveEvent } from './event/eve-event.ts';
import { DEFAULT_MAX_LINE_BYTES } from './frame-lines.ts';
import { LineJudge, type TypeMode } from './judge-line.ts';
import { openDoor } from './open-door.ts';
import { type EveEngine, selectEngine, startIntake } from './scan/select-engine.ts';

export interface EveParserOptions {
  /** Called inside write() or end(), in the order of the lines. The event can be read until this returns. */
  readonly onEvent: (event: EveEvent) => void;
  /** Called once for each line that is no event. */
  readonly onMalformed?: ((line: MalformedLine) => void) | undefined;
  /** By event_type, '' for lines without one. */
  readonly types?: Readonly<Record<string, TypeMode>> | undefined;
  /** For types not named in `types`; default `decode`. */
  readonly otherTypes?: TypeMode | undefined;
  /** Left out: the fastest there is. */
  readonly engine?: EveEngine | undefined;
  /** Longest line taken, in bytes without its newline; default 1 MiB. */
  readonly maxLineBytes?: number | undefined;
}

/**
 * Updated in place; exact between calls (inside a callback lines of the same chunk behind the current one may already
 * be counted). Always: lines = malformed + the sum of byType + lines of skipped types.
 */
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
  /**
   * Reads once from an open file at its current position, without a copy in between, and parses what came. Gives the
   * number of bytes, 0 at the end of the file; throws what fs.readSync throws.
   */
  readFrom(fd: number): number;
  /** Hands on a last line without newline; nothing can be written afterwards. */
  end(): void;
  readonly stats: EveStatsView;
}

/** Above this a line no longer fits into one JavaScript string. */
const LARGEST_MAX_LINE_BYTES = 256 * 1024 * 1024;

/** Throws EveError: EVE_ENGINE_UNAVAILABLE for an engine that cannot be had, EVE_MISUSE for options that make no sense. */
export function createEveParser(options: EveParserOptions): EveParser {
  const engine = selectEngine(options.engine);
  const judge = new LineJudge(engine, options);
  return openDoor(judge, startIntake(engine, judge, checkedMaxLineBytes(options.maxLineBytes)));
}

export function checkedMaxLineBytes(wished: number | undefined): number {
  const bytes = wished ?? DEFAULT_MAX_LINE_BYTES;
  if (Number.isInteger(bytes) && bytes >= 1 && bytes <= LARGEST_MAX_LINE_BYTES) return bytes;
  throw new EveError({ code: 'EVE_MISUSE', message: `maxLineBytes must be 1 to ${LARGEST_MAX_LINE_BYTES}: ${bytes}` });
}
