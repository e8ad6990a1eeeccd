import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BoxMachine, BoxWorld } from '../lab/box-machine.ts';
import { namespaceOf } from '../lab/build-network.ts';
import { logFileOf } from '../lab/lab-paths.ts';
import { mustRun, runCommand } from '../lab/run-command.ts';
import { startUnit, type Unit } from '../lab/supervise.ts';
import { waitUntil } from '../lab/wait-until.ts';
import { GuestAgent } from './guest-agent.ts';
import { GuestShell, makeGuestKeys, RIG_ADDRESS } from './guest-shell.ts';
import { type GuestUnit, guestUnit } from './guest-unit.ts';
import { makeDataDisk } from './make-data-disk.ts';
import { qemuArguments } from './qemu-arguments.ts';
import type { UpdateDisk } from './update/make-update-disk.ts';

/** Emulation is about twenty times slower than the machine; a whole start was seen to take one to four minutes. */
const PATIENCE = 10;
const BOOT_MS = 420_000;

export interface PowerOn {
  readonly clock?: 'right' | 'lost';
}

export interface QemuBox extends BoxMachine {
  readonly agent: GuestUnit;
  readonly engine: GuestUnit;
  /** Milliseconds from the last switch-on until the management port answered. */
  readonly bootMs: number;
  /** The plug is pulled: nothing is written any more. */
  cutPower(): Promise<void>;
  /** Switched on again with the same data partition; with a lost clock it wakes up in 1970 and nobody sets it. */
  powerOn(options?: PowerOn): Promise<void>;
  /** Whether the management port answers; `run` falls back on the guest agent where it does not. */
  answersBySsh(): Promise<boolean>;
  /** After a restart: the connection that stood is none any more. */
  hangUp(): Promise<void>;
  /** To the time of this machine. */
  setClock(): Promise<void>;
}

interface Switched {
  readonly world: BoxWorld;
  readonly shell: GuestShell;
  readonly agent: GuestUnit;
  readonly engine: GuestUnit;
  readonly data: string;
  readonly uefi?: UpdateDisk;
  machine: Unit | null;
  boots: number;
  bootMs: number;
}

const HOME = '/data/omamori';
const AGENT_SOCKET = 'rig/guest-agent.sock';
const FOLDERS = {
  dataDir: `${HOME}/box`,
  runDir: '/run/omamori',
  bundleDir: `${HOME}/bundle`,
  clockSyncedFile: `${HOME}/clock-synced`,
};

export interface QemuBoxOptions {
  readonly keepSerialAt: string;
  /** The box's data partition becomes part of one disk with two slots; the box trusts these keys too. */
  readonly twoSlots?: {
    readonly trusted: Readonly<Record<string, string>>;
    readonly makeDisk: (data: string, folder: string) => Promise<UpdateDisk>;
  };
}

/** The image as a machine in QEMU, its ports in the lab's namespaces, its serial console in the lab's logs. */
export function qemuBox(image: string, { keepSerialAt, twoSlots }: QemuBoxOptions): QemuBox {
  let box: Switched | null = null;
  const on = (): Switched => {
    if (box === null) throw new Error('the machine was never switched on');
    return box;
  };
  return {
    folders: FOLDERS,
    queueRule: 'nft-queue',
    patience: PATIENCE,
    get agent() {
      return on().agent;
    },
    get engine() {
      return on().engine;
    },
    get isOn() {
      return box !== null && box.machine !== null;
    },
    get bootMs() {
      return on().bootMs;
    },
    async start(world, settings) {
      box = await prepare(world, settings, twoSlots);
      await switchOn(box, image);
      return { agent: box.agent, engine: box.engine };
    },
    run: (argv, timeoutMs) => on().shell.run(argv, timeoutMs),
    cutPower: () => switchOff(on()),
    powerOn: (options) => switchOn(on(), image, options),
    answersBySsh: () => on().shell.answers(),
    setClock: () => on().shell.setClock(),
    hangUp: () => on().shell.hangUp(),
    async stop() {
      if (box === null) return;
      await switchOff(box);
      await keepSerial(box, keepSerialAt);
    },
  };
}

