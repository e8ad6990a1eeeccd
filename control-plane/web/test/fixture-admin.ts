import { type AdminBlock, type AdminStatus, adminBlocksSchema, adminStatusSchema } from '@omamori/contract/admin-api';
import { type AdminApplications, adminApplicationsSchema } from '@omamori/contract/admin-applications';
import { type AdminDevices, adminDevicesSchema } from '@omamori/contract/admin-devices';
import type { AdminException } from '@omamori/contract/admin-exceptions';
import { type AdminInstall, adminInstallSchema } from '@omamori/contract/admin-install';
import { minutesAgo } from './fixture-console.ts';

/** Answers of a box, for the browser tests only. */
export function adminStatus(over: Partial<AdminStatus> = {}): AdminStatus {
  return adminStatusSchema.parse({
    now: minutesAgo(0),
    protection: 'inspecting',
    protectionSince: minutesAgo(300),
    uninspected: {
      packets: 9120,
      bytes: 5_400_000,
      today: { day: '2026-11-23', seconds: 41.2, packets: 4120, bytes: 3_449_000 },
    },
    seeing: true,
    clockSynced: true,
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
  pass: { target: { kind: 'rule', sid: 9_000_101 }, device: '02:00:00:00:00:05' },
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
        pass: null,
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

export const adminException = (over: Partial<AdminException> = {}): AdminException => ({
  id: 'box-a1b2',
  target: { kind: 'rule', sid: 9_000_101 },
  device: '02:00:00:00:00:05',
  until: minutesAgo(-60),
  reason: 'made at the box',
  state: 'in-force',
  deviceName: '事務所サーバー',
  ...over,
});

const ran = (application: string, category: string, device: string | null, busyFrom: number) => ({
  device,
  deviceName: device === null ? null : 'JIMUSHO-SV',
  application,
  category,
  firstSeen: minutesAgo(60 * 5),
  lastSeen: minutesAgo(12),
  bytes: 7_000_000,
  hours: Array.from({ length: 24 }, (_, hour) => (hour >= busyFrom ? (hour % 5) * 250_000 + 1000 : 0)),
});

export const adminApplications = (): AdminApplications =>
  adminApplicationsSchema.parse({
    now: minutesAgo(0),
    more: 0,
    applications: [
      ran('AnyDesk', 'remote-control', '02:00:00:00:00:05', 20),
      ran('Dropbox', 'cloud-storage', '02:00:00:00:00:05', 9),
      ran('Instagram', 'social', null, 22),
    ],
  });

export const adminDevices = (): AdminDevices =>
  adminDevicesSchema.parse({
    now: minutesAgo(0),
    devices: [
      {
        mac: '02:00:00:00:00:05',
        name: 'JIMUSHO-SV',
        names: [
          { source: 'dhcp', name: 'JIMUSHO-SV' },
          { source: 'mdns', name: 'jimusho' },
        ],
        addresses: ['192.0.2.5', '2001:db8:a:0:5054:ff:fe12:3456'],
        firstSeen: minutesAgo(60 * 24 * 30),
        lastSeen: minutesAgo(1),
        privateMac: true,
        known: {
          otherNames: [{ source: 'netbios', name: 'JIMUSHO-SERVER' }],
          kind: { is: 'pc', confidence: 0.72, why: [{ fact: 'browser', value: 'nt 10.0' }] },
          system: { is: 'windows', confidence: 0.7, why: [{ fact: 'browser', value: 'nt 10.0' }] },
          hours: Array.from({ length: 24 }, (_, hour) => (hour >= 8 && hour < 20 ? 8 : 0)),
        },
      },
      {
        mac: '00:00:5e:00:53:01',
        name: null,
        names: [],
        addresses: [],
        firstSeen: minutesAgo(90),
        lastSeen: minutesAgo(80),
        privateMac: false,
      },
    ],
  });

const speed = (placed: 'beside' | 'between') => ({
  at: minutesAgo(placed === 'beside' ? 30 : 2),
  placed,
  centerMs: placed === 'beside' ? 4.2 : 4.9,
  lost: 0,
  tries: 5,
  busiestInMbps: placed === 'beside' ? 0 : 412.5,
  busiestOutMbps: placed === 'beside' ? 0 : 98.1,
  newErrors: 0,
});

export const adminInstall = (over: Partial<AdminInstall> = {}): AdminInstall =>
  adminInstallSchema.parse({
    now: minutesAgo(0),
    watchedSeconds: 320,
    checks: [
      { id: 'cables', verdict: 'ok', word: 'good', facts: { mbps: 1000 } },
      { id: 'sides', verdict: 'ok', word: 'right', facts: { address: '192.0.2.1', n: 2 } },
      { id: 'line', verdict: 'ok', word: 'dhcp', facts: { address: '192.0.2.1' } },
      { id: 'address', verdict: 'ok', word: 'has', facts: { address: '192.0.2.2' } },
      { id: 'center', verdict: 'look', word: 'no-way', facts: {} },
      { id: 'clock', verdict: 'unknown', word: 'unset', facts: {} },
      { id: 'inspection', verdict: 'ok', word: 'inspecting', facts: {} },
      { id: 'wifi', verdict: 'look', word: 'beside', facts: { n: 2, addresses: '192.0.2.31, 192.0.2.32' } },
    ],
    ports: [
      { side: 'lan', up: true, speedMbps: 1000, duplex: 'full', errors: 0 },
      { side: 'wan', up: true, speedMbps: 1000, duplex: 'full', errors: 3 },
    ],
    sightings: [
      {
        kind: 'dhcp-server',
        side: 'wan',
        mac: '00:00:5e:00:53:aa',
        address: '192.0.2.1',
        detail: null,
        lastSeen: minutesAgo(2),
      },
      { kind: 'vlan', side: 'wan', mac: '00:00:5e:00:53:aa', address: null, detail: '5', lastSeen: minutesAgo(3) },
      {
        kind: 'neighbour',
        side: 'wan',
        mac: '00:00:5e:00:53:31',
        address: '192.0.2.31',
        detail: null,
        lastSeen: minutesAgo(3),
      },
    ],
    speeds: [speed('beside'), speed('between')],
    ...over,
  });
