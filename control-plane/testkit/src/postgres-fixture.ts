import { chmod, chown, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from './free-port.ts';
import { firstThatExists } from './mosquitto-fixture.ts';
import { type OwnProcess, startProcess } from './own-process.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { waitUntil } from './wait-until.ts';

const VERSIONS_FOLDER = '/usr/lib/postgresql';

export interface PostgresFixture {
  /** Makes an empty database and returns its URL; over the Unix socket it can be reached from any network namespace. */
  createDatabase(over?: 'tcp' | 'socket'): Promise<string>;
  /** Of the postmaster; null while none runs. */
  pid(): number | null;
  /** SIGKILL of the postmaster and of every process it has started: what was in shared memory is gone. */
  kill(): Promise<void>;
  /** Starts it again over the same files: crash recovery from the write-ahead log. Returns when it answers. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A real PostgreSQL cluster of the test's own, on a free port, with fsync on; gone after `stop`. */
export async function startPostgres(): Promise<PostgresFixture> {
  const programs = await programsFolder();
  const user = await serverUser();
  const folder = await temporaryFolder('postgres');
  const data = join(folder.path, 'data');
  await chmod(folder.path, 0o755);
  if (user !== undefined) await chown(folder.path, user.uid, user.gid);
  const as = { ...user, cwd: folder.path, env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } };
  await initialise(join(programs, 'initdb'), data, as);
  const port = await freePort();
  const options = optionsOf(folder.path);
  const url = (name: string): string => `postgresql://omamori@127.0.0.1:${port}/${name}`;
  const socketUrl = (name: string): string =>
    `postgresql://omamori@/${name}?host=${encodeURIComponent(folder.path)}&port=${port}`;
  let server: OwnProcess | null = null;
  const start = async (): Promise<void> => {
    const started = startProcess([join(programs, 'postgres'), '-D', data, '-p', String(port), ...options], as);
    server = started;
    await waitUntil('PostgreSQL answers', async () => {
      if (server !== started) return true; // killed or stopped while it started
      if (started.child.exitCode !== null) throw new Error(`PostgreSQL ended: ${started.output()}`);
      return await answers(url('postgres'));
    });
  };
  await start();
  let databases = 0;
  return {
    pid: () => server?.child.pid ?? null,
    start,
    kill: async () => {
      const killed = server;
      server = null;
      if (killed !== null) await killWhole(killed);
    },
    createDatabase: async (over = 'tcp') => {
      databases += 1;
      const name = `center_${databases}`;
      await query(url('postgres'), `create database ${name}`);
      return over === 'tcp' ? url(name) : socketUrl(name);
    },
    stop: async () => {
      // Immediate shutdown (postgres(1)): the data are thrown away anyway.
      const last = server;
      server = null;
      await last?.stop('SIGQUIT');
      await folder.remove();
    },
  };
}

const optionsOf = (folder: string): string[] =>
  ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'fsync=on'].flatMap((setting) => ['-c', setting]);

/** Without a sync of its own: nobody cuts the power before the server's first checkpoint. */
async function initialise(initdb: string, data: string, as: Parameters<typeof startProcess>[1]): Promise<void> {
  const made = startProcess([initdb, '-D', data, '-U', 'omamori', '-A', 'trust', '-E', 'UTF8', '--no-sync'], as);
  await new Promise((resolve) => made.child.once('close', resolve));
  if (made.child.exitCode !== 0) throw new Error(`initdb failed: ${made.output()}`);
}

/** The list of children is read first: those of a killed process belong to nobody. They are waited for (postgres(1)). */
async function killWhole(server: OwnProcess): Promise<void> {
  const { pid } = server.child;
  if (pid === undefined) return;
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const children = list
    .split(' ')
    .filter((text) => text !== '')
    .map(Number);
  await server.stop('SIGKILL');
  for (const child of children) signal(child, 'SIGKILL');
  await waitUntil('the processes of PostgreSQL are gone', () => children.every((child) => !signal(child, 0)));
}

/** False when there is no such process any more. */
function signal(pid: number, which: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, which);
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH') return false;
    throw thrown;
  }
}

async function programsFolder(): Promise<string> {
  const versions = await readdir(VERSIONS_FOLDER).catch(() => []);
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a));
  const postgres = await firstThatExists(
    newestFirst.map((version) => join(VERSIONS_FOLDER, version, 'bin', 'postgres')),
  );
  return join(postgres, '..');
}

/** PostgreSQL refuses to run as root; then the account of its package is used (passwd(5)). */
async function serverUser(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const entry = lines.find(([name]) => name === 'postgres');
  if (entry === undefined) throw new Error('there is no account "postgres" to run PostgreSQL as');
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

async function answers(connectionString: string): Promise<boolean> {
  try {
    await query(connectionString, 'select 1');
    return true;
  } catch (thrown) {
    if (thrown instanceof Error) return false;
    throw thrown;
  }
}

async function query(connectionString: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
