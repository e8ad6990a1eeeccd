// EVE traffic records to conversations. A flow record comes when its flow has ended; who was meant is said earlier, by
// the records of its content, and kept here until then. Hot path: no queue, bounded memory, unwanted types only scanned.
import { isIP } from 'node:net';
import { createEveParser, type EveDns, type EveFields, type EveParser } from 'suricata-eve-parser';
import { eveMs, shortenIpv6 } from '../../platform/eve-text.ts';
import type { HomeNetworks } from '../../platform/home-networks.ts';
import { readSigns, type SignedTraffic } from '../../platform/traffic-signs.ts';
import { BoundedMap } from './bounded-map.ts';
import type { Conversation } from './conversation.ts';
import { LookedUpNames } from './looked-up-names.ts';

const MAX_LINE_BYTES = 128 * 1024;
const MOST_NAMED_FLOWS = 8192;
/** Neighbour discovery: no policy may stop it, and it is no conversation with anybody. */
const DISCOVERY_TYPES = { first: 133, last: 136 } as const;
/** DHCP and DHCPv6, both sides. */
const HOUSEKEEPING_PORTS: ReadonlySet<number> = new Set([67, 68, 546, 547]);

export interface TrafficCounts {
  readonly byType: Readonly<Record<string, number>>;
  readonly malformed: number;
  /** Flow records that ended as conversations; the others were stopped, unanswered or the office's own chatter. */
  readonly conversations: number;
  readonly leftOut: number;
}

export interface TrafficReaderOptions {
  readonly home: HomeNetworks;
  readonly macOf: (ip: string) => string | null;
  readonly onConversation: (conversation: Conversation) => void;
  /** What shows which application a device uses: at the first name or certificate, at each question, at the end. */
  readonly onSigns?: (traffic: SignedTraffic) => void;
  /** Each flow record, whatever becomes of it. */
  readonly onFlowRecord?: () => void;
  /** By the engine's own counters: flows that ended since it started, and when that was, UTC ms. */
  readonly onEngineCounts?: (ended: number, startedMs: number) => void;
}

/** One connection of the engine; half a line at its end is joined with nothing. */
export interface TrafficStream {
  write(chunk: Uint8Array): void;
  end(): void;
}

export class TrafficReader {
  readonly #options: TrafficReaderOptions;
  /** By flow_id; '' for a flow whose questions are recorded one by one. */
  readonly #named = new BoundedMap<number, string>(MOST_NAMED_FLOWS);
  readonly #lookedUp: LookedUpNames;
  readonly #open = new Set<EveParser>();
  readonly #byType = new Map<string, number>();
  #malformed = 0;
  #conversations = 0;
  #leftOut = 0;

  constructor(options: TrafficReaderOptions) {
    this.#options = options;
    this.#lookedUp = new LookedUpNames(options.macOf);
  }

  open(): TrafficStream {
    const parser = createEveParser({
      maxLineBytes: MAX_LINE_BYTES,
      types: { flow: 'decode', dns: 'decode', tls: 'decode', http: 'decode', quic: 'decode', stats: 'decode' },
      otherTypes: 'count',
      onEvent: (event) => this.#take(event),
    });
    this.#open.add(parser);
    return {
      write: (chunk) => parser.write(chunk),
      end: () => {
        parser.end();
        this.#open.delete(parser);
        this.#settle(parser);
      },
    };
  }

  get counts(): TrafficCounts {
    const byType = Object.fromEntries(this.#byType);
    let malformed = this.#malformed;
    for (const { stats } of this.#open) {
      malformed += stats.malformed;
      for (const [type, count] of Object.entries(stats.byType)) byType[type] = (byType[type] ?? 0) + count;
    }
    return { byType, malformed, conversations: this.#conversations, leftOut: this.#leftOut };
  }

  #settle({ stats }: EveParser): void {
    this.#malformed += stats.malformed;
    for (const [type, count] of Object.entries(stats.byType)) {
      this.#byType.set(type, (this.#byType.get(type) ?? 0) + count);
    }
  }

  #take(event: EveFields & { readonly event_type?: string }): void {
    const { event_type: type } = event;
    if (type === 'flow') this.#takeFlow(event);
    else if (type === 'dns') this.#takeDns(event);
    else if (type === 'stats') this.#takeStats(event);
    else {
      const name = event.tls?.sni ?? event.quic?.sni ?? event.http?.hostname;
      this.#remember(event.flow_id, name);
      this.#sign(event, { name: readName(name), bytes: 0, answered: true });
    }
  }

