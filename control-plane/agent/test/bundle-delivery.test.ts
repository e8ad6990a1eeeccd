// A bundle on its way over the link: ordered, fetched piece by piece, and what a bad line, a bad center or a stop does to it.
import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildBundle } from '@omamori/bundle/build-bundle';
import {
  type BundleOrder,
  PIECE_BYTES,
  packContent,
  packPiece,
  pieceRequestSchema,
} from '@omamori/contract/bundle-delivery';
import { unpackResult } from '@omamori/contract/command';
import type { ReplayReport } from '@omamori/contract/replay-report';
import { err, ok, type Result } from '@omamori/contract/result';
import { signDocument } from '@omamori/contract/signed-document';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BundleStore, openBundleStore } from '../src/config-path/bundle/bundle-store.ts';
import { followOrders, type OrderRoom } from '../src/config-path/bundle/follow-orders.ts';

const pair = generateKeyPairSync('ed25519');
const key = { keyId: 'own', privateKeyPem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
const trusted = { own: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString() };
const rulesFolder = join(import.meta.dirname, '../../../rules');
const nothing: ReplayReport = {
  ...{ window: null, already: { destinations: 0, flows: 0 }, gaps: { missed: 0, pruned: 0 }, devices: [] },
  looked: { devices: 0, conversations: 0, flows: 0, bytes: 0 },
  lost: { devices: 0, destinations: 0, flows: 0, bytes: 0 },
};

let root = '';
const built = (number: number) => join(root, `built-${number}`);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'omamori-delivery-'));
  for (const number of [1, 2, 3]) {
    const from = join(root, `rules-${number}`);
    await cp(rulesFolder, from, { recursive: true });
    await writeFile(join(from, 'lists/starter.txt'), `one-${number}.omamori.test\n198.51.100.${number}\n`);
    const made = await buildBundle({ rulesFolder: from, targetFolder: built(number), key, date: '2026-11-23', number });
    if (!made.ok) throw new Error(made.error.message);
  }
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** The center of these tests: files by checksum, and how the line is at present. */
class Center {
  readonly files = new Map<string, Buffer>();
  readonly asked: string[] = [];
  readonly results: Buffer[] = [];
  /** What becomes of the n-th piece. */
  line: (nth: number) => 'whole' | 'damaged' | 'lost' | 'down' = () => 'whole';
  #handlers = new Map<string, (payload: Buffer) => void>();
  #listeners = new Set<(connected: boolean) => void>();
  readonly link = {
    connected: true,
    publish: async (channel: 'fetch' | 'result', payload: string | Uint8Array): Promise<Result<void>> => {
      if (channel === 'result') this.results.push(Buffer.from(payload as Uint8Array));
      return channel === 'result' ? ok(undefined) : this.#asked(String(payload));
    },
    subscribe: (channel: string, handler: (payload: Buffer) => void) => {
      this.#handlers.set(channel, handler);
      return () => this.#handlers.delete(channel);
    },
    onState: (listener: (connected: boolean) => void) => {
      this.#listeners.add(listener);
      return () => this.#listeners.delete(listener);
    },
  };

  async offers(number: number): Promise<{ version: string; manifest: { sha256: string; bytes: number } }> {
    const names = (await readdir(built(number), { recursive: true, withFileTypes: true })).filter((one) =>
      one.isFile(),
    );
    for (const { name, parentPath } of names) {
      const content = await readFile(join(parentPath, name));
      this.files.set(createHash('sha256').update(content).digest('hex'), content);
    }
    const manifest = await readFile(join(built(number), 'manifest.json'));
    const sha256 = createHash('sha256').update(manifest).digest('hex');
    return { version: `20261123.${number}`, manifest: { sha256, bytes: manifest.length } };
  }

  #asked(text: string): Result<void> {
    const { sha256, number } = pieceRequestSchema.parse(JSON.parse(text));
    this.asked.push(`${sha256}/${number}`);
    const fate = this.line(this.asked.length);
    if (fate === 'down') return err('LNK_NOT_CONNECTED', 'no link');
    if (fate === 'lost') return ok(undefined);
    const file = this.files.get(sha256);
    const content = file?.subarray(number * PIECE_BYTES, (number + 1) * PIECE_BYTES);
    const sent = content !== undefined && fate === 'damaged' ? Buffer.alloc(content.length) : content;
    const packed = sent === undefined ? null : packContent(sent);
    setImmediate(() => this.#handlers.get('piece')?.(packPiece({ sha256, number, packed })));
    return ok(undefined);
  }

