import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Namespace } from './network-rig.ts';

export interface LoggedPacket {
  readonly group: number;
  readonly seq: number;
  readonly prefix: string;
  readonly payload: string;
  readonly hwHeader: string;
  readonly hwProtocol: number;
  readonly timestampMs: number;
  readonly physIn?: number;
  readonly physOut?: number;
  readonly mark: number;
}

export interface Closed {
  readonly milliseconds: number;
  readonly stats: { packets: number; lost: number; overruns: number; malformed: number };
}

/** The reader as its own process inside a namespace, seen through its lines. */
export class NflogChild {
  readonly packets: LoggedPacket[] = [];
  readonly overruns: { lost: number; group: number }[] = [];
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown[]>;
  #ready: unknown;
  #error: { code: string } | undefined;
  #closed: Closed | undefined;

  constructor(namespace: Namespace, order: object) {
    const script = new URL('./nflog-child.ts', import.meta.url).pathname;
    const argv = ['netns', 'exec', namespace.name, process.execPath, script, JSON.stringify(order)];
    this.#child = spawn('ip', argv, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#exited = once(this.#child, 'exit');
    if (this.#child.stdout === null) throw new Error('no stdout');
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#take(JSON.parse(line)));
  }

  async ready(): Promise<void> {
    await waitFor(() => this.#ready !== undefined || this.#error !== undefined, 'the reader to open');
    if (this.#error !== undefined) throw new Error(this.#error.code);
  }

  async error(): Promise<string> {
    await waitFor(() => this.#error !== undefined, 'the reader to fail');
    return this.#error?.code ?? '';
  }

  async packetCount(count: number): Promise<void> {
    await waitFor(() => this.packets.length >= count, `${count} packets (have ${this.packets.length})`);
  }

  /** Asks it to close and waits for the process to end by itself. */
  async close(): Promise<Closed & { exitCode: unknown }> {
    this.#child.stdin?.write('close\n');
    await waitFor(() => this.#closed !== undefined, 'the reader to close');
    const [exitCode] = await this.#exited;
    if (this.#closed === undefined) throw new Error('not closed');
    return { ...this.#closed, exitCode };
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #take(line: Record<string, unknown>): void {
    if ('packet' in line) this.packets.push(line['packet'] as LoggedPacket);
    else if ('overrun' in line) this.overruns.push(line['overrun'] as { lost: number; group: number });
    else if ('ready' in line) this.#ready = line['ready'];
    else if ('error' in line) this.#error = line['error'] as { code: string };
    else if ('closed' in line) this.#closed = line['closed'] as Closed;
  }
}

export async function waitFor(condition: () => boolean, what: string, timeoutMs = 15_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
