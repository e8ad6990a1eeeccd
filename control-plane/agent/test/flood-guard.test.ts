// The flood guard on the real kernel: limits, timed blocks, whom they never hit, and what the agent tells of it.
import { type ChildProcess, execFileSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { DEFAULT_FLOODS, type Floods, type PolicyException } from '@omamori/contract/desired-state';
import type { Detection } from '@omamori/contract/detection';
import { ok } from '@omamori/contract/result';
import { Nft } from 'node-nftables';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { applyRuleset } from '../src/data-plane/apply-kernel.ts';
import { FLOOD_LIMITS } from '../src/data-plane/ruleset/flood-limits.ts';
import { FLOOD_TABLE } from '../src/data-plane/ruleset/flood-names.ts';
import { generateRuleset } from '../src/data-plane/ruleset/generate-ruleset.ts';
import { systemClock } from '../src/platform/clock.ts';
import { type FloodWatch, startFloodWatch } from '../src/protection/floods/flood-watch.ts';
import { until } from './broker-fixture.ts';
import { HOSTS, type InlineBox, openInlineBox } from './inline-box.ts';

const SENDER = fileURLToPath(new URL('send-first-packets.ts', import.meta.url));
const BRUTE = FLOOD_LIMITS.normal.brute.burst;
const WEB = 8080;

type Begin = readonly ['tcp' | 'udp', string, string, number];
type Send = (batch: readonly Begin[]) => Promise<void>;

let box: InlineBox;
let nft: Nft;
let fromOutside: Send;
let fromOffice: Send;
let watch: FloodWatch | null = null;

beforeAll(async () => {
  box = await openInlineBox();
  const opened = await Nft.open({ netns: box.name('box') });
  if (!opened.ok) throw new Error(opened.error.message);
  nft = opened.value;
  await box.servePeers([22, 25, WEB]);
  [fromOutside, fromOffice] = [startSender('outside'), startSender('office')];
});

afterEach(async () => {
  await watch?.stop();
  watch = null;
  await nft.run({ nftables: [{ delete: { table: { family: FLOOD_TABLE.family, name: FLOOD_TABLE.table } } }] });
});

afterAll(async () => {
  await nft?.close();
  await box?.close();
});

function startSender(side: 'office' | 'outside'): Send {
  const child: ChildProcess = box.start(side, process.execPath, SENDER);
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('the sender has no pipes');
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return async (batch) => {
    stdin.write(`${JSON.stringify(batch)}\n`);
    await lines.next();
  };
}

async function guard(floods: Partial<Floods> = {}, exceptions: PolicyException[] = []): Promise<void> {
  const plan = generateRuleset(
    {
      geo: { blockInbound: [], blockOutbound: [], except: [] },
      ports: [],
      addressLists: [],
      isolation: [],
      protectedDestinations: [HOSTS.center[4], HOSTS.center[6]],
      exceptions,
      floods: { ...DEFAULT_FLOODS, ...floods },
    },
    { lan: 'lan', wan: 'wan', bridge: 'br0' },
    [],
    ['192.0.2.0/24', '2001:db8:a::/64'],
  );
  const applied = await applyRuleset(nft, plan, Date.now());
  if (!applied.ok) throw new Error(applied.error.message);
}

/** What the agent tells, as the spool would keep it. */
function watchFloods(): { readonly told: Detection[]; kept: string | null } {
  const spool = { told: [] as Detection[], kept: null as string | null };
  watch = startFloodWatch({
    nft,
    everyMs: 100,
    context: {
      countryOf: (ip) => (ip.startsWith('203.0.113.') || ip.startsWith('2001:db8:1:') ? 'LV' : null),
      deviceOf: () => null,
      nameOf: () => null,
      clockSynced: () => true,
    },
    store: (detections, bookmark) => {
      spool.told.push(...detections);
      spool.kept = bookmark;
      return ok(undefined);
    },
    bookmark: () => spool.kept,
    blocking: () => true,
    clock: systemClock,
    bootId: 'boot-1',
    log: pino({ level: 'silent' }),
  });
  return spool;
}

const tries = (from: string, to: string, port: number, count: number): Begin[] =>
  Array.from({ length: count }, () => ['tcp', from, to, port] as const);
const reaches = async (from: string, to: string, port = WEB) =>
  (await box.attempt('outside', 'tcp', from, to, String(port))) === 0;

test('who tries one service again and again is kept out for a time; others, and who is released, get in', async () => {
  await guard();
  const spool = watchFloods();
  for (const family of [4, 6] as const) {
    const [bad, office] = [HOSTS.latvia[family], HOSTS.office[family]];
    expect(await reaches(bad, office)).toBe(true);
    await fromOutside(tries(bad, office, 22, BRUTE + 10));
    expect(await reaches(bad, office)).toBe(false);
    expect(await reaches(HOSTS.other[family], office)).toBe(true);
    await until('the block is known', () => watch?.blocks().some(({ source }) => source === bad) === true);
    expect(watch?.blocks().find(({ source }) => source === bad)).toMatchObject({ kind: 'brute', country: 'LV' });
    expect(await watch?.release(bad)).toEqual(ok(true));
    expect(await reaches(bad, office)).toBe(true);
    await until('the attack is told', () => spool.told.some(({ device }) => device?.ip === office));
  }
  expect(new Set(spool.told.map(({ rule }) => rule.id))).toEqual(new Set(['flood:brute']));
});

test('conversations under way, whom the office asked, and the center are never kept out, whoever uses their address', async () => {
  await guard();
  const { other, center, office } = HOSTS;
  expect(await box.attempt('office', 'tcp', office[4], other[4], String(WEB))).toBe(0);
  await fromOutside([...tries(other[4], office[4], 22, BRUTE + 10), ...tries(center[4], office[4], 22, BRUTE + 10)]);
  expect(await reaches(other[4], office[4])).toBe(true);
  expect(await reaches(center[4], office[4])).toBe(true);
  expect(await box.attempt('office', 'tcp', office[4], other[4], String(WEB))).toBe(0);
});

test('a timed exception of an address is above the guard', async () => {
  const target = { kind: 'address' as const, address: HOSTS.latvia[4] };
  const until2099 = '2099-01-01T00:00:00.000Z';
  await guard({}, [{ id: 'e-1', target, device: null, until: until2099, reason: 'tests' }]);
  await fromOutside(tries(HOSTS.latvia[4], HOSTS.office[4], 22, BRUTE + 10));
  expect(await reaches(HOSTS.latvia[4], HOSTS.office[4])).toBe(true);
});

test('a search over many entrances ends in a block; with detect it is only told', async () => {
  const ports = Array.from({ length: FLOOD_LIMITS.normal.scan.burst + 20 }, (_, index) => 2000 + index);
  const scan = ports.map((port): Begin => ['tcp', HOSTS.latvia[4], HOSTS.office[4], port]);
  await guard({ mode: 'detect' });
  let spool = watchFloods();
  await fromOutside(scan);
  expect(await reaches(HOSTS.latvia[4], HOSTS.office[4])).toBe(true);
  await until('the search is told', () => spool.told.length > 0);
  await watch?.stop();
  await nft.run({ nftables: [{ delete: { table: { family: FLOOD_TABLE.family, name: FLOOD_TABLE.table } } }] });
  await guard();
  spool = watchFloods();
  await fromOutside(scan);
  expect(await reaches(HOSTS.latvia[4], HOSTS.office[4])).toBe(false);
  await until('the search is told', () =>
    spool.told.some(({ story, direction }) => story === 'scan' && direction === 'inbound'),
  );
});

test('a device that sends mail in a burst is kept from mail alone; one that may send much is not', async () => {
  const { office, other } = HOSTS;
  const mails = tries(office[4], other[4], 25, FLOOD_LIMITS.normal.spam.burst + 20);
  await guard();
  const spool = watchFloods();
  await fromOffice(mails);
  expect(await box.attempt('office', 'tcp', office[4], other[4], '25')).toBe(1);
  expect(await box.attempt('office', 'tcp', office[4], other[4], String(WEB))).toBe(0);
  await until('the burst is told', () => spool.told.length > 0);
  expect(spool.told[0]).toMatchObject({ story: 'spam-burst', direction: 'outbound', device: { ip: office[4] } });
  await watch?.stop();
  await nft.run({ nftables: [{ delete: { table: { family: FLOOD_TABLE.family, name: FLOOD_TABLE.table } } }] });
  await guard({ busyDevices: [macOfOffice()] });
  await fromOffice(mails);
  expect(await box.attempt('office', 'tcp', office[4], other[4], '25')).toBe(0);
});

test('every packet is told once: the sum over a restarted agent is what the kernel counted', async () => {
  await guard();
  const before = watchFloods();
  await fromOutside(tries(HOSTS.latvia[4], HOSTS.office[4], 22, BRUTE + 10));
  await until('the first stretch is told', () => before.told.length > 0);
  await watch?.stop();
  await fromOutside(tries(HOSTS.latvia[4], HOSTS.office[4], 22, 20));
  const after = startAgain(before);
  await until('the rest is told', () => after.told.length > before.told.length);
  const counted = await countedBy('hits4_brute');
  await until('all of it is told', () => sum(after.told) === counted);
  // The policy changes: what is kept out stays so.
  await guard({ profile: 'strict' });
  expect(await reaches(HOSTS.latvia[4], HOSTS.office[4])).toBe(false);
});

function startAgain(before: ReturnType<typeof watchFloods>): ReturnType<typeof watchFloods> {
  const { told, kept } = before;
  const spool = { told: [...told], kept };
  watch = startFloodWatch({
    nft,
    everyMs: 100,
    context: { countryOf: () => null, deviceOf: () => null, nameOf: () => null, clockSynced: () => true },
    store: (detections, bookmark) => {
      spool.told.push(...detections);
      spool.kept = bookmark;
      return ok(undefined);
    },
    bookmark: () => spool.kept,
    blocking: () => true,
    clock: systemClock,
    bootId: 'boot-1',
    log: pino({ level: 'silent' }),
  });
  return spool;
}

const sum = (told: readonly Detection[]): number => told.reduce((total, { count }) => total + count, 0);

async function countedBy(set: string): Promise<number> {
  const listed = await nft.list(FLOOD_TABLE, { contents: [set] });
  if (!listed.ok) throw new Error(listed.error.message);
  const text = JSON.stringify(listed.value.nftables.find((object) => 'set' in object && object.set.name === set));
  return [...text.matchAll(/"packets":(\d+)/g)].reduce((total, [, packets]) => total + Number(packets), 0);
}

function macOfOffice(): string {
  const [program, ...args] = box.argv('office', 'cat', '/sys/class/net/lan0/address');
  return execFileSync(program, args, { encoding: 'utf8' }).trim();
}
