import { type PostgresFixture, startPostgres } from '@omamori/testkit/postgres-fixture';

/** A real PostgreSQL for the center of a lab, started again within a second when it was killed, as systemd would. */
export interface LabDatabase {
  readonly name: 'database';
  /** For the center's environment: over a Unix socket, because the center lives in a namespace of its own. */
  readonly url: string;
  /** Null from the kill until it answers again. */
  pid(): number | null;
  /** SIGKILL of all its processes. */
  kill(): void;
  stop(): Promise<void>;
}

const RESTART_MS = 700;

export async function startLabDatabase(): Promise<LabDatabase> {
  const postgres = await startPostgres();
  const url = await postgres.createDatabase('socket');
  let restarting: Promise<void> | null = null;
  let stopped = false;
  return {
    name: 'database',
    url,
    pid: () => (restarting === null ? postgres.pid() : null),
    kill: () => {
      restarting ??= killAndRestart(postgres, () => stopped).finally(() => {
        restarting = null;
      });
      // A start that fails leaves `pid` null for ever: who waits for the database says so.
      restarting.catch(() => undefined);
    },
    stop: async () => {
      stopped = true;
      await restarting?.catch(() => undefined);
      await postgres.stop();
    },
  };
}

async function killAndRestart(postgres: PostgresFixture, isStopped: () => boolean): Promise<void> {
  await postgres.kill();
  await new Promise((resolve) => setTimeout(resolve, RESTART_MS));
  if (!isStopped()) await postgres.start();
}
