/**
 * Every code this package can give.
 * - of a line (a value, never thrown): EVE_NOT_JSON, EVE_NOT_OBJECT, EVE_LINE_TOO_LONG
 * - of a followed file (a value given to onGap): EVE_FILE_TRUNCATED, EVE_FILE_GONE
 * - thrown or rejected: EVE_ENGINE_UNAVAILABLE, EVE_MISUSE (the caller's bug), EVE_FILE_UNREADABLE
 */
export type EveErrorCode =
  | 'EVE_NOT_JSON'
  | 'EVE_NOT_OBJECT'
  | 'EVE_LINE_TOO_LONG'
  | 'EVE_FILE_TRUNCATED'
  | 'EVE_FILE_GONE'
  | 'EVE_ENGINE_UNAVAILABLE'
  | 'EVE_MISUSE'
  | 'EVE_FILE_UNREADABLE';

export type EveLineErrorCode = Extract<EveErrorCode, 'EVE_NOT_JSON' | 'EVE_NOT_OBJECT' | 'EVE_LINE_TOO_LONG'>;

export type EveGapCode = Extract<EveErrorCode, 'EVE_FILE_TRUNCATED' | 'EVE_FILE_GONE'>;

/** A line that is no event. No Error object: a bad line must not cost a stack trace. */
export interface MalformedLine {
  readonly code: EveLineErrorCode;
  /** Bytes from the first byte the parser was given to the first byte of the line. */
  readonly offset: number;
  /** Length of the line in bytes, without its newline; for EVE_LINE_TOO_LONG the true length, not the limit. */
  readonly bytes: number;
}

/** Thrown when the caller asked for something that cannot be, rejected with when a followed file cannot be read. */
export class EveError extends Error {
  readonly code: EveErrorCode;

  constructor(error: { code: EveErrorCode; message: string; cause?: unknown }) {
    super(error.message, error.cause === undefined ? undefined : { cause: error.cause });
    this.name = 'EveError';
    this.code = error.code;
  }
}
