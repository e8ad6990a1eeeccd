import { mustRun } from '../../lab/run-command.ts';
import type { Side } from './choose-side.ts';

/**
 * The wires of a replay: the box as in the lab, but with a bare player on each side, and its management on a third
 * port, so that no address of the lab stands on the bridge that a capture might use too (198.18.0.0/15, RFC 2544).
 *
 *   office [eth0] ── [lan] box [wan] ── [eth0] internet        box [mgmt] ── [mgmt] net (center)
 */
export const MANAGEMENT = { box: '198.18.255.2', center: '198.18.255.1' } as const;

export function sideNamespace(lab: string, side: Side): string {
  return `${lab}-${side}`;
}

export async function buildReplayNetwork(lab: string): Promise<void> {
  const inside = (host: string, words: string) => mustRun(['ip', '-n', `${lab}-${host}`, ...words.split(' ')]);
  const quiet = ['net.ipv6.conf.default.disable_ipv6=1', 'net.ipv6.conf.all.disable_ipv6=1'];
  for (const host of ['net', 'box', 'office', 'internet']) {
    await mustRun(['ip', 'netns', 'add', `${lab}-${host}`]);
    await inside(host, 'link set lo up');
  }
  for (const side of ['office', 'internet'])
    await mustRun(['ip', 'netns', 'exec', `${lab}-${side}`, 'sysctl', '-q', '-w', ...quiet]);
  await inside('box', `link add lan type veth peer name eth0 netns ${lab}-office`);
  await inside('box', `link add wan type veth peer name eth0 netns ${lab}-internet`);
  await inside('box', `link add mgmt type veth peer name mgmt netns ${lab}-net`);
  // Without snooping: group members that a capture does not show must not decide what crosses.
  await inside('box', 'link add br0 type bridge mcast_snooping 0');
  for (const port of ['lan', 'wan']) await inside('box', `link set ${port} master br0`);
  for (const port of ['lan', 'wan', 'mgmt', 'br0']) await inside('box', `link set ${port} up`);
  await inside('office', 'link set eth0 up');
  await inside('internet', 'link set eth0 up');
  await inside('net', 'link set mgmt up');
  await inside('box', `addr add ${MANAGEMENT.box}/30 dev mgmt`);
  await inside('net', `addr add ${MANAGEMENT.center}/30 dev mgmt`);
}

/** Makes room for the longest frame of a capture (segments joined by a network card); never below 1500 bytes. */
export async function setReplayMtu(lab: string, longestFrame: number): Promise<void> {
  const mtu = String(Math.min(65_535, Math.max(1500, longestFrame - 14)));
  for (const [host, device] of [
    ['office', 'eth0'],
    ['internet', 'eth0'],
    ['box', 'lan'],
    ['box', 'wan'],
    ['box', 'br0'],
  ] as const)
    await mustRun(['ip', '-n', `${lab}-${host}`, 'link', 'set', device, 'mtu', mtu]);
}
