/** One call to an own API: the answer is parsed here, once, and failure is a value. */
export interface AnswerSchema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: { message: string } };
}

export interface RequestError {
  readonly code: string;
  /** Sentence of the server, in its language; empty for our own codes, which the catalogues word. */
  readonly message: string;
  /** HTTP status, 0 when there was no answer. */
  readonly status: number;
  /** Seconds of `Retry-After`, if the server named them. */
  readonly retryAfter: number | null;
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: RequestError };

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT';
  body?: unknown;
  /** In place of `body`: sent as they are. */
  bytes?: Blob;
  signal?: AbortSignal;
  timeoutMs?: number;
  /** Sent even while the page is being left. */
  keepalive?: boolean;
}

const TIMEOUT_MS = 15_000;

function failed(code: string, message: string, status: number, retryAfter: number | null = null): Answer<never> {
  return { ok: false, error: { code, message, status, retryAfter } };
}

function readRefusal(body: unknown): { code: string; message: string } {
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : null;
  if (typeof error !== 'object' || error === null) return { code: 'WEB_REFUSED', message: '' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'WEB_REFUSED';
  return { code, message: 'message' in error && typeof error.message === 'string' ? error.message : '' };
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function send(path: string, options: RequestOptions): Promise<Response | Answer<never>> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]);
  const { bytes } = options;
  const body =
    bytes !== undefined ? { body: bytes } : options.body === undefined ? {} : { body: JSON.stringify(options.body) };
  try {
    return await fetch(path, {
      method: options.method ?? 'GET',
      headers: {
        accept: 'application/json',
        ...(bytes === undefined ? {} : { 'content-type': 'application/octet-stream' }),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      credentials: 'same-origin',
      cache: 'no-store',
      keepalive: options.keepalive ?? false,
      signal,
      ...body,
    });
  } catch {
    return failed(timeout.aborted ? 'WEB_TIMEOUT' : 'WEB_UNREACHABLE', '', 0);
  }
}

export async function requestJson<T>(
  path: string,
  schema: AnswerSchema<T>,
  options: RequestOptions = {},
): Promise<Answer<T>> {
  const response = await send(path, options);
  if (!(response instanceof Response)) return response;
  const body = await readBody(response).catch(() => undefined);
  if (!response.ok) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    const { code, message } = readRefusal(body);
    return failed(code, message, response.status, Number.isFinite(seconds) ? seconds : null);
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return { ok: true, value: parsed.data };
  return failed('WEB_ANSWER_UNREADABLE', parsed.error.message, response.status);
}

/** For answers without a body (204). */
export const nothing: AnswerSchema<null> = { safeParse: () => ({ success: true, data: null }) };

/** Query libraries know failure only as a throw; this carries the coded error through them. */
export class RequestFailure extends Error {
  readonly detail: RequestError;
  constructor(detail: RequestError) {
    super(`${detail.code} ${detail.message}`);
    this.name = 'RequestFailure';
    this.detail = detail;
  }
}

export function unwrap<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value;
  throw new RequestFailure(answer.error);
}

export function errorOf(thrown: unknown): RequestError {
  if (thrown instanceof RequestFailure) return thrown.detail;
  return { code: 'WEB_DEFECT', message: String(thrown), status: 0, retryAfter: null };
}
