/**
 * P4 and P5 of the goals, against nft -f, nft add element and ipset restore, in a namespace of its own. Each measurement
 * is a process of its own; rounds are interleaved, medians count. `--sizes 1000,250000 --rounds 3`. Last line: JSON.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchPrefixes, benchRanges } from './bench-ranges.ts';

const NETNS = `nft-bench-${process.pid}`;
const PROGRAM_LIMIT_MS = 60_000;
/** The nft program holds minutes and gigabytes beyond this: its rows are left out and said so. */
const MOST_FOR_PROGRAM = 250_000;
const option = (name: string, otherwise: string): string => {
  const index = process.argv.indexOf(name);
  return index < 0 ? otherwise : (process.argv[index + 1] ?? otherwise);
};
const sizes = option('--sizes', '1000,10000,100000,250000,700000').split(',').map(Number);
const rounds = Number(option('--rounds', '5'));
const folder = mkdtempSync(join(tmpdir(), 'nft-bench-'));
const here = (file: string): string => new URL(file, import.meta.url).pathname;
const say = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

interface Timed {
  readonly ms: number;
  readonly cpuMs: number;
  readonly peakMb: number;
}
interface Row {
  readonly size: number;
  readonly ours: Timed;
  readonly difference: number;
  readonly same: number;
  readonly nft: Timed | undefined;
  readonly ipset: Timed | undefined;
}

function inside(argv: readonly string[], stdin?: string): { stdout: string; ms: number; ok: boolean } {
  const input = stdin === undefined ? undefined : openSync(stdin, 'r');
  const start = performance.now();
  const run = spawnSync('ip', ['netns', 'exec', NETNS, ...argv], {
    encoding: 'utf8',
    timeout: PROGRAM_LIMIT_MS,
    stdio: [input ?? 'ignore', 'pipe', 'pipe'],
  });
  const ms = performance.now() - start;
  if (input !== undefined) closeSync(input);
  return { stdout: `${run.stdout}${run.stderr}`, ms, ok: run.status === 0 };
}

/** Python only measures: wall time, CPU and peak memory of the program it runs. */
const USAGE_SCRIPT = `
import resource, subprocess, sys, time
start = time.monotonic()
run = subprocess.run(sys.argv[1:])
seconds = time.monotonic() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print("USAGE", seconds, used.ru_utime + used.ru_stime, used.ru_maxrss, run.returncode)
`;

function program(argv: readonly string[], stdin?: string): Timed | undefined {
  const run = inside(['python3', '-c', USAGE_SCRIPT, ...argv], stdin);
  const usage = /USAGE ([\d.]+) ([\d.]+) (\d+) 0/.exec(run.stdout);
  if (usage === null) return undefined;
  return { ms: Number(usage[1]) * 1000, cpuMs: Number(usage[2]) * 1000, peakMb: Number(usage[3]) / 1024 };
}

function ours(size: number, round: number) {
  const run = spawnSync(process.execPath, [here('./replace-child.ts'), NETNS, String(size), String(7 * (round + 1))], {
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(run.stderr.slice(0, 2000));
  return JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '{}') as {
    full: { ms: number; cpuMs: number };
    difference: { ms: number };
    same: { ms: number };
    peakMb: number;
  };
}

const median = (values: readonly number[]): number =>
  [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
const medians = (all: readonly (Timed | undefined)[]): Timed | undefined => {
  const known = all.filter((one) => one !== undefined);
  if (known.length < all.length || known.length === 0) return undefined;
  return {
    ms: median(known.map((one) => one.ms)),
    cpuMs: median(known.map((one) => one.cpuMs)),
    peakMb: median(known.map((one) => one.peakMb)),
  };
};

function measure(size: number): Row {
  const nftFile = join(folder, 'replace.nft');
  const ipsetFile = join(folder, 'replace.ipset');
  writeFileSync(
    nftFile,
    `flush set inet bench world\nadd element inet bench world {${[...benchRanges(size)].join(',')}}\n`,
  );
  const adds = [...benchPrefixes(size)].map((prefix) => `add next ${prefix}`).join('\n');
  writeFileSync(
    ipsetFile,
    `create world hash:net maxelem 1000000 -exist\ncreate next hash:net maxelem 1000000\n${adds}\nswap world next\ndestroy next\n`,
  );
  const all: { ours: ReturnType<typeof ours>[]; nft: (Timed | undefined)[]; ipset: (Timed | undefined)[] } = {
    ours: [],
    nft: [],
    ipset: [],
  };
  ours(size, 99);
  for (let round = 0; round < rounds; round += 1) {
    all.ours.push(ours(size, round));
    all.nft.push(size > MOST_FOR_PROGRAM ? undefined : program(['nft', '-f', nftFile]));
    all.ipset.push(program(['ipset', 'restore'], ipsetFile));
  }
  const own = all.ours.map(({ full, peakMb }) => ({ ...full, peakMb }));
  return {
    size,
    ours: medians(own) ?? { ms: 0, cpuMs: 0, peakMb: 0 },
    difference: median(all.ours.map((one) => one.difference.ms)),
    same: median(all.ours.map((one) => one.same.ms)),
    nft: medians(all.nft),
    ipset: medians(all.ipset),
  };
}

function block() {
  const run = inside([process.execPath, here('./block-child.ts'), '500']);
  if (!run.ok) throw new Error(run.stdout.slice(0, 2000));
  return JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '{}') as { p50: number; p99: number; passedAfter: number };
}

/** How many packets a second pass one queue, one log group, the news of connection tracking; each in a process of its own. */
function packets(child: string, count: number, setUp: readonly string[], takeBack: readonly string[]): unknown {
  const ready = inside(setUp);
  const run = ready.ok ? inside([process.execPath, here(child), String(count)]) : ready;
  inside(takeBack);
  return run.ok
    ? JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '{}')
    : `not measured: ${run.stdout.slice(0, 200)}`;
}

