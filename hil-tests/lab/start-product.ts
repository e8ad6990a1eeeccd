import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AddressPlan } from './address-plan.ts';
import type { BoxFolders } from './box-machine.ts';
import { type HostName, namespaceOf } from './build-network.ts';
import { APPLIANCE, COMPANY, DESK_PHONE, DEVICES, SITE } from './cast.ts';
import { CenterClient } from './center-client.ts';
import { DANGEROUS_NAMES, dangerousAddress, PROTECTED_ADDRESS } from './dangerous-sites.ts';
import { logFileOf } from './lab-paths.ts';
import { settleLabPeople } from './lab-people.ts';
import { agentProgram, centerProgram, labProgram } from './programs.ts';
import { mustRun } from './run-command.ts';
import { makeFile, scannerMark } from './servers/make-file.ts';
import type { LabOptions, LabStep } from './start-lab.ts';
import { startUnit, type Unit } from './supervise.ts';
import { waitUntil } from './wait-until.ts';
import type { World } from './world.ts';

export interface ProductUnits {
  readonly center: Unit;
  readonly agent: Unit;
  readonly engine: Unit;
  /** Only with Mosquitto; the embedded broker is part of the center. */
  readonly broker?: Unit;
  /** Only with a scanner. */
  readonly scanner?: Unit;
}

export const CONSOLE_PORT = 8080;
/** HTTPS from end to end: the doors of the lab carry bytes. */
export const BOX_PORT = 8443;
const BOX_REDIRECT_PORT = 8080;
const BROKER_PORT = 8883;
/** A broker of its own is without certificates here: what crosses it is recorded. */
const OUTSIDE_BROKER_PORT = 1883;
const ENROLMENT_PORT = 8884;

type StepRunner = <T>(name: LabStep, work: () => Promise<T>) => Promise<T>;

/** Starts center, agent and engine, each as a process of its own, and the inner doors of both pages. */
export async function startProduct(
  world: World,
  options: LabOptions,
  step: StepRunner,
  stops: (() => Promise<void>)[],
): Promise<ProductUnits> {
  const units: Unit[] = [];
  stops.push(async () => {
    await Promise.all(units.map((unit) => unit.stop()));
  });
  const outside = options.broker === 'mosquitto';
  const broker = outside ? { broker: await startMosquitto(world, units) } : {};
  const env = outside ? { MQTT_URL: brokerUrl(world), ...options.centerEnv } : (options.centerEnv ?? {});
  const center = await step('center', () => startCenter(world, env, units));
  const box = await step('box', () => startBox(world, units, options));
  return { center, ...box, ...broker };
}

function unit(
  world: World,
  units: Unit[],
  name: string,
  host: HostName,
  argv: readonly string[],
  more: object = {},
): Unit {
  const namespace = namespaceOf(world.folder.name, host);
  const started = startUnit({ name, namespace, argv, logFile: logFileOf(world.paths, name), ...more });
  units.push(started);
  return started;
}

async function startCenter(world: World, env: Readonly<Record<string, string>>, units: Unit[]): Promise<Unit> {
  const { paths, plan, keys, codes, people } = world;
  const signingKeyFile = join(paths.settings, 'center-signing-key.pem');
  await writeFile(signingKeyFile, keys.center.privateKeyPem, { mode: 0o600 });
  const settings = {
    dataDir: paths.centerData,
    http: { host: plan.center.v4, port: CONSOLE_PORT },
    mqtt: { host: plan.center.v4, port: BROKER_PORT },
    enrolment: { host: plan.center.v4, port: ENROLMENT_PORT },
    phone: DESK_PHONE,
    accessCode: codes.setUp,
    secondFactor: 'optional', // nobody has to find a phone to look at a lab
    signingKeyFile,
    bundleKeys: keys.trusted,
    fleet: [{ appliance: APPLIANCE, company: COMPANY, site: SITE, labels: labels() }],
    protectedDestinations: [plan.center.v4, plan.center.v6, PROTECTED_ADDRESS.v4, PROTECTED_ADDRESS.v6],
    defaultPolicy: {
      geo: { blockInbound: ['LV', 'RU'], blockOutbound: ['LV', 'RU'] },
      ports: [{ protocol: 'tcp', port: 3389, allow: [plan.vendor.v4, plan.vendor.v6] }],
      domainLists: [{ name: 'lab-malware-sites', entries: [...DANGEROUS_NAMES] }],
      addressLists: [{ name: 'lab-malware-hosts', direction: 'both', entries: dangerousEntries(plan) }],
      ips: { mode: 'block', disabledRules: [] },
    },
  };
  const file = join(paths.settings, 'center.json');
  await writeFile(file, JSON.stringify(settings, null, 2), { mode: 0o600 });
  let ready = false;
  const onLine = (line: string): void => {
    if (line.startsWith('{') && line.includes('"ready"')) ready = true;
  };
  const argv = [process.execPath, centerProgram(), '--settings', file];
  const center = unit(world, units, 'center', 'net', argv, { onLine, env });
  unit(world, units, 'console-door', 'net', door(paths.consoleSocket, plan.center.v4, CONSOLE_PORT));
  await waitUntil('the center is ready', 120_000, async () => ready);
  await settleLabPeople(paths.consoleSocket, codes.setUp, people);
  const desk = new CenterClient(paths.consoleSocket, people.admin);
  await desk.post('/api/stickers', { appliance: APPLIANCE, code: codes.sticker, company: COMPANY, site: SITE });
  return center;
}

