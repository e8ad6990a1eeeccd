import { err, ok, type Result } from '@omamori/contract/result';
import type { NftListing } from 'node-nftables';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sampleDetection } from '../../../test/sample-detection.ts';
import type { Block } from './block.ts';
import { EveReader } from './read-eve.ts';
import { LedgerReconciler } from './reconcile-ledger.ts';

const log = pino({ level: 'silent' });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() };

describe('the reader of EVE lines', () => {
  const line = (part: object): Uint8Array =>
    Buffer.from(`${JSON.stringify({ timestamp: '2026-01-31T00:00:00.000000+0000', flow_id: 1, ...part })}\n`);
  const alertOf = (signature_id: number, action: string) => ({ signature_id, action, signature: 'x', severity: 1 });

  test('an alert and its drop twin share one attempt key; other drops, engine events and other types are counted', () => {
    const reader = new EveReader({ classify: () => sampleDetection(), bootMs: () => 0, startedMs: () => 0 });
    const found = [
      line({ event_type: 'alert', alert: alertOf(7, 'blocked') }),
      line({ event_type: 'drop', drop: { reason: 'rules' }, alert: alertOf(7, 'blocked') }),
      line({ event_type: 'drop', drop: { reason: 'flow drop' } }),
      line({ event_type: 'alert', alert: alertOf(2_260_002, 'allowed') }),
      line({ event_type: 'alert', alert: alertOf(2_210_001, 'blocked') }),
      line({ event_type: 'alert', alert: alertOf(8, 'allowed') }),
      line({ event_type: 'anomaly', anomaly: { type: 'decode' } }),
      Buffer.from('garbage\n'),
    ].flatMap((bytes) => reader.read(bytes));
    const key = (sid: number) => `eve 1 2026-01-31T00:00:00.000000+0000 ${sid}`;
    expect(found.map((one) => one.attempt?.key ?? null)).toEqual([key(7), key(7), key(2_210_001), null]);
    expect(reader.counts).toMatchObject({
      noise: 1,
      otherDrops: { 'flow drop': 1 },
      malformed: 1,
      byType: { anomaly: 1 },
    });
  });

  test('a file that two rules know with one packet is stopped once', () => {
    const classify = () => ({ ...sampleDetection(), story: 'malware-file' as const });
    const reader = new EveReader({ classify, bootMs: () => 0, startedMs: () => 0 });
    const found = [7, 8].flatMap((sid) => reader.read(line({ event_type: 'alert', alert: alertOf(sid, 'blocked') })));
    expect(new Set(found.map((one) => one.attempt?.key)).size).toBe(1);
    expect(found).toHaveLength(2);
  });
});

describe('the ledger', () => {
  const listing = (elements: { port: number; expires: number }[]): NftListing => ({
    nftables: [
      {
        set: {
          family: 'bridge',
          table: 'omamori',
          name: 'ledger_geoin4',
          type: 'ipv4_addr',
          timeout: 3600,
          elem: elements.map(({ port, expires }) => ({
            elem: { val: { concat: ['203.0.113.9', port, '10.99.0.5', 80, 'tcp'] }, expires },
          })),
        },
      },
    ],
  });

  function reconciler(list: () => Result<NftListing>, onlySource = false) {
    const stored: Block[][] = [];
    const options = {
      list: async () => list(),
      store: async (blocks: readonly Block[]) => {
        stored.push([...blocks]);
      },
      isOnlySource: () => onlySource,
      clock,
      bootClock: { bootId: 'b', nowMs: () => 10_000_000 + performance.now() },
      log,
    };
    return { stored, ledger: new LedgerReconciler(options) };
  }

  test('is taken whole at the start, then by what is new; the youngest wait for their packet', async () => {
    let elements = [{ port: 1, expires: 3000 }];
    const { stored, ledger } = reconciler(() => ok(listing(elements)));
    ledger.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(stored.map((blocks) => blocks.map((block) => [block.reason, block.sourcePort, block.recovered]))).toEqual([
      [['geo-in', 1, true]],
    ]);
    expect(stored[0]?.[0]?.atMs).toBe(Date.now() - 600_000);
    elements = [
      { port: 1, expires: 2990 },
      { port: 2, expires: 3595 },
      { port: 3, expires: 3600 },
    ];
    await vi.advanceTimersByTimeAsync(10_000);
    expect(stored[1]?.map((block) => block.sourcePort)).toEqual([2]);
    ledger.trigger();
    await vi.advanceTimersByTimeAsync(0);
    expect(stored[2]?.map((block) => block.sourcePort)).toEqual([3]);
    await ledger.close();
  });

  test('that cannot be read is asked again, and an element that came back after its time is new', async () => {
    let answer: Result<NftListing> = err('NFT_NOT_FOUND', 'no table yet');
    const { stored, ledger } = reconciler(() => answer, true);
    ledger.start();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(stored).toEqual([]);
    answer = ok(listing([{ port: 1, expires: 3600 }]));
    await vi.advanceTimersByTimeAsync(10_000);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(stored.length).toBe(2);
    await ledger.close();
  });
});
