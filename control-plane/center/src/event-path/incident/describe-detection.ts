// Pure: what one detection means for grouping. Subject: which device (or, where no device is known, which network
// outside) the story is about. One incident = one story × one direction × one subject within a window of activity.
import { isIPv4 } from 'node:net';
import type { Detection, Severity, StoryKind } from '@omamori/contract/detection';

/** Activity further apart than this is another incident. */
export const ACTIVITY_WINDOW_MS = 30 * 60_000;
/** A box whose clock runs ahead further than this is not believed. */
const CLOCK_AHEAD_MS = 5 * 60_000;

/** Stories that are signs, not attacks: seen and let through, nothing has got in by that alone. */
const SIGNS: ReadonlySet<string> = new Set<StoryKind>(['scan', 'weakness', 'application', 'other']);
const ORDER: readonly Severity[] = ['low', 'medium', 'high', 'critical'];

export type Fate = 'blocked' | 'passed' | 'signs';

export interface Described {
  readonly detection: Detection;
  readonly at: number;
  readonly until: number;
  readonly subject: string;
  readonly fate: Fate;
  readonly service: { readonly protocol: string; readonly port: number } | null;
}

/** `macOf`: the device that has an address now, by the box's inventory; null when none is known. */
export function describeDetection(
  detection: Detection,
  receivedAt: number,
  macOf: (ip: string) => string | null,
): Described {
  const at = believableTime(detection.at, detection.clockSynced, receivedAt);
  const until = believableTime(detection.until, detection.clockSynced, receivedAt);
  return {
    detection,
    at,
    until: Math.max(at, until),
    subject: subjectOf(detection, macOf),
    fate: detection.verdict === 'blocked' ? 'blocked' : SIGNS.has(detection.story) ? 'signs' : 'passed',
    service: serviceOf(detection),
  };
}

/** A box without a clock battery may say 1970 or 2040: then the time of arrival is the better one. */
function believableTime(text: string, clockSynced: boolean, receivedAt: number): number {
  const at = Date.parse(text);
  return clockSynced && at <= receivedAt + CLOCK_AHEAD_MS ? at : receivedAt;
}

function subjectOf(detection: Detection, macOf: (ip: string) => string | null): string {
  const { device, peer } = detection;
  if (device !== null) {
    const mac = device.mac ?? macOf(device.ip);
    return mac === null ? `ip:${device.ip}` : `mac:${mac}`;
  }
  return peer === null ? 'none' : `net:${networkOf(peer.ip)}`;
}

/** The /24 or /64 of an address: attackers change addresses inside one. */
export function networkOf(ip: string): string {
  if (isIPv4(ip)) return `${ip.split('.').slice(0, 3).join('.')}.0/24`;
  const [head = '', tail] = ip.split('%')[0]?.toLowerCase().split('::') ?? [];
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...new Array<string>(gap).fill('0'), ...right].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

/** The port that was aimed at: on the device's side when inbound, on the other side when outbound. */
function serviceOf({ direction, device, peer, flow }: Detection): Described['service'] {
  const answering = direction === 'inbound' ? device?.ip : peer?.ip;
  const turned = answering !== undefined && flow.sourceIp === answering && flow.destinationIp !== answering;
  const port = turned ? flow.sourcePort : flow.destinationPort;
  return port === null || port === 0 ? null : { protocol: flow.protocol.toLowerCase(), port };
}

export function worse(one: Severity, other: Severity): Severity {
  return ORDER.indexOf(one) >= ORDER.indexOf(other) ? one : other;
}

/** stopped: every attempt was blocked; not-stopped: one was let through; unknown: only signs, or signs among blocks. */
export function outcomeOf(sums: Readonly<Record<Fate, number>>): 'stopped' | 'not-stopped' | 'unknown' {
  if (sums.passed > 0) return 'not-stopped';
  return sums.signs === 0 && sums.blocked > 0 ? 'stopped' : 'unknown';
}
