import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { officeAddress } from './address-plan.ts';
import { type HostName, joinIpv6, namespaceOf } from './build-network.ts';
import { DEVICES } from './cast.ts';
import {
  addressOfSites,
  CLEAN_VISITS,
  DANGEROUS_NAMES,
  PROTECTED_ADDRESS,
  STARTER_ADDRESS,
  STARTER_NAME,
  UNLISTED_ADDRESS,
} from './dangerous-sites.ts';
import { logFileOf } from './lab-paths.ts';
import { labProgram } from './programs.ts';
import { mustRun } from './run-command.ts';
import { startUnit, type Unit } from './supervise.ts';
import { waitUntil } from './wait-until.ts';
import type { World } from './world.ts';

/** Starts the internet's servers, the router's DHCP and the office's server; returns how to stop them. */
export async function startActors(world: World): Promise<() => Promise<void>> {
  const { plan, paths } = world;
  const ready: string[] = [];
  const actor = (name: string, host: HostName, argv: readonly string[]): Unit =>
    startUnit({
      name,
      namespace: namespaceOf(world.folder.name, host),
      argv,
      logFile: logFileOf(paths, name),
      onLine: (line) => void (line === 'ready' && ready.push(name)),
    });
  const program = (name: string, host: HostName, args: readonly string[]): Unit =>
    actor(name, host, [process.execPath, labProgram(`servers/${name}`), ...args]);
  const units = [
    program('internet', 'net', [
      plan.web.v4,
      plan.web.v6,
      plan.mail.v4,
      plan.mail.v6,
      mailLog(world),
      uploadLog(world),
    ]),
    program('office-server', 'srv', []),
    program('office-mail', 'srv', [officeMailLog(world)]),
    program('commander', 'net', [plan.commander.v4, plan.commander.v6, String(COMMANDER_PORT), commanderLog(world)]),
    program('lures', 'net', [lureLog(world), ...plan.lures.flatMap(({ v4, v6 }) => [v4, v6])]),
    program('file-carriers', 'net', [carriedLog(world), plan.neighbour.v4, plan.neighbour.v6]),
    program('marked-sites', 'net', [markedLog(world), ...MARKED.flatMap(({ v4, v6 }) => [v4, v6])]),
    actor('resolver', 'net', resolverArguments(world)),
    actor('router-dhcp', 'rt', routerArguments(world)),
  ];
  await waitUntil('the servers of the lab listen', 20_000, async () => ready.length >= 7);
  return async () => {
    await Promise.all(units.map((unit) => unit.stop()));
  };
}

const MARKED = [STARTER_ADDRESS, UNLISTED_ADDRESS, PROTECTED_ADDRESS];
export const COMMANDER_PORT = 8000;

interface InFolder {
  readonly folder: { readonly path: string };
}

/** What the internet's mail server received, one JSON line each (servers/receive-mail.ts). */
export const mailLog = ({ folder }: InFolder): string => join(folder.path, 'mails.ndjson');
/** The same of the office's mail server. */
export const officeMailLog = ({ folder }: InFolder): string => join(folder.path, 'office-mails.ndjson');
/** Files that the web server was given. */
export const uploadLog = ({ folder }: InFolder): string => join(folder.path, 'uploads.ndjson');
/** The same of the servers that carry files by every protocol. */
export const carriedLog = ({ folder }: InFolder): string => join(folder.path, 'carried.ndjson');
/** Who came to the hosts of dangerous and clean sites. */
export const lureLog = ({ folder }: InFolder): string => join(folder.path, 'lures.ndjson');
/** Who came to the addresses of the starter list and beside them. */
export const markedLog = ({ folder }: InFolder): string => join(folder.path, 'marked-sites.ndjson');
/** Questions that the resolver heard, in dnsmasq's own form. */
export const resolverLog = ({ folder }: InFolder): string => join(folder.path, 'questions.log');
/** What the commander of infected computers heard. */
export const commanderLog = ({ folder }: InFolder): string => join(folder.path, 'commander.ndjson');

function resolverArguments({ plan, folder }: World): string[] {
  const sites = [...DANGEROUS_NAMES, STARTER_NAME, ...CLEAN_VISITS].map(
    (name) => [`/${name}/`, addressOfSites(plan)] as const,
  );
  const names = { ...Object.fromEntries(sites), '/www.web.example/': plan.web, '/mx.mail.example/': plan.mail };
  const addresses = Object.entries(names).flatMap(([name, at]) => [
    `--address=${name}${at.v4}`,
    `--address=${name}${at.v6}`,
  ]);
  const listen = [`--listen-address=${plan.resolver.v4}`, `--listen-address=${plan.resolver.v6}`, '--bind-interfaces'];
  return [
    'dnsmasq',
    '--keep-in-foreground',
    '--conf-file=/dev/null',
    '--no-resolv',
    '--no-hosts',
    '--pid-file=',
    '--log-queries',
    `--log-facility=${resolverLog({ folder })}`,
    ...listen,
    ...addresses,
  ];
}

function routerArguments({ plan, folder }: World): string[] {
  const leases = DEVICES.map((device) => `--dhcp-host=${device.mac},${officeAddress(plan, device.host).v4}`);
  const range = ['--dhcp-range=192.168.77.100,192.168.77.200,12h', '--dhcp-authoritative', '--no-ping'];
  const files = ['--conf-file=/dev/null', '--pid-file=', `--dhcp-leasefile=${join(folder.path, 'leases')}`];
  const option = [`--dhcp-option=option:dns-server,${plan.resolver.v4}`];
  return [
    'dnsmasq',
    '--keep-in-foreground',
    '--port=0',
    '--interface=office',
    '--bind-interfaces',
    ...files,
    ...range,
    ...option,
    ...leases,
  ];
}

/** What udhcpc runs with the lease it got (busybox, udhcpc(8)). */
const LEASE_SCRIPT = `#!/bin/sh
if [ "$1" = bound ] || [ "$1" = renew ]; then
  ip addr replace "$ip/\${mask:-24}" dev "$interface"
  ip route replace default via "$router" dev "$interface"
fi
`;

/** Switches the office on: each device asks for its address by DHCP under its own name, tries its IPv6 one, then all announce themselves. */
export async function awakenOffice(world: World): Promise<void> {
  const script = join(world.folder.path, 'on-lease');
  await writeFile(script, LEASE_SCRIPT);
  await chmod(script, 0o755);
  await Promise.all(
    DEVICES.map(async (device) => {
      const ask = [
        'udhcpc',
        '-i',
        'eth0',
        '-f',
        '-q',
        '-n',
        '-t',
        '8',
        '-T',
        '1',
        '-x',
        `hostname:${device.hostName}`,
        ...(device.kind === 'pc' ? ['-V', 'MSFT 5.0'] : []), // as Windows says (RFC 2132 option 60)
        '-s',
        script,
      ];
      await mustRun(['ip', 'netns', 'exec', namespaceOf(world.folder.name, device.role), ...ask]);
      await joinIpv6(world.folder.name, world.plan, device);
    }),
  );
  for (const device of DEVICES) {
    const address = officeAddress(world.plan, device.host);
    startUnit({
      name: `announce-${device.role}`,
      namespace: namespaceOf(world.folder.name, device.role),
      argv: [
        process.execPath,
        labProgram('servers/announce-name'),
        device.kind,
        device.hostName,
        address.v4,
        address.v6,
      ],
      logFile: logFileOf(world.paths, `announce-${device.role}`),
      restart: false,
    });
  }
}
