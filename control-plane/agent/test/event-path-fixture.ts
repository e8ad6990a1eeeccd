import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NflogPacket, NftListing } from 'node-nftables';
import { pino } from 'pino';
import { type EventPath, type EventPathDeps, startEventPath } from '../src/event-path/event-path.ts';
import type { MqttLink } from '../src/mqtt-link/mqtt-link.ts';
import { systemBootClock } from '../src/platform/boot-clock.ts';
import type { Capture, CaptureHandlers } from '../src/platform/capture.ts';
import { systemClock } from '../src/platform/clock.ts';

export const quietLog = pino({ level: process.env['OMAMORI_LOG_LEVEL'] ?? 'silent' });

export async function temporaryFolder(name: string): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), `omamori-${name}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Stands for the kernel: one ledger and one log of packets, as the rules of the box fill them. */
export class ModelKernel {
  readonly #ledger = new Map<string, { set: string; concat: (string | number)[]; bornMs: number }>();
  #handlers: Partial<CaptureHandlers> = {};

  readonly capture: Capture = {
    state: 'reading',
    error: null,
    handle: (handlers) => {
      this.#handlers = { ...this.#handlers, ...handlers };
    },
    close: async () => undefined,
  };

  readonly nft: EventPathDeps['nft'] = { list: async () => ({ ok: true, value: this.#listing() }) };

  /** A SYN from outside to port 3389: into the ledger when new, and, unless `lost`, to whoever listens. */
  blockSyn(attempt: { source: string; sourcePort: number; destination: string; lost?: boolean }): void {
    const concat = [attempt.source, attempt.sourcePort, attempt.destination, 3389, 'tcp'];
    const key = concat.join(' ');
    const bornMs = systemBootClock().nowMs();
    if (!this.#ledger.has(key)) this.#ledger.set(key, { set: 'ledger_port4', concat, bornMs });
    if (attempt.lost !== true) this.#handlers.onBlock?.(synPacket(attempt));
  }

  reportLoss(): void {
    this.#handlers.onBlocksLost?.(1);
  }

  get attempts(): number {
    return this.#ledger.size;
  }

  #listing(): NftListing {
    const nowMs = systemBootClock().nowMs();
    const elem = [...this.#ledger.values()].map(({ concat, bornMs }) => ({
      elem: { val: { concat }, timeout: 3600, expires: 3600 - Math.floor((nowMs - bornMs) / 1000) },
    }));
    const set = { family: 'bridge', table: 'omamori', name: 'ledger_port4', type: 'ipv4_addr', elem } as const;
    return { nftables: [{ set }] };
  }
}

export function synPacket(attempt: { source: string; sourcePort: number; destination: string }): NflogPacket {
  const payload = new Uint8Array(40);
  const view = new DataView(payload.buffer);
  payload[0] = 0x45;
  view.setUint16(2, 40);
  payload[9] = 6;
  payload.set(attempt.source.split('.').map(Number), 12);
  payload.set(attempt.destination.split('.').map(Number), 16);
  view.setUint16(20, attempt.sourcePort);
  view.setUint16(22, 3389);
  payload[32] = 0x50;
  payload[33] = 0x02;
  const hwHeader = Uint8Array.of(2, 0, 0, 0, 0, 5, 2, 0, 0, 0, 0, 1, 8, 0);
  return {
    ...{ family: 7, group: 5, prefix: 'om:port:tcp/3389', timestampMs: Date.now(), timestampSource: 'arrival' },
    ...{ mark: 0, hook: 2, inIfindex: 2, outIfindex: 3, physIn: undefined, physOut: undefined },
    ...{ hwHeader, hwProtocol: 0x0800, vlanTci: undefined, payload, seq: 0 },
  } as NflogPacket;
}

export async function startTestPath(
  folder: string,
  link: MqttLink,
  kernel: ModelKernel,
  changes: Partial<EventPathDeps> = {},
): Promise<EventPath> {
  const started = await startEventPath({
    appliance: 'box-1',
    homeNetworks: ['10.99.0.0/16', 'fd00:99::/32'],
    spoolPath: join(folder, 'spool.db'),
    evePath: join(folder, 'detections.json'),
    link,
    clock: systemClock,
    log: quietLog,
    capture: kernel.capture,
    nft: kernel.nft,
    countryOf: (ip) => (ip.startsWith('203.0.113.') ? 'LV' : null),
    deviceOf: (ip) => (ip === '10.99.0.5' ? { mac: '02:00:00:00:00:05', name: 'uketsuke' } : null),
    nameOf: (mac) => (mac === '02:00:00:00:00:05' ? 'uketsuke' : null),
    clockSynced: () => true,
    reopenLogs: async () => ({ ok: true, value: undefined }),
    ...changes,
  });
  if (!started.ok) throw new Error(started.error.message);
  return started.value;
}
