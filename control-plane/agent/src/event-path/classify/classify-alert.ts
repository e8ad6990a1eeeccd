import type { Detection } from '@omamori/contract/detection';
import type { EveAlert, EveFields } from 'suricata-eve-parser';
import { eveMs, shortenIpv6 } from '../../platform/eve-text.ts';
import { type ClassifyContext, datedFeed } from './classify-context.ts';
import { type End, placeEnds, portOrNull } from './place-ends.ts';
import { peerNameOf, readEvidence } from './read-evidence.ts';
import { meaningOfAlert } from './story-of-rule.ts';

/** An alert, or a drop that carries the alert that decided it; null when it names no two addresses or no time. */
export function classifyAlert(
  event: EveFields,
  alert: EveAlert,
  verdict: Detection['verdict'],
  recovered: boolean,
  context: ClassifyContext,
): Detection | null {
  const at = eveTime(event.timestamp);
  const ends = endsOf(event);
  if (at === null || ends === null) return null;
  const meaning = meaningOfAlert(alert);
  const { client, server } = ends;
  const place = placeEnds(client, server, context);
  // A file's direction is the way it travels; every other story's is that of who began.
  const travels = meaning.story === 'malware-file' ? placeEnds(ends.sender, ends.receiver, context) : place;
  const peer = place.peer === null ? null : { ...place.peer, name: peerName(event, place) };
  return {
    at,
    until: at,
    count: 1,
    clockSynced: context.clockSynced(),
    function: meaning.function,
    direction: travels.direction,
    verdict,
    story: meaning.story,
    severity: meaning.severity,
    device: place.device,
    peer,
    flow: flowOf(event, client, server),
    rule: {
      engine: 'suricata',
      id: String(alert.signature_id ?? 0),
      name: String(alert.signature ?? '').slice(0, 300),
      feed: meaning.feed,
      ...datedFeed(meaning.feed, context),
      category: typeof alert.category === 'string' && alert.category !== '' ? alert.category.slice(0, 120) : null,
    },
    evidence: readEvidence(event, meaning.story),
    recovered,
  };
}

/** UTC with milliseconds; null when it is no time. */
export function eveTime(text: string | undefined): string | null {
  const ms = eveMs(text);
  return ms === null ? null : new Date(ms).toISOString();
}

/** Names are asked for by the inside; a host header of an attacker from outside names our own end. */
function peerName(event: EveFields, place: { readonly direction: string }): string | null {
  return place.direction === 'outbound' ? peerNameOf(event) : null;
}

/** The packet's ends may be either way round; the flow's, where given, begin with the client. */
function endsOf(event: EveFields): { client: End; server: End; sender: End; receiver: End } | null {
  const sender = endAt(event.src_ip, event.src_port);
  const receiver = endAt(event.dest_ip, event.dest_port);
  if (sender === null || receiver === null) return null;
  const toClient =
    event.flow?.src_ip === undefined ? event.direction === 'to_client' : event.flow.src_ip !== event.src_ip;
  return toClient
    ? { client: receiver, server: sender, sender, receiver }
    : { client: sender, server: receiver, sender, receiver };
}

function endAt(ip: unknown, port: unknown): End | null {
  if (typeof ip !== 'string' || ip.length < 2 || ip.length > 45) return null;
  return { ip: shortenIpv6(ip), port: typeof port === 'number' && port >= 0 && port <= 65535 ? port : 0, mac: null };
}

function flowOf(event: EveFields, client: End, server: End): Detection['flow'] {
  const application = event.app_proto;
  return {
    protocol: String(event.proto ?? 'ip')
      .toLowerCase()
      .slice(0, 20),
    sourceIp: client.ip,
    sourcePort: portOrNull(client.port),
    destinationIp: server.ip,
    destinationPort: portOrNull(server.port),
    applicationProtocol: typeof application === 'string' && application !== 'failed' ? application.slice(0, 30) : null,
    flowId: event.flow_id === undefined ? null : String(event.flow_id).slice(0, 24),
  };
}
