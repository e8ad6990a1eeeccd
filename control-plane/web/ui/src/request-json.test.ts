import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type AnswerSchema, requestJson } from './request-json.ts';

const number: AnswerSchema<number> = {
  safeParse: (value) =>
    typeof value === 'number' ? { success: true, data: value } : { success: false, error: { message: 'no number' } },
};

let server: Server | null = null;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((done) => (server === null ? done(null) : server.close(done)));
  server = null;
});

async function serve(status: number, body: string, headers: Record<string, string> = {}): Promise<string> {
  const started = createServer((_request, response) => response.writeHead(status, headers).end(body));
  server = started;
  await new Promise<void>((done) => started.listen(0, '127.0.0.1', done));
  const address = started.address();
  if (address === null || typeof address === 'string') throw new Error('the test server has no port');
  return `http://127.0.0.1:${address.port}/`;
}

describe('requestJson', () => {
  it('gives the parsed answer', async () => {
    expect(await requestJson(await serve(200, '7'), number)).toEqual({ ok: true, value: 7 });
  });
  it('carries code, status and waiting time of a refusal', async () => {
    const url = await serve(429, '{"error":{"code":"ADM_CODE_LOCKED","message":"later"}}', { 'retry-after': '30' });
    expect(await requestJson(url, number)).toEqual({
      ok: false,
      error: { code: 'ADM_CODE_LOCKED', message: 'later', status: 429, retryAfter: 30 },
    });
  });
  it('says that an answer is unreadable, broken or of another shape', async () => {
    for (const body of ['"seven"', '{"cut'])
      expect(await requestJson(await serve(200, body), number)).toMatchObject({
        error: { code: 'WEB_ANSWER_UNREADABLE' },
      });
  });
  it('words a refusal without a code as WEB_REFUSED', async () => {
    expect(await requestJson(await serve(502, '<html>'), number)).toMatchObject({
      error: { code: 'WEB_REFUSED', status: 502 },
    });
  });
  it('says that nobody answers', async () => {
    expect(await requestJson('http://127.0.0.1:1/', number)).toMatchObject({
      error: { code: 'WEB_UNREACHABLE', status: 0 },
    });
  });
});
