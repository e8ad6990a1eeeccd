// The box's own Linux: omamori-update install FILE | confirm | status. The last line on stdout is one JSON object;
// exit 2 with one coded sentence. `confirm` runs once at each start (omamori-update.service).
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import type { TrustedKeys } from '@omamori/contract/signed-document';
import { type Slot, slotSchema } from '@omamori/contract/system-update';
import { z } from 'zod';
import { systemBootClock } from '../platform/boot-clock.ts';
import { runProgram } from '../platform/run-program.ts';
import { blsDriver } from './bls-driver.ts';
import { confirmStart } from './confirm-start.ts';
import { installUpdate } from './install-update.ts';
import { lookAtTrial } from './look-at-trial.ts';
import { openPackage } from './system-package.ts';

const STATE = '/data/omamori/system';
const STATUS = '/run/omamori/system.json';
const SETTINGS = '/data/omamori/settings.json';
const ESP = '/run/omamori-esp';
const BOARD = '/etc/omamori/board';
const PARTITIONS = '/dev/disk/by-partlabel';
const settingsSchema = z.object({ center: z.object({ trustedKeys: z.record(z.string(), z.string()) }) });
const say = (words: string): void => void process.stderr.write(`${words}\n`);

interface Box {
  readonly running: Slot;
  readonly options: string;
}

/** Slot and kernel words, as this start was made. Error: UPD_NO_SLOTS. */
async function readBox(): Promise<Result<Box>> {
  const words = (await readFile('/proc/cmdline', 'utf8')).trim().split(/\s+/);
  const slot = slotSchema.safeParse(words.find((word) => word.startsWith('omamori.slot='))?.slice(13));
  if (!slot.success) return err('UPD_NO_SLOTS', 'This box was not started from one of two slots.');
  const own = /^(initrd|BOOT_IMAGE|root|omamori\.slot)=|^ro$/;
  return ok({ running: slot.data, options: words.filter((word) => !own.test(word)).join(' ') });
}

async function mountBoot(): Promise<Result<void>> {
  await mkdir(ESP, { recursive: true, mode: 0o700 });
  const there = await runProgram(['mountpoint', '-q', ESP], { timeoutMs: 10_000 });
  if (there.ok && there.value.exitCode === 0) return ok(undefined);
  const device = join(PARTITIONS, 'omamori-esp');
  const options = 'umask=0077,nosuid,nodev,noexec';
  const done = await runProgram(['mount', '-t', 'vfat', '-o', options, device, ESP], { timeoutMs: 60_000 });
  if (!done.ok) return done;
  if (done.value.exitCode === 0) return ok(undefined);
  return err('UPD_BOOT_FAILED', 'The boot partition cannot be mounted.', { cause: done.value.stderr.slice(0, 200) });
}

/** What is read afterwards comes from the disk (drop_caches, Linux vm documentation). */
async function forget(path: string): Promise<Result<void>> {
  const command: [string, ...string[]] = path.startsWith(PARTITIONS)
    ? ['blockdev', '--flushbufs', path]
    : ['sync', '-f', dirname(path)];
  const done = await runProgram(command, { timeoutMs: 300_000 });
  if (!done.ok) return done;
  try {
    await writeFile('/proc/sys/vm/drop_caches', '1');
    return ok(undefined);
  } catch (thrown) {
    return err('UPD_VERIFY_FAILED', 'The cache of the disk cannot be emptied.', { cause: causeOf(thrown) });
  }
}

async function trustedKeys(): Promise<Result<TrustedKeys>> {
  try {
    return ok(settingsSchema.parse(JSON.parse(await readFile(SETTINGS, 'utf8'))).center.trustedKeys);
  } catch (thrown) {
    return err('UPD_NO_KEYS', 'The keys that this box trusts cannot be read.', { cause: causeOf(thrown) });
  }
}

async function install(file: string, { running, options }: Box): Promise<Result<object>> {
  const trusted = await trustedKeys();
  if (!trusted.ok) return trusted;
  const update = await openPackage(file, trusted.value);
  if (!update.ok) return update;
  await mkdir(STATE, { recursive: true, mode: 0o750 });
  const board = (await readFile(BOARD, 'utf8')).trim();
  const driver = blsDriver({ esp: ESP, partitions: PARTITIONS, options });
  const seen = { board, arch: process.arch, running };
  const done = await installUpdate(update.value, { driver, stateFolder: STATE, seen, forget, say });
  await update.value.close();
  return done.ok ? ok({ version: update.value.manifest.version }) : done;
}

async function main([verb, file]: readonly string[]): Promise<Result<object>> {
  if (verb === '--help') return ok({ usage: 'omamori-update install FILE | confirm | status' });
  const box = await readBox();
  if (!box.ok) return box;
  if (verb === 'status') return ok(JSON.parse(await readFile(STATUS, 'utf8')) as object);
  const mounted = await mountBoot();
  if (!mounted.ok) return mounted;
  if (verb === 'install' && file !== undefined) return install(file, box.value);
  if (verb !== 'confirm') return err('UPD_USAGE', 'Use omamori-update install FILE, confirm or status.');
  await mkdir(STATE, { recursive: true, mode: 0o750 }).catch((cause: unknown) => say(causeOf(cause)));
  await mkdir(dirname(STATUS), { recursive: true });
  const driver = blsDriver({ esp: ESP, partitions: PARTITIONS, options: box.value.options });
  const look = lookAtTrial({
    netFolder: '/sys/class/net',
    heardFile: '/run/omamori/heard.json',
    clock: systemBootClock(),
  });
  return confirmStart({ driver, running: box.value.running, stateFolder: STATE, statusFile: STATUS, look, say });
}

const outcome = await main(process.argv.slice(2));
if (outcome.ok) process.stdout.write(`${JSON.stringify({ ok: true, ...outcome.value })}\n`);
else say(`${outcome.error.code}: ${outcome.error.message} ${JSON.stringify(outcome.error.detail ?? {})}`);
// A slot that is found good must never restart for an error of this command: only who gives up ends with 1.
process.exitCode = outcome.ok ? 0 : outcome.error.code === 'UPD_GIVEN_UP' ? 1 : 2;
