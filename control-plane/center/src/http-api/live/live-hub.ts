// Server-sent events (HTML standard, 9.2) for the console: a bounded ring of the last events, a cursor for each.
// A reader that comes back with a cursor gets what it missed, or `reload` when the ring no longer holds it.
import { randomBytes } from 'node:crypto';
import type { Scope } from '@omamori/contract/console-api/people';
import type { Response } from 'express';
import { sees } from '../../people/scope.ts';

const RING_SIZE = 1_000;
const HEARTBEAT_MS = 15_000;
const MAX_CLIENTS = 200;
/** What may wait for a reader that does not read; beyond it the reader is dropped and comes back by its cursor. */
const MAX_WAITING_BYTES = 512 * 1024;

export type LiveEvent = 'incident' | 'appliance' | 'reload';

/** Whose row an event carries: only readers whose scope holds it get it. */
export interface LiveSubject {
  readonly appliance: string;
  readonly company: string;
}

export interface LiveReader {
  /** The session that pays for the stream. */
  readonly owner: string;
  readonly scope: Scope;
}

export interface LiveHub {
  publish(event: LiveEvent, data: unknown, subject: LiveSubject): void;
  /** Answers with the stream; false when too many are open. */
  attach(response: Response, reader: LiveReader, lastEventId: string | undefined): boolean;
  /** Ends the streams of a session that signed out. */
  detach(owner: string): void;
  /** Sessions with an open stream. */
  owners(): string[];
  readonly readers: number;
  close(): void;
}

interface Entry {
  readonly number: number;
  readonly text: string;
  readonly subject: LiveSubject;
}

export function createLiveHub(): LiveHub {
  // Numbers begin anew with each process: the boot id keeps a cursor of an earlier one from being taken for ours.
  const boot = randomBytes(6).toString('hex');
  const ring: Entry[] = [];
  const clients = new Map<Response, LiveReader>();
  let last = 0;
  const drop = (response: Response): void => {
    clients.delete(response);
    response.destroy();
  };
  const send = (response: Response, text: string): void => {
    response.write(text);
    if (response.writableLength > MAX_WAITING_BYTES) drop(response);
  };
  const sendAll = (text: string): void => {
    for (const response of [...clients.keys()]) send(response, text);
  };
  const heartbeat = setInterval(() => sendAll('event: beat\ndata: {}\n\n'), HEARTBEAT_MS);
  heartbeat.unref();
  return {
    publish: (event, data, subject) => {
      last += 1;
      const text = `id: ${boot}.${last}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
      ring.push({ number: last, text, subject });
      if (ring.length > RING_SIZE) ring.shift();
      for (const [response, { scope }] of [...clients]) if (sees(scope, subject)) send(response, text);
    },
    attach: (response, reader, lastEventId) => {
      if (clients.size >= MAX_CLIENTS) return false;
      response.writeHead(200, {
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
      });
      clients.set(response, reader);
      response.on('close', () => clients.delete(response));
      for (const text of replay(ring, { boot, last }, reader.scope, lastEventId)) send(response, text);
      return true;
    },
    detach: (owner) => {
      for (const [response, reader] of [...clients]) if (reader.owner === owner) drop(response);
    },
    owners: () => [...new Set([...clients.values()].map(({ owner }) => owner))],
    get readers() {
      return clients.size;
    },
    close: () => {
      clearInterval(heartbeat);
      for (const response of [...clients.keys()]) drop(response);
    },
  };
}

/** What a reader gets first: the cursor of now, after what it missed. */
function replay(
  ring: readonly Entry[],
  { boot, last }: { readonly boot: string; readonly last: number },
  scope: Scope,
  lastEventId: string | undefined,
): string[] {
  const now = `id: ${boot}.${last}\n\n`;
  if (lastEventId === undefined) return [now];
  const [theirBoot, number] = lastEventId.split('.');
  const seen = Number(number);
  const oldest = ring[0]?.number ?? last + 1;
  const held = theirBoot === boot && Number.isInteger(seen) && seen <= last && seen >= oldest - 1;
  if (!held) return [`id: ${boot}.${last}\nevent: reload\ndata: {}\n\n`];
  return [...ring.filter((entry) => entry.number > seen && sees(scope, entry.subject)).map((entry) => entry.text), now];
}
