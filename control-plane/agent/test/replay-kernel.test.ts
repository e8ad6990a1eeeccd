// The replay's judgement against the kernel's: for random policies the first packet of a conversation is dropped by the
// loaded ruleset exactly when the replay calls the conversation lost.
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { Nft } from 'node-nftables';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { applyRuleset, fillBundleSets } from '../src/data-plane/apply-kernel.ts';
import { generateRuleset } from '../src/data-plane/ruleset/generate-ruleset.ts';
import type { BundleSetPlan } from '../src/data-plane/ruleset/ruleset-plan.ts';
import { runProgram } from '../src/platform/run-program.ts';
import { judgeBy } from '../src/replay/judge-conversation.ts';
import { desiredOf, type PolicyPart } from './box-driver.ts';
import { HOSTS, type InlineBox, openInlineBox, type Side } from './inline-box.ts';

const SENDER = fileURLToPath(new URL('send-first-packets.ts', import.meta.url));
const PORTS = { lan: 'lan', wan: 'wan', bridge: 'br0' };
const POLICIES = 8;
const until = '2999-01-01T00:00:00.000Z';

/** Behind our rules: what reaches it was not dropped. */
const PROBE = `table bridge probe {
  set seen4 { type ipv4_addr . ipv4_addr . inet_proto . inet_service; size 65535; flags dynamic; }
  set seen6 { type ipv6_addr . ipv6_addr . inet_proto . inet_service; size 65535; flags dynamic; }
  chain forward {
    type filter hook forward priority 50; policy accept;
    meta l4proto { tcp, udp } add @seen4 { ip saddr . ip daddr . meta l4proto . th dport }
    meta l4proto { tcp, udp } add @seen6 { ip6 saddr . ip6 daddr . meta l4proto . th dport }
  }
}`;

let box: InlineBox;
let nft: Nft;
let mac: string;
let send: Readonly<Record<'office' | 'outside', (batch: readonly unknown[]) => Promise<void>>>;

async function inBox(...command: string[]): Promise<string> {
  const outcome = await runProgram(box.argv('box', ...command), { timeoutMs: 10_000, input: PROBE });
  if (!outcome.ok || outcome.value.exitCode !== 0) throw new Error(JSON.stringify(outcome));
  return outcome.value.stdout;
}

function startSender(side: Side) {
  const { stdin, stdout } = box.start(side, process.execPath, SENDER);
  if (stdin === null || stdout === null) throw new Error('the sender has no pipes');
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return async (batch: readonly unknown[]) => {
    stdin.write(`${JSON.stringify(batch)}\n`);
    await lines.next();
  };
}

beforeAll(async () => {
  box = await openInlineBox();
  const opened = await Nft.open({ netns: box.name('box') });
  if (!opened.ok) throw new Error(opened.error.message);
  nft = opened.value;
  const link = await runProgram(box.argv('office', 'cat', '/sys/class/net/lan0/address'), { timeoutMs: 5000 });
  mac = link.ok ? link.value.stdout.trim() : '';
  send = { office: startSender('office'), outside: startSender('outside') };
  await inBox('nft', '-f', '-');
});

afterAll(async () => {
  await nft?.close();
  await box?.close();
});

const PEERS = [HOSTS.latvia, HOSTS.allowed, HOSTS.other, HOSTS.center];
const addresses = PEERS.flatMap((peer) => [peer[4], peer[6]]);
const some = <T>(values: readonly T[]) => fc.subarray([...values]);
const prefixes = ['203.0.113.96/29', '198.51.100.0/25', '2001:db8:1::/48', '2001:db8:2::10', HOSTS.latvia[4]];

const policies = fc.record({
  geo: fc.record({ blockInbound: some(['LV', 'US']), blockOutbound: some(['LV', 'US']), except: some(addresses) }),
  ports: some([
    { protocol: 'tcp' as const, port: 3389, allow: [HOSTS.allowed[4], HOSTS.allowed[6]] },
    { protocol: 'udp' as const, port: 53, allow: [] },
    { protocol: 'tcp' as const, port: 80, allow: ['198.51.100.0/24'] },
  ]),
  addressLists: fc
    .array(
      fc.record({
        direction: fc.constantFrom('inbound', 'outbound', 'both'),
        entries: fc.subarray(prefixes, { minLength: 1 }),
      }),
      { maxLength: 2 },
    )
    .map((lists) => lists.map((list, index) => ({ name: `list-${index}`, ...list }))),
  protectedDestinations: fc.subarray([...addresses, '192.0.2.200'], { minLength: 1, maxLength: 2 }),
  isolated: fc.boolean().map((one) => one),
  exceptions: some([
    { kind: 'address' as const, address: HOSTS.latvia[4] },
    { kind: 'address' as const, address: '2001:db8:2::/48' },
    { kind: 'country' as const, country: 'LV' },
  ]),
  forDevice: fc.constantFrom('this', 'other', 'all'),
});

