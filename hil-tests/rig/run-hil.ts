/**
 * `npm run hil -- --target netns|qemu-arm64 [--fast] [--only NAME,…]`: the same scenarios through a box of namespaces or
 * through the arm64 image in QEMU. One JSON line a scenario; the last is { target, ok, passed, failed, seconds }.
 */
import { join } from 'node:path';
import type { Result } from '@omamori/contract/result';
import { languageOf } from '../lab/parse-options.ts';
import { showProgress, wordsFor } from '../lab/show-progress.ts';
import { type Lab, startLab } from '../lab/start-lab.ts';
import { type BoxControl, machineControl, namespaceControl } from './box-control.ts';
import { checkBench } from './check-bench.ts';
import { compareBoots } from './compare-boots.ts';
import { type Built, findImage } from './find-image.ts';
import type { HilTable } from './hil-scenario.ts';
import { type HilOptions, parseHilOptions } from './parse-hil-options.ts';
import { type QemuBox, qemuBox } from './qemu-box.ts';
import { type MemoryUse, readMachineFacts, readMemory } from './read-machine-facts.ts';
import { NOT_FAST, OF_MACHINE, SUITE } from './suite.ts';
import { type MachineReport, type PlayedScenario, writeReport } from './write-report.ts';

const LONGEST_SCENARIO_MS = 900_000;
const ARTIFACTS = join(import.meta.dirname, '../../.artifacts/hil');
const started = performance.now();
const seconds = (from = started): number => Math.round((performance.now() - from) / 100) / 10;
const words = wordsFor(languageOf([]));
const progress = showProgress(Object.keys(words.steps).length, words, false);
const ending = new AbortController();
let lab: Lab | null = null;
let machine: QemuBox | null = null;
let built: Built | null = null;

function refuse({ code, message }: { code: string; message: string }): never {
  process.stderr.write(`${code}: ${message}\n`);
  process.exit(2);
}
function must<T>(result: Result<T>): T {
  return result.ok ? result.value : refuse(result.error);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    ending.abort();
    // While the lab is being built a machine that goes off makes the start fail, and that takes everything away.
    if (lab === null && machine?.isOn === true) void machine.stop();
    else void Promise.resolve(lab?.stop()).then(() => process.exit(130));
  });
}

if (process.argv.includes('--update')) await (await import('./update/run-update.ts')).runUpdate();
const options = must(parseHilOptions(process.argv.slice(2), Object.keys(SUITE)));
if (options.bench !== null) process.exit(await checkBench(options.bench));
machine = options.target === 'netns' ? null : await prepareMachine();
const begun = await startLab({
  ...(machine === null ? {} : { machine }),
  onStep: (step, state) => (state === 'begin' ? progress.begin(words.steps[step]) : progress.end(true)),
});
if (ending.signal.aborted) process.exit(130);
lab = must(begun);
const memory: MemoryUse[] = machine === null ? [] : [await readMemory(lab, 'idle')];
const told = machine === null ? null : await tellMachine(machine, lab);
const played: PlayedScenario[] = [];
const verdict = await play(lab, machine === null ? namespaceControl(lab) : machineControl(lab, machine), options);
const rounds = machine === null ? [] : await compareBoots(lab, machine, told?.image ?? '', options.boots);
if (rounds.length > 0) process.stdout.write(`${JSON.stringify({ boots: rounds })}\n`);
const report = await writeReport(
  { target: options.target, at: new Date(), scenarios: played, machine: told === null ? null : { ...told, rounds } },
  ARTIFACTS,
);
progress.say(`  → ${report}`);
await lab.stop();
process.stdout.write(`${JSON.stringify({ target: options.target, ...verdict, seconds: seconds() })}\n`);
// The same closing line as all tests have, for who adds them up.
process.stderr.write(`${verdict.passed.length} passed, ${verdict.failed.length} failed\n`);
process.exit(verdict.ok ? 0 : 1);

async function prepareMachine(): Promise<QemuBox> {
  built = must(await findImage('qemu-arm64', ending.signal));
  return qemuBox(built.image, { keepSerialAt: ARTIFACTS });
}

async function tellMachine({ bootMs, folders }: QemuBox, running: Lab): Promise<MachineReport> {
  const boot = { secondsToShell: Math.round(bootMs / 100) / 10, secondsToInspecting: seconds() };
  const facts = await readMachineFacts(running, folders.dataDir);
  process.stdout.write(`${JSON.stringify({ boot, facts })}\n`);
  return { image: built?.image ?? '', ...boot, memory, facts };
}

/** The most that was seen in use while a scenario moved its bytes. */
async function watchMemory<T>(running: Lab, work: Promise<T>): Promise<T> {
  let done = false;
  const ended = work.finally(() => {
    done = true;
  });
  let most: MemoryUse | null = null;
  while (!done) {
    const now = await readMemory(running, 'traffic');
    if (most === null || now.usedMb > most.usedMb) most = now;
  }
  if (most !== null) memory.push(most);
  return await ended;
}

async function play(running: Lab, box: BoxControl, { only, fast }: HilOptions) {
  const passed: string[] = [];
  const failed: string[] = [];
  for (const [name, scenario] of Object.entries(SUITE)) {
    const isLeft = only === null ? fast && NOT_FAST.includes(name) : !only.includes(name);
    const left = isLeft || (machine === null && OF_MACHINE.includes(name));
    if (left) continue;
    progress.say(`  … ${name}`);
    const begun = performance.now();
    const work = bounded(scenario({ lab: running, box, machine }));
    const outcome = machine !== null && name === 'bulk' ? await watchMemory(running, work) : await work;
    const good = outcome.failures.length === 0;
    (good ? passed : failed).push(name);
    played.push({ name, ...outcome, seconds: seconds(begun) });
    progress.say(`  ${good ? '✓' : '✗'} ${name}  ${seconds(begun)} s`);
    for (const failure of outcome.failures) progress.say(`    ${failure}`);
    if ('table' in outcome && outcome.table !== undefined) sayTable(outcome.table);
    process.stdout.write(`${JSON.stringify({ scenario: name, ok: good, ...outcome, seconds: seconds(begun) })}\n`);
  }
  return { ok: failed.length === 0 && passed.length > 0, passed, failed };
}

function sayTable({ heads, rows }: HilTable): void {
  const widths = heads.map((head, at) => Math.max(head.length, ...rows.map((cells) => cells[at]?.length ?? 0)));
  for (const cells of [heads, ...rows])
    progress.say(`    ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`);
}

/** A scenario that throws or never ends has failed; the next one still gets its chance. */
async function bounded<T extends { failures: readonly string[] }>(
  work: Promise<T>,
): Promise<T | { failures: readonly string[] }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<{ failures: string[] }>((resolve) => {
    const words = `did not end within ${LONGEST_SCENARIO_MS / 60_000} minutes`;
    timer = setTimeout(() => resolve({ failures: [words] }), LONGEST_SCENARIO_MS);
  });
  const done = work.catch((thrown: unknown) => ({ failures: [String(thrown)] }));
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
}
