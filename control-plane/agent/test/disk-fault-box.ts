import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until } from './broker-fixture.ts';

const CHILD = fileURLToPath(new URL('disk-fault-child.ts', import.meta.url));

export interface ChildState {
  readonly waiting: number;
  readonly dropped: number;
  readonly attempts: number;
  readonly connected: boolean;
  readonly storage: Record<string, number | string | null> | null;
  readonly epoch: string;
  readonly cpuMs: number;
}

/** A process with the event path inside a mount namespace of its own; `mount` runs there too. */
export class FaultBox {
  readonly disk: string;
  readonly back: string;
  readonly eve: string;
  readonly #url: string;
  #holder: ChildProcess | null = null;
  #child: ChildProcess | null = null;
  #answers: { give: (state: ChildState) => void; fail: (why: Error) => void }[] = [];

  constructor(folder: string, url: string) {
    this.disk = join(folder, 'disk');
    this.back = join(folder, 'back');
    this.eve = join(folder, 'eve', 'detections.json');
    this.#url = url;
  }

  /** The namespace lives as long as its holder; `setUp` mounts the disk. */
  async begin(setUp: string[][]): Promise<void> {
    for (const folder of [this.disk, this.back, join(this.eve, '..')]) await mkdir(folder, { recursive: true });
    const holder = spawn('unshare', ['-m', '--propagation', 'private', 'sleep', 'infinity'], { stdio: 'ignore' });
    this.#holder = holder;
    // Until then nsenter would mount in the namespace of everybody.
    const ours = await readlink('/proc/self/ns/mnt');
    await until('the namespace', async () => (await readlink(`/proc/${holder.pid}/ns/mnt`)) !== ours);
    for (const command of setUp) await this.run(command);
  }

  async run(command: string[], mayFail = false): Promise<string> {
    const child = spawn('nsenter', ['-t', String(this.#holder?.pid), '-m', ...command]);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0 && !mayFail) throw new Error(`${command.join(' ')}: ${output}`);
    return output.trim();
  }

  async start(): Promise<ChildState> {
    const inside = ['-t', String(this.#holder?.pid), '-m', process.execPath, CHILD, this.disk, this.eve, this.#url];
    const child = spawn('nsenter', inside, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child = child;
    createInterface({ input: child.stdout }).on('line', (line) => this.#answers.shift()?.give(JSON.parse(line)));
    child.once('close', () => {
      for (const { fail } of this.#answers.splice(0)) fail(new Error('the agent died'));
    });
    return this.#answer();
  }

  get alive(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async order(text: string): Promise<ChildState> {
    const answer = this.#answer();
    this.#child?.stdin?.write(`${text}\n`);
    return answer;
  }

  async untilState(what: string, holds: (state: ChildState) => boolean): Promise<ChildState> {
    let last = await this.order('look');
    await until(`${what} (last: ${JSON.stringify(last)})`, async () => {
      last = await this.order('look');
      return holds(last);
    });
    return last;
  }

  async stop(signal: 'SIGKILL' | 'end' = 'end'): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('close', resolve));
    if (signal === 'end') child.stdin?.end();
    else child.kill('SIGKILL');
    await ended;
  }

  async dispose(): Promise<void> {
    await this.stop('SIGKILL');
    await this.run(['umount', '-l', this.disk], true);
    await this.run(['umount', '-l', this.back], true);
    this.#holder?.kill('SIGKILL');
  }

  #answer(): Promise<ChildState> {
    return new Promise((give, fail) => this.#answers.push({ give, fail }));
  }
}
