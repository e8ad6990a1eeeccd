// Documents that must not change a box, as a table: what, whose fault, the code with which it is refused. By hand
// where the mistake is a person's or an attacker's idea, generated where it is a class (types, cuts, flipped bits).
import { type DesiredState, desiredStateSchema } from '@omamori/contract/desired-state';
import { signDocument } from '@omamori/contract/signed-document';
import { desiredOf, type Keys, makeKeys } from '../box-driver.ts';

export interface HostileDocument {
  readonly group: string;
  readonly name: string;
  readonly bytes: Buffer;
  readonly code: string;
}

/** Version 10 is in force; hostile ones say 11, so that nothing but their own fault speaks against them. */
export const IN_FORCE = 10;
const NEXT = IN_FORCE + 1;
type Loose = Record<string, unknown>;

export function hostileDocuments(keys: Keys): HostileDocument[] {
  const sign = (
    payload: unknown,
    kind: 'desired-state' | 'command' | 'bundle-manifest' = 'desired-state',
    by = keys,
  ) => {
    const signed = signDocument(kind, payload, { keyId: 'k-1', privateKeyPem: by.privatePem });
    if (!signed.ok) throw new Error(signed.error.message);
    return signed.value;
  };
  const bytesOf = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
  const good = desiredOf(NEXT);
  const whole = sign(good);
  return [
    ...noDocuments(bytesOf(whole)),
    ...envelopes(whole, good, (payload, kind) => bytesOf(sign(payload, kind)), bytesOf),
    {
      group: 'signature',
      name: 'of a stranger',
      bytes: bytesOf(sign(good, 'desired-state', makeKeys())),
      code: 'DOC_SIGNATURE_BAD',
    },
    ...wrongShapes(good).map(({ name, payload }) => ({
      group: 'shape',
      name,
      bytes: bytesOf(sign(payload)),
      code: 'CFG_SCHEMA',
    })),
    ...unsafe().map(([name, part, code]) => ({
      group: 'meaning',
      name,
      bytes: bytesOf(sign({ ...desiredOf(NEXT), ...part })),
      code,
    })),
  ];
}

