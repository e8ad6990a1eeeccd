import type { EveFields } from 'suricata-eve-parser';
import { eveMs, shortenIpv6 } from './eve-text.ts';
import type { HomeNetworks } from './home-networks.ts';

/** What one record of the engine shows of a conversation of a device of the office. */
export interface SignedTraffic {
  readonly ip: string;
  readonly mac: string | null;
  /** The device began, and the other end is outside. */
  readonly outbound: boolean;
  readonly atMs: number;
  /** Both directions; 0 while the conversation goes on. */
  readonly bytes: number;
  readonly signs: {
    readonly name: string;
    readonly protocol: string;
    readonly port: number;
    readonly peer: string;
    readonly answered: boolean;
    readonly applicationProtocol: string;
    readonly agent: string;
    /** Issuer and subject of the certificate. */
    readonly certificate: string;
  };
  /** A rule knew the payload: its number, its words, and the application it names; '' where the name says it. */
  readonly rule?: { readonly id: number; readonly words: string; readonly application: string };
  /** The policy refuses it, and this packet of it was stopped. */
  readonly refused?: true;
}

export interface SignsContext {
  readonly home: HomeNetworks;
  readonly macOf: (ip: string) => string | null;
}

const MOST_TEXT = 300;

/** As the parser gives it. */
type EveRecord = EveFields & { readonly event_type?: string };

interface Told {
  readonly name: string;
  readonly bytes: number;
  readonly answered: boolean;
}

/** Null for what somebody outside began, for talk within the office, and for records without time or addresses. */
export function readSigns(event: EveRecord, told: Told, context: SignsContext): SignedTraffic | null {
  const seen = placeSigns(event, told, context);
  // A question to a resolver inside (the router) tells of the world outside all the same.
  if (seen === null || !context.home.contains(seen.ip)) return null;
  return seen.outbound || isQuestionInside(event, seen, context) ? seen : null;
}

function isQuestionInside(event: EveRecord, { signs }: SignedTraffic, { home }: SignsContext) {
  return event.event_type === 'dns' && home.contains(signs.peer);
}

/** The device is the end in the office; where both or none of them are, the one that began. */
function placeSigns(event: EveFields, told: Told, { home, macOf }: SignsContext): SignedTraffic | null {
  const begin = event.flow?.src_ip ?? event.src_ip;
  const turned = begin !== event.src_ip;
  const end = turned ? event.src_ip : event.dest_ip;
  // A flow is recorded when it is given up, long after its last packet.
  const atMs = eveMs(event.flow?.end ?? event.timestamp);
  if (typeof begin !== 'string' || typeof end !== 'string' || atMs === null) return null;
  const [client, server] = [shortenIpv6(begin), shortenIpv6(end)];
  const began = home.contains(client) || !home.contains(server);
  const [ip, peer] = began ? [client, server] : [server, client];
  const port = turned ? event.src_port : event.dest_port;
  return {
    ip,
    mac: macOf(ip),
    outbound: home.contains(ip) && began && !home.contains(peer),
    atMs,
    bytes: told.bytes,
    signs: {
      name: told.name,
      protocol: String(event.proto ?? '')
        .toLowerCase()
        .slice(0, 20),
      port: typeof port === 'number' && port >= 0 && port <= 65535 ? port : 0,
      peer,
      answered: told.answered,
      applicationProtocol: textOf(event.app_proto),
      agent: textOf(event.http?.http_user_agent),
      certificate: `${textOf(event.tls?.issuerdn)} ${textOf(event.tls?.subject)}`,
    },
  };
}

/**
 * The application that a rule names in `metadata: omamori_application`, or that one of the policy refused by its name
 * (`omamori_refused application`); null for every other rule.
 */
export function ruleSigns(event: EveFields, context: SignsContext): SignedTraffic | null {
  const { alert } = event;
  if (alert === undefined) return null;
  const isRefusal = tagOf(alert, 'omamori_refused') === 'application';
  const application = tagOf(alert, 'omamori_application') ?? (isRefusal ? '' : null);
  if (application === null) return null;
  // Payload does not lie about who talks: within the office as well, and from outside.
  const seen = placeSigns(event, { name: isRefusal ? nameOf(event) : '', bytes: 0, answered: true }, context);
  if (seen === null) return null;
  const rule = { id: alert.signature_id ?? 0, words: textOf(alert.signature), application };
  const stopped = alert.action === 'blocked' || tagOf(alert, 'omamori_verdict') === 'blocked';
  return { ...seen, rule, ...(stopped ? { refused: true } : {}) };
}

/** What was asked for when it was refused. */
function nameOf({ dns, http, quic, tls }: EveFields): string {
  const asked = dns?.query?.[0]?.rrname ?? dns?.queries?.[0]?.rrname ?? dns?.rrname;
  return textOf(tls?.sni ?? quic?.sni ?? http?.hostname ?? asked)
    .toLowerCase()
    .replace(/:\d{1,5}$/, '');
}

/** Metadata is what a rule's author wrote: anything may stand there. */
function tagOf(alert: NonNullable<EveFields['alert']>, name: string): string | undefined {
  const values: unknown = alert.metadata?.[name];
  const first: unknown = Array.isArray(values) ? values[0] : undefined;
  return typeof first === 'string' ? first : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, MOST_TEXT) : '';
}
