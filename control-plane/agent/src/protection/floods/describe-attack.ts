import type { Detection, ServiceFunction, Severity, StoryKind } from '@omamori/contract/detection';
import { FLOODS_OUTBOUND, type FloodKind } from '../../data-plane/ruleset/flood-names.ts';
import type { AttackPicture } from './attack-samples.ts';

/** What the describer may ask; nothing here touches disk or network. */
export interface AttackContext {
  readonly countryOf: (ip: string) => string | null;
  readonly deviceOf: (ip: string) => { readonly mac: string; readonly name: string | null } | null;
  readonly nameOf: (mac: string) => string | null;
  readonly clockSynced: () => boolean;
}

/** A stretch of one attack: all packets of one kind and one device between two moments. */
export interface Attack {
  readonly kind: FloodKind;
  /** Address of the device of the office. */
  readonly device: string;
  readonly packets: number;
  /** UTC, ISO with milliseconds. */
  readonly from: string;
  readonly until: string;
  readonly blocked: boolean;
  readonly recovered: boolean;
  readonly picture: AttackPicture | null;
}

type Meaning = readonly [StoryKind, Severity, string];

const MEANINGS: Readonly<Record<FloodKind, Meaning>> = {
  syn: ['flood', 'medium', 'flood of connection requests'],
  udp: ['flood', 'medium', 'flood of datagrams'],
  icmp: ['flood', 'medium', 'flood of echo requests'],
  reflection: ['flood', 'medium', 'answers that nobody asked for'],
  connections: ['flood', 'medium', 'too many connections of one source'],
  scan: ['scan', 'low', 'search for open entrances'],
  brute: ['password-guessing', 'high', 'repeated tries at one service'],
  spam: ['spam-burst', 'high', 'burst of mail'],
  sweep: ['scan', 'high', 'search for open entrances outside'],
  burst: ['flood', 'high', 'flood from a device inside'],
};

const COUNTRIES_TOLD = 6;
/** A source that makes up this part of what was seen is named; otherwise there are many and none is accused. */
const MAIN_PART = 0.6;

export function describeAttack(attack: Attack, context: AttackContext): Detection {
  const { kind, device, picture } = attack;
  const outbound = isOutbound(kind);
  const [story, severity, name] = MEANINGS[kind];
  const port = picture?.port ?? null;
  const service: ServiceFunction = 'F8';
  const peer = mainPeer(picture);
  const nobody = device.includes(':') ? '::' : '0.0.0.0';
  const known = context.deviceOf(device);
  const mac = picture?.deviceMac ?? known?.mac ?? null;
  const deviceName = (mac === null ? null : context.nameOf(mac)) ?? known?.name ?? null;
  const [sourceIp, destinationIp] = outbound ? [device, peer ?? nobody] : [peer ?? nobody, device];
  return {
    at: attack.from,
    until: attack.until,
    count: attack.packets,
    clockSynced: context.clockSynced(),
    function: service,
    story,
    severity,
    direction: outbound ? 'outbound' : 'inbound',
    verdict: attack.blocked ? 'blocked' : 'detected',
    device: { ip: device, mac, name: deviceName === null ? null : deviceName.slice(0, 120) },
    peer: peer === null ? null : { ip: peer, port: null, country: context.countryOf(peer), name: null },
    flow: {
      protocol: picture?.protocol ?? 'ip',
      sourceIp,
      sourcePort: null,
      destinationIp,
      destinationPort: port,
      applicationProtocol: null,
      flowId: null,
    },
    rule: { engine: 'nftables', id: `flood:${kind}`, name, feed: 'flood-guard', category: null },
    evidence: picture === null ? null : { kind: 'packet', base64: '', facts: factsOf(picture, context) },
    recovered: attack.recovered,
  };
}

export function isOutbound(kind: FloodKind): boolean {
  return FLOODS_OUTBOUND.some((one) => one === kind);
}

function mainPeer(picture: AttackPicture | null): string | null {
  const [first] = picture?.peers ?? [];
  return picture === null || first === undefined || first[1] < picture.seen * MAIN_PART ? null : first[0];
}

/** Numbers of what was seen: some twenty packets a second, whatever the attack sends. */
function factsOf({ peers, morePeers }: AttackPicture, { countryOf }: AttackContext): Record<string, string> {
  const countries = new Map<string, number>();
  let known = 0;
  for (const [ip, count] of peers) {
    const country = countryOf(ip);
    if (country === null) continue;
    countries.set(country, (countries.get(country) ?? 0) + count);
    known += count;
  }
  const shares = [...countries]
    .sort((a, b) => b[1] - a[1])
    .slice(0, COUNTRIES_TOLD)
    .map(([country, count]) => `${country} ${Math.round((100 * count) / known)}`);
  const sources = `${peers.length}${morePeers ? '+' : ''}`;
  return { sources, ...(shares.length === 0 ? {} : { countries: shares.join(', ') }) };
}
