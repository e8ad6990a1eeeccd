/**
 * The part of the shared captures that `npm run test:corpus` replays: every file format and link type that the data
 * has, malicious, unwanted and benign. A capture is in one list only: the engine remembers conversations it dropped.
 */
export const STOPPED = [
  'pcap/zeek/testmyids.pcap',
  'pcap/corelight/agenttesla-f9421792-7d2c-47d3-90e0-07eb54ae12fa.pcap',
  'pcap/synthetic/gh0st-c2.pcap',
  'pcap/synthetic/dns-malware-families.pcap',
  'pcap/synthetic/wannacry-like.pcap',
  'pcap/synthetic/dorkbot.pcap',
  'pcap/synthetic/mirai-telnet.pcap',
] as const;

export const UNDISTURBED = [
  'pcap/arkime/http-xff.pcap', // addresses rewritten, every checksum wrong
  'pcap/arkime/smtp-zip.pcap', // checksums left to the network card
  'pcap/ndpi/ftp.pcap', // the same in IP
  'pcap/ndpi/kerberos.pcap',
  'pcap/ndpi/line.pcap',
  'pcap/ndpi/snmp.pcap', // pcapng, tags
  'pcap/ndpi/google_meet.pcapng',
  'pcap/ndpi/windowsupdate_over_http.pcap',
  'pcap/zeek/smb1.pcap',
  'pcap/zeek/tls13-ech.pcap',
  'pcap/zeek/mqtt.pcap',
] as const;

/** `exact`: counts by sid are equal too. Rules on raw stream content count packets inline, segments offline. */
export const DETECTED: readonly { readonly path: string; readonly exact: boolean }[] = [
  { path: 'pcap/ndpi/emotet.pcap', exact: true },
  { path: 'pcap/ndpi/log4j-webapp-exploit.pcap', exact: true }, // Linux cooked
  { path: 'pcap/ndpi/anydesk.pcapng', exact: true },
  { path: 'pcap/ndpi/mining.pcapng', exact: false },
  { path: 'pcap/ndpi/dns-tunnel-iodine.pcap', exact: true },
  { path: 'pcap/ndpi/rdp.pcap', exact: true }, // BSD loopback, no alert
  { path: 'pcap/ndpi/psiphon3.pcap', exact: true }, // raw IP, no alert
  { path: 'pcap/ndpi/exe_download.pcap', exact: true },
  { path: 'pcap/synthetic/dns-et-domains.pcap', exact: true },
  { path: 'pcap/synthetic/ip-reputation.pcap', exact: true },
  { path: 'pcap/synthetic/ntp-monlist-amplification.pcap', exact: true },
  { path: 'pcap/zeek/tracker.pcap', exact: true },
];
