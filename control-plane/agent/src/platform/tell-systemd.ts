import process from 'node:process';
import type { Log } from './log.ts';
import { runProgram } from './run-program.ts';

/** What systemd is told, sd_notify(3): by its own program, because Node has no sockets for datagrams of Unix. */
export interface SystemdLink {
  ready(): Promise<void>;
  stop(): void;
}

const TIMEOUT_MS = 30_000;
const NOBODY: SystemdLink = { ready: async () => undefined, stop: () => undefined };

/**
 * Without a service manager (the lab) it does nothing. With a watchdog it is told three times in each of its periods
 * that the program's loop goes round; a program that hangs no longer tells, and is started anew.
 */
export function tellSystemd(log: Log, env: NodeJS.ProcessEnv = process.env): SystemdLink {
  if (env.NOTIFY_SOCKET === undefined) return NOBODY;
  const tell = async (word: string): Promise<void> => {
    const told = await runProgram(['systemd-notify', word], { timeoutMs: TIMEOUT_MS });
    if (!told.ok) log.warn(told.error, 'the service manager was not told');
    else if (told.value.exitCode !== 0) log.warn({ word, said: told.value.stderr.slice(0, 200) }, 'systemd-notify');
  };
  const periodMs = Number(env.WATCHDOG_USEC ?? 0) / 1000;
  const timer = periodMs > 0 ? setInterval(() => void tell('WATCHDOG=1'), periodMs / 3) : undefined;
  timer?.unref();
  return { ready: () => tell('--ready'), stop: () => clearInterval(timer) };
}
