// A power cut after every single disk operation of arrival, trial, confirmation and the way back: whatever the disk
// lost, tore or kept, the box starts with the whole old state or the whole new one, and unconfirmed is old.
import { createHash } from 'node:crypto';
import { signDocument } from '@omamori/contract/signed-document';
import type { StateReport } from '@omamori/contract/state-report';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { makeFakeMachine } from '../src/config-path/actuate/fake-machine.ts';
import { type ConfigPath, startConfigPath } from '../src/config-path/config-path.ts';
import { desiredOf, makeKeys } from './box-driver.ts';
import { type DiskImage, PowerCutDisk } from './power-cut-disk.ts';

const keys = makeKeys();
const POLICIES = { 1: [22], 2: [3389] } as const;

function document(version: 1 | 2): Buffer {
  const ports = POLICIES[version].map((port) => ({ protocol: 'tcp' as const, port, allow: [] }));
  const key = { keyId: 'k-1', privateKeyPem: keys.privatePem };
  const signed = signDocument('desired-state', desiredOf(version, { ports }), key);
  if (!signed.ok) throw new Error(signed.error.message);
  return Buffer.from(JSON.stringify(signed.value));
}
const documents = { 1: document(1), 2: document(2) };

interface Box {
  readonly path: ConfigPath;
  /** Versions in force as the rest of the box was told, in order; 0 is the base. */
  readonly told: number[];
  readonly reports: StateReport[];
}

type Center = 'answers' | 'away' | 'falls silent';

/** away, falls silent (behind a broker that lives, and for good): a probation then fails. */
async function boot(disk: PowerCutDisk, center: Center = 'answers'): Promise<Box> {
  const told: number[] = [];
  let onAck: (payload: Buffer) => void = () => undefined;
  let silent = false;
  const reports: StateReport[] = [];
  const started = await startConfigPath({
    appliance: 'box-1',
    dataDir: '/data',
    trustedKeys: { 'k-1': keys.publicPem },
    centerAddresses: ['198.51.100.200'],
    neverIsolated: async () => [],
    probes: { engine: () => 'inspecting', flow: async () => null, windowMs: 1, idleMs: 0, everyMs: 1, answerMs: 1 },
    target: {
      ports: { lan: 'lan', wan: 'wan', bridge: 'br0' },
      engine: { dataDir: '/data', runDir: '/run', homeNetworks: ['192.0.2.0/24'] },
      bundle: { version: 'b1', rules: Buffer.from('') },
    },
    machine: makeFakeMachine(),
    knowsCountry: () => true,
    link: {
      publish: async (_channel, payload) => {
        const report: StateReport = JSON.parse(payload);
        const onTrial = report.last?.outcome === 'probation';
        if (center === 'away' && onTrial) return { ok: false, error: { code: 'LNK_NOT_CONNECTED', message: 'down' } };
        reports.push(report);
        silent ||= center === 'falls silent' && onTrial;
        if (!silent) onAck(Buffer.from(JSON.stringify({ v: 1, kind: 'report', reportId: report.reportId })));
        return { ok: true, value: undefined };
      },
      onState: () => () => undefined,
      subscribe: (channel, listener) => {
        if (channel === 'ack') onAck = listener;
        return () => undefined;
      },
    },
    clock: { nowMs: () => Date.parse('2026-06-01T00:00:00.000Z'), monotonicMs: () => performance.now() },
    log: pino({ level: 'silent' }),
    rulesLoaded: () => null,
    onPolicy: ({ ports }) => told.push(ports[0]?.port === 22 ? 1 : ports[0]?.port === 3389 ? 2 : 0),
    driftCheckMs: 3_600_000,
    files: disk,
  });
  if (!started.ok) throw new Error(started.error.message);
  return { path: started.value, told, reports };
}

/** `confirming`: the document in force began to be replaced before this cut. */
interface Cut {
  readonly image: DiskImage;
  readonly confirming: boolean;
  readonly after: string;
}

function keyOf(image: DiskImage): string {
  const hash = createHash('sha256');
  for (const [path, bytes] of [...image].sort(([a], [b]) => a.localeCompare(b)))
    hash.update(`${path} ${bytes.length} `).update(bytes);
  return hash.digest('hex');
}

