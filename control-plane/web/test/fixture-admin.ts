import { type AdminBlock, type AdminStatus, adminBlocksSchema, adminStatusSchema } from '@omamori/contract/admin-api';
import { minutesAgo } from './fixture-console.ts';

/** Answers of a box, for the browser tests only. */
export function adminStatus(over: Partial<AdminStatus> = {}): AdminStatus {
  return adminStatusSchema.parse({
    now: minutesAgo(0),
    protection: 'inspecting',
    protectionSince: minutesAgo(300),
    center: { connected: true, since: minutesAgo(300) },
    engine: { rulesLoaded: 48_211, rulesDate: minutesAgo(600).slice(0, 10) },
    config: { version: 4, blockedCountries: ['LV', 'KP'], closedPorts: ['tcp/3389', 'udp/1900'] },
    ports: [
      { side: 'wan', up: true },
      { side: 'lan', up: true },
    ],
    blocked24h: 128,
    waitingForCenter: 0,
    devices: 5,
    ...over,
  });
}

const block = (minutes: number, over: Partial<AdminBlock>): AdminBlock => ({
  at: minutesAgo(minutes),
  count: 1,
  direction: 'inbound',
  verdict: 'blocked',
  story: 'remote-control-attempt',
  device: '事務所サーバー',
  peer: '2001:67c:12e8::19',
  country: 'LV',
  service: 'tcp/3389',
  rule: { id: '9000101', name: 'OMAMORI RDP connection request', feed: 'omamori-base' },
  ...over,
});

export const adminBlocks = () =>
  adminBlocksSchema.parse({
    now: minutesAgo(0),
    blocks: [
      block(1, { count: 24 }),
      block(3, {
        story: 'geo-inbound',
        rule: { id: 'geo:LV', name: 'Connections from Latvia', feed: 'country-table' },
        device: null,
      }),
      block(20, {
        direction: 'outbound',
        verdict: 'detected',
        story: 'command-and-control',
        device: '受付',
        country: 'NL',
        peer: '198.51.100.77',
        service: 'tcp/443',
      }),
      block(90, {
        story: 'port-closed',
        rule: { id: 'port-policy:3389', name: 'Port 3389 closed', feed: 'port-policy' },
      }),
    ],
  });
