import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '@omamori/contract/result';
import { runCommand } from './run-command.ts';

/** Every lab has a number, a folder and namespaces `omamori<number>-…`; the folder names the process that owns it. */
export interface LabFolder {
  /** Prefix of the namespaces. */
  readonly name: string;
  readonly path: string;
  release(): Promise<void>;
}

const MOST_LABS = 8;

export function labsRoot(): string {
  return process.env.OMAMORI_LAB_ROOT ?? '/var/tmp/omamori-lab';
}

/** Removes what killed labs left, then takes the lowest free number. Errors: LAB_TOO_MANY, LAB_LOCKED. */
export async function takeLabFolder(): Promise<Result<LabFolder>> {
  await mkdir(labsRoot(), { recursive: true });
  const unlock = await lockLabs();
  if (unlock === null) return err('LAB_LOCKED', 'Another start is preparing its lab. Wait a moment and start again.');
  try {
    await cleanUpDeadLabs();
    for (let number = 1; number <= MOST_LABS; number++) {
      const name = `omamori${number}`;
      const path = join(labsRoot(), name);
      const made = await mkdir(path, { recursive: true });
      if (made === undefined) continue; // it was there: a living lab has it
      await writeFile(join(path, 'owner'), await ownerOf(process.pid));
      return ok({ name, path, release: () => removeLab(name) });
    }
    return err('LAB_TOO_MANY', `${MOST_LABS} labs are running already. End one of them (Ctrl-C) and start again.`);
  } finally {
    await unlock();
  }
}

/** One start at a time looks for dead labs: a lab without its owner file yet must not be taken for one. */
async function lockLabs(): Promise<(() => Promise<void>) | null> {
  const lock = join(labsRoot(), 'lock');
  for (let attempt = 0; attempt < 150; attempt++) {
    const taken = await writeFile(lock, await ownerOf(process.pid), { flag: 'wx' }).then(
      () => true,
      () => false,
    );
    if (taken) return () => rm(lock, { force: true });
    const owner = await readFile(lock, 'utf8').catch(() => '');
    if (owner !== '' && !(await lives(owner))) await rm(lock, { force: true });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return null;
}

/** Whether a lab of another, living process stands on this machine. */
export async function anotherLabRuns(): Promise<boolean> {
  const names = await readdir(labsRoot()).catch(() => []);
  for (const name of names) if (await isAlive(name)) return true;
  return false;
}

async function cleanUpDeadLabs(): Promise<void> {
  const names = new Set((await readdir(labsRoot())).filter((name) => /^omamori\d+$/.test(name)));
  for (const namespace of await namespaces()) {
    const lab = /^(omamori\d+)-/.exec(namespace)?.[1];
    if (lab !== undefined) names.add(lab);
  }
  for (const name of names) if (!(await isAlive(name))) await removeLab(name);
}

async function isAlive(lab: string): Promise<boolean> {
  const path = join(labsRoot(), lab, 'owner');
  const owner = await readFile(path, 'utf8').catch(() => null);
  return owner !== null && lives(owner);
}

async function lives(owner: string): Promise<boolean> {
  return owner === (await ownerOf(Number(owner.split(' ')[0])));
}

/** Pid and start time: a pid alone may have been given to a stranger since. Field 22 of /proc/<pid>/stat, proc(5). */
async function ownerOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 'gone'}`;
}

async function namespaces(): Promise<string[]> {
  const listed = await runCommand(['ip', 'netns', 'list']);
  return listed.stdout
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')
    .filter((name) => name !== '');
}

/** Ends every process in the lab's namespaces, then removes namespaces and folder. */
export async function removeLab(lab: string): Promise<void> {
  const own = (await namespaces()).filter((name) => name.startsWith(`${lab}-`));
  for (const namespace of own) {
    const pids = (await runCommand(['ip', 'netns', 'pids', namespace])).stdout.split('\n').filter(Boolean);
    for (const pid of pids) killQuietly(Number(pid));
  }
  for (const namespace of own) await runCommand(['ip', 'netns', 'delete', namespace]);
  await rm(join(labsRoot(), lab), { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (thrown) {
    // Ended between the listing and the signal: that is what was wanted.
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH')) throw thrown;
  }
}
