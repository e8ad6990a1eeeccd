// `npm run bench -- antivirus [--rounds N] [--signatures N]`: what reading files costs: time to the first and the last byte
// with and without it in turns, 50 transfers at once with the memory of agent and clamd, and clamd with a large database.
// Client, box, server and scanner share the machine. Last line: one JSON object.
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { FileKind } from '../lab/servers/make-file.ts';
import { type Lab, startLab } from '../lab/start-lab.ts';
import { measureScanner } from './measure-scanner.ts';
import { runAction } from './run-action.ts';
import { setAntivirus } from './set-antivirus.ts';

const timedSchema = z.object({ first: z.number(), last: z.number(), bytes: z.number() });
type Timed = z.infer<typeof timedSchema>;
const KINDS = ['clean-300', 'clean-20k', 'clean-5m'] as const;
const BYTES: Readonly<Record<(typeof KINDS)[number], number>> = {
  'clean-300': 300,
  'clean-20k': 20_000,
  'clean-5m': 5_000_000,
};
const AT_ONCE = 50;
const LOOK_MS = 50;

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, signatures: { type: 'string', default: '8700000' } },
});
const [rounds, signatures] = [Number(values.rounds), Number(values.signatures)];
if (!(rounds > 0 && rounds <= 100 && signatures >= 0 && signatures <= 20_000_000)) {
  process.stderr.write('SET_ARGUMENT_BAD: --rounds is 1 to 100, --signatures 0 to 20000000\n');
  process.exit(2);
}
const scanner = signatures === 0 ? null : await measureScanner(signatures);
process.stderr.write(`clamd: ${JSON.stringify(scanner)}\n`);
const started = await startLab({ scanner: true });
if (!started.ok) throw new Error(started.error.message);
try {
  await bench(started.value);
} finally {
  await started.value.stop();
}

async function bench(lab: Lab): Promise<void> {
  await lab.center.signIn();
  const timed: Record<string, { off: Timed[]; block: Timed[] }> = {};
  const many: Record<string, object> = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const mode of ['off', 'block'] as const) {
      await setAntivirus(lab, mode);
      for (const kind of KINDS) {
        timed[kind] ??= { off: [], block: [] };
        timed[kind][mode].push(...(await download(lab, kind, 1)), ...(await download(lab, kind, 1)));
      }
      if (round === rounds - 1) many[mode] = await manyAtOnce(lab);
    }
  }
  const sizes = Object.fromEntries(
    Object.entries(timed).map(([kind, { off, block }]) => [kind, { off: medians(off), block: medians(block) }]),
  );
  const whole = Object.entries(timed).every(([kind, { off, block }]) =>
    [...off, ...block].every(({ bytes }) => bytes === BYTES[kind as (typeof KINDS)[number]]),
  );
  process.stdout.write(`${JSON.stringify({ antivirus: { ok: whole, rounds, sizes, atOnce: many, scanner } })}\n`);
  process.exitCode = whole ? 0 : 1;
}

function download(lab: Lab, kind: FileKind, count: number): Promise<Timed[]> {
  return runAction(lab, 'pc1', 'time-downloads', [lab.plan.neighbour.v4, kind, String(count)], timedSchema);
}

/** Fifty of 5 MB: seconds, throughput, and the most that agent and clamd had resident meanwhile. */
async function manyAtOnce(lab: Lab): Promise<object> {
  const most = { agentMb: 0, clamdMb: 0 };
  const look = setInterval(async () => {
    most.agentMb = Math.max(most.agentMb, await residentMb(lab.units.agent.pid()));
    most.clamdMb = Math.max(most.clamdMb, await residentMb(lab.units.scanner?.pid() ?? null));
  }, LOOK_MS);
  const before = await residentMb(lab.units.agent.pid());
  const begun = performance.now();
  const carried = await download(lab, 'clean-5m', AT_ONCE);
  const seconds = (performance.now() - begun) / 1000;
  clearInterval(look);
  const bytes = carried.reduce((sum, one) => sum + one.bytes, 0);
  const whole = carried.filter((one) => one.bytes === BYTES['clean-5m']).length;
  const mbit = Math.round((bytes * 8) / seconds / 1e6);
  return { transfers: AT_ONCE, whole, seconds: Math.round(seconds * 10) / 10, mbit, agentBeforeMb: before, ...most };
}

async function residentMb(pid: number | null): Promise<number> {
  const status = pid === null ? '' : await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

function medians(timed: readonly Timed[]): { firstMs: number; lastMs: number } {
  const middle = (numbers: number[]) => {
    const sorted = numbers.sort((a, b) => a - b);
    return Math.round((sorted[Math.floor(sorted.length / 2)] ?? 0) * 10) / 10;
  };
  return { firstMs: middle(timed.map(({ first }) => first)), lastMs: middle(timed.map(({ last }) => last)) };
}
