import { err, ok, type Result } from '@omamori/contract/result';
import type { Slot, SystemManifest, SystemOutcome } from '@omamori/contract/system-update';
import { type BootEntry, otherSlot, TRIES } from './boot-entries.ts';

/** What the box is, and what its disk says; nothing else decides. */
export interface SlotsSeen {
  readonly board: string;
  readonly arch: string;
  readonly running: Slot;
  readonly entries: readonly BootEntry[];
  /** The highest sequence that was ever confirmed here. */
  readonly floor: number;
}

/**
 * In this order a power cut between any two steps leaves a slot that starts: the other slot's entry goes before its
 * content does, and comes back only when all of the new content was read back.
 */
export type UpdateStep =
  | { readonly step: 'retire'; readonly entry: BootEntry }
  | { readonly step: 'write'; readonly slot: Slot; readonly part: 'root' | 'kernel' | 'initrd' }
  | { readonly step: 'verify'; readonly slot: Slot }
  | { readonly step: 'offer'; readonly entry: BootEntry };

/**
 * Errors: UPD_WRONG_BOX (product, board, processor), UPD_OLD (below or at what was confirmed here), UPD_ON_TRIAL (the
 * running slot is not yet found good: there would be nothing to return to).
 */
export function planUpdate(manifest: SystemManifest, seen: SlotsSeen): Result<readonly UpdateStep[]> {
  if (manifest.board !== seen.board || manifest.arch !== seen.arch)
    return err('UPD_WRONG_BOX', `The update is for ${manifest.board} (${manifest.arch}), this box is ${seen.board}.`);
  const current = seen.entries.find(({ slot }) => slot === seen.running);
  if (current === undefined || current.left !== null)
    return err('UPD_ON_TRIAL', 'The running system is not yet found good; an update now would have no way back.');
  if (manifest.sequence <= Math.max(seen.floor, current.sequence))
    return err('UPD_OLD', `Update ${manifest.version} is not newer than what this box has had.`);
  const slot = otherSlot(seen.running);
  const parts = ['root', 'kernel', 'initrd'] as const;
  return ok([
    ...seen.entries.filter((entry) => entry.slot === slot).map((entry) => ({ step: 'retire', entry }) as const),
    ...parts.map((part) => ({ step: 'write', slot, part }) as const),
    { step: 'verify', slot },
    { step: 'offer', entry: { slot, sequence: manifest.sequence, left: TRIES, done: 0 } },
  ]);
}

/** After a start: what became of the update that was under way. Null: nothing new. */
export function judgeStart(
  last: SystemOutcome | null,
  seen: Pick<SlotsSeen, 'running' | 'entries'>,
): 'trial' | 'confirmed' | 'returned' | null {
  const current = seen.entries.find(({ slot }) => slot === seen.running);
  if (current !== undefined && current.left !== null) return 'trial';
  if (last?.outcome !== 'trying') return null;
  return current?.sequence === last.sequence ? 'confirmed' : 'returned';
}
