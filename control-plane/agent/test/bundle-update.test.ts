// A bundle on its way into force: what is taken, what is refused, and what a failure or a power cut leaves.
import { generateKeyPairSync } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildBundle } from '@omamori/bundle/build-bundle';
import { signDocument, verifyDocument } from '@omamori/contract/signed-document';
import type { StateReport } from '@omamori/contract/state-report';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeMachine, makeFakeMachine } from '../src/config-path/actuate/fake-machine.ts';
import { type BundleStore, isNewer, openBundleStore } from '../src/config-path/bundle/bundle-store.ts';
import { watchIncoming } from '../src/config-path/bundle/watch-incoming.ts';
import { type ConfigPath, startConfigPath } from '../src/config-path/config-path.ts';

const makeKey = (keyId: string) => {
  const pair = generateKeyPairSync('ed25519');
  const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return {
    key: { keyId, privateKeyPem: pem },
    spki: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
};
const own = makeKey('own');
const stranger = makeKey('own'); // the same name, another key
const trusted = { own: own.spki };
let root = '';
/** Built once each: the image's, a newer one, an older one, and one of a stranger. */
const built = (name: string) => join(root, name);

const rulesFolder = join(import.meta.dirname, '../../../rules');

async function build(name: string, number: number, key = own.key, sourcesFile?: string): Promise<void> {
  const date = '2026-11-23';
  const more = sourcesFile === undefined ? {} : { sourcesFile };
  const done = await buildBundle({ rulesFolder, targetFolder: built(name), key, date, number, ...more });
  if (!done.ok) throw new Error(JSON.stringify(done.error));
}

/** One list more than the image has: other rules for the engine, and other sets for the kernel. */
async function moreSources(): Promise<string> {
  const path = join(root, 'sources.yaml');
  const plain = await readFile(join(rulesFolder, 'sources.yaml'), 'utf8');
  const [starter = ''] = / {2}- id: omamori-starter\n(?: {4}.*\n)+/.exec(plain) ?? [];
  await writeFile(path, `${plain}${starter.replace('omamori-starter', 'one-more')}`);
  return path;
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'omamori-update-'));
  await build('image', 5);
  await build('newer', 6, own.key, await moreSources());
  await build('older', 4);
  await build('strange', 9, stranger.key);
});
afterAll(() => rm(root, { recursive: true, force: true }));

let data = '';
let incoming = '';
let store: BundleStore;
let machine: FakeMachine;
let path: ConfigPath;
let reports: StateReport[];

async function open(): Promise<void> {
  const opened = await openBundleStore({ folder: join(data, 'bundles'), imageFolder: built('image'), trusted });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  store = opened.value.store;
  const started = await startConfigPath({
    appliance: 'box-1',
    dataDir: data,
    trustedKeys: trusted,
    centerAddresses: ['198.51.100.200'],
    target: {
      ports: { lan: 'lan', wan: 'wan', bridge: 'br0' },
      engine: { dataDir: data, runDir: data, homeNetworks: ['192.0.2.0/24'] },
      bundle: store.inForce(),
    },
    machine,
    knowsCountry: () => true,
    neverIsolated: async () => [],
    probes: {
      engine: () => 'inspecting',
      flow: async () => null,
      answerMs: 20,
      idleMs: 10,
      everyMs: 5,
      bundleWatchMs: 0,
    },
    link: {
      publish: async (_channel, payload) => {
        reports.push(JSON.parse(payload) as StateReport);
        return { ok: true, value: undefined };
      },
      onState: () => () => undefined,
      subscribe: () => () => undefined,
    },
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
    log: pino({ level: 'silent' }),
    rulesLoaded: () => 1,
    driftCheckMs: 3_600_000,
  });
  if (!started.ok) throw new Error(JSON.stringify(started.error));
  path = started.value;
}

async function arrive(name: string): Promise<void> {
  await rm(incoming, { recursive: true, force: true });
  await cp(built(name), incoming, { recursive: true });
}
const offer = () => path.offerBundle(() => store.take(incoming));
const codeOf = async () => {
  const judged = await offer();
  return judged.ok ? 'taken' : judged.error.code;
};
async function restart(): Promise<void> {
  await path.stop();
  await open();
}

