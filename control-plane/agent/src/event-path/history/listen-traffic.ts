import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import type { Log } from '../../platform/log.ts';

/** The engine has one connection an output; a second one is its successor, before the former is seen to end. */
const MOST_CONNECTIONS = 4;

export interface TrafficDoor {
  close(): Promise<void>;
}

/**
 * Listens on the socket the engine writes its traffic records to. It writes without blocking and drops what does not
 * fit (about 200 KiB wait in the kernel), connects again by itself within half a second, and never waits for us.
 * A left-over socket of a killed agent is replaced. Error: HST_SOCKET_FAILED.
 */
export async function listenForTraffic(
  path: string,
  open: () => { write(chunk: Uint8Array): void; end(): void },
  log: Log,
): Promise<Result<TrafficDoor>> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const reader = open();
    sockets.add(socket);
    socket.on('data', (chunk) => reader.write(Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk)));
    socket.on('error', (error) => log.debug({ cause: error.message }, 'the engine broke off'));
    socket.on('close', () => {
      sockets.delete(socket);
      reader.end();
    });
  });
  server.maxConnections = MOST_CONNECTIONS;
  try {
    rmSync(path, { force: true });
    await listen(server, path);
    chmodSync(path, 0o660);
  } catch (thrown) {
    return err('HST_SOCKET_FAILED', 'The socket for traffic records cannot be opened.', { cause: causeOf(thrown) });
  }
  server.on('error', (error) => log.warn({ code: 'HST_SOCKET_FAILED', cause: error.message }, 'traffic socket'));
  return ok({
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
