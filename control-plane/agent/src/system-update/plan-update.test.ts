import type { SystemManifest, SystemOutcome } from '@omamori/contract/system-update';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BootEntry, countStart, entryName, nextToStart, otherSlot, parseEntryName } from './boot-entries.ts';
import { judgeTrial } from './judge-trial.ts';
import { judgeStart, planUpdate, type SlotsSeen, type UpdateStep } from './plan-update.ts';

const part = { bytes: 1, chunks: [{ sha256: '0'.repeat(64), at: 0, packed: 1 }] };
const manifest = (sequence: number): SystemManifest => ({
  product: 'omamori',
  board: 'qemu-arm64',
  arch: 'arm64',
  version: `v${sequence}`,
  sequence,
  root: part,
  kernel: part,
  initrd: part,
});
const good = (slot: 'a' | 'b', sequence: number): BootEntry => ({ slot, sequence, left: null, done: 0 });
const seenOf = (entries: BootEntry[], running: 'a' | 'b', floor = 0): SlotsSeen => ({
  board: 'qemu-arm64',
  arch: 'arm64',
  running,
  entries,
  floor,
});

/** A disk as the loader sees it: entries, and of each slot which version stands there whole (null: in part). */
interface Disk {
  entries: BootEntry[];
  content: Record<'a' | 'b', number | null>;
}

function take(disk: Disk, step: UpdateStep, sequence: number, half: boolean): void {
  if (step.step === 'retire') disk.entries = disk.entries.filter((entry) => entry !== step.entry);
  if (step.step === 'write') disk.content[step.slot] = null;
  if (step.step === 'verify' && !half) disk.content[step.slot] = sequence;
  if (step.step === 'offer' && !half) disk.entries = [...disk.entries, step.entry];
}

/** Starts until something is found good; `works` says which versions can be. */
function startUntilGood(disk: Disk, works: (sequence: number) => boolean): { slot: 'a' | 'b'; starts: number } {
  for (let starts = 1; starts < 10; starts++) {
    const entry = nextToStart(disk.entries);
    if (entry === null) throw new Error('nothing starts: the box is a brick');
    const counted = countStart(entry);
    disk.entries = disk.entries.map((other) => (other === entry ? counted : other));
    if (disk.content[entry.slot] === entry.sequence && works(entry.sequence)) return { slot: entry.slot, starts };
  }
  throw new Error('it never came to an end');
}

describe('the two slots', () => {
  it('a power cut at or inside any step leaves a slot that starts and is whole, whatever stood there before', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('a' as const, 'b' as const),
        fc.option(fc.constantFrom<number | null>(null, 0, 1, 2)),
        fc.nat(6),
        fc.boolean(),
        fc.boolean(),
        (running, otherLeft, cutAt, half, newWorks) => {
          const other = otherSlot(running);
          const entries = [good(running, 5)];
          if (otherLeft !== undefined) entries.push({ slot: other, sequence: 4, left: otherLeft, done: 0 });
          const disk: Disk = { entries, content: { a: 0, b: 0 } };
          disk.content[running] = 5;
          disk.content[other] = 4;
          const plan = planUpdate(manifest(6), seenOf(entries, running));
          if (!plan.ok) throw new Error(plan.error.message);
          for (const [index, step] of plan.value.entries()) {
            if (index < cutAt) take(disk, step, 6, false);
            else if (index === cutAt && half) take(disk, step, 6, true);
          }
          const { slot, starts } = startUntilGood(disk, (sequence) => sequence !== 6 || newWorks);
          const offered = cutAt >= plan.value.length;
          expect(slot).toBe(offered && newWorks ? other : running);
          expect(starts).toBeLessThanOrEqual(3);
        },
      ),
    );
  });

  it('refuses another board, an older version, and any update while the running slot is on trial', () => {
    const entries = [good('a', 5)];
    const refused = (from: SystemManifest, seen: SlotsSeen): string => {
      const plan = planUpdate(from, seen);
      return plan.ok ? 'taken' : plan.error.code;
    };
    expect(refused({ ...manifest(6), board: 'rpi' }, seenOf(entries, 'a'))).toBe('UPD_WRONG_BOX');
    expect(refused(manifest(5), seenOf(entries, 'a'))).toBe('UPD_OLD');
    expect(refused(manifest(6), seenOf(entries, 'a', 7))).toBe('UPD_OLD');
    const onTrial = [{ ...good('b', 6), left: 1, done: 1 }, good('a', 5)];
    expect(refused(manifest(7), seenOf(onTrial, 'b'))).toBe('UPD_ON_TRIAL');
    expect(refused(manifest(6), seenOf(entries, 'a'))).toBe('taken');
  });

  it('reads the names it writes, and no others', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('a' as const, 'b' as const),
        fc.integer({ min: 1, max: 9_999_999_999 }),
        fc.option(fc.nat(999)),
        fc.nat(999),
        (slot, sequence, left, done) => {
          const entry = { slot, sequence, left, done: left === null ? 0 : done };
          expect(parseEntryName(entryName(entry))).toEqual(entry);
        },
      ),
    );
    for (const name of [
      'omamori-1-a.conf',
      'omamori-0000000001-c.conf',
      'omamori-0000000001-a.conf.new',
      'debian.conf',
    ])
      expect(parseEntryName(name)).toBeNull();
  });

  it('tells after a start what became of an update', () => {
    const last: SystemOutcome = { version: 'v6', sequence: 6, outcome: 'trying', reason: null, at: '' };
    const spent = { slot: 'b' as const, sequence: 6, left: 0, done: 2 };
    expect(judgeStart(last, { running: 'b', entries: [{ ...spent, left: 1 }, good('a', 5)] })).toBe('trial');
    expect(judgeStart(last, { running: 'b', entries: [good('b', 6), good('a', 5)] })).toBe('confirmed');
    expect(judgeStart(last, { running: 'a', entries: [spent, good('a', 5)] })).toBe('returned');
    expect(judgeStart({ ...last, outcome: 'writing' }, { running: 'a', entries: [good('a', 5)] })).toBeNull();
  });

  it('finds a slot good only when network, center and inspection are all seen, and names what is missing first', () => {
    const all = { bridge: true, center: true, engine: true };
    expect(judgeTrial(all, 0, 10)).toEqual({ verdict: 'confirm' });
    for (const [missing, reason] of [
      ['bridge', 'no-network'],
      ['center', 'no-center'],
      ['engine', 'no-inspection'],
    ] as const) {
      expect(judgeTrial({ ...all, [missing]: false }, 9, 10)).toEqual({ verdict: 'wait' });
      expect(judgeTrial({ ...all, [missing]: false }, 10, 10)).toEqual({ verdict: 'give-up', reason });
    }
  });
});
