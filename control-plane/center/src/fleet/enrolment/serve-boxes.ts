// HTTPS for boxes, three calls (contract/src/enrolment.ts). TLS 1.3 only. A claim comes without a certificate and is
// bound to its connection; the others come with one of this center's authority, looked up at each call.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { TLSSocket } from 'node:tls';
import {
  CLAIM_EXPORTER,
  claimRequestSchema,
  confirmRequestSchema,
  EXPORTED_BYTES,
  MAX_ENROLMENT_BYTES,
  renewRequestSchema,
} from '@omamori/contract/enrolment';
import { type CodedError, causeOf, err, ok, type Result } from '@omamori/contract/result';
import type { z } from 'zod';
import { sourceOf, type TryLimit } from '../../http-api/access/limit-tries.ts';
import type { Log } from '../../log.ts';
import type { BoxAnswers } from './answer-box.ts';
import type { ServerPair } from './authority.ts';
import { boxOf } from './box-of-socket.ts';

const REQUEST_TIMEOUT_MS = 20_000;
const MOST_CONNECTIONS = 1_000;

export interface BoxDoor {
  readonly address: { readonly host: string; readonly port: number };
  /** Another certificate of the server for new connections. */
  renew(pair: ServerPair): void;
  close(): Promise<void>;
}

export interface BoxDoorOptions {
  readonly listen: { readonly host: string; readonly port: number };
  readonly pair: ServerPair;
  readonly authority: string;
  readonly answers: BoxAnswers;
  readonly tries: TryLimit;
  readonly log: Log;
}

/** Error: CTR_PORT_TAKEN. */
export async function serveBoxes(options: BoxDoorOptions): Promise<Result<BoxDoor>> {
  const { listen, authority, log } = options;
  const usual = { ca: [authority], requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.3' as const };
  const server = createServer(
    { ...options.pair, ...usual, requestTimeout: REQUEST_TIMEOUT_MS },
    (request, response) => {
      handle(options, request, response).catch((thrown: unknown) => {
        log.error({ code: 'ENR_FAILED', cause: causeOf(thrown) }, 'a call of a box failed');
        answer(response, 500, { code: 'ENR_FAILED', message: 'The center could not answer.' });
      });
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.on('tlsClientError', (cause) => log.debug({ cause: cause.message }, 'a TLS connection of a box failed'));
  try {
    await listenOn(server, listen);
  } catch (thrown) {
    const where = `${listen.host}:${listen.port}`;
    return err('CTR_PORT_TAKEN', `The address ${where} for claims cannot be used.`, { cause: causeOf(thrown) });
  }
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : listen.port;
  return ok({
    address: { host: listen.host, port },
    renew: (pair) => server.setSecureContext({ ...pair, ca: [authority], minVersion: 'TLSv1.3' }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

async function handle(options: BoxDoorOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const socket = request.socket as TLSSocket;
  const source = sourceOf(socket.remoteAddress ?? 'unknown');
  const wait = await options.tries.take(`claim ${source}`);
  if (wait > 0) {
    response.setHeader('Retry-After', String(wait));
    return answer(response, 429, { code: 'ENR_TOO_MANY', message: `Too many calls. Wait ${wait} seconds.` });
  }
  const body = request.method === 'POST' ? await readBody(request) : null;
  const result = body === null ? wrongForm() : await route(options.answers, request.url ?? '', body, socket);
  if (result.ok) {
    await options.tries.forget(`claim ${source}`);
    return answer(response, 200, result.value ?? {});
  }
  const { code, message } = result.error;
  options.log.warn({ ...result.error.detail, code, source, path: request.url?.slice(0, 40) }, 'a box was refused');
  answer(response, STATUS[code] ?? 500, { code, message });
}

const STATUS: Readonly<Record<string, number>> = {
  ENR_CALL_INVALID: 400,
  ENR_REQUEST_INVALID: 400,
  ENR_REFUSED: 403,
  ENR_STICKER_USED: 409,
  ENR_STICKER_EXPIRED: 410,
  ENR_CERTIFICATE_ENDED: 403,
};

async function route(answers: BoxAnswers, path: string, body: unknown, socket: TLSSocket): Promise<Result<unknown>> {
  if (path === '/v1/claim') {
    const claim = parse(claimRequestSchema, body);
    if (!claim.ok) return claim;
    const exported = socket.exportKeyingMaterial(EXPORTED_BYTES, CLAIM_EXPORTER, Buffer.alloc(0));
    return await answers.claim(claim.value, exported, socket.remoteAddress ?? '');
  }
  const box = boxOf(socket);
  if (box === null) return err('ENR_CERTIFICATE_ENDED', 'A certificate of this center is needed.');
  if (path === '/v1/confirm') {
    const asked = parse(confirmRequestSchema, body);
    return asked.ok ? await answers.confirm(box.serial, box.appliance) : asked;
  }
  if (path !== '/v1/renew') return wrongForm();
  const asked = parse(renewRequestSchema, body);
  return asked.ok ? await answers.renew(box.serial, box.appliance, asked.value.request) : asked;
}

function parse<T>(schema: z.ZodType<T>, body: unknown): Result<T> {
  const parsed = schema.safeParse(body);
  return parsed.success ? ok(parsed.data) : wrongForm();
}

function wrongForm(): Result<never> {
  return err('ENR_CALL_INVALID', 'The call has not the agreed form.');
}

/** Null: too long or no JSON. */
async function readBody(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.byteLength;
    if (bytes > MAX_ENROLMENT_BYTES) return null;
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

function answer(response: ServerResponse, status: number, body: CodedError | unknown): void {
  if (response.headersSent) return;
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', Connection: 'close' });
  response.end(JSON.stringify(body));
}

function listenOn(server: Server, listen: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