beforeEach(async () => {
  data = await mkdtemp(join(root, 'box-'));
  incoming = join(data, 'bundles', 'incoming');
  await mkdir(incoming, { recursive: true });
  machine = makeFakeMachine();
  reports = [];
  await open();
});
afterEach(() => path.stop());

describe('a bundle that arrives', () => {
  it('is in force after its steps, for good, and reported with its lists', async () => {
    await arrive('newer');
    expect(await codeOf()).toBe('taken');
    expect(machine.done).toContain('fill-sets');
    const { bundle } = reports.at(-1) ?? {};
    expect(bundle).toMatchObject({ version: '20261123.6', date: '2026-11-23', last: { outcome: 'applied' } });
    expect(bundle?.lists).toContainEqual({ id: 'omamori-starter', kind: 'addresses', entries: 2, date: '2026-11-23' });
    await restart();
    expect([store.inForce().version, store.floor()]).toEqual(['20261123.6', '20261123.6']);
  });

  it.each(['stage-rules', 'fill-sets', 'apply-ruleset'] as const)(
    'leaves the former one in force when %s fails, and may come again',
    async (kind) => {
      await arrive('newer');
      machine.failNext(kind);
      expect(await codeOf()).toBe('FAKE_STEP');
      expect(reports.at(-1)?.bundle).toMatchObject({
        version: '20261123.5',
        last: { version: '20261123.6', outcome: 'failed', code: 'FAKE_STEP' },
      });
      const observed = await machine.observe();
      expect(observed.ok && new Set(observed.value.bundleSets.values())).toEqual(new Set(['20261123.5']));
      expect(store.floor()).toBe('20261123.5');
      expect(await codeOf()).toBe('taken');
    },
  );

  it('leaves the former one in force when it cannot be recorded', async () => {
    await arrive('newer');
    await mkdir(join(data, 'bundles', 'in-force.json.new', 'x'), { recursive: true });
    expect(await codeOf()).toBe('BND_STORE_FAILED');
    expect(store.inForce().version).toBe('20261123.5');
    const observed = await machine.observe();
    expect(observed.ok && [...new Set(observed.value.bundleSets.values())]).toEqual(['20261123.5']);
  });

  it('is refused when it is older, equal, or was in force before a damage made the box go back', async () => {
    await arrive('image');
    expect(await codeOf()).toBe('BND_NOT_NEWER');
    await arrive('newer');
    expect(await codeOf()).toBe('taken');
    await arrive('older');
    expect(await codeOf()).toBe('BND_NOT_NEWER');
    expect(reports.at(-1)?.bundle).toMatchObject({ version: '20261123.6', last: { outcome: 'refused' } });
    await writeFile(join(data, 'bundles', '20261123.6', 'omamori.rules'), 'damaged');
    await restart();
    expect([store.inForce().version, store.floor()]).toEqual(['20261123.5', '20261123.6']);
    await arrive('newer');
    expect(await codeOf()).toBe('BND_NOT_NEWER');
  });

  it('is found by the watch once its manifest is there, and again only when something changed', async () => {
    const seen: string[] = [];
    const watch = await watchIncoming(
      incoming,
      async () => {
        const code = await codeOf();
        seen.push(code);
        return code === 'taken' ? 'taken' : 'refused';
      },
      10,
    );
    await cp(join(built('newer'), 'omamori.rules'), join(incoming, 'omamori.rules'));
    await arrive('older');
    await expect.poll(() => seen, { timeout: 20_000 }).toContain('BND_NOT_NEWER');
    await arrive('newer');
    await expect.poll(() => seen.at(-1), { timeout: 20_000 }).toBe('taken');
    await expect
      .poll(() => readFile(join(incoming, 'manifest.json')).catch(() => null), { timeout: 20_000 })
      .toBe(null);
    await watch.stop();
    expect(store.inForce().version).toBe('20261123.6');
  });
});

