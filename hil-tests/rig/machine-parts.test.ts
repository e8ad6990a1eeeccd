import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { quote } from './guest-shell.ts';
import { PORTS, qemuArguments } from './qemu-arguments.ts';

const network = join(import.meta.dirname, '../../image/boards/qemu-arm64/rootfs/etc/systemd/network');

it('quotes every word so that a shell gives it back as it was', async () => {
  const words = ['a b', "it's", '$HOME', '*', '', '"x"\\', 'date; true', 'two\nlines'];
  const run = await promisify(execFile)('sh', ['-c', `printf '%s\\0' ${quote(words)}`]);
  expect(run.stdout.split('\0').slice(0, -1)).toEqual(words);
});

it('puts each port where the image looks for it', async () => {
  const files = (await readdir(network)).filter((name) => name.endsWith('.link'));
  expect(files).toHaveLength(PORTS.length);
  for (const { name, place } of PORTS) {
    const link = await readFile(join(network, `10-${name}.link`), 'utf8');
    expect(link).toContain(`Name=${name}\n`);
    expect(link).toContain(`Path=*pci-0000:00:${place.slice(2).padStart(2, '0')}.0\n`);
  }
});

it('escapes a comma in the name of a file, which would begin another option of the drive', () => {
  const argv = qemuArguments({ image: '/a,b', data: '/data', serial: '/serial' });
  expect(argv.find((word) => word.includes('id=root'))).toMatch(/,file=\/a,,b$/);
});
