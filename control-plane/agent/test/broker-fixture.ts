import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aedes } from 'aedes';

/** A real broker that can be killed and started again on the same port. */
export interface TestBroker {
  readonly url: string;
  start(): Promise<void>;
  /** As a crash: no goodbye to anyone. */
  kill(): Promise<void>;
  dispose(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export async function mosquittoBroker(): Promise<TestBroker> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'omamori-mosquitto-'));
  const config = join(folder, 'mosquitto.conf');
  await writeFile(config, `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\n`);
  let child: ChildProcess | null = null;
  const kill = async (): Promise<void> => {
    const running = child;
    child = null;
    if (running === null || running.exitCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGKILL');
    await ended;
  };
  return {
    url: `mqtt://127.0.0.1:${port}`,
    start: async () => {
      child = spawn('/usr/sbin/mosquitto', ['-c', config], { stdio: 'ignore' });
      await untilListening(port);
    },
    kill,
    dispose: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function aedesBroker(): Promise<TestBroker> {
  const port = await freePort();
  let broker: Aedes | null = null;
  let server: Server | null = null;
  const sockets = new Set<import('node:net').Socket>();
  const kill = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    const [oldServer, oldBroker] = [server, broker];
    server = null;
    broker = null;
    if (oldServer !== null) await new Promise((resolve) => oldServer.close(resolve));
    if (oldBroker !== null) await new Promise<void>((resolve) => oldBroker.close(() => resolve()));
  };
  return {
    url: `mqtt://127.0.0.1:${port}`,
    start: async () => {
      const started = await Aedes.createBroker();
      broker = started;
      server = createServer((socket) => {
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
        started.handle(socket);
      });
      await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
    },
    kill,
    dispose: kill,
  };
}

async function untilListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 2400; attempt += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`nothing listens on ${port}`);
}

/** Polls until true; fails with what was waited for. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 90_000,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
