// Peers that are programs: simdjson's on-demand parser, built here from Debian's library, and jq. Without them a row says
// so; the last line then has null for what was compared with them.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Sums } from './jobs.ts';

export interface NativeRun {
  readonly ms: number;
  readonly cpuMs: number;
  readonly sums: Sums;
}

const JQ_INTAKE = `reduce inputs as $e ({lines: 0, sum: 0, texts: 0, length: 0};
  [$e.timestamp, $e.event_type, $e.src_ip, $e.dest_ip, $e.proto, $e.app_proto, $e.alert.signature | strings] as $t
  | .lines += 1 | .texts += ($t | length) | .length += ($t | map(length) | add // 0)
  | .sum += ([$e.flow_id, $e.src_port, $e.dest_port, $e.alert.signature_id, $e.alert.severity | numbers] | add // 0))`;
const BUILD_MS = 180_000;
const RUN_MS = 600_000;

/** The compiled peer, or why there is none. */
export function buildSimdjson(folder: string): { program: string } | { missing: string } {
  if (!existsSync('/usr/include/simdjson.h')) {
    const install = ['install', '-y', '--no-install-recommends', 'libsimdjson-dev', 'g++'];
    const installed = spawnSync('apt-get', install, { timeout: BUILD_MS, encoding: 'utf8' });
    if (installed.status !== 0) return { missing: 'libsimdjson-dev is not installed and apt-get could not install it' };
  }
  const program = join(folder, 'simdjson-on-demand');
  const source = join(import.meta.dirname, 'simdjson-on-demand.cpp');
  const args = ['-O3', '-march=native', '-std=c++17', source, '-o', program, '-lsimdjson'];
  const built = spawnSync('g++', args, { timeout: BUILD_MS, encoding: 'utf8' });
  return built.status === 0 ? { program } : { missing: `g++: ${(built.stderr ?? String(built.error)).slice(0, 200)}` };
}

export function runSimdjson(program: string, file: string): NativeRun {
  const { stdout } = spawnSync(program, [file], { timeout: RUN_MS, encoding: 'utf8' });
  const { ms, cpuMs, ...sums } = JSON.parse(stdout) as Sums & { ms: number; cpuMs: number };
  return { ms, cpuMs, sums };
}

const PYTHON_INTAKE = `import json, sys
lines = total = texts = length = 0
def take(value, kind):
    global total, texts, length
    if kind is str and isinstance(value, str):
        texts += 1; length += len(value)
    elif kind is not str and isinstance(value, (int, float)) and not isinstance(value, bool): total += value
for line in open(sys.argv[1], 'rb'):
    event = json.loads(line); lines += 1
    for name in ('timestamp', 'event_type', 'src_ip', 'dest_ip', 'proto', 'app_proto'): take(event.get(name), str)
    for name in ('flow_id', 'src_port', 'dest_port'): take(event.get(name), int)
    alert = event.get('alert')
    if isinstance(alert, dict):
        take(alert.get('signature_id'), int); take(alert.get('severity'), int); take(alert.get('signature'), str)
print(json.dumps({'lines': lines, 'sum': total, 'texts': texts, 'length': length}))`;

/** Programs that are asked the intake question, their start included. */
export const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  jq: ['-n', '-c', JQ_INTAKE],
  gojq: ['-n', '-c', JQ_INTAKE],
  python3: ['-c', PYTHON_INTAKE],
};

/** Null when it did not work. */
export function runProgram(program: string, file: string): Omit<NativeRun, 'cpuMs'> | null {
  const begin = performance.now();
  const args = [...(PROGRAMS[program] ?? []), file];
  const { stdout, status } = spawnSync(program, args, { timeout: RUN_MS, encoding: 'utf8' });
  return status === 0 ? { ms: performance.now() - begin, sums: JSON.parse(stdout) as Sums } : null;
}

/** The same question to the command-line tool and to jq: alerts of severity 1, as lines. Starts included. */
export function askTools(file: string): { eveMs: number; jqMs: number; agree: boolean } | null {
  const eve = join(import.meta.dirname, '..', 'src', 'cli', 'eve.ts');
  const ask = (program: string, args: string[]) => {
    const begin = performance.now();
    const { stdout } = spawnSync(program, [...args, file], { timeout: RUN_MS, maxBuffer: 2 ** 28, encoding: 'latin1' });
    return { ms: performance.now() - begin, lines: stdout?.split('\n').length ?? -1 };
  };
  const jq = ask('jq', ['-c', 'select(.event_type == "alert" and .alert.severity == 1)']);
  if (jq.lines < 0) return null;
  const own = ask(process.execPath, [eve, 'filter', '--type', 'alert', '--where', 'alert.severity=1']);
  return { eveMs: own.ms, jqMs: jq.ms, agree: own.lines === jq.lines };
}
