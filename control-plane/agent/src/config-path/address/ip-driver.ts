// Addresses straight into the kernel by iproute2's argv: where no system service keeps them (namespaces). Fixed IPv4,
// fixed IPv6 or announcements; no DHCP client and no name servers of its own.
import type { BoxNetwork } from '@omamori/contract/box-network';
import { err, ok, type Result } from '@omamori/contract/result';
import { runProgram } from '../../platform/run-program.ts';
import type { Former, NetworkDriver } from './network-driver.ts';
import { isIpv6, type Layers, layersOfFormer, layersOfTrial, layersOfWish } from './network-layers.ts';
import { type Enter, observeNetwork, readDefaults, runIp } from './observe-network.ts';

/** The bridge, and how to come to it. */
interface Place {
  readonly bridge: string;
  readonly enter: Enter;
}

const SYSCTL_MS = 5000;
/** Of the ways out that nobody announced: what is not asked for goes. */
type Others = 'stay' | 'go';

export function ipDriver(bridge: string, enter: Enter = []): NetworkDriver {
  const place: Place = { bridge, enter };
  return {
    can: async () => ({ dhcp: false, vlan: await hasVlan(place), nameServers: false }),
    observe: () => observeNetwork(bridge, enter),
    tryOut: (wish, former) => tryOut(place, wish, former),
    settle: (wish) => settle(place, wish),
    putBack: (former) => putBack(place, former),
  };
}

async function tryOut(place: Place, wish: BoxNetwork, former: Former): Promise<Result<void>> {
  const device = await makeDevice(place, wish.vlan);
  if (!device.ok) return device;
  // On another device the former ones simply stay as they are.
  const isSame = former.now.vlan === wish.vlan;
  const reached = await reach(
    place,
    device.value,
    isSame ? layersOfTrial(wish, former) : layersOfWish(wish),
    isSame ? 'go' : 'stay',
  );
  return reached.ok ? await announce(place, device.value, wish) : reached;
}

async function settle(place: Place, wish: BoxNetwork): Promise<Result<void>> {
  const device = await makeDevice(place, wish.vlan);
  if (!device.ok) return device;
  const layers = layersOfWish(wish);
  const reached = await reach(place, device.value, layers, 'go');
  if (!reached.ok) return reached;
  const announced = await announce(place, device.value, wish);
  const alone = announced.ok ? await removeOthers(place, layers) : announced;
  // With the first address of a network the kernel takes its later ones and their routes too (promote_secondaries 0).
  return alone.ok ? await reach(place, device.value, layers, 'go') : alone;
}

async function putBack(place: Place, { now }: Former): Promise<Result<void>> {
  const layers = layersOfFormer(now);
  const device = nameOf(place.bridge, now.vlan);
  const reached = await reach(place, device, layers, 'go');
  if (!reached.ok) return reached;
  const standing = await observeNetwork(place.bridge, place.enter);
  if (!standing.ok) return standing;
  const { vlan } = standing.value;
  if (vlan !== null && vlan !== now.vlan) return await ip(place, 'link', 'del', nameOf(place.bridge, vlan));
  const alone = await removeOthers(place, layers);
  return alone.ok ? await reach(place, device, layers, 'go') : alone;
}

const nameOf = (bridge: string, vlan: number | null): string => (vlan === null ? bridge : `${bridge}.${vlan}`);
const familyOf = (address: string): string => (isIpv6(address) ? '-6' : '-4');

async function ip({ enter }: Place, ...args: string[]): Promise<Result<void>> {
  const ran = await runIp(enter, ...args);
  if (ran.ok && ran.value.exitCode === 0) return ok(undefined);
  const cause = ran.ok ? ran.value.stderr.slice(0, 200) : ran.error.code;
  return err('NET_CHANGE_FAILED', 'The system did not take the addresses.', { cause, step: args.join(' ') });
}

const vlanLink = (bridge: string, vlan: number): string[] => {
  const name = nameOf(bridge, vlan);
  return ['link', 'add', 'link', bridge, 'name', name, 'type', 'vlan', 'id', `${vlan}`];
};

async function isThere({ enter }: Place, device: string): Promise<boolean> {
  const shown = await runIp(enter, 'link', 'show', device);
  return shown.ok && shown.value.exitCode === 0;
}

