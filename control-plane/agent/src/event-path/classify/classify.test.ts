import { detectionSchema } from '@omamori/contract/detection';
import fc from 'fast-check';
import type { EveFields } from 'suricata-eve-parser';
import { describe, expect, test } from 'vitest';
import { homeNetworksOf } from '../../platform/home-networks.ts';
import type { Block } from '../intake/block.ts';
import { classifyAlert, eveTime } from './classify-alert.ts';
import { classifyBlock } from './classify-block.ts';
import type { ClassifyContext } from './classify-context.ts';
import { meaningOfAlert } from './story-of-rule.ts';

const context: ClassifyContext = {
  home: homeNetworksOf(['10.99.0.0/16', 'fd00:99::/32']),
  countryOf: (ip) => (ip.startsWith('203.0.113.') || ip.startsWith('2001:db8:1:') ? 'LV' : null),
  deviceOf: (ip) => (ip === '10.99.0.5' ? { mac: '02:00:00:00:00:05', name: 'uketsuke' } : null),
  nameOf: (mac) => (mac === '02:00:00:00:00:09' ? 'nas' : null),
  feedOf: (feed) =>
    feed === 'maltrail' ? { function: 'F2', story: 'command-and-control', severity: 'critical' } : null,
  feedDateOf: (feed) => (feed === 'maltrail' ? '2025-08-01' : null),
  listOf: (ip) => (ip === '203.0.113.66' ? 'c2-feed' : null),
  clockSynced: () => false,
};

function block(part: Partial<Block>): Block {
  return {
    reason: 'port',
    detail: 'tcp/3389',
    atMs: 1_769_817_600_123.4,
    seenMs: 0,
    source: '203.0.113.9',
    sourcePort: 40_001,
    destination: '10.99.0.5',
    destinationPort: 3389,
    protocol: 'tcp',
    sourceMac: '02:00:00:00:00:01',
    destinationMac: '02:00:00:00:00:09',
    vlan: [],
    packet: null,
    recovered: false,
    ...part,
  };
}

function alertEvent(part: Partial<EveFields> = {}): EveFields {
  return {
    timestamp: '2026-01-31T09:00:00.123456+0900',
    flow_id: 1_974_644_149_153_046,
    src_ip: '10.99.0.5',
    src_port: 40_000,
    dest_ip: '203.0.113.9',
    dest_port: 443,
    proto: 'TCP',
    ...part,
  };
}
const alert = { signature_id: 1_100_010, signature: 'Omamori Gh0st RAT beacon', severity: 1 };