  order(over: Partial<BundleOrder>): void {
    const order = {
      v: 1,
      appliance: 'box-1',
      issuedAt: new Date().toISOString(),
      wanted: null,
      withdrawn: [],
      dryRun: null,
      ...over,
    };
    const signed = signDocument('bundle-order', order, key);
    if (!signed.ok) throw new Error(signed.error.message);
    this.#handlers.get('bundle')?.(Buffer.from(JSON.stringify(signed.value)));
  }
}

let data = '';
let center: Center;
let store: BundleStore;
let room: OrderRoom;
let offered: string[];
let judge: (version: string) => Result<void>;
let dryRuns: number;

async function open(): Promise<void> {
  const opened = await openBundleStore({ folder: join(data, 'bundles'), imageFolder: built(1), trusted });
  if (!opened.ok) throw new Error(opened.error.message);
  store = opened.value.store;
  room = await followOrders({
    appliance: 'box-1',
    trusted,
    folder: join(data, 'bundles', 'ordered'),
    recordPath: join(data, 'bundles', 'delivery.json'),
    link: center.link,
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
    log: pino({ level: 'silent' }),
    bundles: {
      inForce: () => store.inForce().version,
      floor: () => store.floor(),
      folders: () => store.folders(),
      offer: async (folder) => {
        const taken = await store.take(folder);
        if (!taken.ok) return taken;
        offered.push(taken.value.bundle.version);
        const judged = judge(taken.value.bundle.version);
        return judged.ok ? await taken.value.keep() : judged;
      },
      giveBack: async () => {
        const before = await store.before();
        return before.ok ? await before.value.keep() : before;
      },
    },
    dryRun: async () => {
      dryRuns += 1;
      return ok(nothing);
    },
    onChange: () => undefined,
    retryMs: 10,
    patienceMs: 300,
  });
}

beforeEach(async () => {
  data = await mkdtemp(join(root, 'box-'));
  center = new Center();
  offered = [];
  dryRuns = 0;
  judge = () => ok(undefined);
  await open();
});
afterEach(() => room.close());

const within = { timeout: 20_000 };
const inForce = () => store.inForce().version;

