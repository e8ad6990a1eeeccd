import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { namespaceOf } from '../lab/build-network.ts';
import { labsRoot, takeLabFolder } from '../lab/lab-folder.ts';
import { runCommand } from '../lab/run-command.ts';
import { waitUntil } from '../lab/wait-until.ts';

const holder = join(import.meta.dirname, 'hold-a-lab.ts');
type Holder = ChildProcessByStdio<null, Readable, null>;
const children: Holder[] = [];

/** A process that takes a lab folder, builds the network with a program in it, prints the lab's name and stays. */
function hold(): Holder {
  const child = spawn(process.execPath, [holder], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

async function nameOf(child: Holder): Promise<string> {
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return line.toString().trim();
}

async function namespaces(): Promise<string[]> {
  return (await runCommand(['ip', 'netns', 'list'])).stdout.split('\n').map((line) => line.split(' ')[0] ?? '');
}

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
});

describe('the life of a lab', () => {
  it('lets two labs stand side by side and takes only its own down', async () => {
    const [one, two] = [hold(), hold()];
    const names = await Promise.all([nameOf(one), nameOf(two)]);
    expect(new Set(names).size).toBe(2);
    one.kill('SIGTERM');
    await once(one, 'exit');
    const left = await namespaces();
    expect(left.filter((name) => name.startsWith(`${names[0]}-`))).toEqual([]);
    expect(left).toContain(namespaceOf(names[1] ?? '', 'box'));
  });

  it('leaves nothing behind that the next start does not clean up, even when it is killed', async () => {
    const child = hold();
    const name = await nameOf(child);
    const pids = async () => (await runCommand(['ip', 'netns', 'pids', namespaceOf(name, 'net')])).stdout.trim();
    await waitUntil('a program runs in the lab', 10_000, async () => (await pids()) !== '');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const next = await takeLabFolder();
    if (!next.ok) throw new Error(next.error.message);
    const left = await namespaces();
    await next.value.release();
    expect(left.filter((candidate) => candidate.startsWith(`${name}-`))).toEqual([]);
    await expect(access(join(labsRoot(), name, 'owner'))).rejects.toThrow();
  });
});
