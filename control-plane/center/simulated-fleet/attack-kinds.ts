// What the made-up attackers do. One burst of a kind is one story about one device. Names of hosts are under .example,
// addresses of the other side are documentation ranges (RFC 5737): nobody is accused.
import type { Detection, ServiceFunction, StoryKind } from '@omamori/contract/detection';

export interface AttackKind {
  readonly story: StoryKind;
  readonly direction: Detection['direction'];
  readonly function: ServiceFunction;
  readonly severity: Detection['severity'];
  readonly weight: number;
  /** Part of the bursts that is stopped; of the rest the box only tells. */
  readonly stopped: number;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly rule: Detection['rule'];
  /** Attempts that one record may stand for. */
  readonly summary: number;
  readonly host?: string;
}

const nft = (id: string, name: string, feed: string): Detection['rule'] => ({
  ...{ engine: 'nftables', id, name, feed, category: null },
});
const sid = (id: number, name: string, category: string): Detection['rule'] => ({
  ...{ engine: 'suricata', id: String(id), name, feed: 'simulated-rules', category },
});
const kind = (
  story: StoryKind,
  direction: Detection['direction'],
  rest: Omit<AttackKind, 'story' | 'direction'>,
): AttackKind => ({ story, direction, ...rest });

export const INBOUND_KINDS: readonly AttackKind[] = [
  kind('remote-control-attempt', 'inbound', {
    ...{ function: 'F7', severity: 'medium', weight: 26, stopped: 1, protocol: 'tcp', port: 3389, summary: 3 },
    rule: nft('port-policy:3389', 'port 3389 closed', 'port-policy'),
  }),
  kind('geo-inbound', 'inbound', {
    ...{ function: 'F6', severity: 'low', weight: 22, stopped: 1, protocol: 'tcp', port: 443, summary: 3 },
    rule: nft('geo-in', 'country not let in', 'country-table'),
  }),
  kind('port-closed', 'inbound', {
    ...{ function: 'F7', severity: 'low', weight: 14, stopped: 1, protocol: 'tcp', port: 23, summary: 5 },
    rule: nft('port-policy:23', 'port 23 closed', 'port-policy'),
  }),
  kind('scan', 'inbound', {
    ...{ function: 'F2', severity: 'low', weight: 16, stopped: 0.7, protocol: 'tcp', port: 445, summary: 8 },
    rule: sid(9_100_001, 'SIMULATED scan of file sharing', 'Detection of a Network Scan'),
  }),
  kind('exploit', 'inbound', {
    ...{ function: 'F2', severity: 'high', weight: 12, stopped: 0.995, protocol: 'tcp', port: 80, summary: 2 },
    rule: sid(9_100_002, 'SIMULATED web application attack', 'Web Application Attack'),
  }),
  kind('flood', 'inbound', {
    ...{ function: 'F8', severity: 'medium', weight: 4, stopped: 1, protocol: 'udp', port: 123, summary: 40 },
    rule: sid(9_100_003, 'SIMULATED NTP reflection', 'Detection of a Denial of Service Attack'),
  }),
  kind('malware-file', 'inbound', {
    ...{ function: 'F1', severity: 'high', weight: 6, stopped: 1, protocol: 'tcp', port: 25, summary: 1 },
    ...{ rule: sid(9_100_004, 'SIMULATED virus in mail', 'A Network Trojan was detected'), host: 'mail.example' },
  }),
];

export const OUTBOUND_KINDS: readonly AttackKind[] = [
  kind('dangerous-site', 'outbound', {
    ...{ function: 'F3', severity: 'medium', weight: 52, stopped: 1, protocol: 'tcp', port: 443, summary: 1 },
    ...{ rule: sid(9_100_010, 'SIMULATED listed site', 'Potentially Bad Traffic'), host: 'parcel-notice.example' },
  }),
  kind('geo-outbound', 'outbound', {
    ...{ function: 'F6', severity: 'low', weight: 22, stopped: 1, protocol: 'tcp', port: 443, summary: 1 },
    rule: nft('geo-out', 'country not reached', 'country-table'),
  }),
  kind('command-and-control', 'outbound', {
    ...{ function: 'F2', severity: 'critical', weight: 6, stopped: 0.97, protocol: 'tcp', port: 8080, summary: 1 },
    ...{ rule: sid(9_100_011, 'SIMULATED back door', 'A Network Trojan was detected'), host: 'update-cdn.example' },
  }),
  kind('spam-burst', 'outbound', {
    ...{ function: 'F2', severity: 'high', weight: 4, stopped: 0.9, protocol: 'tcp', port: 25, summary: 3 },
    rule: sid(9_100_012, 'SIMULATED burst of mail', 'Misc Attack'),
  }),
  kind('application', 'outbound', {
    ...{ function: 'F5', severity: 'low', weight: 10, stopped: 0, protocol: 'tcp', port: 443, summary: 1 },
    ...{ rule: sid(9_100_013, 'SIMULATED remote control program', 'Misc activity'), host: 'remote-help.example' },
  }),
  kind('weakness', 'outbound', {
    ...{ function: 'F9', severity: 'low', weight: 6, stopped: 0, protocol: 'tcp', port: 80, summary: 1 },
    rule: sid(9_100_014, 'SIMULATED old operating system', 'Potential Corporate Privacy Violation'),
  }),
];

export const COUNTRIES: readonly (readonly [string, number])[] = [
  ...([
    ['US', 20],
    ['CN', 16],
    ['RU', 14],
    ['NL', 9],
    ['LV', 7],
    ['VN', 6],
    ['BR', 6],
    ['IN', 6],
  ] as const),
  ...([
    ['DE', 5],
    ['KR', 4],
    ['UA', 3],
    ['IR', 2],
    ['ID', 2],
  ] as const),
];
