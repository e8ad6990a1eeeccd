// The bundle of the public feeds on the real engine: every preset loads whole, with what it costs.
import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildBundle } from '@omamori/bundle/build-bundle';
import { type Bundle, openBundle } from '@omamori/bundle/open-bundle';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { enginePaths } from '../src/data-plane/suricata/render-config.ts';
import { PRESETS, type Preset } from '../src/data-plane/suricata/rule-line.ts';
import { type SelectedRules, selectRules } from '../src/data-plane/suricata/select-rules.ts';
import { nameVersion, stageVersion } from '../src/data-plane/suricata/stage-version.ts';
import { desiredOf } from './box-driver.ts';

const pair = generateKeyPairSync('ed25519');
const key = { keyId: 'corpus', privateKeyPem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
const trusted = { corpus: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString() };
const rulesFolder = join(import.meta.dirname, '../../../rules');
const rows: string[] = ['preset | rules | data sets | peak memory, MB | load, s'];
const counts: number[] = [];
let root = '';
let bundle: Bundle;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'omamori-presets-'));
  const built = await buildBundle({
    rulesFolder,
    sourcesFile: join(rulesFolder, 'open-feeds.yaml'),
    dataFolder: process.env['OMAMORI_TESTDATA'] ?? '',
    targetFolder: join(root, 'bundle'),
    key,
    date: '2026-11-23',
    number: 1,
  });
  if (!built.ok) throw new Error(JSON.stringify(built.error));
  const opened = await openBundle(join(root, 'bundle'), trusted);
  if (!opened.ok) throw new Error(opened.error.message);
  bundle = opened.value;
});

afterAll(async () => {
  process.stdout.write(`${rows.join('\n')}\n`);
  await rm(root, { recursive: true, force: true });
});

function rulesOf(preset: Preset): SelectedRules {
  const desired = desiredOf(1);
  return selectRules(bundle.rules, bundle.lists, {
    ...desired,
    ips: { ...desired.ips, preset },
    addressesOf: () => [],
  });
}

/** What the engine says and takes: the kernel keeps the high-water mark of its memory until it ends. */
async function load(folder: string): Promise<{ said: string; peakMb: number; seconds: number }> {
  const started = performance.now();
  const engine = spawn('suricata', ['-T', '-v', '-c', join(folder, 'suricata.yaml'), '-l', folder]);
  const ended = new Promise<number | null>((resolve) => engine.once('exit', resolve));
  let said = '';
  for (const stream of [engine.stdout, engine.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  let peakKb = 0;
  const watch = setInterval(() => {
    void readFile(`/proc/${engine.pid}/status`, 'utf8').then(
      (status) => (peakKb = Math.max(peakKb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0))),
      () => undefined, // it has just ended
    );
  }, 50);
  expect(await ended).toBe(0);
  clearInterval(watch);
  return { said, peakMb: Math.round(peakKb / 1024), seconds: Math.round((performance.now() - started) / 100) / 10 };
}

it.each(PRESETS)('loads every rule and list of the preset %s', async (preset) => {
  const engine = { dataDir: join(root, preset), runDir: join(root, preset), homeNetworks: ['192.0.2.0/24'] };
  const rules = rulesOf(preset);
  const version = nameVersion(engine, rules);
  await mkdir(enginePaths(engine).versions, { recursive: true });
  expect(await stageVersion(engine, 'suricata', rules, version)).toEqual({ ok: true, value: undefined });
  const { said, peakMb, seconds } = await load(join(enginePaths(engine).versions, version.name));
  const [, loaded, failed] = /(\d+) rules successfully loaded, (\d+) rules failed/.exec(said) ?? [];
  expect([Number(loaded), Number(failed)]).toEqual([rules.count, 0]);
  expect(said).not.toMatch(/^(?:Error|E): /m);
  rows.push([preset, rules.count, rules.files.length, peakMb, seconds].join(' | '));
  counts.push(rules.count);
});

it('has the rules of the quieter preset in the louder one', () => {
  expect(counts).toHaveLength(PRESETS.length);
  expect(counts).toEqual([...counts].sort((a, b) => a - b));
  for (const [index, preset] of PRESETS.slice(1).entries()) {
    const louder = new Set(rulesOf(preset).text.split('\n'));
    const quieter = rulesOf(PRESETS[index] ?? 'connectivity').text.split('\n');
    expect(quieter.filter((line) => !louder.has(line))).toEqual([]);
  }
});
