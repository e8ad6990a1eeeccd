import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EngineSigns, protectionOf } from './engine-probe.ts';
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
});

describe('startEngineWatch', () => {
  it('counts exactly the time without inspection, tells each change once, and keeps the count over a restart', async () => {
    let monotonic = 0;
    let signs = DOWN;
    const counts = { inspected: { packets: 0, bytes: 0 }, uninspected: { packets: 0, bytes: 0 } };
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
        readCounts: async () => structuredClone(counts),
        bootClock: { bootId: 'boot-1', nowMs: () => monotonic },
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
    // The agent is away for 30 s, and what inspected before is not there when it comes back.
    monotonic += 30_000;
    counts.uninspected = { packets: 7, bytes: 900 };
    const again = await start();
    expect(again.state()).toMatchObject({
      uninspectedSeconds: 45,
      uninspected: { packets: 7, bytes: 900, today: { seconds: 45, packets: 7, bytes: 900 } },
    });
    again.setSwitchedOff(true);
    signs = UP;
    await again.look();
    expect(again.state().protection).toBe('passing-uninspected');
    counts.inspected = { packets: 2, bytes: 100 };
    await again.look();
    expect(again.state().uninspected).toMatchObject({ packets: 9, bytes: 1000 });
    await again.stop();
  });
});