  #sign(event: EveFields, told: { name: string; bytes: number; answered: boolean }): void {
    const { onSigns } = this.#options;
    const traffic = onSigns && readSigns(event, told, this.#options);
    if (traffic) onSigns?.(traffic);
  }

  #remember(flow: number | undefined, text: unknown): void {
    const name = readName(text);
    if (flow !== undefined && name !== '') this.#named.set(flow, name);
  }

  #takeFlow(event: EveFields): void {
    this.#options.onFlowRecord?.();
    const { flow, flow_id: id, src_ip: from, dest_ip: to, icmp_type: icmp } = event;
    const named = id === undefined ? undefined : this.#named.take(id);
    const protocol = String(event.proto ?? '').toLowerCase();
    const ended = typeof flow === 'object' && flow !== null && typeof from === 'string' && typeof to === 'string';
    const asked = named === '';
    const discovers = protocol === 'ipv6-icmp' && isDiscovery(icmp);
    if (!ended || asked || discovers || flow.action === 'drop' || isHousekeeping(event)) {
      this.#leftOut += 1;
      return;
    }
    const answered = Number(flow.pkts_toclient ?? 0) > 0;
    const bytes = sizeOf(flow.bytes_toserver) + sizeOf(flow.bytes_toclient);
    this.#sign(event, { name: named ?? this.#lookedUp.of(from, to, startOf(event)) ?? '', bytes, answered });
    const [firstMs, lastMs] = [eveMs(flow.start ?? event.timestamp), eveMs(flow.end ?? event.timestamp)];
    if (firstMs === null || lastMs === null) this.#leftOut += 1;
    else this.#place(event, { protocol, answered, name: named ?? null, bytes, firstMs, lastMs });
  }

  /** Each question is a row of its own: one connection to a resolver asks for many names. */
  #takeDns(event: EveFields): void {
    const { dns, flow_id: id } = event;
    if (dns === undefined || typeof dns !== 'object' || dns === null) return;
    const kind = dns.type;
    if (kind === 'answer' || kind === 'response') {
      // The answer travels to who asked.
      const who = event.flow?.src_ip ?? event.dest_ip;
      for (const { address, name } of answersOf(dns)) this.#lookedUp.learn(who, address, name, eveMs(event.timestamp));
      return;
    }
    const atMs = eveMs(event.timestamp);
    const protocol = String(event.proto ?? '').toLowerCase();
    for (const name of questionsOf(dns)) {
      if (id !== undefined) this.#named.set(id, '');
      this.#sign(event, { name, bytes: 0, answered: false });
      if (atMs !== null) {
        this.#place(event, { protocol, answered: true, name, bytes: 0, firstMs: atMs, lastMs: atMs });
      }
    }
  }

  #takeStats(event: EveFields): void {
    const ended = endedFlows(event.stats);
    const atMs = eveMs(event.timestamp);
    if (ended === null || atMs === null) return;
    this.#options.onEngineCounts?.(ended, atMs - sizeOf(event.stats?.uptime) * 1000);
  }

  #place(event: EveFields, what: PlacedFlow): void {
    const { home, macOf } = this.#options;
    const [from, to] = [shortenIpv6(String(event.src_ip)), shortenIpv6(String(event.dest_ip))];
    const [fromMac, toMac] = [macOf(from), macOf(to)];
    // Between two addresses of the office (a resolver on the router): the device is the one behind the LAN port.
    const begins = home.contains(from) && (!home.contains(to) || fromMac !== null || toMac === null);
    const [ip, peer] = begins ? [from, to] : [to, from];
    // A scan that nobody answered is no conversation: no policy could take it from anybody.
    if (!home.contains(ip) || isEverybody(peer) || isEverybody(ip) || (!begins && !what.answered)) {
      this.#leftOut += 1;
      return;
    }
    this.#conversations += 1;
    const { protocol, bytes, firstMs, lastMs } = what;
    this.#options.onConversation({
      mac: begins ? fromMac : toMac,
      ip,
      direction: begins ? 'outbound' : 'inbound',
      peer,
      name: what.name ?? (begins ? this.#lookedUp.of(from, to, startOf(event)) : undefined) ?? '',
      protocol: protocol.slice(0, 20),
      port: portOf(event.dest_port),
      flows: 1,
      bytes,
      firstMs,
      lastMs: Math.max(firstMs, lastMs),
    });
  }
}

