// npm run bench -- bundle [--data FOLDER] [--preset NAME]: rules replaced under live traffic (performance.md, P9): real Suricata
// inline between two namespaces, 100 connections and 1,000 datagrams a second, one sixteenth more rules than before. Without
// --data the repository's own rules; with it the public feeds that lie there.
import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { buildBundle } from '@omamori/bundle/build-bundle';
import { type Bundle, openBundle } from '@omamori/bundle/open-bundle';
import { basePolicy } from '../src/config-path/plan/make-target.ts';
import { iptablesPhysdevRule } from '../src/data-plane/bridge-nfqueue/iptables-physdev.ts';
import { activateVersion } from '../src/data-plane/suricata/activate-version.ts';
import { enginePaths } from '../src/data-plane/suricata/render-config.ts';
import { PRESETS, type Preset } from '../src/data-plane/suricata/rule-line.ts';
import { type SelectedRules, selectRules } from '../src/data-plane/suricata/select-rules.ts';
import { nameVersion, stageVersion } from '../src/data-plane/suricata/stage-version.ts';
import { residentBytes } from '../src/platform/machine-memory.ts';
import { HOSTS, type InlineBox, openInlineBox } from '../test/inline-box.ts';

const CONNECTIONS = 100;
const MOST_MEMORY_MORE = 35;
const PATIENCE = { waitForSocketMs: 120_000, reloadTimeoutMs: 300_000 };
const SETTLE_MS = 4000;

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    preset: { type: 'string' },
    inside: { type: 'string' },
    bundle: { type: 'string' },
  },
});
if (values.inside === undefined) await outside();
else await inside(values.inside as Preset, values.bundle ?? '');

interface Row {
  readonly preset: string;
  readonly rules: readonly [number, number];
  readonly steadyMb: number;
  readonly peakMb: number;
  readonly memoryMorePercent: number;
  readonly reloadSeconds: number;
  readonly datagrams: { readonly sent: number; readonly lost: number };
  readonly connections: number;
  readonly resets: number;
  readonly longestWaitMs: number;
}

