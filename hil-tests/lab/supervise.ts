import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { access, rm } from 'node:fs/promises';

/**
 * The lab's stand-in for systemd: starts a program inside a namespace, writes its output to a log, starts it again
 * within a second when it ends. The kernel ends the program when the lab itself is killed (PR_SET_PDEATHSIG).
 */
export interface Unit {
  readonly name: string;
  pid(): number | null;
  /** Kills without notice, as a crash would; the unit is started again. */
  kill(): void;
  /** Stops and stays down until `start`. */
  stop(): Promise<void>;
  start(): void;
}

export interface UnitOptions {
  readonly name: string;
  readonly namespace: string;
  readonly argv: readonly string[];
  readonly logFile: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The unit waits for this file before each start, as systemd's ConditionPathExists with a path unit does. */
  readonly waitForFile?: string;
  /** Removed before each start: Suricata refuses to start over the pid file that a killed one left. */
  readonly staleFile?: string;
  readonly restart?: boolean;
  readonly onLine?: (line: string) => void;
}

const RESTART_MS = 700;

export function startUnit(options: UnitOptions): Unit {
  let child: ChildProcess | null = null;
  let wanted = true;
  let timer: NodeJS.Timeout | undefined;
  const log = createWriteStream(options.logFile, { flags: 'a' });

  const launch = async (): Promise<void> => {
    if (!wanted || child !== null) return;
    if (options.waitForFile !== undefined && !(await exists(options.waitForFile))) return again(200);
    if (!wanted || child !== null) return;
    if (options.staleFile !== undefined) await rm(options.staleFile, { force: true });
    const command = ['ip', 'netns', 'exec', options.namespace, ...options.argv];
    const started = spawn('setpriv', ['--pdeathsig', 'SIGKILL', ...command], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
    });
    child = started;
    let rest = '';
    started.stdout?.on('data', (chunk: Buffer) => {
      log.write(chunk);
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = (lines.pop() ?? '').slice(-4096);
      for (const line of lines) options.onLine?.(line);
    });
    started.stderr?.on('data', (chunk: Buffer) => log.write(chunk));
    started.on('error', (cause) => log.write(`cannot start: ${cause.message}\n`));
    started.on('close', () => {
      child = null;
      if (wanted && options.restart !== false) again(RESTART_MS);
    });
  };
  const again = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void launch(), ms);
  };
  void launch();

  return {
    name: options.name,
    pid: () => child?.pid ?? null,
    kill: () => void child?.kill('SIGKILL'),
    start: () => {
      wanted = true;
      void launch();
    },
    stop: () => {
      wanted = false;
      clearTimeout(timer);
      return endChild(child);
    },
  };
}

/** SIGTERM, and SIGKILL after three seconds. */
function endChild(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const hard = setTimeout(() => child.kill('SIGKILL'), 3000);
    child.once('close', () => {
      clearTimeout(hard);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