interface PlacedFlow {
  readonly protocol: string;
  readonly answered: boolean;
  readonly name: string | null;
  readonly bytes: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** A name as the engine compares it; '' for what is none: an address, a blank, control characters. */
function readName(text: unknown): string {
  if (typeof text !== 'string') return '';
  const name = text.toLowerCase().replace(/:\d{1,5}$/, '');
  return /^[\x21-\x7e]{1,253}$/.test(name) && isIP(name) === 0 && !name.startsWith('[') ? name : '';
}

/** Version 2 (Suricata 7) says `rrname`, version 3 (Suricata 8) `queries`. */
function questionsOf(dns: EveDns): string[] {
  const asked = dns.queries ?? [{ rrname: dns.rrname }];
  return asked.map(({ rrname }) => readName(rrname)).filter((name) => name !== '');
}

/** Addresses with the name that was asked for, not the alias at the end of the chain. */
function answersOf(dns: EveDns): { address: string; name: string }[] {
  const name = readName(dns.rrname ?? dns.queries?.[0]?.rrname);
  if (name === '') return [];
  const told = dns.answers?.map(({ rdata }) => rdata) ?? [...(dns.grouped?.A ?? []), ...(dns.grouped?.AAAA ?? [])];
  return told.flatMap((address) =>
    typeof address === 'string' && isIP(address) !== 0 ? [{ address: shortenIpv6(address), name }] : [],
  );
}

function isDiscovery(type: number | undefined): boolean {
  return type !== undefined && type >= DISCOVERY_TYPES.first && type <= DISCOVERY_TYPES.last;
}

function startOf(event: EveFields): number | null {
  return eveMs(event.flow?.start ?? event.timestamp);
}

function isHousekeeping({ proto, src_port: from, dest_port: to }: EveFields): boolean {
  return proto === 'UDP' && HOUSEKEEPING_PORTS.has(from ?? 0) && HOUSEKEEPING_PORTS.has(to ?? 0);
}

/** Multicast, broadcast, the unspecified address, link-local: nobody outside. */
function isEverybody(ip: string): boolean {
  if (ip.includes(':')) return /^(?:ff|fe[89ab])/i.test(ip) || ip === '::';
  const first = Number.parseInt(ip, 10);
  return first >= 224 || first === 0 || ip.startsWith('169.254.') || ip.endsWith('.255.255');
}

function portOf(port: unknown): number {
  return Number.isInteger(port) && Number(port) > 0 && Number(port) <= 65535 ? Number(port) : 0;
}

function sizeOf(bytes: unknown): number {
  return Number.isSafeInteger(bytes) && Number(bytes) > 0 ? Number(bytes) : 0;
}

/** `flow.end.state` in the totals: one for each flow record that the engine wrote or tried to. */
function endedFlows(stats: unknown): number | null {
  const states = part(part(part(stats, 'flow'), 'end'), 'state');
  if (typeof states !== 'object' || states === null) return null;
  return Object.values(states).reduce((sum: number, count) => sum + sizeOf(count), 0);
}

function part(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
