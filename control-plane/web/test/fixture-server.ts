import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';

export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}
export type ApiHandler = (call: { method: string; path: string; search: URLSearchParams; body: unknown }) => Reply;

export interface FixtureServer {
  url: string;
  /** Sends an event to every open live stream. */
  emit: (event: string, data: unknown) => void;
  close: () => Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

async function readCall(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString('utf8');
  return text === '' ? null : JSON.parse(text);
}

async function serveFile(dist: string, path: string, response: ServerResponse): Promise<void> {
  const wanted = extname(path) === '' ? '/index.html' : normalize(path);
  try {
    const content = await readFile(join(dist, wanted));
    const type = TYPES[extname(wanted)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY }).end(content);
  } catch {
    response.writeHead(404).end();
  }
}

/** Serves a built page under the policy it must keep, and answers its API from a handler. */
export async function serveFixture(dist: string, api: ApiHandler): Promise<FixtureServer> {
  const streams = new Set<ServerResponse>();
  let cursor = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://fixture');
    if (!url.pathname.startsWith('/api/')) return serveFile(dist, decodeURIComponent(url.pathname), response);
    const call = { method: request.method ?? 'GET', path: url.pathname, search: url.searchParams };
    const reply = api({ ...call, body: await readCall(request) });
    if (call.path === '/api/live' && reply.status === 200) {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n');
      streams.add(response);
      response.on('close', () => streams.delete(response));
      return;
    }
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(reply.body === undefined ? '' : JSON.stringify(reply.body));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((cause: unknown) => {
      response.writeHead(500).end(String(cause));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the fixture server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    emit: (event, data) => {
      cursor += 1;
      for (const stream of streams) stream.write(`id: ${cursor}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    close: async () => {
      for (const stream of streams) stream.end();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

export const refuse = (status: number, code: string, message: string): Reply => ({
  status,
  body: { error: { code, message } },
});