async function outside(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'omamori-p9-'));
  const rows: Row[] = [];
  try {
    await build(folder);
    for (const preset of PRESETS.filter((one) => values.preset === undefined || one === values.preset)) {
      const row = await measure(preset, folder);
      rows.push(row);
      process.stdout.write(`${JSON.stringify(row)}\n`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const lost = rows.reduce((sum, { datagrams }) => sum + datagrams.lost, 0);
  const resets = rows.reduce((sum, row) => sum + row.resets, 0);
  const memory = Math.max(...rows.map(({ memoryMorePercent }) => memoryMorePercent));
  const ok = rows.length > 0 && lost === 0 && resets === 0 && memory <= MOST_MEMORY_MORE;
  process.stdout.write(
    `${JSON.stringify({ P9: { packetsLost: lost, sessionsReset: resets, memoryMorePercent: memory, ok } })}\n`,
  );
  process.exit(ok ? 0 : 1);
}

async function build(folder: string): Promise<void> {
  const pair = generateKeyPairSync('ed25519');
  const privateKeyPem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const rulesFolder = join(import.meta.dirname, '../../../rules');
  const feeds =
    values.data === undefined ? {} : { sourcesFile: join(rulesFolder, 'open-feeds.yaml'), dataFolder: values.data };
  const date = new Date().toISOString().slice(0, 10);
  const key = { keyId: 'bench', privateKeyPem };
  const built = await buildBundle({
    rulesFolder,
    targetFolder: join(folder, 'bundle'),
    key,
    date,
    number: 1,
    ...feeds,
  });
  if (!built.ok) throw new Error(built.error.message);
  await writeFile(join(folder, 'key.pem'), pair.publicKey.export({ type: 'spki', format: 'pem' }).toString());
}

/** The part that must be in the box's namespace is this program again. */
async function measure(preset: Preset, folder: string): Promise<Row> {
  const box = await openInlineBox();
  try {
    const self = import.meta.filename;
    const child = box.start('box', process.execPath, self, '--inside', preset, '--bundle', folder);
    const lines = createInterface({ input: child.stdout ?? process.stdin });
    const said = lines[Symbol.asyncIterator]();
    await expectLine(said, 'inspecting');
    const traffic = await startTraffic(box);
    await sleep(SETTLE_MS);
    child.stdin?.write('replace\n');
    const outcome = JSON.parse(String((await said.next()).value)) as Omit<
      Row,
      'datagrams' | 'connections' | 'resets' | 'longestWaitMs'
    >;
    await sleep(SETTLE_MS);
    const told = await traffic.end();
    child.stdin?.end();
    const { sent, heard, connections, resets, longestMs } = told;
    return { ...outcome, datagrams: { sent, lost: sent - heard }, connections, resets, longestWaitMs: longestMs };
  } finally {
    await box.close();
  }
}

async function startTraffic(box: InlineBox) {
  const program = join(import.meta.dirname, 'bundle-traffic.ts');
  const server = box.start('outside', process.execPath, program, 'serve', HOSTS.other[4]);
  await expectLine(linesOf(server), 'ready');
  const driver = box.start('office', process.execPath, program, 'drive', HOSTS.other[4], String(CONNECTIONS));
  const said = linesOf(driver);
  await expectLine(said, 'ready');
  return {
    end: async () => {
      driver.stdin?.end();
      const { value } = await said.next();
      return JSON.parse(String(value)) as Record<'sent' | 'heard' | 'connections' | 'resets' | 'longestMs', number>;
    },
  };
}

function linesOf(child: ChildProcess): AsyncIterator<string> {
  if (child.stdout === null) throw new Error('the program has no output');
  return createInterface({ input: child.stdout })[Symbol.asyncIterator]();
}

async function expectLine(lines: AsyncIterator<string>, wanted: string): Promise<void> {
  const { value } = await lines.next();
  if (value !== wanted) throw new Error(`expected ${wanted}, heard ${String(value)}`);
}

/** Loads fifteen sixteenths, waits for the word, loads all: as the agent does, watched. */
async function inside(preset: Preset, folder: string): Promise<void> {
  for (const name of ['bridge-nf-call-iptables', 'bridge-nf-call-ip6tables'])
    await writeFile(`/proc/sys/net/bridge/${name}`, '1');
  const opened = await openBundle(join(folder, 'bundle'), { bench: await readFile(join(folder, 'key.pem'), 'utf8') });
  if (!opened.ok) throw new Error(opened.error.message);
  const after = rulesOf(opened.value, preset, false);
  const before = rulesOf(opened.value, preset, true);
  const root = join(folder, preset);
  const engine = {
    dataDir: join(root, 'data'),
    runDir: join(root, 'run'),
    homeNetworks: ['192.0.2.0/24', '2001:db8:a::/64'],
  };
  const paths = enginePaths(engine);
  for (const place of [paths.versions, join(engine.dataDir, 'eve'), engine.runDir])
    await mkdir(place, { recursive: true });
  await load(engine, before);
  const config = join(paths.current, 'suricata.yaml');
  const suricata = spawn('suricata', ['-c', config, '-q', '0', '-q', '1', '--pidfile', paths.pidFile, '-l', root], {
    stdio: 'ignore',
  });
  try {
    const rule = await iptablesPhysdevRule({ queues: 2, bridge: 'br0' }).install('open');
    if (!rule.ok) throw new Error(rule.error.message);
    await load(engine, before);
    process.stdout.write('inspecting\n');
    const orders = createInterface({ input: process.stdin });
    await new Promise((resolve) => orders.once('line', resolve));
    const measured = await replaced(engine, after, suricata.pid ?? 0);
    process.stdout.write(`${JSON.stringify({ preset, rules: [before.count, after.count], ...measured })}\n`);
    await new Promise((resolve) => orders.once('close', resolve));
  } finally {
    suricata.kill('SIGKILL');
  }
}

type Engine = Parameters<typeof stageVersion>[0];

async function load(engine: Engine, rules: SelectedRules): Promise<void> {
  const version = nameVersion(engine, rules);
  const staged = await stageVersion(engine, 'suricata', rules, version);
  if (!staged.ok) throw new Error(`${staged.error.code} ${staged.error.message}`);
  const running = await activateVersion(enginePaths(engine), version, {
    ...PATIENCE,
    // Before the engine runs, the link is all there is to set.
    waitForSocketMs: (await residentOf(engine)) === null ? 0 : PATIENCE.waitForSocketMs,
  });
  if (!running.ok) throw new Error(`${running.error.code} ${running.error.message}`);
}

async function residentOf(engine: Engine): Promise<number | null> {
  const pid = Number(await readFile(enginePaths(engine).pidFile, 'utf8').catch(() => '0'));
  return pid > 1 ? await residentBytes(pid) : null;
}

async function replaced(engine: Engine, rules: SelectedRules, pid: number) {
  const steady = (await residentBytes(pid)) ?? 0;
  let peak = steady;
  const timer = setInterval(() => {
    void residentBytes(pid).then((bytes) => {
      peak = Math.max(peak, bytes ?? 0);
    });
  }, 20);
  const started = performance.now();
  await load(engine, rules);
  const reloadSeconds = Math.round((performance.now() - started) / 100) / 10;
  clearInterval(timer);
  const mb = (bytes: number) => Math.round(bytes / 1_048_576);
  const memoryMorePercent = Math.round((100 * (peak - steady)) / Math.max(1, steady));
  return { steadyMb: mb(steady), peakMb: mb(peak), memoryMorePercent, reloadSeconds };
}

function rulesOf({ rules, lists }: Bundle, preset: Preset, isBefore: boolean): SelectedRules {
  const policy = basePolicy([HOSTS.center[4]]);
  const lines = rules.toString('utf8').split('\n');
  const kept = isBefore ? lines.filter((_, index) => index % 16 !== 15) : lines;
  return selectRules(Buffer.from(kept.join('\n')), lists, {
    ...policy,
    ips: { ...policy.ips, preset },
    addressesOf: () => [],
  });
}