/** Makes one and takes it away again: only the kernel itself says whether it knows VLANs. */
async function hasVlan(place: Place): Promise<boolean> {
  const last = 4094;
  if (await isThere(place, nameOf(place.bridge, last))) return true;
  const made = await ip(place, ...vlanLink(place.bridge, last));
  if (made.ok) await ip(place, 'link', 'del', nameOf(place.bridge, last));
  return made.ok;
}

async function makeDevice(place: Place, vlan: number | null): Promise<Result<string>> {
  const device = nameOf(place.bridge, vlan);
  if (vlan === null) return ok(device);
  const made = (await isThere(place, device)) ? ok(undefined) : await ip(place, ...vlanLink(place.bridge, vlan));
  const up = made.ok ? await ip(place, 'link', 'set', device, 'up') : made;
  return up.ok ? ok(device) : up;
}

/** Addresses first, then the ways out, the best one first; only then does anything go. */
async function reach(place: Place, device: string, layers: Layers, others: Others): Promise<Result<void>> {
  for (const { address, prefix } of layers.addresses) {
    // The kernel's own duplicate detection would hold an IPv6 address back for a second; the line was asked before.
    const nodad = isIpv6(address) ? ['nodad'] : [];
    const added = await ip(place, 'addr', 'replace', `${address}/${prefix}`, 'dev', device, ...nodad);
    if (!added.ok) return added;
  }
  for (const { via, metric, source } of layers.gateways) {
    const from = source === null ? [] : ['src', source];
    const route = ['default', 'via', via, 'dev', device, ...from, 'metric', `${metric}`, 'onlink'];
    const set = await ip(place, familyOf(via), 'route', 'replace', ...route);
    if (!set.ok) return set;
  }
  return others === 'go' ? await removeWays(place, device, layers) : ok(undefined);
}

async function removeWays(place: Place, device: string, { gateways }: Layers): Promise<Result<void>> {
  const standing = await readDefaults(place.enter, device);
  if (!standing.ok) return standing;
  for (const { gateway, metric, protocol } of standing.value) {
    // IPv6 knows no metric 0: the kernel makes 1024 of it.
    const wanted = gateways.some(
      (one) => one.via === gateway && [metric, metric === 1024 ? 0 : metric].includes(one.metric),
    );
    if (gateway === undefined || wanted || protocol === 'ra') continue;
    const route = ['default', 'via', gateway, 'dev', device, 'metric', `${metric}`];
    const gone = await ip(place, familyOf(gateway), 'route', 'del', ...route);
    if (!gone.ok) return gone;
  }
  return ok(undefined);
}

async function removeOthers(place: Place, { addresses }: Layers): Promise<Result<void>> {
  const standing = await observeNetwork(place.bridge, place.enter);
  if (!standing.ok) return standing;
  const { vlan } = standing.value;
  for (const { address, prefix, given } of standing.value.addresses) {
    if (given || addresses.some((one) => one.address === address && one.prefix === prefix)) continue;
    const devices = vlan === null ? [place.bridge] : [nameOf(place.bridge, vlan), place.bridge];
    const tries = await Promise.all(
      devices.map((device) => ip(place, 'addr', 'del', `${address}/${prefix}`, 'dev', device)),
    );
    const failed = tries.every((tried) => !tried.ok) ? tries[0] : undefined;
    if (failed !== undefined) return failed;
  }
  return ok(undefined);
}

/** Announcements are heard again; a fixed address does not forbid them. */
async function announce({ enter }: Place, device: string, { ipv6 }: BoxNetwork): Promise<Result<void>> {
  if (ipv6.mode !== 'auto') return ok(undefined);
  const [first = 'sysctl', ...rest] = [...enter, 'sysctl', '-qw', `net/ipv6/conf/${device}/accept_ra=1`];
  const ran = await runProgram([first, ...rest], { timeoutMs: SYSCTL_MS });
  if (ran.ok && ran.value.exitCode === 0) return ok(undefined);
  const cause = ran.ok ? ran.value.stderr.slice(0, 200) : ran.error.code;
  return err('NET_CHANGE_FAILED', 'The system does not listen to announcements.', { cause });
}
