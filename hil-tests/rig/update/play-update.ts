import { type SystemStatus, systemStatusSchema } from '@omamori/contract/system-update';
import type { z } from 'zod';
import { waitUntil } from '../../lab/wait-until.ts';
import type { QemuBox } from '../qemu-box.ts';
import { PACKAGES, VERSIONS } from './make-update-disk.ts';

const START_MS = 600_000;
/** Two tries that fail, the loader's own waiting, and the start of the slot before. */
const RETURN_MS = 900_000;
const WRITE_MS = 600_000;
/** Of the root, so that the cut falls into the writing. */
const CUT_AFTER_BYTES = 100 * 1024 ** 2;

export interface UpdateStory {
  readonly name: string;
  play(box: QemuBox): Promise<Readonly<Record<string, number | string>>>;
}

/** In this order, each on what the one before left. What does not hold is thrown, in words. */
export const STORIES: readonly UpdateStory[] = [
  {
    name: 'factory',
    async play(box) {
      const status = await statusWhen(box, 'the first slot runs', ({ trial }) => !trial, START_MS);
      expectIs(status, 'a', VERSIONS.factory);
      return { slot: status.slot, version: status.version };
    },
  },
  {
    name: 'cut-while-writing',
    async play(box) {
      const before = await writtenBytes(box);
      const install = box.run(['omamori-update', 'install', PACKAGES.good], WRITE_MS).catch(() => null); // it is cut off
      await waitUntil('the other slot is being written', WRITE_MS, async () => {
        return (await writtenBytes(box)) - before > CUT_AFTER_BYTES;
      });
      await box.cutPower();
      await install;
      await box.powerOn();
      const status = await statusWhen(box, 'the first slot runs again', ({ trial }) => !trial, START_MS);
      expectIs(status, 'a', VERSIONS.factory);
      if (status.last?.outcome !== 'writing')
        throw new Error(`the update was ${status.last?.outcome ?? 'never begun'}`);
      return { slot: status.slot };
    },
  },
  {
    name: 'good-update',
    async play(box) {
      const done = await install(box, PACKAGES.good);
      const kept = Number(/root: \d+ written, (\d+) stood/.exec(done.words)?.[1] ?? 0);
      if (kept === 0) throw new Error(`nothing was taken up again: ${done.words}`);
      const begun = performance.now();
      await restart(box);
      const good = (status: SystemStatus): boolean => !status.trial && status.version === VERSIONS.good;
      const status = await statusWhen(box, 'the new version is found good', good, START_MS);
      expectIs(status, 'b', VERSIONS.good);
      if (status.last?.outcome !== 'confirmed') throw new Error(`the update is ${status.last?.outcome}`);
      return { slot: status.slot, chunksKept: kept, writeSeconds: done.seconds, toConfirmedSeconds: since(begun) };
    },
  },
  {
    name: 'old-refused',
    async play(box) {
      const again = await box.run(['omamori-update', 'install', PACKAGES.good], WRITE_MS);
      if (again.exitCode !== 2 || !again.stderr.includes('UPD_OLD'))
        throw new Error(`it was not refused: ${again.stderr}`);
      return { exitCode: again.exitCode };
    },
  },
  {
    name: 'bad-update-returns',
    async play(box) {
      const done = await install(box, PACKAGES.bad);
      const begun = performance.now();
      await restart(box);
      const returned = (status: SystemStatus): boolean => status.last?.outcome === 'returned';
      const status = await statusWhen(box, 'the box came back by itself', returned, RETURN_MS);
      expectIs(status, 'b', VERSIONS.good);
      if (status.last?.version !== VERSIONS.bad) throw new Error(`told of ${status.last?.version}`);
      return { slot: status.slot, writeSeconds: done.seconds, toReturnedSeconds: since(begun) };
    },
  },
];

const since = (begun: number): number => Math.round((performance.now() - begun) / 100) / 10;

function expectIs({ slot, version }: z.infer<typeof systemStatusSchema>, wanted: 'a' | 'b', of: string): void {
  if (slot !== wanted || version !== of) throw new Error(`slot ${slot} with ${version} runs, not ${wanted} with ${of}`);
}

async function install(box: QemuBox, file: string): Promise<{ words: string; seconds: number }> {
  const begun = performance.now();
  const outcome = await box.run(['omamori-update', 'install', file], WRITE_MS);
  if (outcome.exitCode !== 0) throw new Error(`install: ${outcome.stderr.slice(-400)}`);
  return { words: outcome.stderr, seconds: since(begun) };
}

/**
 * Ordered, and only then looked for: the box that still answers is the old one. By ssh too, which the clock needs: the
 * guest agent answers before the management port is up.
 */
async function restart(box: QemuBox): Promise<void> {
  const before = (await box.run(['cat', '/proc/sys/kernel/random/boot_id'], 60_000)).stdout;
  await box.run(['systemctl', 'reboot'], 30_000);
  await waitUntil(
    'the box has started anew',
    RETURN_MS,
    async () => {
      await box.hangUp();
      const now = await box.run(['cat', '/proc/sys/kernel/random/boot_id'], 30_000);
      return now.exitCode === 0 && now.stdout.trim().length > 30 && now.stdout !== before && (await box.answersBySsh());
    },
    3000,
  );
  await box.setClock();
}

async function statusWhen(
  box: QemuBox,
  what: string,
  holds: (status: SystemStatus) => boolean,
  mostMs: number,
): Promise<SystemStatus> {
  let last: SystemStatus | null = null;
  let words = '';
  await waitUntil(
    what,
    mostMs,
    async () => {
      const outcome = await box.run(['cat', '/run/omamori/system.json'], 60_000);
      const parsed = outcome.exitCode === 0 ? systemStatusSchema.safeParse(JSON.parse(outcome.stdout)) : null;
      if (outcome.stdout !== words) process.stderr.write(`    ${outcome.stdout}\n`);
      words = outcome.stdout;
      last = parsed?.success === true ? parsed.data : null;
      return last !== null && holds(last);
    },
    2000,
  );
  if (last === null) throw new Error(`no status: ${what}`);
  return last;
}

/** Bytes that the kernel has written to the partition of the second slot. */
async function writtenBytes(box: QemuBox): Promise<number> {
  const outcome = await box.run(['cat', '/sys/class/block/vda3/stat'], 60_000);
  return Number(outcome.stdout.trim().split(/\s+/)[6] ?? 0) * 512;
}