async function prepare(world: BoxWorld, settings: object, slots: QemuBoxOptions['twoSlots']): Promise<Switched> {
  const folder = join(world.folder.path, 'rig');
  await mkdir(folder, { recursive: true });
  const keys = await makeGuestKeys(folder);
  const data = join(folder, 'data.ext4');
  await makeDataDisk(world, withKeys(withPage(settings), slots?.trusted ?? {}), keys, data);
  const uefi = slots === undefined ? {} : { uefi: await slots.makeDisk(data, folder) };
  const agentSocket = join(world.folder.path, AGENT_SOCKET);
  const shell = new GuestShell(namespaceOf(world.folder.name, 'box'), folder, new GuestAgent(agentSocket));
  const agent = guestUnit(shell, 'agent', 'omamori-agent.service');
  const engine = guestUnit(shell, 'engine', 'omamori-engine.service');
  return { world, shell, agent, engine, data, ...uefi, machine: null, boots: 0, bootMs: 0 };
}

async function keepSerial({ world, boots }: Switched, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let boot = 1; boot <= boots; boot++) {
    const serial = logFileOf(world.paths, `serial-${boot}`);
    await copyFile(serial, join(folder, `serial-${boot}.log`)).catch(() => undefined); // none was written
  }
}

/** The image has its page where the agent's source tree would have it elsewhere. */
function withPage(settings: object): object {
  const { localAdmin } = settings as { localAdmin: object };
  return { ...settings, localAdmin: { ...localAdmin, pageDir: '/opt/omamori/page' } };
}

function withKeys(settings: object, trusted: Readonly<Record<string, string>>): object {
  const { center } = settings as { center: { trustedKeys: object } };
  return { ...settings, center: { ...center, trustedKeys: { ...center.trustedKeys, ...trusted } } };
}

async function switchOn(box: Switched, image: string, { clock = 'right' }: PowerOn = {}): Promise<void> {
  const { world, shell } = box;
  const begun = performance.now();
  box.boots += 1;
  const serial = logFileOf(world.paths, `serial-${box.boots}`);
  const namespace = namespaceOf(world.folder.name, 'box');
  const machine = startUnit({
    name: 'machine',
    namespace,
    argv: qemuArguments({
      ...{ image, data: box.data, serial, clock, agentSocket: join(world.folder.path, AGENT_SOCKET) },
      ...(box.uefi === undefined ? {} : { uefi: box.uefi }),
    }),
    logFile: logFileOf(world.paths, 'qemu'),
    restart: false,
  });
  box.machine = machine;
  await plugIn(world.folder.name);
  await waitUntil('the box answers at its management port', BOOT_MS, async () => {
    if (machine.pid() === null) throw new Error(`the machine has ended: ${await lastWords(world)}`);
    return shell.answers();
  });
  box.bootMs = performance.now() - begun;
  if (clock === 'right') await shell.setClock();
}

async function lastWords({ paths }: BoxWorld): Promise<string> {
  return (await readFile(logFileOf(paths, 'qemu'), 'utf8').catch(() => '')).trim().slice(-300);
}

/** QEMU makes the taps where it runs; then their far ends are carried to the switch and to the router. */
async function plugIn(lab: string): Promise<void> {
  const box = namespaceOf(lab, 'box');
  await waitUntil('the machine has its ports', 30_000, async () => {
    const shown = await Promise.all(
      ['lan', 'wan', 'mgmt'].map((port) => runCommand(['ip', '-n', box, 'link', 'show', 'dev', port])),
    );
    return shown.every(({ exitCode }) => exitCode === 0);
  });
  for (const [port, host, name] of [
    ['lan', 'sw', 'uplink'],
    ['wan', 'rt', 'socket'],
  ] as const) {
    const there = namespaceOf(lab, host);
    await mustRun(['ip', '-n', box, 'link', 'set', 'dev', port, 'netns', there, 'name', name]);
    await mustRun(['ip', '-n', there, 'link', 'set', 'dev', name, 'master', 'office', 'up']);
  }
  await mustRun(['ip', '-n', box, 'addr', 'add', RIG_ADDRESS, 'dev', 'mgmt']);
  await mustRun(['ip', '-n', box, 'link', 'set', 'dev', 'mgmt', 'up']);
}

async function switchOff(box: Switched): Promise<void> {
  const { machine, shell } = box;
  if (machine === null) return;
  box.machine = null;
  machine.kill();
  await waitUntil('the machine is off', 20_000, async () => machine.pid() === null);
  await shell.hangUp();
}
