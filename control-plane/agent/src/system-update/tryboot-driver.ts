import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import type { Slot } from '@omamori/contract/system-update';
import { writeFileDurably } from '../platform/durable-file.ts';

/** Partitions of the two boot folders on a card of a Raspberry Pi: the firmware reads autoboot.txt from the first. */
const PARTITION: Readonly<Record<Slot, number>> = { a: 2, b: 3 };

/**
 * autoboot.txt of the Pi's firmware (raspberrypi.com, "autoboot.txt"): what starts, and what `reboot "0 tryboot"` starts
 * once. Only these files are tested; no board was here: the build of a card has no second slot yet.
 */
export function autobootText(good: Slot, onTrial: Slot | null): string {
  const trial = onTrial === null ? '' : `[tryboot]\nboot_partition=${PARTITION[onTrial]}\n`;
  return `[all]\ntryboot_a_b=1\nboot_partition=${PARTITION[good]}\n${trial}`;
}

/** Error: UPD_TRYBOOT_UNREADABLE. */
export async function readAutoboot(folder: string): Promise<Result<{ good: Slot; onTrial: Slot | null }>> {
  try {
    const text = await readFile(join(folder, 'autoboot.txt'), 'utf8');
    const [all = '', trial = ''] = text.split('[tryboot]');
    const slotIn = (part: string): Slot | null => {
      const number = Number(/^boot_partition=(\d+)$/m.exec(part)?.[1]);
      return number === PARTITION.a ? 'a' : number === PARTITION.b ? 'b' : null;
    };
    const good = slotIn(all);
    if (good === null) return err('UPD_TRYBOOT_UNREADABLE', 'autoboot.txt names no slot of this box.');
    return ok({ good, onTrial: slotIn(trial) });
  } catch (thrown) {
    return err('UPD_TRYBOOT_UNREADABLE', 'autoboot.txt cannot be read.', { cause: causeOf(thrown) });
  }
}

/** Offers a slot for one start, or makes it the one that starts. Errors: PLT_WRITE_FAILED. */
export function writeAutoboot(folder: string, good: Slot, onTrial: Slot | null): Promise<Result<void>> {
  return writeFileDurably(join(folder, 'autoboot.txt'), autobootText(good, onTrial), 0o644);
}
