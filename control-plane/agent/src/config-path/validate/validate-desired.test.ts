import { generateKeyPairSync } from 'node:crypto';
import { type DesiredState, desiredStateSchema } from '@omamori/contract/desired-state';
import { signDocument } from '@omamori/contract/signed-document';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { authenticateDocument } from './authenticate-document.ts';
import { type ValidateContext, validateDesired } from './validate-desired.ts';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const key = { keyId: 'center-1', privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
const trusted = { 'center-1': publicKey.export({ type: 'spki', format: 'pem' }).toString() };
const desired = (part: Partial<z.input<typeof desiredStateSchema>> = {}): DesiredState =>
  desiredStateSchema.parse({
    v: 1,
    appliance: 'box-1',
    version: 5,
    issuedAt: '2026-01-01T00:00:00.000Z',
    expiresAt: '2026-02-01T00:00:00.000Z',
    geo: { blockInbound: ['LV'], blockOutbound: [] },
    ports: [{ protocol: 'tcp', port: 3389, allow: ['192.0.2.1'] }],
    protectedDestinations: ['198.51.100.0/24'],
    ips: { mode: 'block', disabledRules: [] },
    ...part,
  });
const context: ValidateContext = {
  homeNetworks: ['192.0.2.0/24', '2001:db8:a::/64'],
  neverIsolated: ['02:00:00:00:00:01'],
  applied: desired({ version: 4 }),
  nowMs: Date.parse('2026-01-15T00:00:00.000Z'),
  centerAddresses: ['198.51.100.200'],
  knowsCountry: (country) => country !== 'XX',
};
const signed = (payload: unknown, kind: 'desired-state' | 'command' = 'desired-state'): Buffer => {
  const document = signDocument(kind, payload, key);
  if (!document.ok) throw new Error(document.error.message);
  return Buffer.from(JSON.stringify(document.value));
};
const codeOf = (result: { ok: boolean; error?: { code: string } }) => (result.ok ? 'ok' : result.error?.code);

describe('authenticateDocument', () => {
  const check = (bytes: Uint8Array) => codeOf(authenticateDocument(bytes, trusted, 'box-1'));
  const tampered = () => {
    const document = JSON.parse(signed(desired()).toString());
    document.payload.version = 6;
    return Buffer.from(JSON.stringify(document));
  };

  it('takes what the center signed for this box', () => {
    expect(check(signed(desired()))).toBe('ok');
  });

  it.each([
    ['too long', () => Buffer.alloc(1024 * 1024 + 1, 32), 'CFG_DOCUMENT_TOO_BIG'],
    ['no JSON', () => Buffer.from('{'), 'CFG_NOT_JSON'],
    ['no UTF-8', () => Buffer.from([0x22, 0xff, 0x22]), 'CFG_NOT_JSON'],
    ['not signed', () => Buffer.from(JSON.stringify(desired())), 'DOC_MALFORMED'],
    ['another kind', () => signed(desired(), 'command'), 'DOC_WRONG_KIND'],
    ['changed after signing', tampered, 'DOC_SIGNATURE_BAD'],
    ['unknown key in the state', () => signed({ ...desired(), firewall: 'off' }), 'CFG_SCHEMA'],
    [
      'a million entries',
      () => signed({ ...desired(), protectedDestinations: new Array(65).fill('198.51.100.1') }),
      'CFG_SCHEMA',
    ],
    ['another box', () => signed(desired({ appliance: 'box-2' })), 'CFG_OTHER_APPLIANCE'],
  ])('refuses a document that is %s', (_, bytes, code) => {
    expect(check(bytes())).toBe(code);
  });

  it('refuses a key it does not know', () => {
    expect(codeOf(authenticateDocument(signed(desired()), {}, 'box-1'))).toBe('DOC_KEY_UNKNOWN');
  });
});

describe('validateDesired', () => {
  it('lets a newer one be applied and knows the applied one again', () => {
    expect(validateDesired(desired(), context)).toEqual({ ok: true, value: 'apply' });
    expect(validateDesired(desired({ version: 4 }), context)).toEqual({ ok: true, value: 'already-applied' });
    expect(validateDesired(desired({ version: 1 }), { ...context, applied: null })).toEqual({
      ok: true,
      value: 'apply',
    });
  });

  it('knows the applied one also after it expired', () => {
    const late = { ...context, nowMs: Date.parse('2030-01-01T00:00:00.000Z') };
    expect(validateDesired(desired({ version: 4 }), late)).toEqual({ ok: true, value: 'already-applied' });
  });

  const allow = (text: string) => desired({ ports: [{ protocol: 'tcp', port: 22, allow: [text] }] });
  const close = (protocol: 'tcp' | 'udp', ...ports: number[]) =>
    desired({ ports: ports.map((port) => ({ protocol, port, allow: [] })) });
  const geo = (blockInbound: string[], blockOutbound: string[] = []) =>
    desired({ geo: { blockInbound, blockOutbound } });
  it.each([
    ['an older version', desired({ version: 3 }), 'CFG_VERSION_OLD'],
    ['the same version with another content', desired({ version: 4, ports: [] }), 'CFG_VERSION_REUSED'],
    ['an expired one', desired({ expiresAt: '2026-01-15T00:00:00.000Z' }), 'CFG_EXPIRED'],
    ['an allow entry that is no address', allow('192.0.2.300'), 'CFG_ADDRESS_INVALID'],
    ['an address with more behind it', allow('192.0.2.1; drop'), 'CFG_ADDRESS_INVALID'],
    ['a protected name', desired({ protectedDestinations: ['center.example'] }), 'CFG_ADDRESS_INVALID'],
    [
      'half the internet protected',
      desired({ protectedDestinations: ['0.0.0.0/1', '198.51.100.200'] }),
      'CFG_PROTECTED_TOO_WIDE',
    ],
    ['all of IPv6 protected', desired({ protectedDestinations: ['::/0', '198.51.100.200'] }), 'CFG_PROTECTED_TOO_WIDE'],
    ['the center left out', desired({ protectedDestinations: ['192.0.2.1'] }), 'CFG_PROTECTED_MISSING'],
    ['the DHCP client port closed', close('udp', 68), 'CFG_PORT_UNSAFE'],
    ['the DHCPv6 client port closed', close('udp', 546), 'CFG_PORT_UNSAFE'],
    ['a port closed twice', close('tcp', 80, 80), 'CFG_PORT_TWICE'],
    ['a country without addresses', geo([], ['XX']), 'CFG_COUNTRY_UNKNOWN'],
    ['a country listed twice', geo(['LV', 'LV']), 'CFG_COUNTRY_TWICE'],
  ])('refuses %s', (_, document, code) => {
    expect(codeOf(validateDesired(document, context))).toBe(code);
  });

  it('lets one port be closed for both protocols and one country for both directions', () => {
    const both = desired({
      geo: { blockInbound: ['LV'], blockOutbound: ['LV'] },
      ports: [
        { protocol: 'tcp', port: 68, allow: [] },
        { protocol: 'udp', port: 53, allow: [] },
        { protocol: 'tcp', port: 53, allow: [] },
      ],
    });
    expect(codeOf(validateDesired(both, context))).toBe('ok');
  });
});
