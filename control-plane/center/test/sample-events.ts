import type { Detection } from '@omamori/contract/detection';
import type { EventBatch, SpooledRecord } from '@omamori/contract/event-envelope';
import type { FleetEntry } from '../src/settings.ts';

export const BOX = 'sakura-honsha';
export const OTHER_BOX = 'ume-shiten';
export const EPOCH = 'e0000000000000000000000001';
export const RECEPTION = 'aa:00:00:00:00:01';
export const T0 = Date.parse('2026-11-24T01:00:00.000Z');

export const fleetOfTest: FleetEntry[] = [
  {
    appliance: BOX,
    company: '株式会社さくら商店',
    site: '本社',
    timeZone: 'Asia/Tokyo',
    labels: { [RECEPTION]: '受付' },
    language: 'ja',
    routers: [],
  },
  {
    appliance: OTHER_BOX,
    company: '梅酒造',
    site: '支店',
    timeZone: 'Asia/Tokyo',
    labels: {},
    language: 'ja',
    routers: [],
  },
];

/** A blocked RDP attempt from Latvia on the reception's PC; `change` says what differs. */
export function sampleDetection(atMs: number, change: Partial<Detection> = {}): Detection {
  const at = new Date(atMs).toISOString();
  return {
    at,
    until: at,
    count: 1,
    clockSynced: true,
    function: 'F3',
    direction: 'inbound',
    verdict: 'blocked',
    story: 'remote-control-attempt',
    severity: 'medium',
    device: { ip: '192.168.10.11', mac: RECEPTION, name: 'reception-pc' },
    peer: { ip: '91.105.1.7', port: 51000, country: 'LV', name: null },
    flow: {
      protocol: 'tcp',
      sourceIp: '91.105.1.7',
      sourcePort: 51000,
      destinationIp: '192.168.10.11',
      destinationPort: 3389,
      applicationProtocol: null,
      flowId: null,
    },
    rule: { engine: 'nftables', id: 'port-policy:3389', name: 'port 3389 closed', feed: 'port-policy', category: null },
    evidence: null,
    recovered: false,
    ...change,
  };
}

export function recordsOf(detections: readonly Detection[], firstSequence = 1): SpooledRecord[] {
  return detections.map((detection, index) => ({ sequence: firstSequence + index, detection }));
}

export function batchOf(records: SpooledRecord[], change: Partial<EventBatch> = {}): EventBatch {
  return { v: 1, appliance: BOX, epoch: EPOCH, dropped: 0, records, ...change };
}

export function peer(ip: string, country: string | null = 'LV'): Detection['peer'] {
  return { ip, port: 40_000, country, name: null };
}
