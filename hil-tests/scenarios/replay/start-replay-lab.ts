// The lab of a replay: the same agent, engine and center as in `npm start`, settings apart; on each side of the box a
// bare player instead of office and internet. No country and no port is blocked: the rules alone decide.
import { appendFile, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildBundle } from '@omamori/bundle/build-bundle';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { APPLIANCE, COMPANY, DESK_PHONE, SITE } from '../../lab/cast.ts';
import { CenterClient } from '../../lab/center-client.ts';
import { type LabFolder, takeLabFolder } from '../../lab/lab-folder.ts';
import { type LabKeys, makeCode, makeLabKeys } from '../../lab/lab-keys.ts';
import { type LabPaths, logFileOf, makeFolders } from '../../lab/lab-paths.ts';
import { type LabPeople, makeLabPeople, settleLabPeople } from '../../lab/lab-people.ts';
import { agentProgram, centerProgram, labProgram, rulesFolder } from '../../lab/programs.ts';
import { mustRun, runCommand } from '../../lab/run-command.ts';
import { startUnit, type Unit, type UnitOptions } from '../../lab/supervise.ts';
import { waitUntil } from '../../lab/wait-until.ts';
import type { ReplayWords } from './catalogue/en.ts';
import { convertRules, type RuleAction } from './prepare-rules.ts';
import { applicationReader } from './read-applications.ts';
import { buildReplayNetwork, MANAGEMENT } from './replay-network.ts';

export type ReplayStep = keyof ReplayWords['steps'];

export interface ReplayLabOptions {
  /** Rules already under their action; null loads the bundle's own. */
  readonly rules: string | null;
  /** Folder of rule files that are judged as any feed is: the box then chooses by preset. */
  readonly feed?: string;
  /** Default: the widest. A replay of given rules is told which to use, none is left out as a mere note. */
  readonly preset?: 'connectivity' | 'balanced' | 'security';
  readonly action: RuleAction;
  /** TCP ports closed to all outside, as an office's policy has them; default none: the rules alone decide. */
  readonly closedPorts?: readonly number[];
  readonly home: readonly string[];
  readonly onStep?: (step: ReplayStep, state: 'begin' | 'end') => void;
}

export interface ReplayLab {
  readonly name: string;
  readonly home: readonly string[];
  readonly center: CenterClient;
  /** The detections file of the engine. */
  readonly eveFile: string;
  /** Names of the applications that the box saw since then, UTC ms. */
  applicationsSince(ms: number): Promise<string[]>;
  stop(): Promise<void>;
}

/** Sources of rules of the repository's own, beside its base. */
const OTHER_RULES = / {2}- id: omamori-(?:applications|weakness)\n(?: {4}.*\n)+/g;
const CENTER_PORT = 8080;
const BROKER_PORT = 1883;
const ADMIN_PORT = 8443;
/** Tens of thousands of rules are tested, then loaded: about 20 s each on a machine that does nothing else. */
const IN_FORCE_MS = 300_000;

interface Parts {
  readonly folder: LabFolder;
  readonly paths: LabPaths;
  readonly keys: LabKeys;
  readonly codes: { readonly setUp: string; readonly sticker: string };
  readonly people: LabPeople;
  readonly units: Unit[];
}

/** Thrown inside this file only: the box said by code that it does not take the rules. */
class RulesRefused extends Error {}

/** Errors: LAB_TOO_MANY, LAB_LOCKED, LAB_STEP_FAILED, SCN_RULES_REFUSED; then nothing is left running. */
export async function startReplayLab(options: ReplayLabOptions, words: ReplayWords): Promise<Result<ReplayLab>> {
  const folder = await takeLabFolder();
  if (!folder.ok) return folder;
  const units: Unit[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(units.splice(0).map((unit) => unit.stop()));
    await folder.value.release();
  };
  try {
    const paths = await makeFolders(folder.value.path);
    const codes = { setUp: makeCode(3), sticker: makeCode(3) };
    const parts = { folder: folder.value, paths, keys: makeLabKeys(), codes, people: makeLabPeople(), units };
    return ok({ ...(await assemble(parts, options)), stop });
  } catch (thrown) {
    const log = await lastLines(join(folder.value.path, 'logs/agent.log'));
    await stop();
    if (thrown instanceof RulesRefused) return err('SCN_RULES_REFUSED', words.rulesRefused(thrown.message));
    return err('LAB_STEP_FAILED', `The lab of the replay could not be started: ${causeOf(thrown)} ${log}`);
  }
}

