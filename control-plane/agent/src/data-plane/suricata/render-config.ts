// suricata.yaml of the box. Suricata User Guide 7.0, "Suricata.yaml", "EVE JSON Output", "Exception Policies".
// What decides whether a file is seen to its end, and whether a session survives a kill, was measured: no defaults there.
import { join } from 'node:path';
import { MARK_INSPECTED, MARK_TRUSTED } from '../ruleset/ruleset-names.ts';
import { renderYaml, type YamlValue } from './render-yaml.ts';

export interface EngineConfigInput {
  /** Survives power loss: the detections file is below it. */
  readonly dataDir: string;
  /** Sockets: commands and the traffic stream. */
  readonly runDir: string;
  readonly homeNetworks: readonly string[];
  /** closed: packets that find the queue full are dropped, not waved through. Default open. */
  readonly queueFull?: 'open' | 'closed';
}

/** Where others find what the engine writes; the paths are part of this room's interface. */
export interface EnginePaths {
  readonly detectionsFile: string;
  readonly trafficSocket: string;
  /** Alerts with their packets, for answers in the place of what was stopped. */
  readonly guardSocket: string;
  readonly commandSocket: string;
  readonly pidFile: string;
  /** Symbolic link to the folder of the rules in force: `suricata -c <current>/suricata.yaml`. */
  readonly current: string;
  readonly versions: string;
}

export function enginePaths({ dataDir, runDir }: Pick<EngineConfigInput, 'dataDir' | 'runDir'>): EnginePaths {
  return {
    detectionsFile: join(dataDir, 'eve', 'detections.json'),
    trafficSocket: join(runDir, 'eve-traffic.sock'),
    guardSocket: join(runDir, 'eve-guard.sock'),
    commandSocket: join(runDir, 'suricata.sock'),
    pidFile: join(runDir, 'suricata.pid'),
    current: join(dataDir, 'suricata', 'current'),
    versions: join(dataDir, 'suricata'),
  };
}

/** Larger attachments are inspected in pieces beyond this; up to it they are held in memory until their end. */
const MAIL_ATTACHMENT_BYTES = 20_000_000;

export const RULES_FILE = 'omamori.rules';

/** `versionDir` is where this configuration will lie: its rules are named by absolute path, not through the link. */
export function renderEngineConfig(input: EngineConfigInput, versionDir: string): string {
  const paths = enginePaths(input);
  return renderYaml({
    vars: variables(input.homeNetworks),
    'default-log-dir': join(input.dataDir, 'eve'),
    'default-rule-path': versionDir,
    'rule-files': [RULES_FILE],
    'classification-file': join(versionDir, 'classification.config'),
    'reference-config-file': join(versionDir, 'reference.config'),
    'threshold-file': join(versionDir, 'threshold.config'),
    outputs: [
      { 'eve-log': detectionsOutput(paths) },
      { 'eve-log': trafficOutput(paths) },
      { 'eve-log': guardOutput(paths) },
    ],
    stats: { enabled: true, interval: 20 },
    logging: { 'default-log-level': 'notice', outputs: [{ console: { enabled: true } }] },
    'unix-command': { enabled: true, filename: paths.commandSocket },
    runmode: 'workers',
    nfq: queueing(input),
    'max-pending-packets': 1024,
    'exception-policy': 'ignore',
    stream: {
      memcap: '64mb',
      'checksum-validation': true,
      inline: 'auto',
      // Stray segments of ordinary traffic are not ours to drop: by default 12 packets of one clean capture were lost.
      'drop-invalid': false,
      midstream: true,
      // Conversations in which nothing more can be seen are released; with no depth set, those are the encrypted ones.
      bypass: true,
      reassembly: { memcap: '256mb', depth: 0, 'toserver-chunk-size': 2560, 'toclient-chunk-size': 2560 },
    },
    flow: { memcap: '64mb', 'hash-size': 65536, prealloc: 1000 },
    defrag: { memcap: '16mb', 'hash-size': 65536, 'max-frags': 65535, prealloc: true, timeout: 60 },
    detect: {
      profile: 'medium',
      'sgh-mpm-context': 'auto',
      'inspection-recursion-limit': 3000,
      // Suricata 8 keeps what Hyperscan has compiled: 11 s instead of 111 s of a start with 31,000 rules on arm64.
      'sgh-mpm-caching': true,
      'sgh-mpm-caching-path': join(input.dataDir, 'suricata/matchers'),
    },
    'mpm-algo': 'auto', // Hyperscan wherever the engine was built with it
    'spm-algo': 'auto',
    'app-layer': { protocols: applicationProtocols() },
  });
}

/**
 * Verdict "repeat": the packet meets the queue's rules a second time, which is how the kernel knows and counts what was
 * inspected (ruleset-names.ts). A verdict for many packets carries no mark, a verdict for one sets it by itself: both
 * end the same. With repeat-mark equal to the mark of what is handed over the engine would take it for seen.
 */
