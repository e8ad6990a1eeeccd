import { adminStatusSchema } from '@omamori/contract/admin-api';
import { healthSchema } from '@omamori/contract/health';
import { describe, expect, it } from 'vitest';
import { startHealthMessages } from './health-messages.ts';
import { readAdminStatus, readHealth } from './read-status.ts';
import type { StatusSources } from './status-sources.ts';

const sources: StatusSources = {
  appliance: 'box-1',
  agentVersion: '0.1.0',
  nowMs: () => Date.parse('2026-01-01T00:00:00.000Z'),
  engine: () => ({
    protection: 'inspecting',
    since: '2026-01-01T00:00:00.000Z',
    uninspectedSeconds: 1.5,
    uninspected: { packets: 3, bytes: 300, today: { day: '2026-01-01', seconds: 1.5, packets: 3, bytes: 300 } },
    rulesLoaded: 12,
  }),
  rulesDate: () => '2025-12-31',
  config: () => ({
    version: 3,
    policy: { geo: { blockInbound: ['LV', 'BR'], blockOutbound: ['LV'] }, ports: [{ protocol: 'tcp', port: 3389 }] },
  }),
  center: () => ({ connected: true, since: '2026-01-01T00:00:00.000Z' }),
  isPortUp: async (side) => side === 'lan',
  blocked24h: () => 7,
  spool: () => ({ waiting: 2, dropped: 0 }),
  devices: () => 5,
  clockSynced: () => true,
  seeing: () => true,
  pageFingerprint: () => null,
  localExceptions: () => [],
};

describe('status', () => {
  it('fits the contract of the page and names each country once', async () => {
    const status = await readAdminStatus(sources);
    expect(adminStatusSchema.parse(status)).toEqual(status);
    expect(status.config).toEqual({ version: 3, blockedCountries: ['BR', 'LV'], closedPorts: ['tcp/3389'] });
    expect(status.ports).toEqual([
      { side: 'lan', up: true },
      { side: 'wan', up: false },
    ]);
  });

  it('fits the contract of the health message', () => {
    expect(healthSchema.safeParse(readHealth(sources)).success).toBe(true);
  });

  it('sends health when told to, and hands on what kept it from being sent', async () => {
    const sent: string[] = [];
    const problems: unknown[] = [];
    let up = true;
    const messages = startHealthMessages(
      sources,
      {
        publish: async (_, payload) => {
          if (!up) return { ok: false, error: { code: 'LNK_NOT_CONNECTED', message: 'down' } };
          sent.push(payload);
          return { ok: true, value: undefined };
        },
      },
      (problem) => problems.push(problem),
    );
    messages.send();
    up = false;
    messages.send();
    await Promise.resolve();
    messages.stop();
    expect([sent.length, problems]).toEqual([1, [{ code: 'LNK_NOT_CONNECTED', message: 'down' }]]);
  });
});
