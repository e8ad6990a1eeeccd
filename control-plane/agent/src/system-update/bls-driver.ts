import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import type { Slot } from '@omamori/contract/system-update';
import { realFiles, removeDurably, syncDirectory, writeFileDurably } from '../platform/durable-file.ts';
import type { BootDriver } from './boot-driver.ts';
import { type BootEntry, entryName, parseEntryName } from './boot-entries.ts';

export interface BlsPlaces {
  /** Mounted boot partition. */
  readonly esp: string;
  /** Folder of devices by partition name. */
  readonly partitions: string;
  /** Kernel words of this board, before those of the slot. */
  readonly options: string;
}

/** UEFI and systemd-boot: the state of a slot is the name of its entry. Errors: UPD_BOOT_FAILED, PLT_WRITE_FAILED. */
export function blsDriver({ esp, partitions, options }: BlsPlaces): BootDriver {
  const folder = join(esp, 'loader/entries');
  const rewrite = async (from: BootEntry, to: BootEntry): Promise<Result<void>> => {
    try {
      if (entryName(from) !== entryName(to)) await rename(join(folder, entryName(from)), join(folder, entryName(to)));
      await syncDirectory(folder, realFiles);
      return ok(undefined);
    } catch (thrown) {
      return err('UPD_BOOT_FAILED', 'The start entry could not be renamed.', { cause: causeOf(thrown) });
    }
  };
  return {
    async entries() {
      try {
        const names = await readdir(folder);
        return ok(names.map(parseEntryName).filter((entry) => entry !== null));
      } catch (thrown) {
        return err('UPD_BOOT_FAILED', 'The start entries cannot be read.', { cause: causeOf(thrown) });
      }
    },
    async versionOf(entry) {
      try {
        const text = await readFile(join(folder, entryName(entry)), 'utf8');
        return ok(/^version (\S{1,40})$/m.exec(text)?.[1] ?? 'unknown');
      } catch (thrown) {
        return err('UPD_BOOT_FAILED', 'A start entry cannot be read.', { cause: causeOf(thrown) });
      }
    },
    retire: (entry) => removeDurably(join(folder, entryName(entry))),
    async offer(entry, version) {
      const { slot } = entry;
      const text = [
        'title Omamori',
        `version ${version}`,
        `linux /omamori/${slot}/vmlinuz`,
        `initrd /omamori/${slot}/initrd.img`,
        `options ${options} root=PARTLABEL=omamori-root-${slot} ro omamori.slot=${slot}`,
        '',
      ].join('\n');
      await mkdir(folder, { recursive: true });
      return writeFileDurably(join(folder, entryName(entry)), text, 0o644);
    },
    settle: (entry, good) => rewrite(entry, { ...entry, left: good ? null : 0, done: good ? 0 : entry.done }),
    place: (slot: Slot, part) =>
      part === 'root'
        ? join(partitions, `omamori-root-${slot}`)
        : join(esp, 'omamori', slot, part === 'kernel' ? 'vmlinuz' : 'initrd.img'),
  };
}