function queueing(input: EngineConfigInput): YamlValue {
  return {
    mode: 'repeat',
    'repeat-mark': MARK_INSPECTED,
    'repeat-mask': MARK_INSPECTED,
    // Given with the verdict on a conversation in which there is nothing more to see: the kernel keeps it (trust-table.ts).
    'bypass-mark': MARK_TRUSTED,
    'bypass-mask': MARK_TRUSTED,
    batchcount: 20,
    'fail-open': input.queueFull !== 'closed',
  };
}

function variables(homeNetworks: readonly string[]): YamlValue {
  const home = '$HOME_NET';
  const servers = ['HTTP', 'SMTP', 'SQL', 'DNS', 'TELNET', 'DC', 'DNP3', 'MODBUS', 'ENIP'];
  return {
    'address-groups': {
      HOME_NET: `[${homeNetworks.join(',')}]`,
      EXTERNAL_NET: '!$HOME_NET',
      ...Object.fromEntries(servers.map((name) => [`${name}_SERVERS`, home])),
      DC_SERVERS: home,
      AIM_SERVERS: '$EXTERNAL_NET',
      DNP3_CLIENT: home,
      MODBUS_CLIENT: home,
      ENIP_CLIENT: home,
    },
    'port-groups': {
      HTTP_PORTS: '80',
      SHELLCODE_PORTS: '!80',
      ORACLE_PORTS: '1521',
      SSH_PORTS: '22',
      DNP3_PORTS: '20000',
      MODBUS_PORTS: '502',
      FILE_DATA_PORTS: '[$HTTP_PORTS,110,143]',
      FTP_PORTS: '21',
      GENEVE_PORTS: '6081',
      VXLAN_PORTS: '4789',
      TEREDO_PORTS: '3544',
    },
  };
}

/** On disk: the agent bookmarks it and takes up where it stopped, also after a power cut. */
function detectionsOutput(paths: EnginePaths): YamlValue {
  return {
    enabled: true,
    filetype: 'regular',
    filename: paths.detectionsFile,
    'community-id': true,
    types: [
      {
        alert: {
          metadata: true,
          payload: true,
          'payload-buffer-size': '4kb',
          'payload-printable': false,
          packet: false,
          'tagged-packets': false,
        },
      },
      { drop: { alerts: true, flows: 'start' } },
    ],
  };
}

/** A socket like the next one; what nobody reads is answered by nobody and stays dropped. */
function guardOutput(paths: EnginePaths): YamlValue {
  const alert = { metadata: true, payload: false, packet: true, 'tagged-packets': false };
  return { enabled: true, filetype: 'unix_stream', filename: paths.guardSocket, types: [{ alert }] };
}

/** A socket: written without blocking, and what nobody reads is dropped by the engine, which connects again by itself. */
function trafficOutput(paths: EnginePaths): YamlValue {
  return {
    enabled: true,
    filetype: 'unix_stream',
    filename: paths.trafficSocket,
    'community-id': true,
    types: [
      'dns',
      { http: { extended: true } },
      { tls: { extended: true } },
      // Forced: a rule with a list of checksums does not make the engine count them by itself (hash-list.test.ts).
      { files: { 'force-magic': false, 'force-hash': ['md5', 'sha1', 'sha256'] } },
      { smtp: { extended: true } },
      { dhcp: { enabled: true, extended: true } },
      'ssh',
      'ftp',
      'rdp',
      'smb',
      'rfb',
      'sip',
      'snmp',
      'mqtt',
      'krb5',
      'tftp',
      'ike',
      'quic',
      'http2',
      { stats: { totals: true, threads: false } },
      'flow',
    ],
  };
}

function applicationProtocols(): YamlValue {
  const on = { enabled: true };
  return {
    tls: { enabled: true, 'detection-ports': { dp: '443' }, 'encryption-handling': 'bypass' },
    http: {
      enabled: true,
      libhtp: {
        'default-config': {
          personality: 'IDS',
          'request-body-limit': 0,
          'response-body-limit': 0,
          'http-body-inline': 'auto',
        },
      },
    },
    smtp: {
      enabled: true,
      mime: { 'decode-mime': true, 'decode-base64': true, 'decode-quoted-printable': true, 'extract-urls': true },
      'inspected-tracker': {
        // Attachments are inspected whole, at their end: in pieces, a mark on the seam of two packets is missed (seen).
        'content-limit': MAIL_ATTACHMENT_BYTES,
        'content-inspect-min-size': MAIL_ATTACHMENT_BYTES,
        'content-inspect-window': 4096,
      },
    },
    dns: {
      tcp: { enabled: true, 'detection-ports': { dp: '53' } },
      udp: { enabled: true, 'detection-ports': { dp: '53' } },
    },
    imap: { enabled: 'detection-only' },
    smb: { enabled: true, 'detection-ports': { dp: '139, 445' } },
    ...Object.fromEntries(
      ['ftp', 'ssh', 'http2', 'dcerpc', 'rdp', 'nfs', 'tftp', 'krb5', 'snmp', 'quic', 'dhcp', 'ike'].map((name) => [
        name,
        on,
      ]),
    ),
    ...Object.fromEntries(['ntp', 'sip', 'telnet', 'rfb', 'mqtt', 'bittorrent-dht'].map((name) => [name, on])),
  };
}
