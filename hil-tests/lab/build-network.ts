import type { AddressPlan, DualAddress } from './address-plan.ts';
import { officeAddress } from './address-plan.ts';
import { DEVICES } from './cast.ts';
import { PROTECTED_ADDRESS, STARTER_ADDRESS, UNLISTED_ADDRESS } from './dangerous-sites.ts';
import { mustRun } from './run-command.ts';
import { waitUntil } from './wait-until.ts';

/**
 * The lab's wires. One namespace a host, named `<lab>-<host>`:
 *
 *   net (attackers, servers, center)  ──  rt (customer's router: NAT, DHCP)  ──  [wan] box [lan]  ──  sw  ──  pc1 pc2 srv nas cam
 *
 * `box` bridges wan and lan as br0; everything beyond the bridge (sets, queue) is the agent's work.
 */
/** `iot` is there once it is plugged in (plug-in-device.ts). */
export type HostName = 'net' | 'rt' | 'box' | 'sw' | 'iot' | (typeof DEVICES)[number]['role'];
export const HOSTS: readonly HostName[] = ['net', 'rt', 'box', 'sw', ...DEVICES.map((device) => device.role)];

export function namespaceOf(lab: string, host: HostName): string {
  return `${lab}-${host}`;
}

/** With `machine` the box's namespace holds no bridge: the router's and the switch's ends wait for the rig's ports. */
export async function buildNetwork(
  lab: string,
  plan: AddressPlan,
  box: 'namespace' | 'machine' = 'namespace',
): Promise<void> {
  for (const host of HOSTS) {
    await mustRun(['ip', 'netns', 'add', namespaceOf(lab, host)]);
    await ip(lab, host, 'link set lo up');
  }
  await joinHosts(lab, ['net', 'isp'], ['rt', 'isp']);
  if (box === 'machine') await waitForPort(lab, 'rt');
  else await joinHosts(lab, ['rt', 'office'], ['box', 'wan']);
  await sysctl(lab, 'sw', 'net.ipv6.conf.default.disable_ipv6=1'); // a switch is not a host
  if (box === 'namespace') await joinHosts(lab, ['box', 'lan'], ['sw', 'uplink']);
  for (const device of DEVICES) await joinHosts(lab, ['sw', device.role], [device.role, 'eth0'], device.mac);
  await setUpInternet(lab, plan);
  await setUpRouter(lab, plan);
  if (box === 'namespace') await setUpBox(lab, plan);
  await setUpOffice(lab, box === 'namespace' ? ['uplink'] : []);
}

/** Arguments of `ip` as one line of plain words; no value in them holds a space. */
function ip(lab: string, host: HostName, words: string): Promise<string> {
  return mustRun(['ip', '-n', namespaceOf(lab, host), ...words.split(' ')]);
}

/** The router's socket, where a machine's port can be plugged in and out. */
async function waitForPort(lab: string, host: HostName): Promise<void> {
  await ip(lab, host, 'link add office type bridge');
  await ip(lab, host, 'link set office up');
}

/** A cable between two hosts; `mac` is the address of the other end, from the first frame on. */
async function joinHosts(
  lab: string,
  one: readonly [HostName, string],
  other: readonly [HostName, string],
  mac?: string,
): Promise<void> {
  const address = mac === undefined ? [] : ['address', mac];
  const peer = ['peer', 'name', other[1], ...address, 'netns', namespaceOf(lab, other[0])];
  await mustRun(['ip', '-n', namespaceOf(lab, one[0]), 'link', 'add', one[1], 'type', 'veth', ...peer]);
  await ip(lab, one[0], `link set dev ${one[1]} up`);
  await ip(lab, other[0], `link set dev ${other[1]} up`);
}

async function sysctl(lab: string, host: HostName, ...settings: string[]): Promise<void> {
  await mustRun(['ip', 'netns', 'exec', namespaceOf(lab, host), 'sysctl', '-q', '-w', ...settings]);
}

