import { describe, expect, it } from 'vitest';
import { homeNetworksOf } from '../../platform/home-networks.ts';
import { buildTcp, TCP_ACK } from './build-packet.ts';
import { FeedSightings } from './feed-sightings.ts';
import { readPacket } from './read-packet.ts';
import { WebGuard } from './web-guard.ts';

const REQUEST = buildTcp(
  {
    family: 4,
    source: Buffer.from([192, 0, 2, 10]),
    destination: Buffer.from([203, 0, 113, 7]),
    sourcePort: 40_000,
    destinationPort: 80,
  },
  {
    sequence: 1,
    acknowledged: 1,
    flags: TCP_ACK,
    payload: Buffer.from('GET /<b>x HTTP/1.1\r\nHost: a.example\r\n\r\n'),
  },
);

const alert = (part: object = {}, told: object = {}) => ({
  timestamp: '2026-06-01T00:00:00.000001+0000',
  flow_id: 1,
  event_type: 'alert',
  src_ip: '192.0.2.10',
  src_port: 40_000,
  dest_ip: '203.0.113.7',
  dest_port: 80,
  proto: 'TCP',
  app_proto: 'http',
  alert: {
    action: 'blocked',
    signature_id: 1_920_000,
    signature: 'listed',
    metadata: { omamori_feed: ['bad-sites'], omamori_story: ['dangerous-site'], ...told },
  },
  http: { hostname: 'a.example', url: '/<b>x' },
  packet: REQUEST.toString('base64'),
  ...part,
});

function guarded(): { sent: Uint8Array[]; guard: WebGuard; say: (event: object) => void; pass: (ms: number) => void } {
  const sent: Uint8Array[] = [];
  let now = 0;
  const others = new FeedSightings();
  const found = [{ key: 'list:bad-sites', companies: 3, appliances: 4, firstAt: null }];
  others.onAck(Buffer.from(JSON.stringify({ v: 1, epoch: 'a'.repeat(26), ranges: [], others: { days: 30, found } })));
  const guard = new WebGuard({
    home: homeNetworksOf(['192.0.2.0/24']),
    send: (packet) => sent.push(packet) > 0,
    page: { timeZone: 'Asia/Tokyo', appliance: 'box-1', phone: '0120-000-000', boxPage: 'https://192.0.2.2:8443/' },
    deviceName: () => 'PC & 1',
    feedDateOf: () => '2026-05-30',
    othersOf: (feed) => others.of(feed),
    nowMs: () => Date.parse('2026-06-01T00:00:00Z'),
    monotonicMs: () => now,
  });
  const stream = guard.open();
  return {
    sent,
    guard,
    say: (event) => stream.write(Buffer.from(`${JSON.stringify(event)}\n`)),
    pass: (ms) => {
      now += ms;
    },
  };
}

describe('the web guard', () => {
  it('answers a stopped request with a page that says why, since when, how many others and whom to phone', () => {
    const { sent, say } = guarded();
    say(alert());
    const page = Buffer.concat(
      sent.slice(0, -1).map((packet) => readPacket(packet)?.payload ?? new Uint8Array()),
    ).toString();
    for (const part of [
      'bad-sites',
      '2026-05-30',
      'tel:0120000000',
      'a.example/&lt;b&gt;x',
      'PC &amp; 1',
      '30',
      'https://192.0.2.2:8443/',
      '<section lang="en"',
      'box-1',
    ]) {
      expect(page).toContain(part);
    }
    expect(page).not.toMatch(/<script|<b>x/);
    expect(page).toContain('at 3 in the last 30 days');
  });

  it('answers one packet once, whatever number of rules it met', () => {
    const { sent, say } = guarded();
    say(alert());
    const once = sent.length;
    say(alert());
    expect(sent).toHaveLength(once);
  });

  it('answers nobody outside, nothing that went on, and no answer of a server', () => {
    const { sent, say, guard } = guarded();
    say(alert({ src_ip: '203.0.113.9' }));
    say(alert({ alert: { action: 'allowed', metadata: {} } }));
    say(alert({ app_proto: 'tls' }));
    expect(sent).toEqual([]);
    expect(guard.counts).toEqual({ dns: 0, pages: 0, datagrams: 0, unanswered: 0 });
  });

  it('has a budget, so that a device gone wild does not keep it busy', () => {
    const { say, guard, pass } = guarded();
    for (let flow = 0; flow < 1000; flow += 1) say(alert({ flow_id: flow + 10 }));
    expect(guard.counts.unanswered).toBeGreaterThan(500);
    const before = guard.counts.pages;
    pass(1000);
    say(alert({ flow_id: 5000 }));
    expect(guard.counts.pages).toBe(before + 1);
  });
});
