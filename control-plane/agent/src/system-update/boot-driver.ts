import type { Result } from '@omamori/contract/result';
import type { Slot } from '@omamori/contract/system-update';
import type { BootEntry } from './boot-entries.ts';

/** How a kind of board keeps which slot starts next. Every change is on the disk when its promise is kept. */
export interface BootDriver {
  entries(): Promise<Result<readonly BootEntry[]>>;
  versionOf(entry: BootEntry): Promise<Result<string>>;
  /** The slot never starts again until it is offered anew. */
  retire(entry: BootEntry): Promise<Result<void>>;
  /** Started next, so often as it has tries; when they are spent the other slot starts. */
  offer(entry: BootEntry, version: string): Promise<Result<void>>;
  /** Found good, or given up (no tries left). */
  settle(entry: BootEntry, good: boolean): Promise<Result<void>>;
  /** Where the parts of a slot lie. */
  place(slot: Slot, part: 'root' | 'kernel' | 'initrd'): string;
}