async function addAddress(
  lab: string,
  host: HostName,
  device: string,
  address: DualAddress,
  width: [number, number],
): Promise<void> {
  await ip(lab, host, `addr add ${address.v4}/${width[0]} dev ${device}`);
  await ip(lab, host, `-6 addr add ${address.v6}/${width[1]} dev ${device} nodad`);
}

async function setUpInternet(lab: string, plan: AddressPlan): Promise<void> {
  const guests = [
    ...plan.attackers.LV,
    ...plan.attackers.RU,
    plan.neighbour,
    plan.vendor,
    plan.commander,
    ...plan.lures,
    STARTER_ADDRESS,
    UNLISTED_ADDRESS,
    PROTECTED_ADDRESS,
  ];
  for (const host of [...guests, plan.web, plan.mail, plan.resolver, plan.center])
    await addAddress(lab, 'net', 'lo', host, [32, 128]);
  await addAddress(lab, 'net', 'isp', plan.providerGateway, [32, 128]);
  await ip(lab, 'net', `route add ${plan.router.v4}/32 dev isp`);
  await ip(lab, 'net', `-6 route add ${plan.router.v6}/128 dev isp`);
  await ip(lab, 'net', `-6 route add ${plan.office.v6} via ${plan.router.v6}`);
}

async function setUpRouter(lab: string, plan: AddressPlan): Promise<void> {
  await sysctl(lab, 'rt', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1');
  await addAddress(lab, 'rt', 'isp', plan.router, [32, 128]);
  await addAddress(lab, 'rt', 'office', plan.office.gateway, [24, 64]);
  await ip(lab, 'rt', `route add ${plan.providerGateway.v4}/32 dev isp`);
  await ip(lab, 'rt', `route add default via ${plan.providerGateway.v4} dev isp`);
  await ip(lab, 'rt', `-6 route add ${plan.providerGateway.v6}/128 dev isp`);
  await ip(lab, 'rt', `-6 route add default via ${plan.providerGateway.v6} dev isp`);
  const server = officeAddress(plan, 20).v4;
  const rules = `table ip home {
  chain in {
    type nat hook prerouting priority -100;
    iifname "isp" tcp dport { 25, 80, 3389 } dnat to ${server}
  }
  chain out {
    type nat hook postrouting priority 100;
    oifname "isp" masquerade
  }
}
`;
  await mustRun(['ip', 'netns', 'exec', namespaceOf(lab, 'rt'), 'nft', '-f', '-'], { input: rules });
}

async function setUpBox(lab: string, plan: AddressPlan): Promise<void> {
  await ip(lab, 'box', 'link add br0 type bridge');
  for (const port of ['lan', 'wan']) await ip(lab, 'box', `link set ${port} master br0`);
  await ip(lab, 'box', 'link set br0 up');
  await addAddress(lab, 'box', 'br0', plan.office.box, [24, 64]);
  await ip(lab, 'box', `route add default via ${plan.office.gateway.v4}`);
  await ip(lab, 'box', `-6 route add default via ${plan.office.gateway.v6}`);
}

async function setUpOffice(lab: string, uplinks: readonly string[]): Promise<void> {
  await ip(lab, 'sw', 'link add office type bridge');
  await ip(lab, 'sw', 'link set office up');
  for (const port of [...uplinks, ...DEVICES.map((device) => device.role)])
    await ip(lab, 'sw', `link set ${port} master office`);
}

/**
 * Gives a device its IPv6 address as a device does it itself: tried first (RFC 4862 §5.4), by which the box gets to
 * know it, then used.
 */
export async function joinIpv6(lab: string, plan: AddressPlan, device: (typeof DEVICES)[number]): Promise<void> {
  await ip(lab, device.role, `-6 addr add ${officeAddress(plan, device.host).v6}/64 dev eth0`);
  await waitUntil(`${device.role} has its IPv6 address`, 10_000, async () => {
    return (await ip(lab, device.role, '-6 addr show dev eth0 tentative')) === '';
  });
  await ip(lab, device.role, `-6 route add default via ${plan.office.gateway.v6}`);
}