describe('a block of our own rules', () => {
  test.each([
    ['a closed remote-control port', {}, 'F7', 'remote-control-attempt', 'port-policy:3389', 'high'],
    ['another closed port', { destinationPort: 445 }, 'F7', 'port-closed', 'port-policy:445', 'low'],
    ['the same port over UDP', { protocol: 'udp' }, 'F7', 'port-closed', 'port-policy:udp/3389', 'low'],
    [
      'RDP from a blocked country',
      { reason: 'geo-in', detail: 'LV' },
      'F6',
      'remote-control-attempt',
      'geo:LV',
      'high',
    ],
    [
      'the web from a blocked country',
      { reason: 'geo-in', detail: 'LV', destinationPort: 80 },
      'F6',
      'geo-inbound',
      'geo:LV',
      'low',
    ],
    [
      'the ledger, which knows no country',
      { reason: 'geo-in', detail: null, destinationPort: 80 },
      'F6',
      'geo-inbound',
      'geo:LV',
      'low',
    ],
  ] as const)('%s', (_title, part, service, story, id, severity) => {
    const detection = classifyBlock(block(part), context);
    expect(detection).toMatchObject({
      function: service,
      story,
      severity,
      rule: { id },
      direction: 'inbound',
      verdict: 'blocked',
    });
    expect(detection).toMatchObject({ at: '2026-01-31T00:00:00.123Z', clockSynced: false, peer: { country: 'LV' } });
    detectionSchema.parse(detection);
  });

  test('a listed address is told by its list: asked for from inside as a dangerous site, knocking as a scan', () => {
    const outward = { reason: 'list', detail: 'c2-feed', source: '10.99.0.5', destination: '203.0.113.9' } as const;
    expect(classifyBlock(block({ ...outward, destinationPort: 443 }), context)).toMatchObject({
      function: 'F3',
      story: 'dangerous-site',
      direction: 'outbound',
      device: { ip: '10.99.0.5' },
      rule: { id: 'list:c2-feed', feed: 'c2-feed' },
    });
    const recovered = { reason: 'list', detail: null, source: '203.0.113.66', destinationPort: 80 } as const;
    expect(classifyBlock(block(recovered), context)).toMatchObject({
      function: 'F6',
      story: 'scan',
      direction: 'inbound',
      rule: { feed: 'c2-feed' },
    });
  });

  test('an address that a feed of the bundle lists is told as that feed means it, with the date of its entries', () => {
    const outward = {
      reason: 'list',
      detail: 'feed.maltrail',
      source: '10.99.0.5',
      destination: '203.0.113.9',
    } as const;
    const detection = classifyBlock(block({ ...outward, destinationPort: 443 }), context);
    expect(detection).toMatchObject({
      function: 'F2',
      story: 'command-and-control',
      severity: 'critical',
      rule: { id: 'feed:maltrail', feed: 'maltrail', feedDate: '2025-08-01' },
    });
    detectionSchema.parse(detection);
    expect(
      classifyBlock(block({ reason: 'list', detail: 'feed.maltrail', destinationPort: 80 }), context),
    ).toMatchObject({
      function: 'F6',
      story: 'scan',
      rule: { feed: 'maltrail' },
    });
  });

  test('from inside names the device by its own frame, and the country it went to', () => {
    const outbound = { reason: 'geo-out', detail: 'LV', source: '10.99.0.5', destination: '203.0.113.9' } as const;
    expect(classifyBlock(block({ ...outbound, destinationPort: 443 }), context)).toMatchObject({
      story: 'geo-outbound',
      direction: 'outbound',
      device: { ip: '10.99.0.5', mac: '02:00:00:00:00:01', name: 'uketsuke' },
      peer: { ip: '203.0.113.9', port: 443, country: 'LV' },
    });
  });

  test('the frame’s MAC is believed before the inventory’s, which serves the ledger', () => {
    expect(classifyBlock(block({}), context).device).toEqual({
      ip: '10.99.0.5',
      mac: '02:00:00:00:00:09',
      name: 'nas',
    });
    const fromLedger = block({ sourceMac: null, destinationMac: null, recovered: true });
    expect(classifyBlock(fromLedger, context).device).toEqual({
      ip: '10.99.0.5',
      mac: '02:00:00:00:00:05',
      name: 'uketsuke',
    });
  });
});

