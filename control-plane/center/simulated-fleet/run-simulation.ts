// node run-simulation.ts [--boxes 200] [--days 365] [--seed 1] [--host 127.0.0.1] [--port 8080] [--once]: a center over
// made-up companies and a made-up year, marked as such on every page. Lines on stdout, JSON: {"progress":{done,all}} …,
// {"ready":{http,people,…}}; with --once the counts, read back through the center's own API, and the end.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { CodedError } from '@omamori/contract/result';
import { createLog } from '../src/log.ts';
import { MOST_BOXES } from './make-companies.ts';
import { readBack } from './read-back.ts';
import { type Simulation, type SimulationOptions, startSimulation } from './simulated-center.ts';

const PROGRESS_EVERY_MS = 1_000;
const text = { type: 'string' } as const;

function readOptions(): Omit<SimulationOptions, 'folder' | 'log' | 'onProgress'> & { once: boolean } {
  const options = { boxes: text, days: text, seed: text, host: text, port: text, once: { type: 'boolean' } } as const;
  const { values } = parseArgs({ options });
  const whole = (value: string | undefined, usual: number, most: number): number => {
    const number = Number(value ?? usual);
    if (!Number.isInteger(number) || number < 0 || number > most) {
      return refuse({ code: 'CTR_SIMULATION_MISUSE', message: `${value} is not a whole number from 0 to ${most}.` });
    }
    return number;
  };
  return {
    boxes: Math.max(1, whole(values.boxes, 200, MOST_BOXES)),
    days: Math.max(1, whole(values.days, 365, 1_000)),
    seed: whole(values.seed, 1, 2 ** 31),
    http: { host: values.host ?? '127.0.0.1', port: whole(values.port, 8080, 65_535) },
    databaseUrl: process.env['DATABASE_URL'],
    once: values.once === true,
  };
}

function refuse(error: CodedError): never {
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exit(2);
}

function say(line: unknown): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const began = performance.now();
const { once, ...chosen } = readOptions();
const folder = await mkdtemp(join(tmpdir(), 'omamori-simulation-'));
const clear = (): Promise<void> => rm(folder, { recursive: true, force: true });
let simulation: Simulation | undefined;
let ending = false;

async function end(exitCode: number): Promise<void> {
  if (ending) return;
  ending = true;
  await simulation?.stop();
  await clear();
  process.exit(exitCode);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));

let told = 0;
const onProgress = (done: number, all: number): void => {
  if (performance.now() - told < PROGRESS_EVERY_MS) return;
  told = performance.now();
  say({ progress: { done, all } });
};
const started = await startSimulation({ ...chosen, folder, log: createLog(), onProgress });
if (!started.ok) {
  await clear();
  refuse(started.error);
}
simulation = started.value;
const seconds = Math.round((performance.now() - began) / 100) / 10;
if (once) {
  const counted = await readBack(simulation);
  say({ ...counted, seconds });
  await end(counted.ok ? 0 : 1);
} else {
  const { fleet, ...counts } = simulation.filled;
  say({ ready: { http: simulation.center.http, people: simulation.people, boxes: fleet.length, ...counts, seconds } });
}
