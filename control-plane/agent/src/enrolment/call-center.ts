// One call to the center over a TLS 1.3 connection of its own; bounded in time and bytes.
import { request } from 'node:http';
import { connect, type TLSSocket } from 'node:tls';
import {
  CLAIM_EXPORTER,
  EXPORTED_BYTES,
  enrolmentRefusalSchema,
  MAX_ENROLMENT_BYTES,
} from '@omamori/contract/enrolment';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';

const WAIT_MS = 20_000;

export type Trust =
  /** A claim: whom it speaks with is proved by the code, not by a certificate. */
  | { readonly kind: 'by-proof' }
  | { readonly kind: 'mutual'; readonly ca: string; readonly cert: string; readonly key: string };

export interface CenterCall {
  readonly url: string;
  readonly path: '/v1/claim' | '/v1/confirm' | '/v1/renew';
  readonly trust: Trust;
  /** Made when the connection stands. */
  readonly body: (exported: Buffer) => object;
}

/** The parsed JSON answer and the bytes that bind it to the connection. Errors: ENR_CENTER_AWAY, those the center gives. */
export async function callCenter(call: CenterCall): Promise<Result<{ answer: unknown; exported: Buffer }>> {
  const abort = AbortSignal.timeout(WAIT_MS);
  let socket: TLSSocket | undefined;
  try {
    socket = await open(call, abort);
    const exported = socket.exportKeyingMaterial(EXPORTED_BYTES, CLAIM_EXPORTER, Buffer.alloc(0));
    const { status, text } = await post(socket, call, JSON.stringify(call.body(exported)), abort);
    const answer: unknown = JSON.parse(text);
    if (status === 200) return ok({ answer, exported });
    const refusal = enrolmentRefusalSchema.safeParse(answer);
    if (refusal.success && /^ENR_[A-Z_]{1,40}$/.test(refusal.data.code))
      return { ok: false, error: { code: refusal.data.code, message: refusal.data.message.slice(0, 300) } };
    return err('ENR_CENTER_AWAY', 'The center gave an answer that is none of ours.', { status });
  } catch (thrown) {
    return err('ENR_CENTER_AWAY', 'The center cannot be reached where boxes claim.', { cause: causeOf(thrown) });
  } finally {
    socket?.destroy();
  }
}

function open({ url, trust }: CenterCall, signal: AbortSignal): Promise<TLSSocket> {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const { kind, ...pair } = trust;
  return new Promise((resolve, reject) => {
    const socket = connect({
      ...{ host, port: Number(port === '' ? '443' : port), minVersion: 'TLSv1.3', ...pair },
      rejectUnauthorized: kind === 'mutual',
    });
    const fail = (cause: Error): void => {
      socket.destroy();
      reject(cause);
    };
    const late = (): void => fail(new Error('no answer in time'));
    signal.addEventListener('abort', late, { once: true });
    socket.once('error', fail);
    socket.once('secureConnect', () => {
      signal.removeEventListener('abort', late);
      socket.off('error', fail);
      resolve(socket);
    });
  });
}

function post(
  socket: TLSSocket,
  call: CenterCall,
  body: string,
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const { host } = new URL(call.url);
    const sent = request({
      createConnection: () => socket,
      method: 'POST',
      path: call.path,
      headers: { host, ...headers },
      signal,
    });
    sent.once('error', reject);
    sent.once('response', (response) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      response.on('data', (part: Buffer) => {
        bytes += part.byteLength;
        if (bytes > 2 * MAX_ENROLMENT_BYTES) sent.destroy(new Error('the answer is too long'));
        else parts.push(part);
      });
      response.once('error', reject);
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
      );
    });
    sent.end(body);
  });
}
