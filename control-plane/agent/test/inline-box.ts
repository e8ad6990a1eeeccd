// Three namespaces, office – box – outside, the box a transparent bridge; dual stack. Everything is named by pid and
// a random part and taken down by close(), also after a failed start.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../src/platform/run-program.ts';
import type { Attempt } from './peer-attempt.ts';
import { drivePeer, type PeerHost } from './peer-host.ts';

export type Side = 'office' | 'box' | 'outside';

/** Office 192.0.2.0/24; outside: LV 203.0.113.0/24 (…99 is allowed to port 3389), others 198.51.100.0/24. */
export const HOSTS = {
  office: { 4: '192.0.2.10', 6: '2001:db8:a::10' },
  latvia: { 4: '203.0.113.10', 6: '2001:db8:1::10' },
  allowed: { 4: '203.0.113.99', 6: '2001:db8:1::99' },
  other: { 4: '198.51.100.10', 6: '2001:db8:2::10' },
  center: { 4: '198.51.100.200', 6: '2001:db8:2::200' },
  box: { 4: '192.0.2.2', 6: '2001:db8:a::2' },
} as const;

const PEER = fileURLToPath(new URL('peer.ts', import.meta.url));

export interface InlineBox {
  readonly name: (side: Side) => string;
  argv(side: Side, ...command: string[]): [string, ...string[]];
  /** 0 when the answer came, 1 when it did not. Several attempts may run at once. */
  attempt(
    side: Side,
    kind: Attempt['kind'],
    source: string,
    target: string,
    port: string,
    text?: string,
  ): Promise<number>;
  start(side: Side, ...command: string[]): ChildProcess;
  servePeers(ports: number[]): Promise<void>;
  close(): Promise<void>;
}

export async function openInlineBox(): Promise<InlineBox> {
  const id = `${process.pid}${randomBytes(2).toString('hex')}`;
  const name = (side: Side) => `om-${id}-${side}`;
  const children = new Set<ChildProcess>();
  const argv = (side: Side, ...command: string[]): [string, ...string[]] => [
    'ip',
    'netns',
    'exec',
    name(side),
    ...command,
  ];
  const start = (side: Side, ...command: string[]) => {
    const [program, ...args] = argv(side, ...command);
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, TZ: 'UTC' } });
    children.add(child);
    child.on('exit', () => children.delete(child));
    return child;
  };
  const peers = new Map<Side, Promise<PeerHost>>();
  /** The host of a side, with these ports when it is not there yet. */
  const peer = (side: Side, ports: readonly number[] = []): Promise<PeerHost> => {
    const host = peers.get(side) ?? drivePeer(start(side, process.execPath, PEER, 'serve', ...ports.map(String)));
    peers.set(side, host);
    return host;
  };
  const close = async () => {
    // All are listened to before the first is waited for: one may be ending by itself just now.
    const gone = [...children].map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(gone);
    for (const side of ['office', 'box', 'outside'] as const) await must(['ip', 'netns', 'del', name(side)], false);
  };
  await removeDeadBoxes();
  try {
    for (const line of networkLines(name)) await must(['ip', ...line.split(' ')]);
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return {
    name,
    argv,
    start,
    close,
    attempt: async (side, kind, source, target, port, text = 'hello') => {
      const host = await peer(side);
      return (await host.reach({ kind, source, target, port: Number(port), text })) ? 0 : 1;
    },
    async servePeers(ports) {
      await Promise.all((['office', 'outside'] as const).map((side) => peer(side, ports)));
    },
  };
}

function networkLines(name: (side: Side) => string): string[] {
  const [office, box, outside] = [name('office'), name('box'), name('outside')];
  const sides = [office, box, outside];
  const addresses = (['latvia', 'allowed', 'other', 'center'] as const).flatMap((host) => [
    `-n ${outside} addr add ${HOSTS[host][4]}/32 dev wan0`,
    `-n ${outside} addr add ${HOSTS[host][6]}/128 dev wan0 nodad`,
  ]);
  return [
    ...sides.map((side) => `netns add ${side}`),
    ...sides.map((side) => `-n ${side} link set lo up`),
    `-n ${box} link add lan type veth peer name lan0 netns ${office}`,
    `-n ${box} link add wan type veth peer name wan0 netns ${outside}`,
    `-n ${box} link add br0 type bridge`,
    `-n ${box} link set lan master br0`,
    `-n ${box} link set wan master br0`,
    ...['lan', 'wan', 'br0'].map((link) => `-n ${box} link set ${link} up`),
    `-n ${office} link set lan0 up`,
    `-n ${outside} link set wan0 up`,
    `-n ${box} addr add ${HOSTS.box[4]}/24 dev br0`,
    `-n ${box} addr add ${HOSTS.box[6]}/64 dev br0 nodad`,
    `-n ${office} addr add ${HOSTS.office[4]}/24 dev lan0`,
    `-n ${office} addr add ${HOSTS.office[6]}/64 dev lan0 nodad`,
    ...addresses,
    ...[office, box].map((side, index) => `-n ${side} route add 0.0.0.0/0 dev ${index === 0 ? 'lan0' : 'br0'}`),
    ...[office, box].map((side, index) => `-n ${side} -6 route add 2001:db8::/32 dev ${index === 0 ? 'lan0' : 'br0'}`),
    `-n ${outside} route add 192.0.2.0/24 dev wan0`,
    `-n ${outside} -6 route add 2001:db8:a::/64 dev wan0`,
  ];
}

/** What test files that were killed could not take down: the name says whose it was. */
async function removeDeadBoxes(): Promise<void> {
  const listed = await runProgram(['ip', 'netns', 'list'], { timeoutMs: 10_000 });
  const names = listed.ok ? listed.value.stdout.split('\n').map((line) => line.split(' ')[0] ?? '') : [];
  for (const name of names) {
    const owner = /^om-(\d+)[0-9a-f]{4}-(?:office|box|outside)$/.exec(name)?.[1];
    if (owner !== undefined && !existsSync(`/proc/${owner}`)) await must(['ip', 'netns', 'del', name], false);
  }
}

async function must(command: [string, ...string[]], strict = true): Promise<void> {
  const outcome = await runProgram(command, { timeoutMs: 10_000 });
  const failed = !outcome.ok || outcome.value.exitCode !== 0;
  if (failed && strict) {
    throw new Error(`${command.join(' ')}: ${outcome.ok ? outcome.value.stderr : outcome.error.message}`);
  }
}
