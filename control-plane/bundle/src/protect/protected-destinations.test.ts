import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseRange } from '../read/address-range.ts';
import { makeGuard, readGuard } from './protected-destinations.ts';

const guard = makeGuard({
  v: 1,
  groups: [
    { id: 'banks', domains: ['bank.example'], shared: [], addresses: ['192.0.2.0/24'] },
    { id: 'hosting', domains: [], shared: ['tenants.example'], addresses: [] },
  ],
});
const address = (text: string): string | null => {
  const range = parseRange(text);
  return range === null ? 'unreadable' : guard.refuseAddress(range);
};

describe('protected destinations', () => {
  it('keep a name, all below it and all above it out of every list', () => {
    expect(guard.refuseDomain('bank.example')).toBe('banks');
    expect(guard.refuseDomain('login.bank.example')).toBe('banks');
    expect(guard.refuseDomain('notbank.example')).toBeNull();
    expect(guard.refuseDomain('example')).not.toBeNull();
  });

  it('keep the name of shared hosting, but not one tenant', () => {
    expect(guard.refuseDomain('tenants.example')).toBe('hosting');
    expect(guard.refuseDomain('evil.tenants.example')).toBeNull();
  });

  it('never let a whole public suffix into a list', () => {
    for (const suffix of ['co.jp', 'com', 'github.io']) expect(guard.refuseDomain(suffix)).toBe('public-suffix');
  });

  it('keep addresses, whatever range touches them, and ranges that mean a home or half the world', () => {
    expect(address('192.0.2.77')).toBe('banks');
    expect(address('192.0.0.0/14')).toBe('banks');
    expect(address('198.51.100.1')).toBeNull();
    expect(address('10.1.2.3')).toBe('private');
    expect(address('fe80::1')).toBe('link-local');
    expect(address('100.0.0.0/8')).toBe('too-wide');
    expect(address('2400::/12')).toBe('too-wide');
  });

  it('of this repository are readable and guard what the office cannot do without', async () => {
    const own = await readGuard(join(import.meta.dirname, '../../../../rules/policy/protected.yaml'));
    if (!own.ok) throw new Error(own.error.message);
    for (const name of ['www.e-tax.nta.go.jp', 'login.microsoftonline.com', 'ntp.nict.jp', 'www.paypay.ne.jp']) {
      expect(own.value.refuseDomain(name)).not.toBeNull();
    }
    expect(own.value.refuseDomain('some-tenant.pages.dev')).toBeNull();
  });
});
