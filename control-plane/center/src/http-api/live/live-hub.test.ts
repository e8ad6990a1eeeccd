import { createServer, get, type IncomingMessage } from 'node:http';
import type { Scope } from '@omamori/contract/console-api/people';
import { waitUntil } from '@omamori/testkit/wait-until';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLiveHub, type LiveHub } from './live-hub.ts';

const OWN = { appliance: 'box-1', company: 'own' };
const FOREIGN = { appliance: 'box-2', company: 'foreign' };

describe('the live stream', () => {
  let hub: LiveHub;
  let server: ReturnType<typeof createServer>;
  let port = 0;
  const open: IncomingMessage[] = [];

  beforeEach(async () => {
    hub = createLiveHub();
    const app = express();
    app.get('/', (request, response) => {
      const company = request.headers['x-company']?.toString();
      const scope: Scope =
        company === undefined ? { kind: 'all' } : { kind: 'some', companies: [company], appliances: [] };
      const reader = { owner: String(request.headers['x-owner'] ?? ''), scope };
      hub.attach(response, reader, request.headers['last-event-id']?.toString());
    });
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });
  afterEach(async () => {
    hub.close();
    for (const response of open.splice(0)) response.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const read = async (headers: Record<string, string> = {}) => {
    const reader = { text: '', ended: false, response: undefined as IncomingMessage | undefined };
    await new Promise<void>((resolve, reject) => {
      get({ port, host: '127.0.0.1', headers }, (response) => {
        reader.response = response;
        open.push(response);
        response.on('data', (chunk: Buffer) => {
          reader.text += chunk.toString('utf8');
        });
        response.on('error', () => {
          reader.ended = true;
        });
        response.on('close', () => {
          reader.ended = true;
        });
        resolve();
      }).on('error', reject);
    });
    await waitUntil('the first cursor', () => reader.text.includes('id: '));
    return reader;
  };
  const lastId = (text: string): string => [...text.matchAll(/^id: (.+)$/gm)].at(-1)?.[1] ?? '';
  const dataOf = (text: string): unknown[] =>
    [...text.matchAll(/^data: (.+)$/gm)].map((match) => JSON.parse(match[1] ?? ''));

  it('gives a reader that comes back by its cursor exactly what it missed', async () => {
    const first = await read();
    hub.publish('incident', { n: 1 }, OWN);
    await waitUntil('the event', () => dataOf(first.text).length === 1);
    const cursor = lastId(first.text);
    first.response?.destroy();
    hub.publish('incident', { n: 2 }, OWN);
    hub.publish('appliance', { n: 3 }, OWN);
    const second = await read({ 'last-event-id': cursor });
    expect(dataOf(second.text)).toEqual([{ n: 2 }, { n: 3 }]);
  });

  it('gives a reader nothing that lies outside its scope, live or missed', async () => {
    const own = await read({ 'x-company': 'own' });
    const cursor = lastId(own.text);
    hub.publish('incident', { n: 1 }, FOREIGN);
    hub.publish('incident', { n: 2 }, OWN);
    await waitUntil('the event', () => dataOf(own.text).length > 0);
    expect(dataOf(own.text)).toEqual([{ n: 2 }]);
    const back = await read({ 'x-company': 'own', 'last-event-id': cursor });
    expect(dataOf(back.text)).toEqual([{ n: 2 }]);
  });

  it('says reload when the cursor is too old, of another process, ahead or nonsense', async () => {
    const first = await read();
    const cursor = lastId(first.text);
    for (let n = 0; n < 1_001; n += 1) hub.publish('incident', { n }, OWN);
    for (const stale of [cursor, '0000.5', `${cursor.split('.')[0]}.99999`, 'nonsense']) {
      const reader = await read({ 'last-event-id': stale });
      expect(reader.text).toContain('event: reload\ndata: {}');
      expect(dataOf(reader.text)).toEqual([{}]);
    }
  });

  it('drops a reader that does not read instead of keeping what it misses', async () => {
    const slow = await read();
    slow.response?.pause();
    const big = 'x'.repeat(100_000);
    await waitUntil('the reader is dropped', () => {
      hub.publish('incident', { big }, OWN);
      return hub.readers === 0;
    });
    expect(hub.readers).toBe(0);
  });

  it('ends the streams of a session that signs out, and only those', async () => {
    const leaving = await read({ 'x-owner': 'one' });
    await read({ 'x-owner': 'two' });
    hub.detach('one');
    await waitUntil('the stream ended', () => leaving.ended);
    expect(hub.readers).toBe(1);
  });
});
