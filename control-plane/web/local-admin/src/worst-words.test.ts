import type { AdminStatus } from '@omamori/contract/admin-api';
import { describe, expect, it } from 'vitest';
import { worstWords } from './worst-words.ts';

const now = Date.parse('2026-11-23T12:00:00.000Z');
const calm: AdminStatus = {
  now: '2026-11-23T12:00:00.000Z',
  protection: 'inspecting',
  protectionSince: '2026-11-23T06:00:00.000Z',
  seeing: true,
  clockSynced: true,
  center: { connected: true, since: null },
  engine: { rulesLoaded: 1, rulesDate: '2026-11-23' },
  config: { version: 1, blockedCountries: [], closedPorts: [] },
  ports: [
    { side: 'lan', up: true },
    { side: 'wan', up: true },
  ],
  blocked24h: 0,
  waitingForCenter: 0,
  devices: 0,
};
const words = (over: Partial<AdminStatus>, stale = false) => worstWords({ ...calm, ...over }, stale, now);

describe('the sentence at a glance', () => {
  it('is calm when all is well', () => {
    expect(words({})).toMatchObject({ tone: 'ok', main: 'inspecting', also: null });
  });
  it('never looks calm when the box does not answer', () => {
    expect(words({}, true)).toMatchObject({ tone: 'danger', main: 'noAnswer' });
  });
  it('says that traffic passes uninspected, as a warning', () => {
    expect(words({ protection: 'passing-uninspected' })).toMatchObject({ tone: 'warn', also: 'passing' });
  });
  it('names the worst other thing: a cable, then the center, then old rules', () => {
    const down = { ports: [{ side: 'lan', up: false }] } satisfies Partial<AdminStatus>;
    const away = { center: { connected: false, since: null } };
    const old = { engine: { rulesLoaded: 1, rulesDate: '2026-11-20' } };
    expect(words({ ...down, ...away, ...old })).toMatchObject({ tone: 'danger', also: 'ports' });
    expect(words({ ...away, ...old })).toMatchObject({ tone: 'warn', also: 'center' });
    expect(words(old)).toMatchObject({ tone: 'warn', also: 'rules', days: 3 });
  });
});