function packetSurfaces(): { readonly nfqueue: unknown; readonly nflog: unknown; readonly conntrack: unknown } {
  const queueRule = ['-p', 'udp', '--dport', '9', '-j', 'NFQUEUE', '--queue-num', '7'];
  const chain = 'add table inet surface; add chain inet surface c { type filter hook output priority 0; };';
  const gone = ['nft', 'delete', 'table', 'inet', 'surface'];
  const nft = (rule: string): string[] => ['nft', `${chain} add rule inet surface c ${rule}`];
  return {
    nfqueue: packets(
      './queue-child.ts',
      50_000,
      ['iptables-nft', '-A', 'OUTPUT', ...queueRule],
      ['iptables-nft', '-F', 'OUTPUT'],
    ),
    nflog: packets('./log-child.ts', 100_000, nft('udp dport 9 log group 7 queue-threshold 20'), gone),
    conntrack: packets('./conntrack-child.ts', 20_000, nft('ct state new counter'), gone),
  };
}

/** The figures alone; a surface that could not be measured says so. */
function perSecondOf(surfaces: object): object {
  const figures = Object.entries(surfaces).map(([name, result]: [string, unknown]) => {
    const known = typeof result === 'object' && result !== null && 'perSecond' in result;
    return [name, known ? result.perSecond : 'not measured'] as const;
  });
  return Object.fromEntries(figures);
}

const round2 = (value: number): number => Math.round(value * 100) / 100;

try {
  spawnSync('ip', ['netns', 'add', NETNS]);
  spawnSync('ip', ['-n', NETNS, 'link', 'set', 'lo', 'up']);
  inside([
    'nft',
    'add table inet bench; add set inet bench world { type ipv4_addr; flags interval; }; add set inet bench small { type ipv4_addr; flags interval; }; add set inet bench blocked { type ipv4_addr; }; add chain inet bench in { type filter hook input priority 0; }; add rule inet bench in ip saddr @blocked drop; add rule inet bench in ip saddr @world drop',
  ]);
  const rows: Row[] = [];
  for (const size of sizes) {
    const row = measure(size);
    rows.push(row);
    say(row);
  }
  const goal = rows.find((row) => row.size === 250_000) ?? rows.at(-1);
  if (goal === undefined) throw new Error('no sizes');
  ours(goal.size, 0);
  const blocked = block();
  const surfaces = packetSurfaces();
  say(surfaces);
  const one = program(['nft', 'add', 'element', 'inet', 'bench', 'blocked', '{ 192.0.2.77 }']);
  const vsNft = goal.nft === undefined ? undefined : goal.nft.ms / goal.ours.ms;
  const vsIpset = goal.ipset === undefined ? undefined : goal.ours.ms / goal.ipset.ms;
  say({
    packetsPerSecond: perSecondOf(surfaces),
    P4: {
      p50Ms: round2(blocked.p50),
      p99Ms: round2(blocked.p99),
      passedAfter: blocked.passedAfter,
      nftAddElementMs: one === undefined ? `more than ${PROGRAM_LIMIT_MS}` : Math.round(one.ms),
      ok: blocked.p99 <= 10 && blocked.passedAfter === 0,
      ambitious: blocked.p99 <= 1 && blocked.passedAfter === 0,
    },
    P5: {
      size: goal.size,
      ms: Math.round(goal.ours.ms),
      fasterThanNft: vsNft === undefined ? 'not measured' : round2(vsNft),
      timesIpset: vsIpset === undefined ? 'not measured' : round2(vsIpset),
      peakMb: Math.round(goal.ours.peakMb),
      onePercentChangedMs: Math.round(goal.difference),
      ok: (vsNft ?? 0) >= 2 && (vsIpset ?? 9) <= 1.5 && goal.ours.peakMb <= 64,
      ambitious: (vsNft ?? 0) >= 3 && (vsIpset ?? 9) <= 1 && goal.ours.peakMb <= 32,
    },
  });
} finally {
  spawnSync('ip', ['netns', 'del', NETNS]);
  rmSync(folder, { recursive: true });
}
