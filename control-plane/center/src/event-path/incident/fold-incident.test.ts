import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleDetection, T0 } from '../../../test/sample-events.ts';
import { type Described, describeDetection, networkOf } from './describe-detection.ts';
import { foldDetections, type IncidentDraft } from './fold-incident.ts';

const noMac = () => null;
const describeAt = (at: number, change: Parameters<typeof sampleDetection>[1] = {}): Described =>
  describeDetection(sampleDetection(at, change), T0 + 86_400_000, noMac);

describe('grouping into incidents', () => {
  it('names the network of an attacker by /24 and /64, however the address is written', () => {
    expect(networkOf('203.0.113.77')).toBe('203.0.113.0/24');
    expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
    expect(networkOf('2001:0DB8::1')).toBe('2001:db8:0:0::/64');
    expect(networkOf('::1')).toBe('0:0:0:0::/64');
  });

  it('groups by the attacker’s network where no device is known', () => {
    const from = (ip: string) => describeAt(T0, { device: null, peer: { ip, port: null, country: null, name: null } });
    const drafts: IncidentDraft[] = [];
    foldDetections(drafts, [from('203.0.113.1'), from('203.0.113.200'), from('198.51.100.1')]);
    expect(drafts.map((draft) => draft.blocked)).toEqual([2, 1]);
  });

  it('takes the service from the side that was aimed at, also when the packet seen was the answer', () => {
    const asked = sampleDetection(T0);
    const answered = {
      ...asked.flow,
      sourceIp: '192.168.10.11',
      sourcePort: 3389,
      destinationIp: '91.105.1.7',
      destinationPort: 51000,
    };
    expect(describeAt(T0).service).toEqual({ protocol: 'tcp', port: 3389 });
    expect(describeAt(T0, { flow: answered }).service).toEqual({ protocol: 'tcp', port: 3389 });
  });

  it('never loses or doubles an attempt, whatever the order and the cut into batches', () => {
    const item = fc.record({
      minute: fc.integer({ min: 0, max: 300 }),
      device: fc.integer({ min: 1, max: 3 }),
      count: fc.integer({ min: 1, max: 50 }),
      blocked: fc.boolean(),
    });
    const property = fc.property(fc.array(fc.array(item, { maxLength: 8 }), { maxLength: 8 }), (batches) => {
      const drafts: IncidentDraft[] = [];
      for (const batch of batches) foldDetections(drafts, batch.map(toDescribed));
      const sent = batches.flat();
      const total = sent.reduce((sum, { count }) => sum + count, 0);
      expect(drafts.reduce((sum, draft) => sum + draft.blocked + draft.passed + draft.signs, 0)).toBe(total);
      for (const { minute, device } of sent) {
        const at = T0 + minute * 60_000;
        const holds = drafts.some(
          ({ subject, firstAt, lastAt }) => subject === `ip:10.0.0.${device}` && firstAt <= at && at <= lastAt,
        );
        expect(holds).toBe(true);
      }
    });
    fc.assert(property, { numRuns: 300 });
  });
});

function toDescribed(item: { minute: number; device: number; count: number; blocked: boolean }): Described {
  return describeAt(T0 + item.minute * 60_000, {
    count: item.count,
    verdict: item.blocked ? 'blocked' : 'detected',
    device: { ip: `10.0.0.${item.device}`, mac: null, name: null },
  });
}