async function assemble(parts: Parts, options: ReplayLabOptions): Promise<Omit<ReplayLab, 'stop'>> {
  const step = async (name: ReplayStep, work: () => Promise<unknown>): Promise<void> => {
    options.onStep?.(name, 'begin');
    await work();
    options.onStep?.(name, 'end');
  };
  const { folder, paths, people } = parts;
  await step('bundle', () => buildReplayBundle(parts, options));
  await step('network', () => buildReplayNetwork(folder.name));
  await step('center', () => startCenter(parts, options));
  await step('box', () => startBox(parts, options.home));
  const center = new CenterClient(paths.consoleSocket, people.analyst);
  await step('policy', () => waitForRules(center, join(paths.logs, 'agent.log')));
  const eveFile = join(paths.boxData, 'eve/detections.json');
  const door = { box: `${folder.name}-box`, port: ADMIN_PORT, stickerCode: parts.codes.sticker };
  return { name: folder.name, home: options.home, center, eveFile, applicationsSince: applicationReader(door) };
}

async function buildReplayBundle({ folder, paths, keys }: Parts, options: ReplayLabOptions): Promise<void> {
  const sources = join(folder.path, 'rules');
  await cp(rulesFolder(), sources, { recursive: true });
  const file = join(sources, 'suricata/omamori-base.rules');
  if (options.feed === undefined) {
    const own = options.rules ?? `${convertRules(await readFile(file, 'utf8'), options.action).join('\n')}\n`;
    await mkdir(join(sources, 'suricata'), { recursive: true });
    await writeFile(file, own);
    if (options.rules !== null) await leaveOnlyBase(join(sources, 'sources.yaml'));
  } else await addFeed(sources, options.feed);
  const date = new Date().toISOString().slice(0, 10);
  const target = { rulesFolder: sources, targetFolder: paths.bundle, key: keys.bundle, date, number: 1 };
  const built = await buildBundle(target);
  if (!built.ok) throw new Error(built.error.message);
}

/** Given rules, which stand in the place of the base, are the only ones. */
async function leaveOnlyBase(file: string): Promise<void> {
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll(OTHER_RULES, ''));
}

/** The given rules as one more source, beside the repository's own. */
async function addFeed(sources: string, feed: string): Promise<void> {
  await cp(feed, join(sources, 'suite'), { recursive: true });
  const source = `
  - { id: suite, kind: suricata-rules, from: { file: 'suite/*' }, licence: as given, attribution: as given }
`;
  await appendFile(join(sources, 'sources.yaml'), source);
}

function start(parts: Parts, host: 'net' | 'box', unit: Omit<UnitOptions, 'namespace' | 'logFile'>): Unit {
  const started = startUnit({
    ...unit,
    namespace: `${parts.folder.name}-${host}`,
    logFile: logFileOf(parts.paths, unit.name),
  });
  parts.units.push(started);
  return started;
}

