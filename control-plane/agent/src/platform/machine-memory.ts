import { readFile } from 'node:fs/promises';

/** Null where the system does not say. */
export interface MachineMemory {
  readonly totalBytes: number | null;
  /** What can be used without swapping (proc(5), MemAvailable). */
  readonly availableBytes: number | null;
}

export async function readMachineMemory(): Promise<MachineMemory> {
  const text = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  return { totalBytes: kilobytes(text, 'MemTotal'), availableBytes: kilobytes(text, 'MemAvailable') };
}

/** Resident set of a process (proc(5), VmRSS); null when it is gone. */
export async function residentBytes(pid: number): Promise<number | null> {
  return kilobytes(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''), 'VmRSS');
}

function kilobytes(text: string, name: string): number | null {
  const value = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
  return value === undefined ? null : Number(value) * 1024;
}
