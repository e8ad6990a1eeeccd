import type { Lab } from '../lab/start-lab.ts';

/** What the running box itself says of its start, its engine and its walls; empty strings where it says nothing. */
export interface MachineFacts {
  /** `systemd-analyze time`, one line. */
  readonly bootWords: string;
  readonly kernel: string;
  /** Name and version of the engine, as it answers. */
  readonly engine: string;
  /** Built with Hyperscan, its library in the running process, matchers compiled by it on the disk. */
  readonly hyperscan: { readonly built: boolean; readonly mapped: boolean; readonly compiledMatchers: number };
  /** `systemd-analyze security`: 0 is closed, 10 is open. */
  readonly exposure: readonly { readonly unit: string; readonly level: number }[];
  /** Of the hardware, as systemd feeds it: device and the time after which it resets the machine. */
  readonly watchdog: { readonly device: string; readonly afterUs: string; readonly lastFed: string };
  /** Where things lie: kind of file system and its options. */
  readonly mounts: readonly { readonly place: string; readonly how: string }[];
  /** Kilobytes written to the data partition while nobody did anything, and for how many seconds. */
  readonly idleWrites: { readonly seconds: number; readonly kilobytes: number };
}

const MOUNTS = ['/', '/var', '/data', '/run/log/journal'];
const IDLE_SECONDS = 60;

const UNITS = ['omamori-agent.service', 'omamori-engine.service', 'omamori-failsafe.service'];

export async function readMachineFacts(lab: Lab, dataDir: string): Promise<MachineFacts> {
  const say = async (...argv: string[]): Promise<string> => (await lab.run('box', argv)).stdout.trim();
  const build = await say('suricata', '--build-info');
  const pid = await say('systemctl', 'show', '--property=MainPID', '--value', 'omamori-engine.service');
  const maps = await say('cat', `/proc/${pid}/maps`);
  const matchers = await say('find', `${dataDir}/suricata/matchers`, '-name', '*.hs');
  const exposure: { unit: string; level: number }[] = [];
  for (const unit of UNITS) {
    const level = /exposure level for \S+: ([\d.]+)/.exec(await say('systemd-analyze', 'security', '--no-pager', unit));
    if (level !== null) exposure.push({ unit, level: Number(level[1]) });
  }
  return {
    bootWords: (await say('systemd-analyze', 'time')).split('\n')[0] ?? '',
    kernel: await say('uname', '-r'),
    engine: await say('suricata', '-V'),
    hyperscan: {
      built: /Hyperscan support:\s+yes/.test(build),
      mapped: /lib(hs|vectorscan)/.test(maps),
      compiledMatchers: matchers.split('\n').filter((line) => line.endsWith('.hs')).length,
    },
    exposure,
    watchdog: {
      device: await say('systemctl', 'show', '--property=WatchdogDevice', '--value'),
      afterUs: await say('systemctl', 'show', '--property=RuntimeWatchdogUSec', '--value'),
      lastFed: await say('systemctl', 'show', '--property=WatchdogLastPingTimestamp', '--value'),
    },
    mounts: await readMounts(say),
    idleWrites: await readIdleWrites(say),
  };
}

type Say = (...argv: string[]) => Promise<string>;

async function readMounts(say: Say): Promise<MachineFacts['mounts']> {
  const mounts: { place: string; how: string }[] = [];
  for (const place of MOUNTS) {
    mounts.push({ place, how: await say('findmnt', '-n', '-o', 'FSTYPE,OPTIONS', '--target', place) });
  }
  return mounts;
}

/** By the kernel's own count of sectors (512 bytes; Documentation/admin-guide/iostats.rst, field 7). */
async function readIdleWrites(say: Say): Promise<MachineFacts['idleWrites']> {
  const disk = (await say('findmnt', '-n', '-o', 'SOURCE', '--target', '/data')).split('/').at(-1) ?? '';
  const sectors = async (): Promise<number> =>
    Number((await say('cat', `/sys/class/block/${disk}/stat`)).trim().split(/\s+/)[6]);
  const [before, begun] = [await sectors(), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS * 1000));
  const after = await sectors();
  return { seconds: Math.round((performance.now() - begun) / 1000), kilobytes: (after - before) / 2 };
}

/** Megabytes in use on the box, and of its two programs, as the kernel accounts them to their services. */
export interface MemoryUse {
  readonly moment: 'idle' | 'traffic';
  readonly usedMb: number;
  readonly agentMb: number;
  readonly engineMb: number;
}

export async function readMemory(lab: Lab, moment: MemoryUse['moment']): Promise<MemoryUse> {
  const free = (await lab.run('box', ['free', '-m'])).stdout.split('\n')[1]?.trim().split(/\s+/) ?? [];
  const ofUnit = async (unit: string): Promise<number> => {
    const shown = await lab.run('box', ['systemctl', 'show', '--property=MemoryCurrent', '--value', unit]);
    return Math.round(Number(shown.stdout.trim()) / 1024 / 1024);
  };
  const [agentMb, engineMb] = [await ofUnit('omamori-agent.service'), await ofUnit('omamori-engine.service')];
  return { moment, usedMb: Number(free[2]), agentMb, engineMb };
}
