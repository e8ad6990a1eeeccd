// A year of one box: bursts of attempts, each about one device and one story, as the box would spool them.
import type { Detection } from '@omamori/contract/detection';
import { MAX_BATCH_RECORDS } from '@omamori/contract/event-envelope';
import { type AttackKind, COUNTRIES, INBOUND_KINDS, OUTBOUND_KINDS } from './attack-kinds.ts';
import type { SimulatedBox, SimulatedDevice } from './make-companies.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';

const DAY_MS = 86_400_000;
/** mission.md: each company that is attacked at all sees 19,100 / 64 in five months; from inside 692 / 31. */
export const INBOUND_A_MONTH = 19_100 / 64 / 5;
export const OUTBOUND_A_MONTH = 692 / 31 / 5;
const DAYS_A_MONTH = 365 / 12;
/** Attempts that come together; attackers and infected programs try again and again. */
const INBOUND_BURST = 24;
const OUTBOUND_BURST = 6;
const ATTACKER_NETS = ['192.0.2', '198.51.100', '203.0.113'] as const;

export interface Burst {
  readonly appliance: string;
  /** When the last of it was seen; the box sends it then. */
  readonly until: number;
  readonly detections: readonly Detection[];
}

export interface Span {
  readonly from: number;
  readonly days: number;
}

/** Oldest first. The sum of the detections' counts is what the field figures say, by chance more or less. */
export function makeYear(box: SimulatedBox, span: Span, seed: number): Burst[] {
  const { appliance } = box.entry;
  const random = seededRandom(seed, `year ${appliance}`);
  const months = span.days / DAYS_A_MONTH;
  const bursts: Burst[] = [];
  // Half the companies of a kind see half of it, some twice as much.
  const pressure = 0.5 + random.next();
  if (box.attacked) {
    const attempts = INBOUND_A_MONTH * months * pressure;
    addBursts(bursts, box, { ...span, kinds: INBOUND_KINDS, attempts, size: INBOUND_BURST }, random);
  }
  if (box.infected) {
    const attempts = OUTBOUND_A_MONTH * months * pressure;
    addBursts(bursts, box, { ...span, kinds: OUTBOUND_KINDS, attempts, size: OUTBOUND_BURST }, random);
  }
  return bursts.sort((one, other) => one.until - other.until);
}

interface Campaign extends Span {
  readonly kinds: readonly AttackKind[];
  readonly attempts: number;
  /** Attempts of a usual burst. */
  readonly size: number;
}

function addBursts(bursts: Burst[], box: SimulatedBox, campaign: Campaign, random: SeededRandom): void {
  const weights = campaign.kinds.map((kind) => [kind, kind.weight] as const);
  let left = random.poisson(campaign.attempts);
  while (left > 0) {
    const size = Math.min(left, 1 + random.poisson(campaign.size - 1), MAX_BATCH_RECORDS);
    left -= size;
    const start = campaign.from + Math.floor(random.next() * campaign.days * DAY_MS);
    bursts.push(makeBurst(box, random.weighted(weights), atOffice(start, campaign, random), size, random));
  }
}

/** What starts inside happens while people work (JST, weekdays 8–18 for the most part). */
function atOffice(start: number, { kinds, from, days }: Campaign, random: SeededRandom): number {
  if (kinds !== OUTBOUND_KINDS || random.next() < 0.15) return start;
  const day = Math.floor(start / DAY_MS) * DAY_MS;
  const weekday = new Date(day).getUTCDay();
  const moved = day + (weekday === 0 ? DAY_MS : weekday === 6 ? -DAY_MS : 0) - 3_600_000;
  const within = moved + Math.floor(random.next() * 10 * 3_600_000);
  return within < from || within >= from + days * DAY_MS ? start : within;
}

function makeBurst(box: SimulatedBox, kind: AttackKind, start: number, size: number, random: SeededRandom): Burst {
  const device = box.devices[random.between(0, box.devices.length - 1)];
  if (device === undefined) throw new Error('a box without devices has no year');
  const net = random.pick(ATTACKER_NETS);
  const country = random.weighted(COUNTRIES);
  const peers = Array.from({ length: random.between(1, 4) }, () => `${net}.${random.between(1, 254)}`);
  const stopped = random.next() < kind.stopped;
  const detections: Detection[] = [];
  let at = start;
  for (let left = size; left > 0; ) {
    const count = Math.min(left, random.between(1, kind.summary));
    left -= count;
    const peer = peers[random.between(0, peers.length - 1)] ?? `${net}.1`;
    const until = at + (count - 1) * 200;
    detections.push(makeDetection(kind, { at, until, count, stopped, country, peer, device }, random));
    at = until + random.between(500, 45_000);
  }
  return { appliance: box.entry.appliance, until: at, detections };
}

interface Attempt {
  readonly at: number;
  readonly until: number;
  readonly count: number;
  readonly stopped: boolean;
  readonly country: string;
  readonly peer: string;
  readonly device: SimulatedDevice;
}

function makeDetection(kind: AttackKind, attempt: Attempt, random: SeededRandom): Detection {
  const { peer, device } = attempt;
  const far = random.between(1024, 65_000);
  const inbound = kind.direction === 'inbound';
  const [source, destination] = inbound ? [peer, device.ip] : [device.ip, peer];
  return {
    at: new Date(attempt.at).toISOString(),
    until: new Date(attempt.until).toISOString(),
    count: attempt.count,
    clockSynced: true,
    function: kind.function,
    direction: kind.direction,
    verdict: attempt.stopped ? 'blocked' : 'detected',
    story: kind.story,
    severity: kind.severity,
    device: { ip: device.ip, mac: device.mac, name: device.name },
    peer: { ip: peer, port: inbound ? far : kind.port, country: attempt.country, name: kind.host ?? null },
    flow: {
      ...{ protocol: kind.protocol, sourceIp: source, sourcePort: far, destinationIp: destination },
      ...{ destinationPort: kind.port, applicationProtocol: null, flowId: null },
    },
    rule: kind.rule,
    evidence: null,
    recovered: false,
  };
}