function noDocuments(whole: Buffer): HostileDocument[] {
  const of = (name: string, bytes: Buffer, code: string) => ({ group: 'no document', name, bytes, code });
  const cuts = Array.from({ length: 20 }, (_, index) => Math.floor(((index + 1) * whole.length) / 21));
  const texts = ['null', '0', '"x"', '[]', '{}', 'true', '[[[[]]]]', '{"v":1}'];
  const noJson = ['{', 'NaN', '{"v":1,}', '\u0000', 'desired', '<xml/>', `\ufeff\ufeff{}`, "{'v':1}", '{"v":1}{"v":1}'];
  return [
    ...cuts.map((cut) => of(`cut after ${cut} bytes`, whole.subarray(0, cut), 'CFG_NOT_JSON')),
    ...texts.map((text) => of(`only ${text}`, Buffer.from(text), 'DOC_MALFORMED')),
    ...noJson.map((text) => of(`no JSON: ${JSON.stringify(text)}`, Buffer.from(text), 'CFG_NOT_JSON')),
    of('no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 'CFG_NOT_JSON'),
    of('a compressed file', Buffer.from('28b52ffd0458', 'hex'), 'CFG_NOT_JSON'),
    of('200,000 brackets', Buffer.from('['.repeat(100_000) + ']'.repeat(100_000)), 'DOC_MALFORMED'),
    of('a megabyte of blanks and more', Buffer.alloc(1024 * 1024 + 1, 0x20), 'CFG_DOCUMENT_TOO_BIG'),
    of('8 MB of noise', Buffer.alloc(8 * 1024 * 1024, 0xa5), 'CFG_DOCUMENT_TOO_BIG'),
  ];
}

function envelopes(
  whole: ReturnType<typeof Object>,
  good: DesiredState,
  signed: (payload: unknown, kind: 'desired-state' | 'command' | 'bundle-manifest') => Buffer,
  bytesOf: (value: unknown) => Buffer,
): HostileDocument[] {
  const document = whole as { payload: Loose; signature: string } & Loose;
  const of = (name: string, value: unknown, code: string) => ({
    group: 'signature',
    name,
    bytes: bytesOf(value),
    code,
  });
  const wrong = [null, 7, [], {}, 'x'.repeat(200)];
  const fields = ['v', 'kind', 'keyId', 'signature'].flatMap((field) =>
    wrong.map((value) =>
      of(`${field} is ${JSON.stringify(value).slice(0, 12)}`, { ...document, [field]: value }, 'DOC_MALFORMED'),
    ),
  );
  const flipped = Array.from({ length: 8 }, (_, index) => {
    const raw = Buffer.from(document.signature, 'base64');
    raw[index * 8] = (raw[index * 8] ?? 0) ^ (1 << index);
    return of(
      `bit ${index} of byte ${index * 8} flipped`,
      { ...document, signature: raw.toString('base64') },
      'DOC_SIGNATURE_BAD',
    );
  });
  const changed = Object.entries({
    version: 12,
    appliance: 'box-2',
    expiresAt: '2998-01-01T00:00:00.000Z',
    protectedDestinations: ['192.0.2.9'],
    ports: [{ protocol: 'tcp', port: 443, allow: [] }],
    isolation: [{ mac: '02:00:00:00:00:05', until: null, reason: '' }],
    failModes: { engineDead: 'closed', queueFull: 'closed' },
  }).map(([field, value]) =>
    of(
      `${field} changed after signing`,
      { ...document, payload: { ...document.payload, [field]: value } },
      'DOC_SIGNATURE_BAD',
    ),
  );
  const deep = `${bytesOf(document)
    .toString()
    .replace(/"payload":\{.*\},"signature"/, `"payload":${'['.repeat(1000)}${']'.repeat(1000)},"signature"`)}`;
  return [
    ...fields,
    ...flipped,
    ...changed,
    of('a key nobody knows', { ...document, keyId: 'k-2' }, 'DOC_KEY_UNKNOWN'),
    of('a key called __proto__', { ...document, keyId: '__proto__' }, 'DOC_MALFORMED'),
    of('a key called constructor', { ...document, keyId: 'constructor' }, 'DOC_KEY_UNKNOWN'),
    of('no signature', { ...document, signature: '' }, 'DOC_SIGNATURE_BAD'),
    of('one more field', { ...document, admin: true }, 'DOC_MALFORMED'),
    {
      group: 'signature',
      name: 'a payload a thousand levels deep',
      bytes: Buffer.from(deep),
      code: 'DOC_SIGNATURE_BAD',
    },
    { group: 'signature', name: 'a command', bytes: signed(good, 'command'), code: 'DOC_WRONG_KIND' },
    { group: 'signature', name: 'a manifest', bytes: signed(good, 'bundle-manifest'), code: 'DOC_WRONG_KIND' },
  ];
}

/** Signed by the center itself, and still not what was agreed: a newer or a broken center. */
function wrongShapes(good: DesiredState): { name: string; payload: unknown }[] {
  const values: [string, unknown][] = [
    ['null', null],
    ['a number', 3.5],
    ['a text', 'x'],
    ['a list of null', [null]],
    ['an object', { a: 1 }],
  ];
  const types = Object.keys(good).flatMap((field) =>
    values
      .filter(([, value]) => !desiredStateSchema.safeParse({ ...good, [field]: value }).success)
      .filter(([, value]) => !(field === 'appliance' && typeof value === 'string'))
      .map(([what, value]) => ({ name: `${field} is ${what}`, payload: { ...good, [field]: value } })),
  );
  const required = [
    'v',
    'appliance',
    'version',
    'issuedAt',
    'expiresAt',
    'geo',
    'ports',
    'protectedDestinations',
    'ips',
  ];
  const missing = required.map((field) => ({
    name: `${field} is missing`,
    payload: Object.fromEntries(Object.entries(good).filter(([key]) => key !== field)),
  }));
  const list = (entries: unknown) => ({ addressLists: [{ name: 'a', direction: 'both', entries }] });
  const parts: Loose = {
    'an unknown key': { firewall: 'off' },
    'an unknown key in geo': { geo: { ...good.geo, blockAll: true } },
    'an unknown key in a port': { ports: [{ protocol: 'tcp', port: 22, allow: [], deny: [] }] },
    'an unknown key in an exception': {
      exceptions: [
        { id: 'a', target: { kind: 'rule', sid: 1 }, device: null, until: good.expiresAt, reason: '', by: 'x' },
      ],
    },
    'version 0': { version: 0 },
    'version −1': { version: -1 },
    'version 1.5': { version: 1.5 },
    'version 10^300': { version: 1e300 },
    'port 0': { ports: [{ protocol: 'tcp', port: 0, allow: [] }] },
    'port 65,536': { ports: [{ protocol: 'tcp', port: 65_536, allow: [] }] },
    'protocol any': { ports: [{ protocol: 'any', port: 22, allow: [] }] },
    '65 ports': { ports: Array.from({ length: 65 }, (_, port) => ({ protocol: 'tcp', port: port + 1, allow: [] })) },
    'a country of three letters': { geo: { ...good.geo, blockInbound: ['LVA'] } },
    'a country in small letters': { geo: { ...good.geo, blockInbound: ['lv'] } },
    '251 countries': { geo: { ...good.geo, blockOutbound: Array.from({ length: 251 }, () => 'LV') } },
    'nothing protected': { protectedDestinations: [] },
    '65 protected': { protectedDestinations: Array.from({ length: 65 }, () => '198.51.100.200') },
    'an address of 1,000 characters': list(['1'.repeat(1000)]),
    'an empty list': list([]),
    '50,001 entries': list(Array.from({ length: 50_001 }, () => '1.2.3.4')),
    '33 lists': {
      addressLists: Array.from({ length: 33 }, (_, at) => ({
        name: `l${at}`,
        direction: 'both',
        entries: ['203.0.113.1'],
      })),
    },
    'a list called ../../etc': { addressLists: [{ name: '../../etc', direction: 'both', entries: ['203.0.113.1'] }] },
    'a list called a; drop': { addressLists: [{ name: 'a; drop', direction: 'both', entries: ['203.0.113.1'] }] },
    'a list for no direction': { addressLists: [{ name: 'a', direction: 'up', entries: ['203.0.113.1'] }] },
    'a domain of 300 characters': { domainLists: [{ name: 'a', entries: [`${'a'.repeat(300)}.example`] }] },
    'isolation of a name': { isolation: [{ mac: 'uketsuke', until: null, reason: '' }] },
    'isolation in capital letters': { isolation: [{ mac: '02:00:00:00:00:AA', until: null, reason: '' }] },
    'isolation until soon': { isolation: [{ mac: '02:00:00:00:00:05', until: 'soon', reason: '' }] },
    'an exception without end': {
      exceptions: [{ id: 'a', target: { kind: 'rule', sid: 1 }, device: null, until: null, reason: '' }],
    },
    'an exception for everything': {
      exceptions: [{ id: 'a', target: { kind: 'all' }, device: null, until: good.expiresAt, reason: '' }],
    },
    'a rule number of 0': { ips: { mode: 'block', preset: 'balanced', disabledRules: [0] } },
    'a preset nobody knows': { ips: { mode: 'block', preset: 'paranoid', disabledRules: [] } },
    '5,001 rules switched off': {
      ips: { mode: 'block', preset: 'balanced', disabledRules: Array.from({ length: 5001 }, (_, at) => at + 1) },
    },
    'a fail mode nobody knows': { failModes: { engineDead: 'explode', queueFull: 'open' } },
    'a day that is none': { expiresAt: '2026-13-45T00:00:00.000Z' },
  };
  return [
    ...types,
    ...missing,
    ...Object.entries(parts).map(([name, part]) => ({ name, payload: { ...good, ...(part as Loose) } })),
    { name: 'a list instead of a state', payload: [good] },
  ];
}

type Part = Parameters<typeof desiredOf>[1];

/** Well formed and signed, and it would cut somebody off, do nothing, or bring back what is over. */
function unsafe(): [string, Loose, string][] {
  const list = (...entries: string[]): Part => ({ addressLists: [{ name: 'a', direction: 'both', entries }] });
  const domains = (...entries: string[]): Part => ({ domainLists: [{ name: 'a', entries }] });
  const isolate = (mac: string): Part => ({ isolation: [{ mac, until: null, reason: '' }] });
  const except = (target: Loose): Loose => ({
    exceptions: [{ id: 'a', target, device: null, until: '2998-01-01T00:00:00.000Z', reason: '' }],
  });
  const table: [string, Loose | Part, string][] = [
    ['another box', { appliance: 'box-2' }, 'CFG_OTHER_APPLIANCE'],
    ['another box by case', { appliance: 'BOX-1' }, 'CFG_OTHER_APPLIANCE'],
    ['the version before', { version: IN_FORCE - 1 }, 'CFG_VERSION_OLD'],
    ['version 1', { version: 1 }, 'CFG_VERSION_OLD'],
    ['the version in force with another content', { version: IN_FORCE, ports: [] }, 'CFG_VERSION_REUSED'],
    ['expired ten years ago', { expiresAt: '2016-01-01T00:00:00.000Z' }, 'CFG_EXPIRED'],
    ['expired this millisecond', { expiresAt: '2026-06-01T00:00:00.000Z' }, 'CFG_EXPIRED'],
    ['the center left out', { protectedDestinations: ['192.0.2.1'] }, 'CFG_PROTECTED_MISSING'],
    ['the center left out by one address', { protectedDestinations: ['198.51.100.201'] }, 'CFG_PROTECTED_MISSING'],
    ['the center in the wrong family', { protectedDestinations: ['::ffff:198.51.100.200'] }, 'CFG_PROTECTED_MISSING'],
    ['everything protected', { protectedDestinations: ['0.0.0.0/0', '198.51.100.200'] }, 'CFG_PROTECTED_TOO_WIDE'],
    ['half of IPv4 protected', { protectedDestinations: ['128.0.0.0/1', '198.51.100.200'] }, 'CFG_PROTECTED_TOO_WIDE'],
    ['all IPv6 protected', { protectedDestinations: ['::/0', '198.51.100.200'] }, 'CFG_PROTECTED_TOO_WIDE'],
    ['DHCP closed', { ports: [{ protocol: 'udp', port: 68, allow: [] }] }, 'CFG_PORT_UNSAFE'],
    ['DHCPv6 closed', { ports: [{ protocol: 'udp', port: 546, allow: [] }] }, 'CFG_PORT_UNSAFE'],
    [
      'a port twice',
      { ports: [22, 22].map((port) => ({ protocol: 'tcp' as const, port, allow: [] })) },
      'CFG_PORT_TWICE',
    ],
    ['a country without addresses', { geo: { blockInbound: ['XX'], blockOutbound: [] } }, 'CFG_COUNTRY_UNKNOWN'],
    ['a country twice', { geo: { blockInbound: ['LV', 'LV'], blockOutbound: [] } }, 'CFG_COUNTRY_TWICE'],
    ['an exception of an unknown country', except({ kind: 'country', country: 'XX' }), 'CFG_COUNTRY_UNKNOWN'],
    ...[
      '192.0.2.300',
      'center.example',
      '1.2.3.4; drop',
      '1.2.3.4/33',
      '::/129',
      '01.2.3.4',
      '1.2.3',
      'fe80::1%eth0',
      '1.2.3.4-5',
      ' 1.2.3.4',
    ].map((text): [string, Part, string] => [
      `the address ${JSON.stringify(text)} in a list`,
      list(text),
      'CFG_ADDRESS_INVALID',
    ]),
    [
      'no address in geo.except',
      { geo: { blockInbound: [], blockOutbound: [], except: ['xx'] } },
      'CFG_ADDRESS_INVALID',
    ],
    ['no address in allow', { ports: [{ protocol: 'tcp', port: 22, allow: ['xx'] }] }, 'CFG_ADDRESS_INVALID'],
    ['no address in an exception', except({ kind: 'address', address: 'xx' }), 'CFG_ADDRESS_INVALID'],
    ...['0.0.0.0/0', '::/0', '128.0.0.0/1', '64.0.0.0/2', '8.0.0.0/7', '2000::/3', '2000::/15', 'fd00::/8'].map(
      (text): [string, Part, string] => [`${text} listed`, list(text), 'CFG_LIST_TOO_WIDE'],
    ),
    ...[
      '192.0.2.0/24',
      '192.0.2.1',
      '2001:db8:a::1',
      '192.168.1.1',
      '10.0.0.0/8',
      '172.16.5.0/24',
      '127.0.0.1',
      '169.254.1.1',
      'fe80::1',
      'fd00::/16',
      '::1',
      'ff02::1',
      '224.0.0.251',
      '255.255.255.255',
      '0.0.0.0',
    ].map((text): [string, Part, string] => [
      `${text} of a LAN listed`,
      list('203.0.113.9', text),
      'CFG_LIST_CUTS_LAN',
    ]),
    ...['com', 'net', 'localhost'].map((text): [string, Part, string] => [
      `the whole of ${text}`,
      domains(text),
      'CFG_DOMAIN_TOO_WIDE',
    ]),
    ...[
      'a..example',
      '.example.com',
      'exa mple.com',
      'evil.example"; sid:1;)',
      'a.example\n',
      '*.example',
      'a.1',
      'http://a.example',
      '-a.example',
      `${'a'.repeat(64)}.example`,
      'a.b.c.d.e.f.g.h.i.j.example',
      '例え.jp',
    ].map((text): [string, Part, string] => [
      `the domain ${JSON.stringify(text).slice(0, 30)}`,
      domains(text),
      'CFG_DOMAIN_INVALID',
    ]),
    [
      'a domain exception that is a rule',
      except({ kind: 'domain', domain: 'a";pass ip any any' }),
      'CFG_DOMAIN_INVALID',
    ],
    ['the router cut off', isolate('02:00:00:00:00:01'), 'CFG_ISOLATION_UNSAFE'],
    ['the box cut off', isolate('02:00:00:00:00:02'), 'CFG_ISOLATION_UNSAFE'],
    ['everybody cut off', isolate('ff:ff:ff:ff:ff:ff'), 'CFG_ISOLATION_UNSAFE'],
    ['IPv6 neighbours cut off', isolate('33:33:00:00:00:01'), 'CFG_ISOLATION_UNSAFE'],
    ['nobody cut off', isolate('00:00:00:00:00:00'), 'CFG_ISOLATION_UNSAFE'],
    ['an exception for half the internet', except({ kind: 'address', address: '0.0.0.0/1' }), 'CFG_LIST_TOO_WIDE'],
    ['an exception for all of IPv6', except({ kind: 'address', address: '::/0' }), 'CFG_LIST_TOO_WIDE'],
    [
      'the protection of the center switched off',
      { ips: { mode: 'block', disabledRules: [1_900_001] } },
      'CFG_RULE_PROTECTED',
    ],
    ['an exception of it', except({ kind: 'rule', sid: 1_900_001 }), 'CFG_RULE_PROTECTED'],
    [
      'two lists of one name',
      { addressLists: [1, 2].map(() => ({ name: 'a', direction: 'both' as const, entries: ['203.0.113.1'] })) },
      'CFG_NAME_TWICE',
    ],
    [
      'a million entries',
      { addressLists: [{ name: 'a', direction: 'both', entries: new Array(1_000_000).fill('1.2.3.4') }] },
      'CFG_DOCUMENT_TOO_BIG',
    ],
  ];
  return table.map(([name, part, code]) => [name, { ...(part as Loose) }, code]);
}
