import { randomInt } from 'node:crypto';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { buildBundle } from '@omamori/bundle/build-bundle';
import { readCountryData } from '@omamori/bundle/read-country-csv';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import type { SigningKey } from '@omamori/contract/signed-document';
import { makeStickerCode } from '@omamori/contract/sticker-code';
import { type AddressPlan, planAddresses } from './address-plan.ts';
import type { BoxMachine } from './box-machine.ts';
import { buildNetwork, type HostName, namespaceOf } from './build-network.ts';
import { APPLIANCE, DEVICES } from './cast.ts';
import { CenterClient } from './center-client.ts';
import { type LabFolder, takeLabFolder } from './lab-folder.ts';
import { makeCode, makeLabKeys } from './lab-keys.ts';
import { type LabPaths, makeFolders } from './lab-paths.ts';
import { type LabPeople, makeLabPeople } from './lab-people.ts';
import { withListedFiles } from './list-files.ts';
import { openOuterDoor } from './port-door.ts';
import { rulesFolder } from './programs.ts';
import { runCommand } from './run-command.ts';
import { awakenOffice, startActors } from './start-actors.ts';
import { type ProductUnits, startProduct } from './start-product.ts';
import { waitUntil } from './wait-until.ts';
import type { World } from './world.ts';

export interface LabOptions {
  /** Called when a step of the start begins and ends. */
  readonly onStep?: (step: LabStep, state: 'begin' | 'end') => void;
  /** Environment of the center, e.g. DATABASE_URL and MQTT_URL for tests on the real ones. */
  readonly centerEnv?: Readonly<Record<string, string>>;
  /** The broker inside the center (default), or Mosquitto as a process of its own. */
  readonly broker?: 'embedded' | 'mosquitto';
  /** clamd beside the agent, with a database of one signature: the test file's. Needs the package clamav-daemon. */
  readonly scanner?: boolean;
  /** A box that is a machine of its own; without it the box is a namespace of this machine. */
  readonly machine?: BoxMachine;
}
export type LabStep = 'network' | 'bundle' | 'center' | 'box' | 'office' | 'policy';

export interface Lab {
  readonly folder: LabFolder;
  readonly plan: AddressPlan;
  readonly units: ProductUnits;
  readonly center: CenterClient;
  readonly people: LabPeople;
  readonly codes: { readonly sticker: string };
  /** Signs bundles that this lab's box takes. */
  readonly bundleKey: SigningKey;
  /** How much longer than in namespaces everything may take. */
  readonly patience: number;
  /** Runs a program on one of the hosts. */
  run(host: HostName, argv: readonly string[], timeoutMs?: number): ReturnType<typeof runCommand>;
  /** Opens the console and the box's page at an address of the machine. */
  openDoors(host: string, consolePort: number, boxPort: number): Promise<Result<void>>;
  stop(): Promise<void>;
}

/**
 * Builds everything and returns when the office works, the box inspects and the first policy is in force.
 * Errors: LAB_TOO_MANY, LAB_STEP_FAILED; then nothing is left running.
 */
export async function startLab(options: LabOptions = {}): Promise<Result<Lab>> {
  const folder = await takeLabFolder();
  if (!folder.ok) return folder;
  const stops: (() => Promise<void>)[] = [folder.value.release];
  const stop = async (): Promise<void> => {
    for (const undo of stops.splice(0).reverse()) await undo();
  };
  let current: LabStep = 'network';
  const step = async <T>(name: LabStep, work: () => Promise<T>): Promise<T> => {
    current = name;
    options.onStep?.(name, 'begin');
    const value = await work();
    options.onStep?.(name, 'end');
    return value;
  };
  try {
    const lab = await assemble(folder.value, options, step, stops);
    return ok({ ...lab, stop });
  } catch (thrown) {
    const kept = await keepLogs(folder.value);
    await stop();
    return err('LAB_STEP_FAILED', `The lab could not be started (step ${current}): ${causeOf(thrown)}. Logs: ${kept}`);
  }
}

type StepRunner = <T>(name: LabStep, work: () => Promise<T>) => Promise<T>;

