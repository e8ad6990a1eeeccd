import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ok, type Result } from '@omamori/contract/result';
import type { SystemManifest } from '@omamori/contract/system-update';
import type { BootDriver } from './boot-driver.ts';
import { planUpdate, type SlotsSeen, type UpdateStep } from './plan-update.ts';
import type { SystemPackage } from './system-package.ts';
import { outcomeOf, readState, writeState } from './system-state.ts';
import { verifyPart, writePart } from './write-part.ts';

export interface InstallParts {
  readonly driver: BootDriver;
  readonly stateFolder: string;
  readonly seen: Omit<SlotsSeen, 'entries' | 'floor'>;
  /** Empties the cache of the device, so that what is read back comes from the disk. */
  readonly forget: (path: string) => Promise<Result<void>>;
  readonly say: (words: string) => void;
}

const PARTS = ['root', 'kernel', 'initrd'] as const;

/** Writes the package into the slot that does not run; the next start tries it. Errors: UPD_*, PLT_WRITE_FAILED. */
export async function installUpdate(update: SystemPackage, parts: InstallParts): Promise<Result<void>> {
  const { driver, stateFolder } = parts;
  const state = await readState(stateFolder);
  if (!state.ok) return state;
  const entries = await driver.entries();
  if (!entries.ok) return entries;
  const plan = planUpdate(update.manifest, { ...parts.seen, entries: entries.value, floor: state.value.floor });
  if (!plan.ok) return plan;
  const remember = (outcome: 'writing' | 'trying') =>
    writeState(stateFolder, { ...state.value, last: outcomeOf(update.manifest, outcome) });
  const noted = await remember('writing');
  if (!noted.ok) return noted;
  for (const step of plan.value) {
    // Before the entry stands: a cut between the two shows a try that never began, which is told as returned.
    if (step.step === 'offer') {
      const known = await remember('trying');
      if (!known.ok) return known;
    }
    const done = await takeStep(step, update, parts);
    if (!done.ok) return done;
  }
  return ok(undefined);
}

async function takeStep(step: UpdateStep, update: SystemPackage, parts: InstallParts): Promise<Result<void>> {
  const { driver, say } = parts;
  if (step.step === 'retire') return driver.retire(step.entry);
  if (step.step === 'offer') return driver.offer(step.entry, update.manifest.version);
  if (step.step === 'verify') return verifyAll(update.manifest, step.slot, parts);
  const target = driver.place(step.slot, step.part);
  if (step.part !== 'root') await mkdir(dirname(target), { recursive: true });
  const part = update.manifest[step.part];
  const done = await writePart(target, part, (index) => update.chunk(part, index), step.part !== 'root');
  if (done.ok) say(`${step.part}: ${done.value.written} written, ${done.value.kept} stood already`);
  return done.ok ? ok(undefined) : done;
}

async function verifyAll(manifest: SystemManifest, slot: 'a' | 'b', { driver, forget, say }: InstallParts) {
  for (const name of PARTS) {
    const target = driver.place(slot, name);
    const clean = await forget(target);
    if (!clean.ok) return clean;
    const read = await verifyPart(target, manifest[name]);
    if (!read.ok) return read;
  }
  say('read back whole');
  return ok(undefined);
}
