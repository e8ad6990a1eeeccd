import type { DeviceKind, DeviceSystem } from '@omamori/contract/inventory';
import type { FactKind } from './sighting.ts';
import { TRAFFIC_EVIDENCE } from './traffic-evidence.ts';
import { VENDOR_EVIDENCE } from './vendor-evidence.ts';

/** How strongly a fact speaks for something, 0 to 1: the chance that it is so when nothing else is known. */
export interface Evidence {
  readonly fact: FactKind;
  /** Over the fact's value, at most 120 characters. */
  readonly match: RegExp;
  readonly kind?: readonly [DeviceKind, number];
  readonly system?: readonly [DeviceSystem, number];
}

/**
 * The one place to widen what the box recognises. Services by their registered names (IANA service names; UPnP Forum
 * device types; ONVIF Core §7; WS-Print); option lists and vendor classes as these systems' DHCP clients send them.
 * What fits no kind of ours (a speaker) has no row: unknown stays unknown.
 */
export const EVIDENCE: readonly Evidence[] = [
  ...VENDOR_EVIDENCE,
  ...TRAFFIC_EVIDENCE,
  // DHCP vendor class (RFC 2132 option 60)
  { fact: 'dhcp-vendor', match: /^MSFT 5\.0/, kind: ['pc', 0.7], system: ['windows', 0.8] },
  { fact: 'dhcp-vendor', match: /^android-dhcp-/, kind: ['phone', 0.7], system: ['android', 0.85] },
  { fact: 'dhcp-vendor', match: /^(?:dhcpcd|udhcp)[- ]/, system: ['linux', 0.5] },
  { fact: 'dhcp-vendor', match: /JetDirect/i, kind: ['printer', 0.8] },
  { fact: 'dhcp-vendor', match: /^(?:ArubaAP|Cisco AP |Ruckus CPE)/, kind: ['access-point', 0.9] },
  {
    fact: 'dhcp-vendor',
    match: /^(?:Yealink|Polycom|snom|Grandstream|Cisco Systems, Inc\. IP Phone|Panasonic KX)/i,
    kind: ['ip-phone', 0.9],
  },
  { fact: 'dhcp-vendor', match: /^ciscopnp|Switch/i, kind: ['switch', 0.4] },
  { fact: 'dhcp-vendor', match: /^PS[345]$|^Xbox/i, kind: ['game-console', 0.9] },
  // DHCP parameter request list (option 55), in the client's own order
  {
    fact: 'dhcp-parameters',
    match: /^1,3,6,15,31,33,43,44,46,47,(?:119,)?121,249,252$/,
    kind: ['pc', 0.6],
    system: ['windows', 0.7],
  },
  {
    fact: 'dhcp-parameters',
    match: /^1,15,3,6,44,46,47,31,33,(?:121,)?249,43(?:,252)?$/,
    kind: ['pc', 0.6],
    system: ['windows', 0.7],
  },
  { fact: 'dhcp-parameters', match: /^1,121,3,6,15,(?:\d+,){1,6}95,44,46$/, kind: ['pc', 0.5], system: ['macos', 0.6] },
  { fact: 'dhcp-parameters', match: /^1,121,3,6,15,(?:108,)?(?:114,)?119,252$/, system: ['ios', 0.55] },
  { fact: 'dhcp-parameters', match: /^1,121,3,6,15,(?:108,)?(?:114,)?119,252$/, system: ['macos', 0.3] },
  { fact: 'dhcp-parameters', match: /^1,3,6,15,26,28,51,58,59,43/, kind: ['phone', 0.6], system: ['android', 0.6] },
  // Services by multicast DNS
  { fact: 'mdns-service', match: /^_ipps?\._tcp$/, kind: ['printer', 0.6] },
  { fact: 'mdns-service', match: /^_printer\._tcp$/, kind: ['printer', 0.5] },
  { fact: 'mdns-service', match: /^_pdl-datastream\._tcp$/, kind: ['printer', 0.7] },
  { fact: 'mdns-service', match: /^_(?:scanner|uscans?)\._tcp$/, kind: ['printer', 0.5] },
  { fact: 'mdns-service', match: /^_smb\._tcp$/, kind: ['nas', 0.3] },
  { fact: 'mdns-service', match: /^_afpovertcp\._tcp$/, kind: ['nas', 0.4] },
  { fact: 'mdns-service', match: /^_adisk\._tcp$/, kind: ['nas', 0.7] },
  { fact: 'mdns-service', match: /^_nfs\._tcp$/, kind: ['nas', 0.4] },
  { fact: 'mdns-service', match: /^_qdiscover\._tcp$/, kind: ['nas', 0.8], system: ['linux', 0.4] },
  { fact: 'mdns-service', match: /^_axis-video\._tcp$/, kind: ['camera', 0.9] },
  { fact: 'mdns-service', match: /^_rtsp\._tcp$/, kind: ['camera', 0.5] },
  { fact: 'mdns-service', match: /^_apple-mobdev2\._tcp$/, kind: ['phone', 0.7], system: ['ios', 0.7] },
  { fact: 'mdns-service', match: /^_rfb\._tcp$/, kind: ['pc', 0.4] },
  { fact: 'mdns-service', match: /^_workstation\._tcp$/, kind: ['pc', 0.3], system: ['linux', 0.4] },
  { fact: 'mdns-model', match: /^(?:MacBook|iMac|Macmini|MacPro|Mac\d)/, kind: ['pc', 0.8], system: ['macos', 0.8] },
  { fact: 'mdns-model', match: /^iPad/, kind: ['tablet', 0.9], system: ['ios', 0.85] },
  { fact: 'mdns-model', match: /^iPhone/, kind: ['phone', 0.9], system: ['ios', 0.85] },
  { fact: 'mdns-service', match: /^_companion-link\._tcp$/, system: ['ios', 0.2] },
  { fact: 'mdns-service', match: /^_(?:googlecast|androidtvremote2?)\._tcp$/, kind: ['tv', 0.7] },
  { fact: 'mdns-service', match: /^_androidtvremote2?\._tcp$/, system: ['android', 0.7] },
  { fact: 'mdns-service', match: /^_sips?\._(?:tcp|udp)$/, kind: ['ip-phone', 0.6] },
  { fact: 'mdns-service', match: /^_(?:hap|matter|tplink|ewelink)\._(?:tcp|udp)$/, kind: ['smart-device', 0.6] },
  // NetBIOS and the browser service: Samba says that it is Unix
  { fact: 'netbios', match: /^workstation$/, kind: ['pc', 0.3] },
  { fact: 'netbios', match: /^asks$/, system: ['windows', 0.3] },
  { fact: 'netbios', match: /^domain-controller$/, kind: ['pc', 0.5] },
  { fact: 'browser', match: /^nt \d/, kind: ['pc', 0.6], system: ['windows', 0.7] },
  { fact: 'browser', match: /^unix \d/, kind: ['nas', 0.4], system: ['linux', 0.6] },
  { fact: 'llmnr', match: /^speaks$/, kind: ['pc', 0.4], system: ['windows', 0.3] },
  // UPnP
  { fact: 'ssdp-type', match: /:device:InternetGatewayDevice(?::|$)/i, kind: ['router', 0.8] },
  { fact: 'ssdp-type', match: /:device:WLANAccessPointDevice(?::|$)/i, kind: ['access-point', 0.7] },
  { fact: 'ssdp-type', match: /:device:Printer(?::|$)/i, kind: ['printer', 0.8] },
  { fact: 'ssdp-type', match: /:device:DigitalSecurityCamera(?::|$)/i, kind: ['camera', 0.9] },
  { fact: 'ssdp-type', match: /:device:MediaServer(?::|$)/i, kind: ['nas', 0.3] },
  { fact: 'ssdp-server', match: /Microsoft-Windows|Windows NT/i, kind: ['pc', 0.5], system: ['windows', 0.7] },
  { fact: 'ssdp-server', match: /Synology|DSM\/|QNAP|QTS/i, kind: ['nas', 0.6], system: ['linux', 0.5] },
  { fact: 'ssdp-server', match: /MiniUPnPd/i, kind: ['router', 0.6] },
  { fact: 'ssdp-server', match: /IP ?Camera|Network ?Camera/i, kind: ['camera', 0.6] },
  { fact: 'ssdp-server', match: /^Linux[/ ]/i, system: ['linux', 0.5] },
  { fact: 'ssdp-type', match: /:device:MediaRenderer(?::|$)|:service:dial(?::|$)/i, kind: ['tv', 0.6] },
  { fact: 'ssdp-server', match: /BRAVIA|SmartTV|webOS|Tizen|REGZA|AQUOS/i, kind: ['tv', 0.7] },
  { fact: 'ssdp-server', match: /Xbox/i, kind: ['game-console', 0.8] },
  // What is said to the neighbour on the wire (IEEE 802.1AB, CDP, 802.1D)
  { fact: 'lldp', match: /^telephone$/, kind: ['ip-phone', 0.9] },
  { fact: 'lldp', match: /^access-point$/, kind: ['access-point', 0.85] },
  { fact: 'lldp', match: /^router$/, kind: ['router', 0.5] },
  { fact: 'lldp', match: /^bridge$/, kind: ['switch', 0.4] },
  { fact: 'lldp', match: /\bswitch\b/i, kind: ['switch', 0.5] },
  { fact: 'stp', match: /^speaks$/, kind: ['switch', 0.4] },
  { fact: 'passes-on', match: /^TTL /, kind: ['router', 0.6] },
  // WS-Discovery
  { fact: 'ws-discovery', match: /^NetworkVideoTransmitter$/, kind: ['camera', 0.9] },
  { fact: 'ws-discovery', match: /^PrintDeviceType$/, kind: ['printer', 0.8] },
  { fact: 'ws-discovery', match: /^ScanDeviceType$/, kind: ['printer', 0.5] },
  { fact: 'ws-discovery', match: /^Computer$/, kind: ['pc', 0.4], system: ['windows', 0.3] },
  // IPv6 neighbour discovery: the router flag (RFC 4861 §4.4)
  { fact: 'neighbour', match: /^router$/, kind: ['router', 0.5] },
  // Names: what a maker or a system gives weighs, what a person may have chosen weighs little
  { fact: 'name', match: /^(?:DESKTOP|LAPTOP)-[0-9A-Z]{7}$/i, kind: ['pc', 0.8], system: ['windows', 0.8] },
  { fact: 'name', match: /^android-[0-9a-f]{8,16}$/i, kind: ['phone', 0.7], system: ['android', 0.8] },
  { fact: 'name', match: /iphone/i, kind: ['phone', 0.8], system: ['ios', 0.8] },
  { fact: 'name', match: /ipad/i, kind: ['tablet', 0.8], system: ['ios', 0.8] },
  { fact: 'name', match: /(?:^|[-_ ])tab(?:let)?(?:$|[-_ \d])/i, kind: ['tablet', 0.7] },
  { fact: 'name', match: /^(?:SEP|SIP)[0-9A-F]{12}$/i, kind: ['ip-phone', 0.8] },
  { fact: 'name', match: /(?:^|[-_ ])(?:pos|register|reji|レジ)(?:$|[-_ \d])/i, kind: ['pos', 0.6] },
  { fact: 'name', match: /bravia|(?:^|[-_ ])(?:tv|chromecast)(?:$|[-_ \d])|テレビ/i, kind: ['tv', 0.6] },
  { fact: 'name', match: /macbook|imac|mac-?mini/i, kind: ['pc', 0.8], system: ['macos', 0.7] },
  { fact: 'name', match: /galaxy|xperia|aquos|^pixel-/i, kind: ['phone', 0.6], system: ['android', 0.6] },
  { fact: 'name', match: /^(?:NPI|BR[NW]|EPSON)[0-9a-f]{6,12}$/i, kind: ['printer', 0.8] },
  { fact: 'name', match: /diskstation|(?:^|[-_ ])nas(?:$|[-_ \d])/i, kind: ['nas', 0.3] },
  { fact: 'name', match: /ip-?cam/i, kind: ['camera', 0.3] },
  { fact: 'name', match: /(?:^|[-_ ])pc(?:$|[-_ \d])/i, kind: ['pc', 0.3] },
  { fact: 'name', match: /printer|プリンタ/i, kind: ['printer', 0.3] },
];
