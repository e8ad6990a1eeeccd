import { describe, expect, it } from 'vitest';
import { homeNetworksOf } from './home-networks.ts';
import { readSigns, ruleSigns } from './traffic-signs.ts';

const context = { home: homeNetworksOf(['192.168.10.0/24']), macOf: (ip: string) => `mac of ${ip}` };
const told = { name: 'relay.example', bytes: 0, answered: true };
const event = {
  event_type: 'tls',
  timestamp: '2026-11-24T01:00:00.000000+0000',
  src_ip: '192.168.10.21',
  src_port: 50000,
  dest_ip: '203.0.113.9',
  dest_port: 443,
  proto: 'TCP',
};

describe('the signs of a conversation', () => {
  it('are those of the device in the office that began it', () => {
    expect(readSigns(event, told, context)).toMatchObject({
      ...{ ip: '192.168.10.21', mac: 'mac of 192.168.10.21', outbound: true },
      signs: { name: 'relay.example', protocol: 'tcp', port: 443, peer: '203.0.113.9' },
    });
    expect(readSigns({ ...event, src_ip: '203.0.113.9', dest_ip: '192.168.10.21' }, told, context)).toBeNull();
    expect(readSigns({ ...event, dest_ip: '192.168.10.9' }, told, context)).toBeNull();
    expect(readSigns({ ...event, timestamp: 'never' }, told, context)).toBeNull();
  });

  it('count a question to the router, and carry the time of the last packet of a flow', () => {
    expect(readSigns({ ...event, event_type: 'dns', dest_ip: '192.168.10.1' }, told, context)?.outbound).toBe(false);
    const ended = { ...event, event_type: 'flow', flow: { end: '2026-11-24T00:10:00.000000+0000' } };
    expect(readSigns(ended, told, context)?.atMs).toBe(Date.parse('2026-11-24T00:10:00Z'));
  });

  it('of a rule hold within the office and from outside too, and name the application', () => {
    const alert = { signature_id: 7, signature: 'x', metadata: { omamori_application: ['VNC'] } };
    const inside = ruleSigns({ ...event, dest_ip: '192.168.10.9', alert }, context);
    expect(inside).toMatchObject({ ip: '192.168.10.21', outbound: false, rule: { id: 7, application: 'VNC' } });
    const answer = {
      ...event,
      alert,
      src_ip: '203.0.113.9',
      dest_ip: '192.168.10.21',
      src_port: 5900,
      dest_port: 50000,
    };
    const fromServer = ruleSigns({ ...answer, flow: { src_ip: '192.168.10.21' } }, context);
    expect(fromServer).toMatchObject({
      ip: '192.168.10.21',
      outbound: true,
      signs: { peer: '203.0.113.9', port: 5900 },
    });
    expect(ruleSigns({ ...event, alert: { ...alert, metadata: {} } }, context)).toBeNull();
  });
});
