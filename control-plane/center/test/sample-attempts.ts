import type { Detection } from '@omamori/contract/detection';
import { sql } from 'kysely';
import type { Database } from '../src/store/database.ts';

/** As after the migrations: for the next test. */
export async function emptyDatabase(db: Database): Promise<void> {
  await sql`truncate appliance, incident, notice, policy, policy_template, company_policy, layer_change restart identity cascade`.execute(
    db,
  );
}

export async function addAppliance(db: Database, id: string, labels: Record<string, string> = {}): Promise<void> {
  await db
    .insertInto('appliance')
    .values({
      ...{ id, company: '株式会社さくら商店', site: '本社', time_zone: 'Asia/Tokyo', language: 'ja' as const },
      labels: JSON.stringify(labels),
    })
    .execute();
}

/** An attempt at the office's server from Latvia, as a box reports it. */
export function attempt(change: Partial<Detection> = {}): Detection {
  return {
    ...{ at: '2026-11-23T05:05:00.000Z', until: '2026-11-23T05:05:00.000Z', count: 1, clockSynced: true },
    ...{ function: 'F7', direction: 'inbound', verdict: 'blocked', story: 'remote-control-attempt', severity: 'high' },
    device: { ip: '192.168.10.20', mac: '02:00:00:00:00:20', name: 'server' },
    peer: { ip: '203.0.113.5', port: 50_000, country: 'LV', name: null },
    flow: {
      ...{ protocol: 'tcp', sourceIp: '203.0.113.5', sourcePort: 50_000, destinationIp: '192.168.10.20' },
      ...{ destinationPort: 3389, applicationProtocol: null, flowId: null },
    },
    rule: {
      engine: 'nftables',
      id: 'port-policy:3389',
      name: 'closed port tcp/3389',
      feed: 'port-policy',
      category: null,
    },
    evidence: null,
    recovered: false,
    ...change,
  };
}