describe('an alert', () => {
  test('seen on the answer is told from the side that began', () => {
    const answer = alertEvent({
      src_ip: '203.0.113.9',
      src_port: 443,
      dest_ip: '10.99.0.5',
      dest_port: 40_000,
      direction: 'to_client',
    });
    const withFlow = { ...answer, flow: { src_ip: '10.99.0.5', dest_ip: '203.0.113.9' } };
    for (const event of [answer, withFlow]) {
      expect(classifyAlert(event, alert, 'blocked', false, context)).toMatchObject({
        direction: 'outbound',
        device: { ip: '10.99.0.5', name: 'uketsuke' },
        peer: { ip: '203.0.113.9', port: 443 },
        flow: { sourceIp: '10.99.0.5', sourcePort: 40_000, destinationPort: 443, flowId: '1974644149153046' },
      });
    }
  });

  test('of a file tells the way the file travels', () => {
    const download = alertEvent({ src_ip: '203.0.113.9', dest_ip: '10.99.0.5', direction: 'to_client' });
    const virus = { ...alert, metadata: { omamori_story: ['malware-file'], omamori_function: ['F1'] } };
    expect(classifyAlert(download, virus, 'blocked', false, context)).toMatchObject({
      function: 'F1',
      direction: 'inbound',
      device: { ip: '10.99.0.5' },
    });
  });

  test('between two devices is internal, and about the one that is addressed', () => {
    const event = alertEvent({ src_ip: '10.99.0.7', dest_ip: '10.99.0.5' });
    expect(classifyAlert(event, alert, 'detected', false, context)).toMatchObject({
      direction: 'internal',
      device: { ip: '10.99.0.5' },
      peer: { ip: '10.99.0.7', country: null },
    });
  });

  test('has IPv6 addresses in the short form, whichever the engine writes', () => {
    const event = alertEvent({
      src_ip: 'fd00:0099:0000:0000:0000:0000:0000:0005',
      dest_ip: '2001:0db8:0001:0000:0000:0000:0000:0010',
    });
    expect(classifyAlert(event, alert, 'blocked', false, context)).toMatchObject({
      device: { ip: 'fd00:99::5' },
      peer: { ip: '2001:db8:1::10', country: 'LV' },
    });
  });

  test('over IPv6 is told from the side that began, whichever side sent the packet', () => {
    const [inside, outside] = ['fd00:0099:0000:0000:0000:0000:0000:0005', '2001:0db8:0001:0000:0000:0000:0000:0010'];
    const flow = { src_ip: inside, dest_ip: outside };
    const ends = { src_port: 40_000, dest_port: 443 };
    const sent = alertEvent({ src_ip: inside, dest_ip: outside, ...ends, flow });
    const answer = alertEvent({ src_ip: outside, src_port: 443, dest_ip: inside, dest_port: 40_000, flow });
    for (const event of [sent, answer]) {
      expect(classifyAlert(event, alert, 'blocked', false, context)).toMatchObject({
        direction: 'outbound',
        device: { ip: 'fd00:99::5' },
        flow: { sourceIp: 'fd00:99::5', sourcePort: 40_000, destinationPort: 443 },
      });
    }
  });

  test('never carries the content of a mail, only its facts', () => {
    const mail = alertEvent({
      app_proto: 'smtp',
      payload: 'c2VjcmV0IGxldHRlcg==',
      smtp: { mail_from: '<a@example.com>', rcpt_to: ['<b@example.net>', '<c@example.net>'] },
      files: [{ filename: 'seikyusho.doc' }],
    });
    expect(classifyAlert(mail, alert, 'blocked', false, context)?.evidence).toEqual({
      kind: 'payload',
      base64: '',
      facts: { file: 'seikyusho.doc', 'mail from': 'a@example.com', 'mail to': 'b@example.net, c@example.net' },
    });
  });

  test('of a virus never carries the file, by whatever it came', () => {
    const virus = { ...alert, metadata: { omamori_story: ['malware-file'] } };
    const event = alertEvent({ app_proto: 'http', payload: 'c2VjcmV0', files: [{ filename: '/upload/keiri.xls' }] });
    expect(classifyAlert(event, virus, 'blocked', false, context)?.evidence).toEqual({
      kind: 'payload',
      base64: '',
      facts: { file: 'keiri.xls' },
    });
  });

  test('without time or addresses is none', () => {
    for (const part of [{ timestamp: 'yesterday' }, { src_ip: '' }]) {
      expect(classifyAlert(alertEvent(part), alert, 'blocked', false, context)).toBeNull();
    }
  });

  test('of any content whatever is a detection that the contract allows, or none', () => {
    const anything = fc.jsonValue({ maxDepth: 3 });
    const fields = fc.record(
      {
        http: anything,
        tls: anything,
        dns: anything,
        files: anything,
        payload: anything,
        rdp: anything,
        smtp: anything,
        app_proto: fc.string(),
        flow: fc.record({ src_ip: fc.string() }),
      },
      { requiredKeys: [] },
    );
    const rule = fc.record(
      {
        signature: fc.string(),
        category: fc.string(),
        severity: fc.integer(),
        metadata: fc.dictionary(fc.constantFrom('omamori_story', 'omamori_function', 'signature_severity'), anything),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fields, rule, (part, written) => {
        const event = JSON.parse(JSON.stringify(alertEvent(part as Partial<EveFields>)));
        const detection = classifyAlert(event, JSON.parse(JSON.stringify(written)), 'detected', false, context);
        if (detection !== null) detectionSchema.parse(detection);
      }),
      { numRuns: 500 },
    );
  });
});

describe('what a rule means', () => {
  test('its own metadata comes first, unknown words are left out', () => {
    const metadata = { omamori_story: ['scan'], omamori_function: ['F99'], omamori_severity: ['critical'] };
    expect(meaningOfAlert({ ...alert, category: 'A Network Trojan was detected', metadata })).toEqual({
      story: 'scan',
      function: 'F2',
      severity: 'critical',
      feed: 'omamori-base',
    });
  });

  test.each([
    [{ category: 'Malware Command and Control Activity Detected', severity: 1 }, 'command-and-control', 'high'],
    [{ category: 'Detection of a Denial of Service Attack', severity: 2 }, 'flood', 'medium'],
    [{ category: 'Misc activity', signature: 'ET P2P Gnutella Connect', severity: 3 }, 'application', 'low'],
    [{ category: 'Something new', severity: 3 }, 'other', 'low'],
    [{ severity: 3, metadata: { signature_severity: ['Major'] } }, 'other', 'high'],
  ] as const)('%j', (written, story, severity) => {
    expect(meaningOfAlert(written)).toMatchObject({ story, severity });
  });
});

test('EVE times of any zone become UTC with milliseconds', () => {
  expect(eveTime('2026-01-31T09:00:00.999999+0900')).toBe('2026-01-31T00:00:00.999Z');
  expect(eveTime('2026-01-30T19:00:00.000000-0500')).toBe('2026-01-31T00:00:00.000Z');
  expect([eveTime(undefined), eveTime('')]).toEqual([null, null]);
});
