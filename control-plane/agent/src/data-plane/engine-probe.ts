import { readFile } from 'node:fs/promises';
import type { Protection } from '@omamori/contract/health';
import { type QueueRow, readQueueRows } from './engine-queues.ts';
import { askEngine } from './suricata/command-socket.ts';
import type { EnginePaths } from './suricata/render-config.ts';

/** What one look at the engine found. */
export interface EngineSigns {
  readonly processAlive: boolean;
  readonly queuesBound: boolean;
  readonly socketAnswers: boolean;
}

const ASK_TIMEOUT_MS = 1500;

/**
 * Whether it answers is asked only where that tells something: not of an engine that is away, which must be noted at
 * once, and not while it reloads, when its one thread for commands is busy and questions only stand in each other's way.
 */
export async function probeEngine(paths: EnginePaths, queues: number, reloading = false): Promise<EngineSigns> {
  const [engine, queuesBound] = await Promise.all([readEngineProcess(paths.pidFile), areQueuesBound(queues)]);
  const processAlive = engine !== null;
  if (!processAlive || !queuesBound || reloading) return { processAlive, queuesBound, socketAnswers: false };
  const uptime = await askEngine(paths.commandSocket, 'uptime', ASK_TIMEOUT_MS);
  return { processAlive, queuesBound, socketAnswers: uptime.ok };
}

/**
 * A silent socket of a live process with bound queues: at work on a reload (fine: its packet threads go on) or hung.
 * `busy` tells the two apart: we asked for a reload, or verdicts were seen to come.
 */
export function protectionOf(signs: EngineSigns, busy: boolean): Protection {
  if (!signs.processAlive) return 'passing-uninspected';
  if (!signs.queuesBound) return 'starting';
  return signs.socketAnswers || busy ? 'inspecting' : 'passing-uninspected';
}

/** One process for the whole of its life: a number is used again, number and start are not. */
export interface EngineProcess {
  readonly pid: number;
  /** Clock ticks after boot (proc(5), stat, field 22). */
  readonly start: number;
  /** proc(5), stat, field 3: `T` is stopped. */
  readonly state: string;
}

/** What the pid file names, if it runs; null too for a zombie. */
export async function readEngineProcess(pidFile: string): Promise<EngineProcess | null> {
  const pid = Number((await readOrEmpty(pidFile)).trim());
  if (!Number.isInteger(pid) || pid <= 1) return null;
  const status = await readOrEmpty(`/proc/${pid}/stat`);
  const fields = status.slice(status.lastIndexOf(')') + 2).split(' '); // a program's name may hold anything
  const [state = ''] = fields;
  const start = Number(fields[19]);
  return status === '' || state === 'Z' || state === 'X' || !Number.isInteger(start) ? null : { pid, start, state };
}

/** Whether the process was started with this pid file: a stale file may name a stranger. */
export async function isOurEngine({ pid }: EngineProcess, pidFile: string): Promise<boolean> {
  return (await readOrEmpty(`/proc/${pid}/cmdline`)).split('\0').includes(pidFile);
}

export async function readQueues(): Promise<QueueRow[]> {
  return readQueueRows(await readOrEmpty('/proc/self/net/netfilter/nfnetlink_queue'));
}

async function areQueuesBound(queues: number): Promise<boolean> {
  const bound = new Set((await readQueues()).map((row) => row.number));
  return Array.from({ length: queues }, (_, index) => index).every((index) => bound.has(index));
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ESRCH')) return '';
    throw thrown;
  }
}
