import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enginePaths } from './suricata/render-config.ts';
import { openUninspectedLedger } from './uninspected-ledger.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'om-ledger-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('openUninspectedLedger', () => {
  it('counts the time between two looks when the engine is another process at the second one', async () => {
    let now = 0;
    const ledger = await openUninspectedLedger(
      {
        paths: enginePaths({ dataDir: folder, runDir: folder }),
        clock: { nowMs: () => Date.parse('2026-01-01T14:59:59Z') + now, monotonicMs: () => now },
        log: pino({ level: 'silent' }),
        timeFile: join(folder, 'uninspected.json'),
      },
      { bootId: 'boot-1', nowMs: () => now },
    );
    const look = (pid: number) =>
      ledger.advance({ inspecting: true, everything: false, counts: null, engine: { pid, start: pid, state: 'S' } });
    await look(7);
    now = 900;
    await look(7);
    expect(ledger.seconds).toBe(0);
    now = 1700;
    await look(8);
    expect(ledger.seconds).toBe(0.8);
    expect(ledger.totals().today).toMatchObject({ day: '2026-01-02', seconds: 0.8 });
  });
});
