import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { boundQueues, type EngineSigns, protectionOf } from './engine-probe.ts';
import { startEngineWatch } from './engine-watch.ts';
import { enginePaths } from './suricata/render-config.ts';

const UP: EngineSigns = { processAlive: true, queuesBound: true, socketAnswers: true };
const DOWN: EngineSigns = { processAlive: false, queuesBound: false, socketAnswers: false };
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'om-watch-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('protectionOf', () => {
  it.each([
    ['everything answers', UP, false, 'inspecting'],
    ['no process', DOWN, false, 'passing-uninspected'],
    ['process without queues', { ...UP, queuesBound: false, socketAnswers: false }, false, 'starting'],
    ['silent while it reloads', { ...UP, socketAnswers: false }, true, 'inspecting'],
    ['silent otherwise: hung', { ...UP, socketAnswers: false }, false, 'passing-uninspected'],
    ['dead while it reloads', DOWN, true, 'passing-uninspected'],
  ] as const)('%s', (_, signs, reloading, expected) => {
    expect(protectionOf(signs, reloading)).toBe(expected);
  });

  it('reads the bound queues from the kernel table', () => {
    const text = '    0  31337     0 2 65531     0     0       12  1\n    1 4294963200 0 2 65531 0 0 0 1\n';
    expect([...boundQueues(text)]).toEqual([0, 1]);
    expect([...boundQueues('')]).toEqual([]);
  });
});

describe('startEngineWatch', () => {
  it('counts exactly the time without inspection, tells each change once, and keeps the count over a restart', async () => {
    let monotonic = 0;
    let signs = DOWN;
    const clock = { nowMs: () => 1_700_000_000_000 + monotonic, monotonicMs: () => monotonic };
    const start = () =>
      startEngineWatch({
        paths: enginePaths({ dataDir: folder, runDir: folder }),
        queues: 1,
        clock,
        log: pino({ level: 'silent' }),
        timeFile: join(folder, 'uninspected.json'),
        intervalMs: 3_600_000,
        probe: async () => signs,
      });
    const watch = await start();
    const seen: string[] = [];
    watch.onChange((state) => seen.push(state.protection));
    monotonic += 10_000;
    signs = UP;
    await watch.look();
    monotonic += 60_000;
    await watch.look();
    signs = DOWN;
    await watch.look();
    monotonic += 5000;
    await watch.look();
    expect(seen).toEqual(['inspecting', 'passing-uninspected']);
    expect(watch.state().uninspectedSeconds).toBe(15);
    await watch.stop();
    const again = await start();
    expect(again.state().uninspectedSeconds).toBe(15);
    again.setSwitchedOff(true);
    signs = UP;
    await again.look();
    expect(again.state().protection).toBe('passing-uninspected');
    await again.stop();
  });
});
