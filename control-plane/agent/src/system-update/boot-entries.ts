import { type Slot, slotSchema } from '@omamori/contract/system-update';

/**
 * One start entry of a slot. On a board with UEFI its name is all its state (Boot Loader Specification, automatic boot
 * assessment): omamori-<sequence>-<slot>[+<left>[-<done>]].conf; the loader counts by renaming.
 */
export interface BootEntry {
  readonly slot: Slot;
  readonly sequence: number;
  /** Tries that are left; null is found good. */
  readonly left: number | null;
  readonly done: number;
}

/** Two: the first may be lost to a power cut that has nothing to do with the version. */
export const TRIES = 2;
const NAME = /^omamori-(\d{10})-([ab])(?:\+(\d{1,3})(?:-(\d{1,3}))?)?\.conf$/;

/** Null for a name that is none of ours. */
export function parseEntryName(name: string): BootEntry | null {
  const [, sequence, slot, left, done = '0'] = NAME.exec(name) ?? [];
  if (sequence === undefined) return null;
  return {
    slot: slotSchema.parse(slot),
    sequence: Number(sequence),
    left: left === undefined ? null : Number(left),
    done: Number(done),
  };
}

export function entryName({ slot, sequence, left, done }: BootEntry): string {
  const count = left === null ? '' : `+${left}${done === 0 ? '' : `-${done}`}`;
  return `omamori-${String(sequence).padStart(10, '0')}-${slot}${count}.conf`;
}

/** The loader's own order: entries without tries come last, the newer first among the others. */
export function nextToStart(entries: readonly BootEntry[]): BootEntry | null {
  const spent = ({ left }: BootEntry): number => (left === 0 ? 1 : 0);
  return entries.toSorted((a, b) => spent(a) - spent(b) || b.sequence - a.sequence)[0] ?? null;
}

/** What the loader does to the entry it starts. */
export function countStart(entry: BootEntry): BootEntry {
  return entry.left === null || entry.left === 0 ? entry : { ...entry, left: entry.left - 1, done: entry.done + 1 };
}

export const otherSlot = (slot: Slot): Slot => (slot === 'a' ? 'b' : 'a');
