import type { ReplayAnswer } from '@omamori/contract/console-api';
import type { LostDestination } from '@omamori/contract/replay-report';
import { minutesAgo } from './fixture-console.ts';

const destination = (over: Partial<LostDestination>): LostDestination => ({
  ...{
    ip: '203.0.113.10',
    name: 'files.riga.example',
    country: 'LV',
    direction: 'outbound',
    protocol: 'tcp',
    port: 443,
  },
  ...{ by: { part: 'country', id: 'LV' }, flows: 312, bytes: 40_000_000, lastSeen: minutesAgo(90) },
  ...over,
});

const gaps = { missed: 0, pruned: 0 };
const window = { from: minutesAgo(14 * 24 * 60), to: minutesAgo(10) };
const looked = { devices: 12, conversations: 840, flows: 52_000, bytes: 9_000_000_000 };

/** Two devices: one with every part of a policy and more than fits, one with a single caller. */
export const lostTraffic: ReplayAnswer = {
  outcome: 'answered',
  code: null,
  report: {
    ...{ window, looked, gaps: { missed: 7, pruned: 0 }, already: { destinations: 3, flows: 20 } },
    lost: { devices: 2, destinations: 47, flows: 1204, bytes: 80_000_000 },
    devices: [
      {
        ...{ mac: '02:00:5e:10:00:31', ip: '192.168.10.31', name: '受付' },
        lost: { destinations: 46, flows: 1200, bytes: 79_000_000 },
        destinations: [
          destination({}),
          destination({
            ...{ ip: '2001:db8:1:2:3:4:5:6', name: null, protocol: 'udp', port: 443, flows: 20 },
            by: { part: 'address-list', id: 'kiken' },
          }),
          destination({
            ...{ name: 'a-very-long-name-that-somebody-really-chose.for-a-content-server.example', flows: 9 },
            ...{ country: null, by: { part: 'domain-list', id: 'ads' } },
          }),
          destination({ ip: '198.51.100.7', name: null, protocol: 'icmp', port: null, flows: 2, country: 'US' }),
        ],
      },
      {
        ...{ mac: null, ip: '192.168.10.20', name: null },
        lost: { destinations: 1, flows: 4, bytes: 1000 },
        destinations: [
          destination({
            ...{ ip: '198.51.100.10', name: null, direction: 'inbound', port: 3389, flows: 4, country: 'US' },
            by: { part: 'port', id: 'tcp/3389' },
          }),
        ],
      },
    ],
  },
};

export const nothingLost: ReplayAnswer = {
  outcome: 'answered',
  code: null,
  report: {
    ...{ window, looked, gaps, already: { destinations: 0, flows: 0 }, devices: [] },
    lost: { devices: 0, destinations: 0, flows: 0, bytes: 0 },
  },
};

export const boxAway: ReplayAnswer = { outcome: 'away', code: null, report: null };
