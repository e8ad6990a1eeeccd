import { describe, expect, it } from 'vitest';
import { homeNetworksOf } from '../../platform/home-networks.ts';
import type { Conversation } from './conversation.ts';
import { TrafficReader } from './read-traffic.ts';

const MAC = '02:00:00:00:00:10';
const AT = '2026-06-15T12:00:00.123456+0000';

function open() {
  const found: Conversation[] = [];
  const engine: (readonly [number, number])[] = [];
  const reader = new TrafficReader({
    home: homeNetworksOf(['192.0.2.0/24', '2001:db8:a::/48']),
    macOf: (ip) => (ip === '192.0.2.10' || ip === '2001:db8:a::10' ? MAC : null),
    onConversation: (conversation) => found.push(conversation),
    onEngineCounts: (ended, startedMs) => engine.push([ended, startedMs]),
  });
  const stream = reader.open();
  const write = (...events: object[]) =>
    stream.write(Buffer.from(events.map((event) => `${JSON.stringify({ timestamp: AT, ...event })}\n`).join('')));
  return { reader, stream, write, found, engine };
}

const ends = (from: string, to: string, port = 443) => ({
  src_ip: from,
  src_port: 40_000,
  dest_ip: to,
  dest_port: port,
});
const flow = (over: object = {}) => ({
  event_type: 'flow',
  ...{ flow_id: 1, proto: 'TCP', ...ends('192.0.2.10', '198.51.100.1') },
  flow: { pkts_toserver: 4, pkts_toclient: 4, bytes_toserver: 100, bytes_toclient: 900, start: AT, end: AT, ...over },
});

describe('traffic records', () => {
  it.each([
    ['TLS', { event_type: 'tls', flow_id: 1, tls: { sni: 'Shop.Example' } }],
    ['QUIC', { event_type: 'quic', flow_id: 1, quic: { sni: 'shop.example' } }],
    ['HTTP, with the port', { event_type: 'http', flow_id: 1, http: { hostname: 'shop.example:8080' } }],
    [
      'an answer of DNS, version 2',
      {
        event_type: 'dns',
        dns: { type: 'answer', rrname: 'shop.example', answers: [{ rrname: 'cdn.example', rdata: '198.51.100.1' }] },
      },
    ],
    [
      'an answer of DNS, version 3',
      {
        event_type: 'dns',
        dns: { type: 'response', queries: [{ rrname: 'shop.example' }], answers: [{ rdata: '198.51.100.1' }] },
      },
    ],
  ])('get the name of the peer from %s', (_what, event) => {
    const { write, found } = open();
    write(event, flow());
    expect(found).toEqual([
      {
        ...{ mac: MAC, ip: '192.0.2.10', direction: 'outbound', peer: '198.51.100.1', name: 'shop.example' },
        ...{ protocol: 'tcp', port: 443, flows: 1, bytes: 1000 },
        ...{ firstMs: Date.parse('2026-06-15T12:00:00.123Z'), lastMs: Date.parse('2026-06-15T12:00:00.123Z') },
      },
    ]);
  });

  it('know a device by its address however Suricata writes it, and an address is no name', () => {
    const { write, found } = open();
    const six = ends('2001:0db8:000a:0000:0000:0000:0000:0010', '2001:0db8:0001:0000:0000:0000:0000:0010');
    write({ event_type: 'http', flow_id: 1, http: { hostname: '198.51.100.1' } }, { ...flow(), ...six });
    expect(found).toMatchObject([{ mac: MAC, ip: '2001:db8:a::10', peer: '2001:db8:1::10', name: '' }]);
  });

  it('make a row of each question, and none more of the connection that asked', () => {
    const { write, found } = open();
    const asked = { event_type: 'dns', flow_id: 5, proto: 'UDP', ...ends('192.0.2.10', '198.51.100.53', 53) };
    write(
      { ...asked, dns: { type: 'query', rrname: 'a.example', rrtype: 'A' } },
      { ...asked, dns: { type: 'request', queries: [{ rrname: 'b.example' }] } },
      { ...flow(), flow_id: 5, proto: 'UDP', ...ends('192.0.2.10', '198.51.100.53', 53) },
    );
    expect(found.map(({ name, port }) => `${name} ${port}`)).toEqual(['a.example 53', 'b.example 53']);
  });

  it.each([
    ['what was dropped', flow({ action: 'drop' })],
    [
      'a call from outside that nobody answered',
      { ...flow({ pkts_toclient: 0 }), ...ends('198.51.100.1', '192.0.2.10', 23) },
    ],
    ['multicast', { ...flow(), ...ends('192.0.2.10', '239.255.255.250') }],
    ['broadcast', { ...flow(), ...ends('192.0.2.10', '255.255.255.255') }],
    ['link-local', { ...flow(), ...ends('fe80::1', 'fe80::2') }],
    ['strangers among themselves', { ...flow(), ...ends('198.51.100.1', '198.51.100.2') }],
    ['DHCP', { ...flow(), proto: 'UDP', src_port: 68, dest_port: 67 }],
    ['neighbour discovery', { ...flow(), proto: 'IPv6-ICMP', icmp_type: 135 }],
    ['a record without a time', { ...flow({ start: 'soon', end: 'later' }), timestamp: 'now' }],
  ])('leave out %s', (_what, event) => {
    const { reader, write, found } = open();
    write(event);
    expect(found).toEqual([]);
    expect(reader.counts.leftOut).toBe(1);
  });

  it('place what comes in with the device, and a resolver on the router as the peer', () => {
    const { write, found } = open();
    write(
      { ...flow(), ...ends('198.51.100.1', '192.0.2.10', 3389) },
      { ...flow(), ...ends('192.0.2.10', '192.0.2.1', 53) },
    );
    expect(found).toMatchObject([
      { direction: 'inbound', ip: '192.0.2.10', peer: '198.51.100.1', port: 3389, mac: MAC },
      { direction: 'outbound', ip: '192.0.2.10', peer: '192.0.2.1', port: 53 },
    ]);
  });

  it('count what the engine counted, and when it started', () => {
    const { write, engine } = open();
    write({
      event_type: 'stats',
      stats: { uptime: 60, flow: { end: { state: { new: 2, established: 3, closed: 5 } } } },
    });
    expect(engine).toEqual([[10, Date.parse('2026-06-15T11:59:00.123Z')]]);
  });

  it('are not joined with half a line of an engine that ended, and bad lines cost nothing but a count', () => {
    const { reader, stream, write, found } = open();
    stream.write(Buffer.from('{"event_type":"flow","src_ip":"192.0'));
    stream.end();
    const next = reader.open();
    next.write(Buffer.from(`${JSON.stringify({ timestamp: AT, ...flow() })}\nnoise\n{"event_type":"smtp"}\n`));
    expect(found).toHaveLength(1);
    expect(reader.counts).toMatchObject({ malformed: 2, byType: { flow: 1, smtp: 1 } });
    void write;
  });
});