type Random = typeof policies extends fc.Arbitrary<infer T> ? T : never;

function partOf({ isolated, exceptions, forDevice, ...rest }: Random, index: number): PolicyPart {
  const device = forDevice === 'all' ? null : forDevice === 'this' ? mac : '02:00:00:00:00:99';
  const target = (one: Random['exceptions'][number], at: number) => ({
    ...{ id: `x-${at}`, target: one, device, until, reason: 'test' },
  });
  // Isolation drops everything: one policy of the run has it, not half of them.
  const isolation = isolated && index === 0 ? [{ mac, until: null, reason: 'test' }] : [];
  return { ...rest, exceptions: exceptions.map(target), isolation };
}

const conversations = () =>
  ([4, 6] as const).flatMap((family) =>
    PEERS.flatMap((peer) =>
      (['tcp', 'udp'] as const).flatMap((protocol) =>
        [53, 80, 3389].flatMap((port) =>
          (['inbound', 'outbound'] as const).map((direction) => ({
            ...{ mac, ip: HOSTS.office[family], direction, peer: peer[family], name: '', protocol, port },
            ...{ flows: 1, bytes: 0, firstMs: 0, lastMs: 0 },
          })),
        ),
      ),
    ),
  );
type Talk = ReturnType<typeof conversations>[number];

const endsOf = ({ direction, ip, peer }: Talk) => (direction === 'outbound' ? [ip, peer] : [peer, ip]);
const keyOf = (talk: Talk) => [...endsOf(talk), talk.protocol, talk.port].join(' ');

async function seen(): Promise<Set<string>> {
  const names = new Set<string>();
  for (const set of ['seen4', 'seen6']) {
    const listed = JSON.parse(await inBox('nft', '-j', 'list', 'set', 'bridge', 'probe', set)) as {
      nftables: { set?: { elem?: { concat: (string | number)[] }[] } }[];
    };
    for (const object of listed.nftables) {
      for (const { concat } of object.set?.elem ?? []) names.add(concat.join(' '));
    }
  }
  return names;
}

const countryOf = (ip: string) =>
  /^(?:203\.0\.113\.|2001:db8:1:)/.test(ip) ? 'LV' : /^(?:198\.51\.100\.|2001:db8:2:)/.test(ip) ? 'US' : null;
const ranges = ({ family, from }: BundleSetPlan) =>
  'country' in from && from.country === 'LV'
    ? [family === 4 ? '203.0.113.0/24' : '2001:db8:1::/48']
    : [family === 4 ? '198.51.100.0/24' : '2001:db8:2::/48'];

async function load(desired: ReturnType<typeof desiredOf>): Promise<void> {
  const plan = generateRuleset(desired, PORTS);
  const filled = await fillBundleSets(nft, plan, plan.bundleSets, ranges);
  const applied = filled.ok ? await applyRuleset(nft, plan, Date.now()) : filled;
  if (!applied.ok) throw new Error(JSON.stringify(applied.error));
  for (const set of ['seen4', 'seen6']) await inBox('nft', 'flush', 'set', 'bridge', 'probe', set);
}

it(`calls lost exactly what the kernel drops, for ${POLICIES} random policies and 96 conversations each`, async () => {
  const seed = Date.now() % 1_000_000;
  const totals = { lost: 0, passed: 0 };
  for (const [index, random] of fc.sample(policies, { seed, numRuns: POLICIES }).entries()) {
    const desired = desiredOf(index + 1, partOf(random, index));
    await load(desired);
    const judge = judgeBy(desired, { ports: PORTS, countryOf, nowMs: Date.now() });
    if (!judge.ok) throw new Error(judge.error.message);
    const all = conversations();
    const batch = (direction: Talk['direction']) =>
      all.filter((talk) => talk.direction === direction).map((talk) => [talk.protocol, ...endsOf(talk), talk.port]);
    await Promise.all([send.office(batch('outbound')), send.outside(batch('inbound'))]);
    const lost = new Set(all.filter((talk) => judge.value(talk) !== null).map(keyOf));
    const passing = all.map(keyOf).filter((key) => !lost.has(key));
    let names = await seen();
    for (let round = 0; round < 50 && !passing.every((key) => names.has(key)); round += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100)); // neighbours are asked for first
      names = await seen();
    }
    const told = `seed ${seed}, policy ${index}: ${JSON.stringify(desired)}`;
    expect(
      passing.filter((key) => !names.has(key)),
      told,
    ).toEqual([]);
    expect(
      [...lost].filter((key) => names.has(key)),
      told,
    ).toEqual([]);
    totals.lost += lost.size;
    totals.passed += passing.length;
  }
  // A judge that says always the same would not be caught by policies that do nothing.
  expect(totals.lost).toBeGreaterThan(50);
  expect(totals.passed).toBeGreaterThan(50);
});
