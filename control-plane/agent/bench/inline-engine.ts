// The box as it is inline, for the benches: three namespaces, the agent's config path and Suricata on real queues.
import type { ChildProcess } from 'node:child_process';
import { access, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Nft } from 'node-nftables';
import { ALL_TABLES } from '../src/data-plane/ruleset/ruleset-names.ts';
import { enginePaths } from '../src/data-plane/suricata/render-config.ts';
import { runProgram } from '../src/platform/run-program.ts';
import { type BoxDriver, makeBoxDirs, makeKeys, type PolicyPart, startBoxChild } from '../test/box-driver.ts';
import { type InlineBox, openInlineBox, type Side } from '../test/inline-box.ts';

const PUMP = fileURLToPath(new URL('pump.ts', import.meta.url));
const WAIT_MS = 100;
const ROUNDS = 600;

export interface Taken {
  readonly bytes: number;
  readonly seconds: number;
  readonly open: number;
}

export interface InlineEngine {
  readonly box: InlineBox;
  /** Waits until it stands. */
  put(part: PolicyPart): Promise<void>;
  /** A server that pumps at this side. */
  serve(side: Side, ...args: string[]): Promise<void>;
  take(side: Side, secure: boolean, to: string, port: number, seconds: number, connections: number): Promise<Taken>;
  /** Runs a program to its end; its last line as JSON. */
  run(side: Side, ...argv: string[]): Promise<unknown>;
  /** The agent dies, its rules go: Suricata and the rule that hands packets to it stay. */
  leaveEngineAlone(): Promise<void>;
  /** Suricata dies too, and nothing hands packets to anybody. */
  leaveBridgeAlone(): Promise<void>;
  close(): Promise<void>;
}

/** As often as a real box looks whether its rules still stand. */
const DRIFT_MS = 30_000;

export async function openInlineEngine(rules: string): Promise<InlineEngine> {
  process.env['OMAMORI_DRIFT_MS'] = String(DRIFT_MS);
  const [box, dirs] = await Promise.all([openInlineBox(), makeBoxDirs()]);
  // Side by side: the agent waits for the engine as soon as it has written the configuration that the engine waits for.
  const starting = [startBoxChild(box, dirs, makeKeys(), { rules, waitMs: 60_000 }), startEngine(box, dirs)] as const;
  const [agent, first] = await Promise.all(starting).catch(async (thrown: unknown) => {
    await box.close();
    await dirs.remove();
    throw thrown;
  });
  let version = 0;
  let engine: ChildProcess | null = first;
  let gone = false;
  return {
    box,
    put: async (part) => {
      version += 1;
      await agent.offer(version, part);
      await until(async () => isApplied(await agent.look(), version));
    },
    serve: async (side, ...args) => {
      const child = box.start(side, process.execPath, PUMP, ...args);
      await new Promise((resolve) => child.stdout?.once('data', resolve));
    },
    take: async (side, secure, to, port, seconds, connections) =>
      (await run(box, side, [
        process.execPath,
        PUMP,
        secure ? 'take-tls' : 'take',
        ...[to, port, seconds, connections].map(String),
      ])) as Taken,
    run: (side, ...argv) => run(box, side, argv),
    leaveEngineAlone: async () => {
      await agent.kill();
      gone = true;
      await deleteTables(box);
    },
    leaveBridgeAlone: async () => {
      await endEngine(engine, dirs);
      engine = null;
      for (const program of ['iptables-nft', 'ip6tables-nft']) await must(box, [program, '-F', 'FORWARD']);
    },
    close: async () => {
      await endEngine(engine, dirs);
      if (!gone) await agent.kill();
      await box.close();
      await dirs.remove();
    },
  };
}

function isApplied({ report }: Awaited<ReturnType<BoxDriver['look']>>, version: number): boolean {
  const { last } = report;
  if (last !== null && last.outcome !== 'applied' && last.outcome !== 'probation') {
    throw new Error(`the box did not take the policy: ${JSON.stringify(last)}`);
  }
  return report.appliedVersion === version && last?.outcome === 'applied';
}

async function startEngine(box: InlineBox, dirs: { dataDir: string; runDir: string }): Promise<ChildProcess> {
  const paths = enginePaths({ ...dirs });
  const configuration = `${paths.current}/suricata.yaml`;
  const isThere = (path: string) =>
    access(path)
      .then(() => true)
      .catch(() => false);
  await until(() => isThere(configuration));
  await rm(paths.pidFile, { force: true });
  const queues = ['-q', '0', '-q', '1'];
  const child = box.start('box', 'suricata', '-c', configuration, ...queues, '--pidfile', paths.pidFile);
  child.stdout?.resume();
  await until(() => isThere(paths.pidFile));
  return child;
}

async function endEngine(engine: ChildProcess | null, dirs: { dataDir: string; runDir: string }): Promise<void> {
  if (engine === null || engine.exitCode !== null) return;
  const gone = new Promise((resolve) => engine.once('exit', resolve));
  const pid = Number(await readFile(enginePaths(dirs).pidFile, 'utf8'));
  process.kill(pid, 'SIGKILL');
  await gone;
}

async function deleteTables(box: InlineBox): Promise<void> {
  const nft = await Nft.open({ netns: box.name('box') });
  if (!nft.ok) throw new Error(nft.error.message);
  for (const { family, table: name } of ALL_TABLES) {
    await nft.value.run({ nftables: [{ add: { table: { family, name } } }, { delete: { table: { family, name } } }] });
  }
  await nft.value.close();
}

async function must(box: InlineBox, command: [string, ...string[]]): Promise<void> {
  const outcome = await runProgram(box.argv('box', ...command), { timeoutMs: 10_000 });
  if (!outcome.ok || outcome.value.exitCode !== 0) throw new Error(`${command.join(' ')} failed`);
}

async function run(box: InlineBox, side: Side, argv: readonly string[]): Promise<unknown> {
  const child = box.start(side, ...argv);
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(-10_000);
  });
  await new Promise((resolve) => child.once('close', resolve));
  return JSON.parse(text.trim().split('\n').at(-1) ?? 'null');
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
  throw new Error('the box did not come to be as wanted');
}
