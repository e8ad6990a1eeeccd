import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const image = join(import.meta.dirname, '../../image');
const KERNEL = '6.12.1-arm64';
/** Places and names of Debian's kernel and raspi-firmware packages. */
const TREE = [
  `boot/vmlinuz-${KERNEL}`,
  `boot/initrd.img-${KERNEL}`,
  `lib/modules/${KERNEL}/modules.dep`,
  ...['4-b', 'cm4-io', '400'].map((name) => `usr/lib/linux-image-${KERNEL}/broadcom/bcm2711-rpi-${name}.dtb`),
  ...['bootcode.bin', 'start.elf', 'start4.elf', 'fixup.dat', 'fixup4.dat'].map((n) => `usr/lib/raspi-firmware/${n}`),
];

/** The very function that the build runs, over a tree made here. */
async function fillBoot(root: string, target: string): Promise<string> {
  const script = 'set -euo pipefail; image=$1; . "$1/boards/rpi/board.sh"; fill_boot "$2" "$3"';
  const argv = ['-c', script, 'fill', image, root, target];
  const done = promisify(execFile)('bash', argv).then(
    () => 'filled',
    (thrown: { stderr?: string }) => thrown.stderr ?? '',
  );
  return (await done).trim();
}

describe('the boot partition of the card', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'omamori-card-'));
    for (const file of TREE) {
      await mkdir(dirname(join(folder, 'root', file)), { recursive: true });
      await writeFile(join(folder, 'root', file), file);
    }
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('holds firmware, kernel, initrd and device trees under the names that config.txt gives them', async () => {
    expect(await fillBoot(join(folder, 'root'), join(folder, 'boot'))).toBe('filled');
    const names = await readdir(join(folder, 'boot'));
    const config = await readFile(join(folder, 'boot/config.txt'), 'utf8');
    const named = [...config.matchAll(/^(?:kernel=|initramfs )(\S+)/gm)].map(([, name]) => name);
    expect(named).toHaveLength(2);
    expect(names).toEqual(expect.arrayContaining([...named, 'start4.elf', 'fixup4.dat', 'bcm2711-rpi-4-b.dtb']));
    expect(await readFile(join(folder, 'boot/vmlinuz'), 'utf8')).toBe(`boot/vmlinuz-${KERNEL}`);
  });

  it.each(['usr/lib/raspi-firmware/start4.elf', `boot/initrd.img-${KERNEL}`])(
    'is refused when %s is missing',
    async (file) => {
      await rm(join(folder, 'root', file));
      expect(await fillBoot(join(folder, 'root'), join(folder, 'boot'))).not.toBe('filled');
    },
  );

  it('starts the root that the build labels and the table of file systems names', async () => {
    const [command, table, build] = await Promise.all(
      ['image/boards/rpi/cmdline.txt', 'firmware/rootfs/etc/fstab', 'image/boards/rpi/board.sh'].map((file) =>
        readFile(join(image, '..', file), 'utf8'),
      ),
    );
    const label = /root=LABEL=(\S+) ro /.exec(command ?? '')?.[1];
    expect(table).toMatch(new RegExp(`^LABEL=${label}\\s+/\\s`, 'm'));
    expect(build).toContain(`-L ${label} -d "$root"`);
    expect(command?.trim().split('\n')).toHaveLength(1); // the firmware reads one line
  });
});
