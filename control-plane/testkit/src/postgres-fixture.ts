import { chmod, chown, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from './free-port.ts';
import { firstThatExists } from './mosquitto-fixture.ts';
import { startProcess } from './own-process.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { waitUntil } from './wait-until.ts';

const VERSIONS_FOLDER = '/usr/lib/postgresql';

export interface PostgresFixture {
  /** Makes an empty database and returns its URL. */
  createDatabase(): Promise<string>;
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
  const initdb = join(programs, 'initdb');
  const made = startProcess([initdb, '-D', data, '-U', 'omamori', '-A', 'trust', '-E', 'UTF8'], as);
  await new Promise((resolve) => made.child.once('close', resolve));
  if (made.child.exitCode !== 0) throw new Error(`initdb failed: ${made.output()}`);
  const port = await freePort();
  const options = [
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    `unix_socket_directories=${folder.path}`,
    '-c',
    'fsync=on',
  ];
  const server = startProcess([join(programs, 'postgres'), '-D', data, '-p', String(port), ...options], as);
  const url = (name: string): string => `postgresql://omamori@127.0.0.1:${port}/${name}`;
  await waitUntil('PostgreSQL answers', async () => {
    if (server.child.exitCode !== null) throw new Error(`PostgreSQL ended: ${server.output()}`);
    return await answers(url('postgres'));
  });
  let databases = 0;
  return {
    createDatabase: async () => {
      databases += 1;
      const name = `center_${databases}`;
      await query(url('postgres'), `create database ${name}`);
      return url(name);
    },
    stop: async () => {
      // Immediate shutdown (postgres(1)): the data are thrown away anyway.
      await server.stop('SIGQUIT');
      await folder.remove();
    },
  };
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
