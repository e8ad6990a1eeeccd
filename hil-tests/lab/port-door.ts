import { createConnection, createServer, type Server, type Socket } from 'node:net';

/**
 * Two ends of a tunnel over a Unix socket: such a socket's file is visible from every network namespace, so the
 * lab's pages can be opened at 127.0.0.1 of the machine while center and box live in namespaces of their own.
 *
 *   browser → 127.0.0.1:8080 → [outer door, machine] → door.sock → [inner door, namespace] → center:8080
 */
export function openOuterDoor(host: string, port: number, socketPath: string): Promise<Server> {
  return listen(
    createServer({ allowHalfOpen: true }, (from) =>
      join(from, createConnection({ path: socketPath, allowHalfOpen: true })),
    ),
    { host, port },
  );
}

export function openInnerDoor(socketPath: string, host: string, port: number): Promise<Server> {
  return listen(
    createServer({ allowHalfOpen: true }, (from) => join(from, createConnection({ host, port, allowHalfOpen: true }))),
    { path: socketPath },
  );
}

function listen(server: Server, where: { host: string; port: number } | { path: string }): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => resolve(server));
  });
}

function join(one: Socket, other: Socket): void {
  one.pipe(other);
  other.pipe(one);
  for (const [socket, opposite] of [
    [one, other],
    [other, one],
  ] as const) {
    socket.on('error', () => opposite.destroy());
    socket.on('close', () => opposite.destroy());
  }
}

if (import.meta.main) {
  const [socketPath = '', host = '', port = ''] = process.argv.slice(2);
  await openInnerDoor(socketPath, host, Number(port));
  process.stdout.write('ready\n');
}