async function assemble(
  folder: LabFolder,
  options: LabOptions,
  step: StepRunner,
  stops: (() => Promise<void>)[],
): Promise<Omit<Lab, 'stop'>> {
  const paths = await makeFolders(folder.path);
  const keys = makeLabKeys();
  const codes = { setUp: makeCode(3), sticker: makeStickerCode() };
  const people = makeLabPeople();
  const plan = await step('bundle', async () => {
    const data = await readCountryData();
    if (!data.ok) throw new Error(data.error.message);
    const date = new Date().toISOString().slice(0, 10);
    const rules = options.scanner === true ? await withListedFiles(paths.settings) : rulesFolder();
    const target = { rulesFolder: rules, targetFolder: paths.bundle, key: keys.bundle, date, number: 1 };
    const built = await buildBundle(target);
    if (!built.ok) throw new Error(built.error.message);
    return planAddresses(data.value.table);
  });
  const { machine } = options;
  await step('network', () => buildNetwork(folder.name, plan, machine === undefined ? 'namespace' : 'machine'));
  const world: World = { folder, paths, plan, keys, codes, people };
  stops.push(await startActors(world));
  if (machine !== undefined) stops.push(() => machine.stop());
  const units = await startProduct(world, options, step, stops);
  const center = new CenterClient(paths.consoleSocket, people.analyst);
  await step('policy', () => waitForBox(center, units, 0, machine));
  // The devices come up behind a box that is at work, as they do in a real office on a Monday morning.
  await step('office', async () => {
    await awakenOffice(world);
    await waitForBox(center, units, DEVICES.length, machine);
  });
  return {
    folder,
    plan,
    units,
    center,
    people,
    codes,
    bundleKey: keys.bundle,
    patience: machine?.patience ?? 1,
    run: (host, argv, timeoutMs = 120_000) =>
      host === 'box' && machine !== undefined
        ? machine.run(argv, timeoutMs)
        : runCommand(['ip', 'netns', 'exec', namespaceOf(folder.name, host), ...argv], { timeoutMs }),
    openDoors: (host, consolePort, boxPort) => openDoors(paths, host, consolePort, boxPort, stops),
  };
}

/** Until the center sees the box inspect under its policy and knows that many devices. */
async function waitForBox(
  center: CenterClient,
  units: ProductUnits,
  devices: number,
  machine: BoxMachine | undefined,
): Promise<void> {
  await waitUntil('the box inspects and the policy is in force', 120_000 * (machine?.patience ?? 1), async () => {
    if (machine?.isOn === false) throw new Error('the box was switched off');
    if (units.center.pid() === null) return false;
    const fleet = await center.fleet().catch(() => null);
    const box = fleet?.appliances.find((row) => row.id === APPLIANCE);
    return (
      box?.protection === 'inspecting' &&
      box.convergence === 'converged' &&
      box.appliedVersion > 0 &&
      box.devices >= devices
    );
  });
}

/** Logs of a failed start survive it, the newest five. */
async function keepLogs(folder: LabFolder): Promise<string> {
  const kept = `/var/tmp/omamori-lab-failed-${Date.now()}-${randomInt(1000)}`;
  const copied = await runCommand(['cp', '-r', join(folder.path, 'logs'), kept]);
  return copied.exitCode === 0 ? kept : 'none';
}

async function openDoors(
  paths: LabPaths,
  host: string,
  consolePort: number,
  boxPort: number,
  stops: (() => Promise<void>)[],
): Promise<Result<void>> {
  for (const [port, socket] of [
    [consolePort, paths.consoleSocket],
    [boxPort, paths.boxSocket],
  ] as const) {
    try {
      const server = await openOuterDoor(host, port, socket);
      stops.push(() => closeDoor(server));
    } catch (thrown) {
      const hint = `Port ${port} of ${host} is taken. Choose others: npm start -- --console-port N --box-port N`;
      return err('LAB_PORT_TAKEN', hint, { cause: causeOf(thrown) });
    }
  }
  return ok(undefined);
}

function closeDoor(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.unref(); // connections still open end with the lab's processes
    setTimeout(resolve, 500).unref();
  });
}
