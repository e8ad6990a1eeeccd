// Pure: adds described detections to incidents, opening new ones where none fits. The caller loads and stores.
import type { Severity } from '@omamori/contract/detection';
import type { IncidentRule } from '../../store/database.ts';
import { type CarriedFacts, carriedOf } from './carried-facts.ts';
import { ACTIVITY_WINDOW_MS, type Described, worse } from './describe-detection.ts';

const MAX_RULES = 20;
/** Beyond this the number of attackers stands still; their attempts are still counted. */
export const MAX_PEERS = 10_000;

export interface IncidentDraft {
  /** null until stored. */
  id: number | null;
  readonly story: string;
  readonly direction: 'inbound' | 'outbound' | 'internal';
  subject: string;
  severity: Severity;
  deviceIp: string | null;
  deviceMac: string | null;
  deviceName: string | null;
  peerIp: string | null;
  peerCountry: string | null;
  peerName: string | null;
  service: { readonly protocol: string; readonly port: number } | null;
  blocked: number;
  passed: number;
  signs: number;
  /** Different peers stored so far. */
  peers: number;
  rules: IncidentRule[];
  carried: CarriedFacts | null;
  firstAt: number;
  lastAt: number;
  state: 'new' | 'confirmed' | 'false-positive' | 'notified' | 'dispatched' | 'closed';
  /** Set by this batch: what has to be written. */
  touched: boolean;
  readonly newPeers: Set<string>;
}

/** Puts each detection into the incident it belongs to and returns them in the order given. */
export function foldDetections(drafts: IncidentDraft[], described: readonly Described[]): IncidentDraft[] {
  return described.map((item) => {
    let draft = findDraft(drafts, item);
    if (draft === undefined) {
      draft = openDraft(item);
      drafts.push(draft);
    }
    addTo(draft, item);
    return draft;
  });
}

function findDraft(drafts: readonly IncidentDraft[], item: Described): IncidentDraft | undefined {
  let best: IncidentDraft | undefined;
  for (const draft of drafts) {
    if (!fits(draft, item)) continue;
    if (best === undefined || draft.lastAt > best.lastAt) best = draft;
  }
  return best;
}

function fits(draft: IncidentDraft, item: Described): boolean {
  const { detection } = item;
  if (draft.story !== detection.story || draft.direction !== detection.direction) return false;
  // The same device may first be known by address only, later by its MAC.
  const same = draft.subject === item.subject || draft.subject === `ip:${detection.device?.ip ?? ''}`;
  if (!same || draft.state === 'closed') return false;
  // A false alarm goes on only for the rule that was judged; any other rule is news.
  if (draft.state === 'false-positive' && !draft.rules.some((rule) => rule.id === detection.rule.id)) return false;
  return item.until >= draft.firstAt - ACTIVITY_WINDOW_MS && item.at <= draft.lastAt + ACTIVITY_WINDOW_MS;
}

function openDraft(item: Described): IncidentDraft {
  const { detection } = item;
  return {
    id: null,
    story: detection.story,
    direction: detection.direction,
    subject: item.subject,
    severity: detection.severity,
    deviceIp: null,
    deviceMac: null,
    deviceName: null,
    peerIp: null,
    peerCountry: null,
    peerName: null,
    service: null,
    blocked: 0,
    passed: 0,
    signs: 0,
    peers: 0,
    rules: [],
    carried: null,
    firstAt: item.at,
    lastAt: item.until,
    state: 'new',
    touched: true,
    newPeers: new Set(),
  };
}

function addTo(draft: IncidentDraft, item: Described): void {
  const { device, peer, rule, severity, count } = item.detection;
  draft.touched = true;
  draft[item.fate] += count;
  draft.severity = worse(draft.severity, severity);
  draft.firstAt = Math.min(draft.firstAt, item.at);
  draft.lastAt = Math.max(draft.lastAt, item.until);
  draft.service ??= item.service;
  if (item.subject.startsWith('mac:')) {
    draft.subject = item.subject;
    draft.deviceMac = item.subject.slice('mac:'.length);
  }
  draft.carried ??= carriedOf(item.detection);
  draft.deviceIp ??= device?.ip ?? null;
  draft.deviceName = device?.name ?? draft.deviceName;
  if (peer !== null) {
    draft.peerIp ??= peer.ip;
    if (draft.peerIp === peer.ip) {
      draft.peerCountry ??= peer.country;
      draft.peerName ??= peer.name;
    }
    draft.newPeers.add(peer.ip);
  }
  if (draft.rules.length < MAX_RULES && !draft.rules.some((known) => known.id === rule.id)) {
    draft.rules.push({ id: rule.id, name: rule.name, feed: rule.feed });
  }
}
