import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readYaml } from '@omamori/bundle/source/source-list';
import { type Application, applicationCatalogueSchema } from '@omamori/contract/application-catalogue';
import { describe, expect, it } from 'vitest';
import { ApplicationTable, HOURS_KEPT } from '../src/protection/applications/application-table.ts';
import { ApplicationNames, type TrafficSigns } from '../src/protection/applications/name-application.ts';
import { tellApplication } from '../src/protection/applications/tell-application.ts';

const HOUR_MS = 3_600_000;
const rules = join(import.meta.dirname, '../../../rules');
const read = await readYaml(join(rules, 'applications/catalogue.yaml'), applicationCatalogueSchema);
if (!read.ok) throw new Error(read.error.message);
const catalogue = read.value;
const names = new ApplicationNames(catalogue.applications);
const signs = (over: Partial<TrafficSigns>): TrafficSigns => ({
  name: '',
  protocol: 'tcp',
  port: 443,
  peer: '203.0.113.9',
  answered: true,
  ...over,
});
const nameOf = (over: Partial<TrafficSigns>) => names.nameOf(signs(over))?.name ?? null;
const application = (name: string): Application => {
  const found = names.named(name);
  if (found === null) throw new Error(`${name} is not in the catalogue`);
  return found;
};

describe('an application is named', () => {
  it('by whole labels of the name asked for, the longest first', () => {
    expect(nameOf({ name: 'relay-1.net.anydesk.com' })).toBe('AnyDesk');
    expect(nameOf({ name: 'notanydesk.com' })).toBeNull();
    expect(nameOf({ name: 'docs.google.com' })).toBe('GoogleDocs');
    expect(nameOf({ name: 'www.google.com' })).toBe('Google');
  });

  it('by what tells more than the platform it stands on', () => {
    expect(nameOf({ name: 'fe3.delivery.mp.microsoft.com' })).toBe('WindowsUpdate');
    expect(nameOf({ name: 'www.microsoft.com', agent: 'Microsoft-Delivery-Optimization/10.0' })).toBe('WindowsUpdate');
  });

  it('by certificate, address range, protocol; by port only when answered and nothing else was asked for', () => {
    expect(nameOf({ certificate: 'CN=AnyNet Root CA ' })).toBe('AnyDesk');
    expect(nameOf({ peer: '149.154.167.51' })).toBe('Telegram');
    expect(nameOf({ peer: '2001:67c:4e8:f004::9' })).toBe('Telegram');
    expect(nameOf({ port: 40000, applicationProtocol: 'ssh' })).toBe('SSH');
    expect(nameOf({ port: 5432 })).toBe('PostgreSQL');
    expect(nameOf({ port: 5432, answered: false })).toBeNull();
    expect(nameOf({ port: 5432, name: 'shop.example' })).toBeNull();
  });

  it('in the catalogue under each name that a rule gives', () => {
    const text = readFileSync(join(rules, 'suricata/omamori-applications.rules'), 'utf8');
    const given = [...text.matchAll(/omamori_application ([^,;]+)[,;]/g)].map(([, name = '']) => name);
    expect(given.length).toBeGreaterThan(50);
    expect(given.filter((name) => names.named(name) === null)).toEqual([]);
    const numbers = [...text.matchAll(/sid:(\d+);/g)].map(([, sid]) => sid);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});

describe('the table of applications', () => {
  const start = Date.parse('2026-11-24T00:30:00Z');
  it('counts by the hour for a day and forgets what is older', () => {
    const table = new ApplicationTable();
    const steam = application('Steam');
    table.add({ device: 'a', application: steam, atMs: start, bytes: 10 });
    table.add({ device: 'a', application: steam, atMs: start + HOUR_MS, bytes: 5 });
    const [row] = table.rows(start + HOUR_MS);
    expect(row).toMatchObject({ name: 'Steam', category: 'game', bytes: 15, hoursSeen: 2 });
    expect(row?.hours.slice(-2)).toEqual([10, 5]);
    expect(row?.hours).toHaveLength(HOURS_KEPT);
    expect(table.rows(start + HOURS_KEPT * HOUR_MS)[0]?.bytes).toBe(5);
    expect(table.rows(start + (HOURS_KEPT + 1) * HOUR_MS)).toEqual([]);
  });

  it('tells once a day for each application of a device', () => {
    const table = new ApplicationTable();
    table.add({ device: 'a', application: application('Tor'), atMs: start, bytes: 0 });
    expect(table.tellOnce('a', 'Tor', start)).toBe(true);
    expect(table.tellOnce('a', 'Tor', start + 23 * HOUR_MS)).toBe(false);
    expect(table.tellOnce('a', 'Tor', start + 24 * HOUR_MS)).toBe(true);
    expect(table.tellOnce('b', 'Tor', start)).toBe(false);
  });

  it('holds no more than 250 devices with 60 applications each', () => {
    const table = new ApplicationTable();
    const many = catalogue.applications.slice(0, 80);
    for (let device = 0; device < 300; device += 1)
      for (const one of many) table.add({ device: `d${device}`, application: one, atMs: start, bytes: 1 });
    const rows = table.rows(start);
    expect(rows).toHaveLength(250 * 60);
    expect(rows.some(({ device }) => device === 'd0')).toBe(false);
  });
});

it('what is told names device, application and its category', () => {
  const seen = {
    ...{ ip: '192.168.10.21', mac: '02:00:00:00:00:21', atMs: 0 },
    signs: { ...signs({}), applicationProtocol: 'tls' },
  };
  const told = tellApplication(seen, application('AnyDesk'), {
    countryOf: () => 'DE',
    dateOf: () => '2026-11-01',
    nameOf: () => 'PC-21',
    clockSynced: true,
  });
  expect(told).toMatchObject({ function: 'F5', story: 'application', direction: 'outbound', verdict: 'detected' });
  expect(told.device).toEqual({ ip: '192.168.10.21', mac: '02:00:00:00:00:21', name: 'PC-21' });
  expect(told.evidence?.facts).toEqual({ application: 'AnyDesk', category: 'remote-control' });
});