describe('an ordered bundle', () => {
  it('is fetched and in force, and only what the box does not have was asked for', async () => {
    const wanted = await center.offers(2);
    center.order({ wanted: { ...wanted, attempt: 1 } });
    await expect.poll(inForce, within).toBe('20261123.2');
    const countries = createHash('sha256')
      .update(await readFile(join(built(2), 'countries.bin')))
      .digest('hex');
    expect(center.asked.some((asked) => asked.startsWith(countries))).toBe(false);
    expect(center.asked[0]).toBe(`${wanted.manifest.sha256}/0`);
    await expect.poll(() => room.delivery(), within).toBe(null);
  });

  it('goes on where it was interrupted, across lost pieces, a link that is down, and a restart of the agent', async () => {
    const wanted = await center.offers(2);
    center.line = (nth) => (nth === 2 ? 'lost' : nth === 3 || nth > 4 ? 'down' : 'whole');
    center.order({ wanted: { ...wanted, attempt: 1 } });
    await expect.poll(() => center.asked.length, within).toBeGreaterThan(6);
    await expect.poll(() => room.delivery()?.state, within).toBe('waiting');
    expect(inForce()).toBe('20261123.1');
    await room.close();
    const [first] = center.asked;
    center.asked.length = 0;
    center.line = () => 'whole';
    await open();
    center.order({ wanted: { ...wanted, attempt: 1 } });
    await expect.poll(inForce, within).toBe('20261123.2');
    // What had come whole was not asked for again.
    expect(center.asked).not.toContain(first);
  });

  it('is never loaded damaged: after three tries it is given up, until the center asks anew', async () => {
    const wanted = await center.offers(2);
    center.line = () => 'damaged';
    center.order({ wanted: { ...wanted, attempt: 1 } });
    await expect.poll(() => room.delivery(), within).toMatchObject({ state: 'given-up', code: 'BND_FETCHED_WRONG' });
    expect([offered, inForce()]).toEqual([[], '20261123.1']);
    center.line = () => 'whole';
    center.order({ wanted: { ...wanted, attempt: 1 } });
    await expect.poll(() => center.asked.length, within).toBe(3);
    center.order({ wanted: { ...wanted, attempt: 2 } });
    await expect.poll(inForce, within).toBe('20261123.2');
  });

  it('that fails on trial is not tried again by itself, not even after a restart', async () => {
    judge = () => err('ENG_RULES_REFUSED', 'the engine refuses');
    const wanted = await center.offers(2);
    center.order({ wanted: { ...wanted, attempt: 1 } });
    await expect.poll(() => room.delivery(), within).toMatchObject({ state: 'given-up', code: 'ENG_RULES_REFUSED' });
    await room.close();
    await open();
    center.order({ wanted: { ...wanted, attempt: 1 } });
    center.order({ dryRun: { ...(await center.offers(3)), id: randomUUID() }, wanted: { ...wanted, attempt: 1 } });
    await expect.poll(() => dryRuns, within).toBe(1);
    expect([offered, inForce()]).toEqual([['20261123.2'], '20261123.1']);
  });

  it('is waited for while the center does not have it', async () => {
    const wanted = await center.offers(2);
    const kept = new Map(center.files);
    center.files.clear();
    center.order({ wanted: { ...wanted, attempt: 1 } });
    await expect.poll(() => room.delivery(), within).toMatchObject({ state: 'waiting', code: 'BND_PIECE_GONE' });
    for (const [sum, content] of kept) center.files.set(sum, content);
    await expect.poll(inForce, within).toBe('20261123.2');
  });
});

describe('an order', () => {
  it('to take back brings the bundle before into force, and the one taken back never again', async () => {
    const wanted = await center.offers(2);
    center.order({ wanted: { ...wanted, attempt: 1 } });
    await expect.poll(inForce, within).toBe('20261123.2');
    center.order({ withdrawn: ['20261123.2'] });
    await expect.poll(inForce, within).toBe('20261123.1');
    center.order({ wanted: { ...wanted, attempt: 2 } });
    center.order({ wanted: { ...(await center.offers(3)), attempt: 1 }, withdrawn: ['20261123.2'] });
    await expect.poll(inForce, within).toBe('20261123.3');
    expect(offered).toEqual(['20261123.2', '20261123.3']);
    await room.close();
    await open();
    expect([inForce(), store.floor()]).toEqual(['20261123.3', '20261123.3']);
  });

  it('is not obeyed when it is older than the one before, of a stranger, or of another box', async () => {
    const wanted = { ...(await center.offers(2)), attempt: 1 };
    center.order({ issuedAt: '2026-11-23T10:00:00.000Z' });
    center.order({ issuedAt: '2026-11-23T09:59:59.999Z', wanted });
    center.order({ appliance: 'box-2', wanted });
    center.order({ v: 2 as 1, wanted });
    center.order({ issuedAt: '2026-11-23T10:00:01.000Z', dryRun: { ...(await center.offers(3)), id: randomUUID() } });
    await expect.poll(() => dryRuns, within).toBe(1);
    expect([offered, inForce()]).toEqual([[], '20261123.1']);
  });

  it('for a dry run fetches, changes nothing, and is answered once', async () => {
    const id = randomUUID();
    center.order({ dryRun: { ...(await center.offers(2)), id } });
    await expect.poll(() => center.results.length, within).toBe(1);
    await room.close();
    await open();
    center.order({ dryRun: { ...(await center.offers(2)), id } });
    const other = randomUUID();
    center.order({ dryRun: { ...(await center.offers(2)), id: other } });
    await expect.poll(() => center.results.length, within).toBe(2);
    const ids = center.results.map((result) => unpackResult(result)).map((result) => result.ok && result.value.id);
    expect([ids, inForce(), offered]).toEqual([[id, other], '20261123.1', []]);
  });
});
