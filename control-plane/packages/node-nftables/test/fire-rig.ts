/**
 * Sets replaced while a blocked and an allowed source send at a rate through a bridge: what was sent is counted by the
 * sender, what passed by the kernel behind the set. The test takes 30 replacements, the soak run a thousand and more.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { counter, drop, match, Nft, type NftDocument, payload, type Result, Transaction } from '../src/index.ts';
import { type BridgeRig, createBridgeRig } from './network-rig.ts';

const TABLE = { family: 'bridge', table: 'fire' } as const;
const SET = { ...TABLE, set: 'world' };
const PER_SECOND = 10_000;
const BLOCKED = '10.99.0.66';
const ALLOWED = '10.99.0.10';

export interface FireSent {
  readonly blocked: number;
  readonly allowed: number;
}

/** What the kernel counted: by the rule of the set, and behind it. */
export interface FireSeen {
  readonly blocked: number;
  readonly passedBlocked: number;
  readonly passedAllowed: number;
}

export interface FireRig {
  /** The blocked address is in every version; the rest of `size` ranges differs from number to number. */
  replace(number: number, size: number): Promise<Result<undefined>>;
  /** Both sources send at 10,000 packets a second, as far as the machine lets them, until stopped. */
  startSender(): FireSender;
  seen(): Promise<FireSeen>;
  close(): Promise<void>;
}

export interface FireSender {
  readonly child: ChildProcess;
  finish(): Promise<FireSent>;
}

export async function openFireRig(): Promise<FireRig> {
  const rig = await createBridgeRig();
  await rig.client.exec('ip', 'addr', 'add', `${BLOCKED}/24`, 'dev', 'eth0');
  const neighbour = [BLOCKED, 'lladdr', rig.clientMac, 'dev', 'eth0', 'nud', 'permanent'];
  await rig.server.exec('ip', 'neigh', 'replace', ...neighbour);
  const opened = await Nft.open({ netns: rig.box.name });
  if (!opened.ok) throw new Error(opened.error.message);
  const nft = opened.value;
  const built = await nft.run(fireDocument());
  if (!built.ok) throw new Error(built.error.message);
  return {
    replace: (number, size) => nft.replaceSet(SET, version(number, size)),
    startSender: () => startSender(rig),
    seen: () => readCounters(nft),
    close: async () => {
      await nft.close();
      await rig.close();
    },
  };
}

function* version(number: number, size: number): Generator<string, void, void> {
  yield number % 2 === 0 ? BLOCKED : '10.99.0.60-10.99.0.70';
  const step = Math.floor(0x5e000000 / size);
  for (let index = 0; index < size; index += 1) {
    const from = 0x80000000 + index * step + number;
    const text = [from >>> 24, (from >>> 16) & 255, (from >>> 8) & 255, from & 255].join('.');
    yield text;
  }
}

function fireDocument(): NftDocument {
  const saddr = payload('ip', 'saddr');
  return new Transaction(TABLE)
    .replaceTable()
    .addCounter('blocked')
    .addCounter('passed_blocked')
    .addCounter('passed_allowed')
    .addSet({ name: 'world', type: 'ipv4_addr', flags: ['interval'], elem: [BLOCKED] })
    .addChain({ name: 'passing', type: 'filter', hook: 'forward', prio: -300, policy: 'accept' })
    .addChain({ name: 'leaving', type: 'filter', hook: 'postrouting', prio: 0, policy: 'accept' })
    .addRule('passing', [match(saddr, '@world'), counter('blocked'), drop()])
    .addRule('leaving', [match(saddr, BLOCKED), counter('passed_blocked')])
    .addRule('leaving', [match(saddr, ALLOWED), match(payload('udp', 'dport'), 9), counter('passed_allowed')])
    .document();
}

async function readCounters(nft: Nft): Promise<FireSeen> {
  const listing = await nft.list(TABLE);
  if (!listing.ok) throw new Error(listing.error.message);
  const packets = new Map<string, number>();
  for (const object of listing.value.nftables) {
    if ('counter' in object) packets.set(object.counter.name, object.counter.packets ?? 0);
  }
  const of = (name: string): number => packets.get(name) ?? Number.NaN;
  return { blocked: of('blocked'), passedBlocked: of('passed_blocked'), passedAllowed: of('passed_allowed') };
}

function startSender(rig: BridgeRig): FireSender {
  const order = { blocked: BLOCKED, allowed: ALLOWED, target: '10.99.0.20', port: 9, perSecond: PER_SECOND };
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
      return JSON.parse(text) as FireSent;
    },
  };
}
