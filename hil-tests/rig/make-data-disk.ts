import { chmod, copyFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BoxWorld } from '../lab/box-machine.ts';
import { mustRun } from '../lab/run-command.ts';
import { type GuestKeys, KNOWN_HOST } from './guest-shell.ts';

const SIZE = '768M';

/**
 * The box's data partition as the factory leaves it: settings, bundle, the office's fixed address; and for the rig a
 * way in. Everything lies under the lab's folder and goes with it.
 */
export async function makeDataDisk(world: BoxWorld, settings: object, keys: GuestKeys, target: string): Promise<void> {
  const tree = join(keys.folder, 'data');
  const own = join(tree, 'omamori');
  await mkdir(join(own, 'network'), { recursive: true });
  await mkdir(join(own, 'box'), { recursive: true });
  await mkdir(join(tree, 'rig'), { recursive: true });
  await writeFile(join(own, 'settings.json'), JSON.stringify(settings, null, 2), { mode: 0o600 });
  await writeFile(join(own, 'box/sticker'), `${world.codes.sticker}\n`, { mode: 0o600 }); // as the factory leaves it
  await writeFile(join(own, 'clock-synced'), ''); // the rig sets the clock, as a time service does
  await writeFile(join(own, 'network/office.network'), fixedAddress(world));
  await cp(world.paths.bundle, join(own, 'bundle'), { recursive: true });
  await copyFile(keys.authorized, join(tree, 'rig/authorized_keys'));
  await copyFile(keys.host, join(tree, 'rig/host_key'));
  for (const name of ['authorized_keys', 'host_key']) await chmod(join(tree, 'rig', name), 0o600);
  const hostKey = (await readFile(`${keys.host}.pub`, 'utf8')).split(' ').slice(0, 2).join(' ');
  await writeFile(join(keys.folder, 'known_hosts'), `${KNOWN_HOST} ${hostKey}\n`);
  await mustRun(['mkfs.ext4', '-q', '-F', '-L', 'omamori-data', '-d', tree, target, SIZE], { timeoutMs: 120_000 });
  await rm(tree, { recursive: true, force: true });
}

function fixedAddress({ plan }: BoxWorld): string {
  const { box, gateway } = plan.office;
  return [
    '[Match]',
    'Name=br0',
    '',
    '[Network]',
    `Address=${box.v4}/24`,
    `Address=${box.v6}/64`,
    `Gateway=${gateway.v4}`,
    `Gateway=${gateway.v6}`,
    'IPv6AcceptRA=no',
    'ConfigureWithoutCarrier=yes',
    '',
  ].join('\n');
}
