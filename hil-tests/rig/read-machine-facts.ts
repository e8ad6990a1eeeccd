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
}

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
  };
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
