// Every top-level field Suricata 7 and 8 are known to write, whatever the event type. All optional: one type carries
// another's object (an alert its http, a drop its alert), and nothing here is verified.

import type { EveAlert, EveAnomaly, EveDrop } from './detection.ts';
import type { EveLdap } from './directory.ts';
import type { EveEnip } from './enip.ts';
import type { EveFile, EveFlowMetadata, EveOpenObject, EveTunnel, EveVerdict } from './event-part.ts';
import type {
  EveBittorrentDht,
  EveEther,
  EveFrame,
  EveRdp,
  EveRfb,
  EveSip,
  EveSnmp,
  EveWebsocket,
} from './exchange.ts';
import type { EveFlow, EveNetflow, EveStats, EveTcp } from './flow.ts';
import type { EveDnp3, EveModbus, EveMqtt } from './machine.ts';
import type { EveDhcp, EveEmail, EveSmb, EveSmtp, EveSsh } from './office.ts';
import type {
  EveArp,
  EveDcerpc,
  EveFtp,
  EveFtpData,
  EveIke,
  EveKrb5,
  EveNfs,
  EvePgsql,
  EvePop3,
  EveRpc,
  EveTftp,
} from './service.ts';
import type { EveDns, EveHttp, EveMdns, EveQuic, EveTls } from './web.ts';

/** Application protocols that are event types with an object of their own name, beside those named one by one below. */
export const OPEN_PROTOCOLS = [
  'arp',
  'bittorrent_dht',
  'dcerpc',
  'dnp3',
  'doh2',
  'enip',
  'ftp',
  'ftp_data',
  'ike',
  'krb5',
  'ldap',
  'mdns',
  'modbus',
  'mqtt',
  'nfs',
  'pgsql',
  'pop3',
  'rdp',
  'rfb',
  'sip',
  'snmp',
  'telnet',
  'tftp',
  'websocket',
] as const;

export type EveOpenProtocol = (typeof OPEN_PROTOCOLS)[number];

/** doh2 and telnet carry what others describe, or nothing that is worth describing. */
interface ProtocolObjects {
  arp: EveArp;
  bittorrent_dht: EveBittorrentDht;
  dcerpc: EveDcerpc;
  dnp3: EveDnp3;
  doh2: EveOpenObject;
  enip: EveEnip;
  ftp: EveFtp;
  ftp_data: EveFtpData;
  ike: EveIke;
  krb5: EveKrb5;
  ldap: EveLdap;
  mdns: EveMdns;
  modbus: EveModbus;
  mqtt: EveMqtt;
  nfs: EveNfs;
  pgsql: EvePgsql;
  pop3: EvePop3;
  rdp: EveRdp;
  rfb: EveRfb;
  sip: EveSip;
  snmp: EveSnmp;
  telnet: EveOpenObject;
  tftp: EveTftp;
  websocket: EveWebsocket;
}

type OpenProtocolFields = { readonly [protocol in EveOpenProtocol]?: ProtocolObjects[protocol] };

export interface EveFields extends OpenProtocolFields {
  readonly timestamp?: string;
  /** Up to 2^53; Suricata keeps it below. Equal in all events of one flow. */
  readonly flow_id?: number;
  readonly parent_id?: number;
  readonly in_iface?: string;
  readonly vlan?: readonly number[];
  readonly src_ip?: string;
  readonly src_port?: number;
  readonly dest_ip?: string;
  readonly dest_port?: number;
  readonly proto?: string;
  readonly ip_v?: number;
  readonly ether?: EveEther;
  readonly host?: string;
  readonly icmp_type?: number;
  readonly icmp_code?: number;
  readonly response_icmp_type?: number;
  readonly response_icmp_code?: number;
  readonly spi?: number;
  readonly pcap_cnt?: number;
  readonly pcap_filename?: string;
  readonly pkt_src?: string;
  readonly community_id?: string;
  readonly direction?: string;
  readonly app_proto?: string;
  readonly app_proto_ts?: string;
  readonly app_proto_tc?: string;
  readonly app_proto_orig?: string;
  readonly app_proto_expected?: string;
  readonly tx_id?: number;
  readonly tx_guessed?: boolean;
  readonly stream?: number;
  /** Base64. */
  readonly payload?: string;
  readonly payload_printable?: string;
  readonly payload_length?: number;
  /** Base64. */
  readonly packet?: string;
  readonly packet_info?: { readonly linktype?: number; readonly linktype_name?: string };
  readonly capture_file?: string;
  readonly log_level?: string;
  readonly metadata?: EveFlowMetadata;
  readonly tunnel?: EveTunnel;
  readonly verdict?: EveVerdict;
  readonly files?: readonly EveFile[];
  readonly alert?: EveAlert;
  readonly anomaly?: EveAnomaly;
  readonly drop?: EveDrop;
  readonly fileinfo?: EveFile;
  /** Totals so far in an alert or drop; with state, reason and end in a flow event. */
  readonly flow?: EveFlow;
  readonly netflow?: EveNetflow;
  readonly tcp?: EveTcp;
  readonly stats?: EveStats;
  readonly dns?: EveDns;
  readonly http?: EveHttp;
  readonly tls?: EveTls;
  readonly quic?: EveQuic;
  readonly dhcp?: EveDhcp;
  readonly smb?: EveSmb;
  readonly smtp?: EveSmtp;
  readonly email?: EveEmail;
  readonly ssh?: EveSsh;
  readonly rpc?: EveRpc;
  readonly frame?: EveFrame;
  readonly engine?: EveOpenObject;
}

/** The same names as values: the decoder gives each one a getter. Names not listed here can be read all the same. */
export const EVE_FIELD_NAMES = Object.keys({
  timestamp: 0,
  flow_id: 0,
  parent_id: 0,
  in_iface: 0,
  event_type: 0,
  vlan: 0,
  src_ip: 0,
  src_port: 0,
  dest_ip: 0,
  dest_port: 0,
  proto: 0,
  ip_v: 0,
  ether: 0,
  host: 0,
  icmp_type: 0,
  icmp_code: 0,
  response_icmp_type: 0,
  response_icmp_code: 0,
  spi: 0,
  pcap_cnt: 0,
  pcap_filename: 0,
  pkt_src: 0,
  community_id: 0,
  direction: 0,
  app_proto: 0,
  app_proto_ts: 0,
  app_proto_tc: 0,
  app_proto_orig: 0,
  app_proto_expected: 0,
  tx_id: 0,
  tx_guessed: 0,
  stream: 0,
  payload: 0,
  payload_printable: 0,
  payload_length: 0,
  packet: 0,
  packet_info: 0,
  capture_file: 0,
  log_level: 0,
  metadata: 0,
  tunnel: 0,
  verdict: 0,
  files: 0,
  alert: 0,
  anomaly: 0,
  drop: 0,
  fileinfo: 0,
  flow: 0,
  netflow: 0,
  tcp: 0,
  stats: 0,
  dns: 0,
  http: 0,
  tls: 0,
  quic: 0,
  dhcp: 0,
  smb: 0,
  smtp: 0,
  email: 0,
  ssh: 0,
  rpc: 0,
  frame: 0,
  engine: 0,
} satisfies Record<Exclude<keyof EveFields, EveOpenProtocol> | 'event_type', 0>).concat(OPEN_PROTOCOLS);
