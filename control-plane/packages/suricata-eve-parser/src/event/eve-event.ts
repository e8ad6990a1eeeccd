// The union a consumer switches on: one member for each event type Suricata 7 and 8 are known to write. A type not
// named here is an OtherEvent, kept like any other. Every member has every field, since one type carries another's
// object (an alert its http, a drop its alert).
import type { EveFields, EveOpenProtocol } from './eve-fields.ts';

/** A whole line as plain data of its own; equals JSON.parse(line). */
export type EveObject = { [field: string]: unknown };

interface EveMethods {
  /** The whole line decoded anew: plain data that may be kept and changed. */
  toObject(): EveObject;
  /** So that JSON.stringify(event) writes the line's data. */
  toJSON(): EveObject;
}

interface EventOf<Type extends string> extends EveFields, EveMethods {
  readonly event_type: Type;
}

export type AlertEvent = EventOf<'alert'>;
export type DropEvent = EventOf<'drop'>;
export type AnomalyEvent = EventOf<'anomaly'>;
export type FlowEvent = EventOf<'flow'>;
export type DnsEvent = EventOf<'dns'>;
export type HttpEvent = EventOf<'http'>;
export type TlsEvent = EventOf<'tls'>;
export type QuicEvent = EventOf<'quic'>;
export type FileinfoEvent = EventOf<'fileinfo'>;
export type StatsEvent = EventOf<'stats'>;
export type NetflowEvent = EventOf<'netflow'>;
export type DhcpEvent = EventOf<'dhcp'>;
export type SmbEvent = EventOf<'smb'>;
export type SmtpEvent = EventOf<'smtp'>;
export type SshEvent = EventOf<'ssh'>;
/** A packet kept for a tagged flow (`tagged-packets`). */
export type PacketEvent = EventOf<'packet'>;
export type FrameEvent = EventOf<'frame'>;
/** HTTP/2, where it is logged under its own name. */
export type Http2Event = EventOf<'http2'>;
/** Flow variables and bits alone (`metadata` logger). */
export type MetadataEvent = EventOf<'metadata'>;
/** Suricata's own log lines, when they are sent to EVE. */
export type EngineEvent = EventOf<'engine'>;

type OpenProtocolEvent = { [protocol in EveOpenProtocol]: EventOf<protocol> }[EveOpenProtocol];

declare const otherEventType: unique symbol;

/** Any other text; the brand keeps the known names visible in the union. */
export type OtherEventType = string & { readonly [otherEventType]: true };

/** A type this version does not know, or a line without `event_type` (then undefined). */
export interface OtherEvent extends EveFields, EveMethods {
  readonly event_type?: OtherEventType;
  readonly [field: string]: unknown;
}

export type EveEvent =
  | AlertEvent
  | DropEvent
  | AnomalyEvent
  | FlowEvent
  | DnsEvent
  | HttpEvent
  | TlsEvent
  | QuicEvent
  | FileinfoEvent
  | StatsEvent
  | NetflowEvent
  | DhcpEvent
  | SmbEvent
  | SmtpEvent
  | SshEvent
  | PacketEvent
  | FrameEvent
  | EngineEvent
  | Http2Event
  | MetadataEvent
  | OpenProtocolEvent
  | OtherEvent;