async function startCenter(parts: Parts, { preset = 'security', closedPorts = [] }: ReplayLabOptions): Promise<void> {
  const { paths, keys, codes, people } = parts;
  const signingKeyFile = join(paths.settings, 'center-signing-key.pem');
  await writeFile(signingKeyFile, keys.center.privateKeyPem, { mode: 0o600 });
  const settings = {
    dataDir: paths.centerData,
    http: { host: MANAGEMENT.center, port: CENTER_PORT },
    mqtt: { host: MANAGEMENT.center, port: BROKER_PORT, plaintext: 'lab' },
    phone: DESK_PHONE,
    accessCode: codes.setUp,
    secondFactor: 'optional',
    signingKeyFile,
    fleet: [{ appliance: APPLIANCE, company: COMPANY, site: SITE, labels: {} }],
    protectedDestinations: [MANAGEMENT.center],
    defaultPolicy: {
      geo: { blockInbound: [], blockOutbound: [] },
      ports: closedPorts.map((port) => ({ protocol: 'tcp', port, allow: [] })),
      ips: { mode: 'block', preset, disabledRules: [] },
    },
  };
  const file = join(paths.settings, 'center.json');
  await writeFile(file, JSON.stringify(settings), { mode: 0o600 });
  let ready = false;
  const onLine = (line: string): void => {
    if (line.startsWith('{') && line.includes('"ready"')) ready = true;
  };
  const argv = [process.execPath, centerProgram(), '--settings', file];
  start(parts, 'net', { name: 'center', argv, onLine });
  const door = [labProgram('port-door'), paths.consoleSocket, MANAGEMENT.center, String(CENTER_PORT)];
  start(parts, 'net', { name: 'console-door', argv: [process.execPath, ...door] });
  await waitUntil('the center is ready', 60_000, async () => ready);
  await settleLabPeople(paths.consoleSocket, codes.setUp, people);
}

async function startBox(parts: Parts, home: readonly string[]): Promise<void> {
  const { paths, keys, codes } = parts;
  const hashed = await mustRun([process.execPath, agentProgram(), '--hash-sticker-code'], { input: codes.sticker });
  const settings = {
    appliance: APPLIANCE,
    dataDir: paths.boxData,
    runDir: paths.boxRun,
    bundleDir: paths.bundle,
    ports: { lan: 'lan', wan: 'wan', bridge: 'br0' },
    homeNetworks: home,
    center: {
      mqttUrl: `mqtt://${MANAGEMENT.center}:${BROKER_PORT}`,
      trustedKeys: keys.trusted,
      addresses: [MANAGEMENT.center],
    },
    engine: { program: 'suricata', queues: 2, queueRule: 'iptables-physdev' },
    localAdmin: { host: MANAGEMENT.box, port: ADMIN_PORT, stickerCodeHash: hashed.trim() },
    clockSyncedFile: join(paths.settings, 'clock-synced'),
    timeZone: 'Asia/Tokyo',
    phone: DESK_PHONE,
  };
  await writeFile(settings.clockSyncedFile, '');
  const file = join(paths.settings, 'agent.json');
  await writeFile(file, JSON.stringify(settings), { mode: 0o600 });
  start(parts, 'box', { name: 'agent', argv: [process.execPath, agentProgram(), '--settings', file] });
  const config = join(paths.boxData, 'suricata/current/suricata.yaml');
  const pidFile = join(paths.boxRun, 'suricata.pid');
  start(parts, 'box', {
    name: 'engine',
    argv: ['suricata', '-c', config, '-q', '0', '-q', '1', '--pidfile', pidFile],
    waitForFile: config,
    staleFile: pidFile,
    env: { TZ: 'UTC' },
  });
}

async function waitForRules(center: CenterClient, agentLog: string): Promise<void> {
  await waitUntil('the box inspects with the rules', IN_FORCE_MS, async () => {
    const fleet = await center.fleet().catch(() => null);
    const box = fleet?.appliances.find((row) => row.id === APPLIANCE);
    if (box === undefined) return false;
    if (box.refusal !== null) throw new RulesRefused(await refusalIn(agentLog, box.refusal.message));
    return box.protection === 'inspecting' && box.convergence === 'converged' && box.appliedVersion > 0;
  });
}

/** The engine's own words name the rule; they stand in the agent's log. */
async function refusalIn(agentLog: string, message: string): Promise<string> {
  const log = await readFile(agentLog, 'utf8').catch(() => '');
  const cause = /"cause":"((?:E|Error): (?:[^"\\]|\\.)*)"/.exec(log)?.[1];
  if (cause === undefined) return message;
  const words = cause.replaceAll('\\"', '"').replace(/ from file \S+ at line \d+/g, '');
  return (words.split(' | ')[1] ?? words).slice(0, 500);
}

async function lastLines(file: string): Promise<string> {
  const tail = await runCommand(['tail', '-n', '3', file]);
  return tail.stdout.slice(0, 600);
}
