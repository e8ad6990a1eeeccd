import type { Detection, ServiceFunction, Severity, StoryKind } from '@omamori/contract/detection';
import { isoOf } from '../../platform/clock.ts';
import type { Block } from '../intake/block.ts';
import { type ClassifyContext, datedFeed, FEED_MARK, type FeedMeaning } from './classify-context.ts';
import { placeEnds, portOrNull } from './place-ends.ts';

/** Ports by which someone takes a computer over: the owner's sentence speaks of that, not of a closed port. */
const REMOTE_CONTROL: ReadonlyMap<number, string> = new Map([
  [22, 'SSH'],
  [23, 'Telnet'],
  [3389, 'RDP'],
  [5631, 'pcAnywhere'],
  [5800, 'VNC'],
  [5900, 'VNC'],
  [5938, 'TeamViewer'],
  [5985, 'WinRM'],
  [5986, 'WinRM'],
  [6568, 'AnyDesk'],
]);
const EVIDENCE_BYTES = 128;

/** A block by our own nftables rules, seen as a packet or found in the ledger. */
export function classifyBlock(block: Block, context: ClassifyContext): Detection {
  const outward = block.reason === 'geo-out' || (block.reason === 'list' && context.home.contains(block.source));
  const from = { ip: block.source, port: block.sourcePort, mac: outward ? block.sourceMac : null };
  const to = { ip: block.destination, port: block.destinationPort, mac: outward ? null : block.destinationMac };
  const place = placeEnds(from, to, context);
  const at = isoOf(block.atMs);
  const found = block.reason === 'list' ? listOf(block, place, context) : (place.peer?.country ?? null);
  const feed = block.reason === 'list' && found?.startsWith(FEED_MARK) ? found.slice(FEED_MARK.length) : null;
  return {
    at,
    until: at,
    count: 1,
    clockSynced: context.clockSynced(),
    ...meaningOf(block, outward, feed === null ? null : context.feedOf(feed)),
    ...place,
    verdict: 'blocked',
    flow: {
      protocol: block.protocol,
      sourceIp: block.source,
      sourcePort: portOrNull(block.sourcePort),
      destinationIp: block.destination,
      destinationPort: portOrNull(block.destinationPort),
      applicationProtocol: null,
      flowId: null,
    },
    rule: feed === null ? ruleOf(block, found) : ruleOfFeed(feed, context),
    evidence: evidenceOf(block),
    recovered: block.recovered,
  };
}

function listOf(block: Block, place: Pick<Detection, 'peer'>, context: ClassifyContext): string | null {
  return block.detail ?? (place.peer === null ? null : context.listOf(place.peer.ip));
}

function meaningOf(
  block: Block,
  outward: boolean,
  feed: FeedMeaning | null,
): { function: ServiceFunction; story: StoryKind; severity: Severity } {
  const remoteControl = block.protocol === 'tcp' && REMOTE_CONTROL.has(block.destinationPort);
  if (block.reason === 'geo-out') return { function: 'F6', story: 'geo-outbound', severity: 'medium' };
  // A device inside that calls a listed address is asked about; a listed address that knocks is only kept out.
  if (outward && feed !== null) return { function: feed.function, story: feed.story, severity: feed.severity };
  if (block.reason === 'list' && outward) return { function: 'F3', story: 'dangerous-site', severity: 'high' };
  const service = block.reason === 'port' ? 'F7' : 'F6';
  if (remoteControl) return { function: service, story: 'remote-control-attempt', severity: 'high' };
  return { function: service, story: STORIES[block.reason], severity: 'low' };
}

const STORIES: Readonly<Record<Block['reason'], StoryKind>> = {
  port: 'port-closed',
  'geo-in': 'geo-inbound',
  'geo-out': 'geo-outbound',
  list: 'scan',
};

/** The ledger remembers no detail: port and country are found again from the addresses, so that ids come out the same. */
function ruleOf(block: Block, found: string | null): Detection['rule'] {
  if (block.reason === 'port') {
    const port = block.protocol === 'tcp' ? `${block.destinationPort}` : `${block.protocol}/${block.destinationPort}`;
    const name = `closed port ${block.protocol}/${block.destinationPort}`;
    return { engine: 'nftables', id: `port-policy:${port}`, name, feed: 'port-policy', category: null };
  }
  if (block.reason === 'list') {
    const feed = found ?? 'address-list';
    return { engine: 'nftables', id: `list:${feed}`, name: `listed address, ${feed}`, feed, category: null };
  }
  const code = block.detail ?? found ?? 'unknown';
  const name = `blocked country ${code}, ${block.reason === 'geo-in' ? 'from outside' : 'from inside'}`;
  return { engine: 'nftables', id: `geo:${code}`.slice(0, 80), name, feed: 'country-table', category: null };
}

function ruleOfFeed(feed: string, context: ClassifyContext): Detection['rule'] {
  const name = `listed address, ${feed}`;
  return { engine: 'nftables', id: `feed:${feed}`, name, feed, ...datedFeed(feed, context), category: null };
}

function evidenceOf(block: Block): Detection['evidence'] {
  const service = REMOTE_CONTROL.get(block.destinationPort);
  if (block.packet === null && service === undefined) return null;
  const base64 = Buffer.from(block.packet ?? [])
    .subarray(0, EVIDENCE_BYTES)
    .toString('base64');
  const vlan = block.vlan.length === 0 ? {} : { vlan: block.vlan.join(' ') };
  return { kind: 'packet', base64, facts: { ...(service === undefined ? {} : { service }), ...vlan } };
}
