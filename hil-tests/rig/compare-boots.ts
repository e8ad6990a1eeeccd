import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { namespaceOf } from '../lab/build-network.ts';
import { mustRun } from '../lab/run-command.ts';
import type { Lab } from '../lab/start-lab.ts';
import { startUnit } from '../lab/supervise.ts';
import { waitUntil } from '../lab/wait-until.ts';
import { qemuArguments } from './qemu-arguments.ts';
import type { QemuBox } from './qemu-box.ts';
import { watchBoot } from './watch-boot.ts';

/** Seconds from power-on, one after the other on the same machine; P12 of the goals. */
export interface BootRound {
  /** Debian 13 of the image's first layer, its kernel and nothing of ours, until it asks for a login. */
  readonly bare: number;
  readonly forwarding: number;
  readonly inspecting: number;
}

const LONGEST_BOOT_MS = 420_000;
const LOGIN = 'login:';

/** The bare system and the box in turn, so that what the machine does besides meets both. */
export async function compareBoots(lab: Lab, machine: QemuBox, image: string, rounds: number): Promise<BootRound[]> {
  if (rounds === 0) return [];
  const folder = join(lab.folder.path, 'bare');
  const bareImage = await makeBare(image, folder);
  const done: BootRound[] = [];
  for (let round = 1; round <= rounds; round++) {
    await machine.cutPower();
    const bare = await bootBare(lab, bareImage, join(folder, `serial-${round}`));
    done.push({ bare, ...(await bootBox(lab, machine)) });
  }
  await rm(folder, { recursive: true, force: true });
  return done;
}

/** From the very layer that the image was made of. */
async function makeBare(image: string, folder: string): Promise<string> {
  const { layers } = JSON.parse(await readFile(`${image}.manifest.json`, 'utf8')) as { layers: string[] };
  const root = join(folder, 'root');
  await mkdir(root, { recursive: true });
  const layer = join(dirname(image), `${layers[0]}.tar.zst`);
  await mustRun(['tar', '--zstd', '-xpf', layer, '-C', root, '--numeric-owner'], { timeoutMs: 300_000 });
  const made = join(folder, 'bare.ext4');
  for (const [kind, target] of [
    ['vmlinuz-', 'vmlinuz'],
    ['initrd.img-', 'initrd'],
  ] as const) {
    const name = (await readdir(join(root, 'boot'))).find((one) => one.startsWith(kind)) ?? kind;
    await mustRun(['cp', '-L', join(root, 'boot', name), `${made}.${target}`]);
  }
  await mustRun(['mkfs.ext4', '-q', '-F', '-L', 'omamori-root', '-d', root, made, '1600M'], { timeoutMs: 300_000 });
  await mustRun(['mkfs.ext4', '-q', '-F', join(folder, 'data.ext4'), '64M']);
  await rm(root, { recursive: true, force: true });
  return made;
}

/** The same machine with the same ports, which lead nowhere. */
async function bootBare(lab: Lab, image: string, serial: string): Promise<number> {
  const argv = qemuArguments({ image, data: join(dirname(image), 'data.ext4'), serial });
  const begun = performance.now();
  const unit = startUnit({
    name: 'bare',
    namespace: namespaceOf(lab.folder.name, 'box'),
    argv,
    logFile: `${serial}.qemu`,
    restart: false,
  });
  try {
    await waitUntil('the bare Debian asks for a login', LONGEST_BOOT_MS, async () => {
      return (await readFile(serial, 'latin1').catch(() => '')).includes(LOGIN);
    });
    return secondsSince(begun);
  } finally {
    unit.kill();
    await unit.stop();
    await waitUntil('the bare machine is off', 20_000, async () => unit.pid() === null);
  }
}

async function bootBox(lab: Lab, machine: QemuBox): Promise<Omit<BootRound, 'bare'>> {
  const watch = watchBoot(lab);
  const begun = Date.now();
  try {
    await machine.powerOn();
    const seen = await watch.until(LONGEST_BOOT_MS);
    const seconds = (at: number | null): number => (at === null ? Number.NaN : Math.round((at - begun) / 100) / 10);
    return { forwarding: seconds(seen.forwardsAt), inspecting: seconds(seen.inspectsAt) };
  } finally {
    await watch.stop();
  }
}

function secondsSince(begun: number): number {
  return Math.round((performance.now() - begun) / 100) / 10;
}
