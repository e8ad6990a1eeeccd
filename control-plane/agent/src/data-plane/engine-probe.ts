import { readFile } from 'node:fs/promises';
import type { Protection } from '@omamori/contract/health';
import { askEngine } from './suricata/command-socket.ts';
import type { EnginePaths } from './suricata/render-config.ts';

/** What one look at the engine found. */
export interface EngineSigns {
  readonly processAlive: boolean;
  readonly queuesBound: boolean;
  readonly socketAnswers: boolean;
}

const ASK_TIMEOUT_MS = 1500;

export async function probeEngine(paths: EnginePaths, queues: number): Promise<EngineSigns> {
  const [processAlive, queuesBound, uptime] = await Promise.all([
    isProcessAlive(paths.pidFile),
    areQueuesBound(queues),
    askEngine(paths.commandSocket, 'uptime', ASK_TIMEOUT_MS),
  ]);
  return { processAlive, queuesBound, socketAnswers: uptime.ok };
}

/**
 * A silent socket of a live process with bound queues: reloading (fine) or hung (packets pile up until fail-open lets
 * them by). `busyReloading` tells the two apart.
 */
export function protectionOf(signs: EngineSigns, busyReloading: boolean): Protection {
  if (!signs.processAlive) return 'passing-uninspected';
  if (!signs.queuesBound) return 'starting';
  return signs.socketAnswers || busyReloading ? 'inspecting' : 'passing-uninspected';
}

/**
 * /proc/net/netfilter/nfnetlink_queue: one line a bound queue, its number first (kernel, nfnetlink_queue.c).
 * A number that is missing has no listener: its packets take the bypass.
 */
export function boundQueues(text: string): Set<number> {
  const numbers = text
    .split('\n')
    .map((line) => line.trim().split(/\s+/)[0] ?? '')
    .filter((field) => /^\d+$/.test(field));
  return new Set(numbers.map(Number));
}

async function areQueuesBound(queues: number): Promise<boolean> {
  const text = await readOrEmpty('/proc/self/net/netfilter/nfnetlink_queue');
  const bound = boundQueues(text);
  return Array.from({ length: queues }, (_, index) => index).every((index) => bound.has(index));
}

async function isProcessAlive(pidFile: string): Promise<boolean> {
  const pid = Number((await readOrEmpty(pidFile)).trim());
  if (!Number.isInteger(pid) || pid <= 1) return false;
  const status = await readOrEmpty(`/proc/${pid}/stat`);
  return status !== '' && !/^\d+ \(.*\) [ZX] /.test(status);
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ESRCH')) return '';
    throw thrown;
  }
}
