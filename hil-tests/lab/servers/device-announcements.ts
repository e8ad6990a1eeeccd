/** What devices of an office say about themselves on the line, byte by byte as such devices do. */
import { encode } from 'dns-packet';

export interface Announcement {
  readonly to: string;
  readonly port: number;
  /** Where the protocol wants its own source port; else any. */
  readonly from?: number;
  readonly message: Uint8Array;
}

export type DeviceRole = 'pc' | 'nas' | 'camera';
export interface Speaker {
  readonly name: string;
  readonly v4: string;
  readonly v6: string;
}

export function announcementsOf(role: DeviceRole, speaker: Speaker): Announcement[] {
  const broadcast = speaker.v4.replace(/\d+$/, '255');
  if (role === 'pc')
    return [
      { to: broadcast, port: 137, from: 137, message: nameRegistration(speaker) },
      { to: broadcast, port: 138, from: 138, message: hostAnnouncement(speaker, WINDOWS) },
      { to: '224.0.0.252', port: 5355, message: triedName(speaker) },
    ];
  if (role === 'nas')
    return [
      mdns(speaker, ['_http._tcp', '_smb._tcp', '_adisk._tcp']),
      { to: broadcast, port: 138, from: 138, message: hostAnnouncement(speaker, SAMBA) },
      { to: '239.255.255.250', port: 1900, message: ssdpNotify(speaker) },
    ];
  return [
    mdns(speaker, ['_http._tcp', '_rtsp._tcp']),
    { to: '239.255.255.250', port: 3702, message: cameraHello(speaker) },
  ];
}

/** RFC 6762, RFC 6763. */
function mdns({ name, v4, v6 }: Speaker, services: readonly string[]): Announcement {
  const host = `${name}.local`;
  const message = encode({
    type: 'response',
    flags: 1 << 10, // authoritative
    answers: [
      { type: 'A', name: host, ttl: 120, data: v4, flush: true },
      { type: 'AAAA', name: host, ttl: 120, data: v6, flush: true },
      ...services.map((service) => ({
        type: 'PTR' as const,
        name: `${service}.local`,
        ttl: 120,
        data: `${name}.${service}.local`,
      })),
    ],
  });
  return { to: '224.0.0.251', port: 5353, from: 5353, message };
}

/** First-level encoding of RFC 1001 §14.1. */
function netbiosName(name: string, suffix: number): number[] {
  const plain = [...Buffer.from(name.toUpperCase().slice(0, 15).padEnd(15), 'latin1'), suffix];
  return [32, ...plain.flatMap((byte) => [0x41 + (byte >> 4), 0x41 + (byte & 15)]), 0];
}

const addressBytes = (v4: string): number[] => v4.split('.').map(Number);

/** RFC 1002 §4.2.2: a broadcast registration of the workstation's name. */
function nameRegistration({ name, v4 }: Speaker): Uint8Array {
  const header = [0x12, 0x34, 0x29, 0x10, 0, 1, 0, 0, 0, 0, 0, 1];
  const record = [0xc0, 12, 0, 0x20, 0, 1, 0, 0, 0, 0, 0, 6, 0, 0, ...addressBytes(v4)];
  return Uint8Array.from([...header, ...netbiosName(name, 0x00), 0, 0x20, 0, 1, ...record]);
}

/** Server types of [MS-BRWS] §2.2.1: workstation, server and NT; Samba adds Unix and a print queue. */
const WINDOWS = { version: [10, 0], types: 0x1003 } as const;
const SAMBA = { version: [6, 1], types: 0x9a03 } as const;

/** [MS-BRWS] §2.2.1 inside SMB_COM_TRANSACTION inside a NetBIOS datagram (RFC 1002 §4.4). */
function hostAnnouncement({ name, v4 }: Speaker, kind: typeof WINDOWS | typeof SAMBA): Uint8Array {
  const said = new Uint8Array(33);
  said.set([1, 0, 0x80, 0xfc, 0x0a, 0]);
  said.set(Buffer.from(name.toUpperCase().slice(0, 15), 'latin1'), 6);
  said.set(kind.version, 22);
  new DataView(said.buffer).setUint32(24, kind.types, true);
  said.set([0x0f, 0x01, 0x55, 0xaa], 28);
  const smb = new Uint8Array(32);
  smb.set([0xff, 0x53, 0x4d, 0x42, 0x25]);
  const slot = Buffer.from('\\MAILSLOT\\BROWSE\0', 'latin1');
  const words = new Uint8Array(35); // the count, seventeen words; offsets as [MS-CIFS] §2.2.4.33.1 counts them
  const view = new DataView(words.buffer);
  words[0] = 17;
  view.setUint16(3, said.length, true);
  view.setUint16(23, said.length, true);
  view.setUint16(25, 32 + 37 + slot.length, true);
  const body = [...smb, ...words, 0, 0, ...slot, ...said];
  const names = [...netbiosName(name, 0x00), ...netbiosName('WORKGROUP', 0x1d)];
  const length = names.length + body.length;
  const head = [0x11, 0x0a, 0, 1, ...addressBytes(v4), 0, 138, length >> 8, length & 255, 0, 0];
  return Uint8Array.from([...head, ...names, ...body]);
}

/** RFC 4795 §4.1: whether the own name is free. */
function triedName({ name }: Speaker): Uint8Array {
  const [header, question] = [
    [0x21, 0x43, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0],
    [name.length, ...Buffer.from(name, 'latin1'), 0],
  ];
  return Uint8Array.from([...header, ...question, 0, 255, 0, 1]);
}

/** UPnP Device Architecture 1.1 §1.2.2. */
function ssdpNotify({ v4 }: Speaker): Uint8Array {
  const type = 'urn:schemas-upnp-org:device:MediaServer:1';
  const lines = [
    'NOTIFY * HTTP/1.1',
    'HOST: 239.255.255.250:1900',
    'CACHE-CONTROL: max-age=1800',
    `LOCATION: http://${v4}:8200/rootDesc.xml`,
    `NT: ${type}`,
    'NTS: ssdp:alive',
    'SERVER: Linux/5.10 UPnP/1.0 MiniDLNA/1.3',
    `USN: uuid:4d696e69-444c-164e-9d41-025043000030::${type}`,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
}

/** WS-Discovery §4.1 as an ONVIF camera says it (ONVIF Core §7.3). */
function cameraHello({ name, v4 }: Speaker): Uint8Array {
  const discovery = 'http://schemas.xmlsoap.org/ws/2005/04/discovery';
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="${discovery}" xmlns:dn="http://www.onvif.org/ver10/network/wsdl">
<s:Header><a:Action>${discovery}/Hello</a:Action><a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To></s:Header>
<s:Body><d:Hello><d:Types>dn:NetworkVideoTransmitter</d:Types>
<d:Scopes>onvif://www.onvif.org/type/video_encoder onvif://www.onvif.org/name/${name}</d:Scopes>
<d:XAddrs>http://${v4}/onvif/device_service</d:XAddrs></d:Hello></s:Body></s:Envelope>`);
}
