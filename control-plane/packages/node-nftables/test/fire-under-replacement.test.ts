/** Sets are replaced while blocked sources send: no blocked packet passes, no other is lost. Counted in the kernel. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { counter, drop, match, Nft, payload, Transaction } from '../src/index.ts';
import { type BridgeRig, createBridgeRig } from './network-rig.ts';

const TABLE = { family: 'bridge', table: 'fire' } as const;
const SET = { ...TABLE, set: 'world' };
const REPLACEMENTS = Number(process.env['NFT_FIRE_REPLACEMENTS'] ?? 30);
const PER_SECOND = 10_000;
/** The whole world once in fifteen; the soak run asks for more by the environment. */
const sizeOf = (number: number): number =>
  number % 15 === 7 ? 250_000 : ([1_000, 3_000, 10_000][number % 3] ?? 1_000);
let rig: BridgeRig;
let nft: Nft;

beforeAll(async () => {
  rig = await createBridgeRig();
  await rig.client.exec('ip', 'addr', 'add', '10.99.0.66/24', 'dev', 'eth0');
  await rig.server.exec(
    'ip',
    'neigh',
    'replace',
    '10.99.0.66',
    'lladdr',
    rig.clientMac,
    'dev',
    'eth0',
    'nud',
    'permanent',
  );
  const opened = await Nft.open({ netns: rig.box.name });
  if (!opened.ok) throw new Error(opened.error.message);
  nft = opened.value;
}, 30_000);

afterAll(async () => {
  await nft?.close();
  await rig?.close();
});

/** The blocked address is in every version, alone or inside a range; the rest differs from version to version. */
function* version(number: number, size: number): Generator<string, void, void> {
  yield number % 2 === 0 ? '10.99.0.66' : '10.99.0.60-10.99.0.70';
  const step = Math.floor(0x5e000000 / size);
  for (let index = 0; index < size; index += 1) {
    const from = 0x80000000 + index * step + number;
    const text = [from >>> 24, (from >>> 16) & 255, (from >>> 8) & 255, from & 255].join('.');
    yield text;
  }
}

/** Behind the set: what of the blocked source arrives at the server's side, and of the allowed one. */
function document() {
  const saddr = payload('ip', 'saddr');
  return new Transaction(TABLE)
    .replaceTable()
    .addCounter('blocked')
    .addCounter('passed_blocked')
    .addCounter('passed_allowed')
    .addSet({ name: 'world', type: 'ipv4_addr', flags: ['interval'], elem: ['10.99.0.66'] })
    .addChain({ name: 'passing', type: 'filter', hook: 'forward', prio: -300, policy: 'accept' })
    .addChain({ name: 'leaving', type: 'filter', hook: 'postrouting', prio: 0, policy: 'accept' })
    .addRule('passing', [match(saddr, '@world'), counter('blocked'), drop()])
    .addRule('leaving', [match(saddr, '10.99.0.66'), counter('passed_blocked')])
    .addRule('leaving', [match(saddr, '10.99.0.10'), match(payload('udp', 'dport'), 9), counter('passed_allowed')])
    .document();
}

async function counts(): Promise<Record<string, number>> {
  const listing = await nft.list(TABLE);
  if (!listing.ok) throw new Error(listing.error.message);
  const found = listing.value.nftables.flatMap((object) =>
    'counter' in object ? [[object.counter.name, object.counter.packets ?? 0] as const] : [],
  );
  return Object.fromEntries(found);
}

function startSender(): { child: ChildProcess; finish(): Promise<{ blocked: number; allowed: number }> } {
  const order = { blocked: '10.99.0.66', allowed: '10.99.0.10', target: '10.99.0.20', port: 9, perSecond: PER_SECOND };
  const script = new URL('./fire-sender.ts', import.meta.url).pathname;
  const argv = ['netns', 'exec', rig.client.name, process.execPath, script, JSON.stringify(order)];
  const child = spawn('ip', argv, { stdio: ['pipe', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += String(chunk);
  });
  return {
    child,
    finish: async () => {
      child.stdin.write('stop\n');
      await once(child, 'close');
      return JSON.parse(text) as { blocked: number; allowed: number };
    },
  };
}

test(
  `${REPLACEMENTS} replacements under fire let no blocked packet pass and lose no other`,
  async () => {
    expect(await nft.run(document())).toEqual({ ok: true, value: undefined });
    const sender = startSender();
    try {
      await new Promise((resolve) => setTimeout(resolve, 500));
      for (let number = 0; number < REPLACEMENTS; number += 1) {
        expect(await nft.replaceSet(SET, version(number, sizeOf(number)))).toEqual({ ok: true, value: undefined });
      }
      const sent = await sender.finish();
      const seen = await counts();
      console.info(JSON.stringify({ replacements: REPLACEMENTS, sent, seen }));
      expect(sent.blocked).toBeGreaterThan(1_000);
      expect(seen['passed_blocked']).toBe(0);
      expect(seen['blocked']).toBe(sent.blocked);
      expect(seen['passed_allowed']).toBe(sent.allowed);
    } finally {
      sender.child.kill('SIGKILL');
    }
  },
  90_000 + REPLACEMENTS * 3_000,
);
