import { access, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { type OwnProcess, startProcess } from './own-process.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { waitUntil } from './wait-until.ts';

const PROGRAMS = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto', '/usr/bin/mosquitto'];

export interface MosquittoFixture {
  readonly url: string;
  readonly port: number;
  /** SIGKILL: what was in its memory is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A real Mosquitto of the test's own, on a free port of 127.0.0.1, without persistence. */
export async function startMosquitto(): Promise<MosquittoFixture> {
  const program = await firstThatExists(PROGRAMS);
  const folder = await temporaryFolder('mosquitto');
  const port = await freePort();
  const file = join(folder.path, 'mosquitto.conf');
  await writeFile(file, `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nuser root\n`);
  let running: OwnProcess | undefined;
  const start = async (): Promise<void> => {
    const started = startProcess([program, '-c', file]);
    running = started;
    await waitUntil('Mosquitto listens', async () => {
      if (started.child.exitCode !== null) throw new Error(`Mosquitto ended: ${started.output()}`);
      return await canConnect(port);
    });
  };
  const kill = async (): Promise<void> => {
    await running?.stop('SIGKILL');
    running = undefined;
  };
  await start();
  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    kill,
    start,
    stop: async () => {
      await kill();
      await folder.remove();
    },
  };
}

export async function firstThatExists(paths: readonly string[]): Promise<string> {
  for (const path of paths) {
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) return path;
  }
  throw new Error(`none of these programs is installed: ${paths.join(', ')}`);
}

export function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const end = (reached: boolean): void => {
      socket.destroy();
      resolve(reached);
    };
    socket.setTimeout(2_000, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
