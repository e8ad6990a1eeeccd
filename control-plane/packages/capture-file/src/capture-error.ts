/** Expected failures are values. The package stands alone, so it has its own small form of them. */
export interface CaptureError {
  readonly code:
    | 'CPF_UNREADABLE'
    | 'CPF_EMPTY'
    | 'CPF_MAGIC_UNKNOWN'
    | 'CPF_VERSION_UNKNOWN'
    | 'CPF_HEADER_CUT'
    | 'CPF_RECORD_BAD'
    | 'CPF_INTERFACE_UNKNOWN';
  readonly message: string;
}

export type CaptureResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: CaptureError };

export function failure(code: CaptureError['code'], message: string): { ok: false; error: CaptureError } {
  return { ok: false, error: { code, message } };
}
