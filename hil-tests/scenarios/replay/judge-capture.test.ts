import { describe, expect, it } from 'vitest';
import { expectedSchema, judgeCapture, judgeNames, sumSuite } from './judge-capture.ts';
import type { Replayed } from './replay-capture.ts';

const expected = expectedSchema.parse({
  'a.pcap': { verdict: 'malicious', alerts: [] },
  'b.pcap': { verdict: 'benign', applications: ['Zoom'] },
  'c.pcap': { verdict: 'unwanted' },
});
function played(over: Partial<Replayed['line']>, reordered = 0): Replayed {
  const line = { ok: true, packets: 10, delivered: 10, dropped: 0, unsendable: 0, truncated: false };
  const more = { alerts: { '7': 2, '9': 1 }, detections: 0, notices: 0 };
  return { line: { ...line, ...more, ...over }, reordered, conversations: {} };
}
const judge = (file: string, one: Replayed) => {
  const wanted = expected[file];
  if (wanted === undefined) throw new Error('not in the suite');
  return judgeCapture(file, wanted, one);
};

describe('a capture of a suite', () => {
  it('that is malicious must lose a packet', () => {
    expect(judge('a.pcap', played({ delivered: 8, dropped: 2 }))).toMatchObject({ ok: true, detections: 3 });
    expect(judge('a.pcap', played({}))).toMatchObject({ ok: false });
  });

  it('that is benign must arrive whole and in order; what the kernel refuses does not count', () => {
    expect(judge('b.pcap', played({ delivered: 9, unsendable: 1 })).ok).toBe(true);
    expect(judge('b.pcap', played({ delivered: 9, dropped: 1 })).ok).toBe(false);
    expect(judge('b.pcap', played({}, 1)).ok).toBe(false);
  });

  it('fails when the replay itself did not add up', () => {
    expect(judge('c.pcap', played({ ok: false })).ok).toBe(false);
  });

  it('is counted under its verdict', () => {
    const judged = [judge('a.pcap', played({})), judge('b.pcap', played({})), judge('c.pcap', played({}))];
    expect(sumSuite(judged, expected)).toEqual({
      ok: false,
      malicious: { stopped: 0, total: 1 },
      benign: { undisturbed: 1, total: 1 },
      applications: { right: 0, total: 1, wrong: 0, score: 0 },
      failed: ['a.pcap'],
    });
  });
});

it('a name too many counts against, a plain protocol that the suite saw as well does not', () => {
  const wanted = {
    verdict: 'benign' as const,
    applications: ['Zoom'],
    ndpi_apps_flows: [['NTP', 1]] as [string, number][],
  };
  expect(judgeNames(wanted, ['Zoom', 'NTP'])).toEqual({ missed: [], wrong: [] });
  expect(judgeNames(wanted, ['Zoom', 'Teams'])).toEqual({ missed: [], wrong: ['Teams'] });
  expect(judgeNames(wanted, ['Webex'])).toEqual({ missed: ['Zoom'], wrong: ['Webex'] });
  expect(judgeNames({ verdict: 'benign', applications: [] }, ['Webex'])).toEqual({});
});