/** Version 1 confirmed, then version 2 comes; every disk that a cut could leave on the way, each once. */
async function cutsOf(center: Center, lying = false): Promise<{ cuts: Cut[]; states: number; last: DiskImage[] }> {
  const disk = new PowerCutDisk();
  const box = await boot(disk);
  await box.path.offer(documents[1]);
  await box.path.settled();
  await box.path.stop();
  const second = await boot(disk, center);
  const cuts = new Map<string, Cut>();
  let states = 0;
  let confirming = false;
  disk.liesAboutSync = lying;
  disk.onStep = (after) => {
    if (after.includes('applied.json')) confirming = true;
    for (const image of disk.images()) {
      states += 1;
      const key = `${confirming} ${keyOf(image)}`;
      if (!cuts.has(key)) cuts.set(key, { image, confirming, after });
    }
  };
  await second.path.offer(documents[2]);
  await second.path.settled();
  await second.path.stop();
  return { cuts: [...cuts.values()], states, last: disk.images() };
}

/** The first word after a start, before anything waiting is looked at; and the end of that start. */
async function restart(image: DiskImage, center: Center): Promise<{ first: number; final: number; codes: string[] }> {
  const disk = new PowerCutDisk(image);
  const box = await boot(disk, center);
  await box.path.settled();
  const final = box.path.view().version;
  await box.path.stop();
  const codes = box.reports.flatMap(({ last }) => (last?.code === null || last === null ? [] : [last.code]));
  return { first: box.told[0] ?? -1, final, codes };
}

it.each([
  ['confirmed', 'answers'],
  ['rolled back', 'away'],
  ['put off until the center answers again', 'falls silent'],
] as const)(
  'a power cut at any write while a state is %s leaves the old or the new, and unconfirmed is old',
  async (name, center) => {
    const { cuts, states, last } = await cutsOf(center);
    const fails = center !== 'answers';
    let restarts = 0;
    for (const { image, confirming, after } of cuts) {
      const { first, final, codes } = await restart(image, center);
      restarts += 1;
      expect(codes, `after ${after}`).not.toContain('CFG_APPLIED_DAMAGED');
      expect(confirming ? [1, 2] : [1], `after ${after}`).toContain(first);
      expect(fails ? [1] : [1, 2], `after ${after}`).toContain(final);
    }
    for (const image of last) expect((await restart(image, center)).first).toBe(fails ? 1 : 2);
    process.stdout.write(`${JSON.stringify({ powerCut: name, statesReplayed: states, different: restarts })}\n`);
    expect(states).toBeGreaterThan(50);
  },
);

it('a disk that lies about syncing is found out: the replay can fail', async () => {
  const { cuts } = await cutsOf('answers', true);
  const codes = new Set<string>();
  for (const { image } of cuts) for (const code of (await restart(image, 'answers')).codes) codes.add(code);
  expect(codes).toContain('CFG_APPLIED_DAMAGED');
});

it('a second power cut, in the restart after the first, changes nothing of that', async () => {
  const { cuts } = await cutsOf('answers');
  let states = 0;
  const seen = new Set<string>();
  for (const { image, confirming, after } of cuts) {
    const disk = new PowerCutDisk(image);
    const images: DiskImage[] = [];
    let begun = confirming;
    disk.onStep = (what) => {
      if (what.includes('applied.json')) begun = true;
      if (!begun) images.push(...disk.images());
    };
    const box = await boot(disk, 'away');
    await box.path.settled();
    await box.path.stop();
    for (const second of images) {
      states += 1;
      const key = keyOf(second);
      if (seen.has(key)) continue;
      seen.add(key);
      expect((await restart(second, 'away')).first, `after ${after}`).toBe(1);
    }
  }
  process.stdout.write(`${JSON.stringify({ powerCut: 'twice', statesReplayed: states, different: seen.size })}\n`);
  expect(states).toBeGreaterThan(50);
});

it('a trial cut short twice is given up with its code, and the same document is not tried again', async () => {
  const disk = new PowerCutDisk();
  const start = await boot(disk);
  await start.path.offer(documents[1]);
  await start.path.settled();
  await start.path.stop();
  let image: DiskImage | undefined = disk.images().at(-1);
  const outcomes: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const next = new PowerCutDisk(image);
    let onTrial: DiskImage | undefined;
    next.onStep = (what) => {
      if (what === 'sync folder /data/config' && onTrial === undefined) {
        const now = next.images().at(-1);
        if (now?.get('/data/config/probation.json')?.toString().includes('"trial"') === true) onTrial = now;
      }
    };
    const box = await boot(next, 'away');
    await box.path.offer(documents[2]);
    await box.path.settled();
    outcomes.push(`${onTrial === undefined ? 'not tried' : 'tried'}, ${box.reports.at(-1)?.last?.code}`);
    await box.path.stop();
    image = onTrial ?? image;
  }
  expect(outcomes).toEqual([
    'tried, CFG_PROBATION_CENTER',
    'tried, CFG_PROBATION_CENTER',
    'not tried, CFG_PROBATION_INTERRUPTED',
  ]);
});