function brokerUrl({ plan }: World): string {
  return `mqtt://${plan.center.v4}:${OUTSIDE_BROKER_PORT}`;
}

/** Plain listener without persistence: nothing may depend on the broker's memory. */
async function startMosquitto(world: World, units: Unit[]): Promise<Unit> {
  const file = join(world.paths.settings, 'mosquitto.conf');
  const lines = [
    `listener ${OUTSIDE_BROKER_PORT} ${world.plan.center.v4}`,
    'allow_anonymous true',
    'persistence false',
    'user root',
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  return unit(world, units, 'broker', 'net', ['mosquitto', '-c', file]);
}

function dangerousEntries(plan: AddressPlan): string[] {
  const { v4, v6 } = dangerousAddress(plan);
  return [v4, v6];
}

function labels(): Record<string, string> {
  return Object.fromEntries(DEVICES.map((device) => [device.mac, device.label]));
}

function door(socketPath: string, host: string, port: number): string[] {
  return [process.execPath, labProgram('port-door'), socketPath, host, String(port)];
}

async function startBox(
  world: World,
  units: Unit[],
  { machine, scanner }: LabOptions,
): Promise<Pick<ProductUnits, 'agent' | 'engine' | 'scanner'>> {
  const { paths, plan } = world;
  unit(world, units, 'box-door', 'pc1', door(paths.boxSocket, plan.office.box.v4, BOX_PORT));
  if (machine !== undefined) {
    return machine.start(world, await boxSettings(world, machine.folders, machine.queueRule));
  }
  const clockSyncedFile = join(paths.settings, 'clock-synced');
  await writeFile(clockSyncedFile, ''); // as timesyncd does: the machine's clock is the lab's
  const folders = { dataDir: paths.boxData, runDir: paths.boxRun, bundleDir: paths.bundle, clockSyncedFile };
  const file = join(paths.settings, 'agent.json');
  const clamd = scanner === true ? await startScanner(world, units) : null;
  const settings = { ...(await boxSettings(world, folders, 'iptables-physdev')), addresses: 'ip', ...clamd?.settings };
  await writeFile(file, JSON.stringify(settings, null, 2), { mode: 0o600 });
  await writeFile(join(paths.boxData, 'sticker'), `${world.codes.sticker}\n`, { mode: 0o600 });
  const agent = unit(world, units, 'agent', 'box', [process.execPath, agentProgram(), '--settings', file]);
  const engine = unit(world, units, 'engine', 'box', engineArguments(paths.boxData, paths.boxRun), {
    waitForFile: join(paths.boxData, 'suricata/current/suricata.yaml'),
    staleFile: join(paths.boxRun, 'suricata.pid'),
    env: { TZ: 'UTC' },
  });
  return { agent, engine, ...(clamd === null ? {} : { scanner: clamd.scanner }) };
}

/** clamd as the box would run it, its database two signatures of our own. */
async function startScanner(world: World, units: Unit[]) {
  const { paths } = world;
  const folder = join(paths.settings, 'clamd');
  const clamdSocket = join(paths.boxRun, 'clamd.sock');
  await mkdir(folder, { recursive: true });
  const known = { 'Lab.Test-File': makeFile('test-virus', ''), 'Lab.Scanner-Only': scannerMark() };
  const signatures = Object.entries(known).map(([name, bytes]) => `${name}:0:*:${bytes.toString('hex')}\n`);
  await writeFile(join(folder, 'lab.ndb'), signatures.join(''));
  const lines = [`DatabaseDirectory ${folder}`, `LocalSocket ${clamdSocket}`, 'Foreground yes', 'User root'];
  const file = join(folder, 'clamd.conf');
  await writeFile(file, `${[...lines, 'StreamMaxLength 30M', 'MaxThreads 4', 'SelfCheck 0'].join('\n')}\n`);
  const scanner = unit(world, units, 'clamd', 'box', ['clamd', '--config-file', file]);
  return { scanner, settings: { clamdSocket } };
}

async function boxSettings(world: World, folders: BoxFolders, queueRule: string): Promise<object> {
  const { plan, keys, codes } = world;
  const hashed = await mustRun([process.execPath, agentProgram(), '--hash-sticker-code'], { input: codes.sticker });
  return {
    appliance: APPLIANCE,
    ...folders,
    ports: { lan: 'lan', wan: 'wan', bridge: 'br0' },
    homeNetworks: [plan.office.v4, plan.office.v6],
    center: {
      enrolUrl: `https://${plan.center.v4}:${ENROLMENT_PORT}`,
      stickerFile: join(folders.dataDir, 'sticker'),
      trustedKeys: keys.trusted,
      addresses: [plan.center.v4, plan.center.v6],
    },
    engine: { program: 'suricata', queues: 2, queueRule },
    localAdmin: {
      host: plan.office.box.v4,
      alsoAt: [plan.office.box.v6],
      port: BOX_PORT,
      redirectPort: BOX_REDIRECT_PORT,
      stickerCodeHash: hashed.trim(),
    },
    timeZone: 'Asia/Tokyo',
    phone: DESK_PHONE,
  };
}

/** As the unit file of the image will start it: configuration from the agent, one queue a core. */
function engineArguments(dataDir: string, runDir: string): string[] {
  const config = join(dataDir, 'suricata/current/suricata.yaml');
  return ['suricata', '-c', config, '-q', '0', '-q', '1', '--pidfile', join(runDir, 'suricata.pid')];
}
