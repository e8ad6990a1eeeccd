/** Expected failure is a value. Throwing means a bug (docs/adr/0003-errors-are-values.md). */
export interface CodedError {
  /** Stable code, documented in control-plane/docs/errors.md. */
  readonly code: string;
  /** One sentence for a person: what happened and, where there is one, what to do. Never carries a secret. */
  readonly message: string;
  /** Facts for the log: paths, counts, the causing message. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

export type Ok<T> = { readonly ok: true; readonly value: T };
export type Err<E extends CodedError = CodedError> = { readonly ok: false; readonly error: E };
export type Result<T, E extends CodedError = CodedError> = Ok<T> | Err<E>;

export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

export function err(code: string, message: string, detail?: CodedError['detail']): Err {
  return { ok: false, error: detail === undefined ? { code, message } : { code, message, detail } };
}

/** The message of anything that was thrown, for a `detail`. */
export function causeOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