describe('a thousand false bundles', () => {
  it('are all refused, and none leaves a trace', async () => {
    const files = ['manifest.json', ...store.inForce().files];
    const codes = new Map<string, number>();
    const refuse = async (): Promise<void> => {
      const taken = await store.take(incoming);
      expect(taken.ok).toBe(false);
      if (!taken.ok) codes.set(taken.error.code, (codes.get(taken.error.code) ?? 0) + 1);
    };
    let tried = 0;
    let random = 20261123;
    const next = (below: number) => {
      random = (Math.imul(random, 1103515245) + 12345) >>> 0;
      return random % below;
    };
    await arrive('newer');
    for (; tried < 900; tried += 1) {
      // Most of them small: a mutation of the country table costs the reading of all of it.
      const name = files[tried % 10 === 0 ? next(files.length) : 0] ?? '';
      const path = join(incoming, name);
      const whole = await readFile(path);
      await writeFile(path, changed(whole, next));
      await refuse();
      await writeFile(path, whole);
    }
    for (const name of ['image', 'older', 'strange']) {
      await arrive(name);
      for (let again = 0; again < 10; again += 1, tried += 1) await refuse();
    }
    await arrive('newer');
    for (const key of [own.key, stranger.key]) {
      for (const trick of TRICKS) {
        await writeFile(join(incoming, 'manifest.json'), await withFileName(trick, key));
        await refuse();
        tried += 1;
      }
    }
    await arrive('newer');
    for (const name of files) {
      await rm(join(incoming, name));
      await refuse(); // gone
      await symlink(join(built('newer'), '..'), join(incoming, name));
      await refuse(); // a folder in its place
      await rm(join(incoming, name));
      await cp(join(built('newer'), name), join(incoming, name));
      tried += 2;
    }
    for (; tried < 1000; tried += 1) {
      await writeFile(
        join(incoming, 'manifest.json'),
        changed(await readFile(join(built('newer'), 'manifest.json')), next),
      );
      await refuse();
    }
    expect([...codes.values()].reduce((sum, count) => sum + count, 0)).toBe(tried);
    expect(tried).toBeGreaterThanOrEqual(1000);
    expect([store.inForce().version, store.floor()]).toEqual(['20261123.5', '20261123.5']);
    await arrive('newer');
    expect(await codeOf()).toBe('taken'); // what was mutated is a good bundle
  });
});

const TRICKS = [
  '../outside',
  '/etc/passwd',
  'lists/../../outside.txt',
  'a/b/c.txt',
  '..',
  '.',
  'lists//x.zst',
  'x\0.txt',
  'LISTS/x.zst',
  'lists\\x.zst',
];

/** The manifest of the newer bundle with one more file, signed again. */
async function withFileName(name: string, key: { keyId: string; privateKeyPem: string }): Promise<string> {
  const document: unknown = JSON.parse(await readFile(join(built('newer'), 'manifest.json'), 'utf8'));
  const verified = verifyDocument(document, 'bundle-manifest', trusted);
  if (!verified.ok) throw new Error(verified.error.message);
  const payload = structuredClone(verified.value.payload) as { files: Record<string, unknown> };
  payload.files[name] = { sha256: '0'.repeat(64), bytes: 1 };
  const signed = signDocument('bundle-manifest', payload, key);
  if (!signed.ok) throw new Error(signed.error.message);
  return JSON.stringify(signed.value);
}

/** A mutation that says something else: blanks more or fewer in the manifest's text are no other manifest. */
function changed(whole: Buffer, next: (below: number) => number): Buffer {
  for (;;) {
    const other = mutated(whole, next);
    if (textOf(other) !== textOf(whole)) return other;
  }
}

function textOf(content: Buffer): string {
  const text = content.toString('latin1');
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text; // no JSON
  }
}

/** One bit changed, or bytes cut or put in. */
function mutated(whole: Buffer, next: (below: number) => number): Buffer {
  const at = next(Math.max(1, whole.length - 2));
  switch (next(4)) {
    case 0:
      return Buffer.concat([whole.subarray(0, at), whole.subarray(at + 2)]);
    case 1:
      return Buffer.concat([whole.subarray(0, at), Buffer.from('#x'), whole.subarray(at)]);
    case 2:
      return whole.subarray(0, at);
    default: {
      const turned = Buffer.from(whole);
      turned[at] = (turned[at] ?? 0) ^ (1 << next(7));
      return turned;
    }
  }
}

describe('the order of versions', () => {
  it('is that of days, then of numbers', () => {
    expect(isNewer('20261123.10', '20261123.9')).toBe(true);
    expect(isNewer('20261124.1', '20261123.9')).toBe(true);
    expect(isNewer('20261123.9', '20261123.9')).toBe(false);
    expect(isNewer('20261122.99', '20261123.1')).toBe(false);
  });
});
