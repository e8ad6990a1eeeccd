import { encode } from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDiscovery } from './read-discovery.ts';
import { cleanName } from './sighting.ts';

const MAC = '02:00:00:00:00:05';
const hwHeader = Uint8Array.from([255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 5, 8, 0]);

interface Way {
  readonly to?: string;
  readonly from?: number;
  readonly port: number;
}

function frame({ to = '239.255.255.250', from = 40_000, port }: Way, message: Uint8Array): Uint8Array {
  const packet = new Uint8Array(28 + message.length);
  const view = new DataView(packet.buffer);
  packet[0] = 0x45;
  packet[9] = 17;
  packet.set([10, 99, 0, 5], 12);
  packet.set(to.split('.').map(Number), 16);
  view.setUint16(20, from);
  view.setUint16(22, port);
  packet.set(message, 28);
  return packet;
}

const read = (way: Way, message: Uint8Array) =>
  readDiscovery({ hwHeader, hwProtocol: 0x0800, payload: frame(way, message) });
const text = (lines: readonly string[]): Uint8Array => Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);

/** First-level encoding of RFC 1001 §14.1. */
function netbiosName(name: string, suffix: number): number[] {
  const plain = [...Buffer.from(name.padEnd(15), 'latin1'), suffix];
  return [32, ...plain.flatMap((byte) => [0x41 + (byte >> 4), 0x41 + (byte & 15)]), 0];
}

function registration(name: string, suffix: number, nameFlags: number): Uint8Array {
  const header = [0x12, 0x34, 0x29, 0x10, 0, 1, 0, 0, 0, 0, 0, 1];
  const additional = [0xc0, 12, 0, 0x20, 0, 1, 0, 4, 0x93, 0xe0, 0, 6, nameFlags >> 8, nameFlags & 255, 10, 99, 0, 5];
  return Uint8Array.from([...header, ...netbiosName(name, suffix), 0, 0x20, 0, 1, ...additional]);
}

function hostAnnouncement(name: string, types: number): Uint8Array {
  const said = new Uint8Array(33);
  const view = new DataView(said.buffer);
  said[0] = 1;
  said.set(Buffer.from(name, 'latin1'), 6);
  said.set([10, 0], 22);
  view.setUint32(24, types, true);
  const datagram = [0x11, 0x0a, 0, 1, 10, 99, 0, 5, 0, 138, 0, 200, 0, 0];
  const smb = new Uint8Array(32 + 35);
  smb.set([0xff, 0x53, 0x4d, 0x42, 0x25]);
  const slot = Buffer.from('\\MAILSLOT\\BROWSE\0', 'latin1');
  return Uint8Array.from([
    ...datagram,
    ...netbiosName(name, 0),
    ...netbiosName('WORKGROUP', 0x1e),
    ...smb,
    ...slot,
    ...said,
  ]);
}

describe('what a device announces', () => {
  test('by NetBIOS: the unique names it registers are its own, its group is not, what it asks for is not', () => {
    const way = { to: '10.99.0.255', port: 137 };
    expect(read(way, registration('KEIRI-2', 0x00, 0))).toEqual({
      mac: MAC,
      addresses: ['10.99.0.5'],
      names: [{ source: 'netbios', name: 'KEIRI-2' }],
      facts: [{ fact: 'netbios', value: 'workstation' }],
    });
    expect(read(way, registration('KEIRI-2', 0x20, 0))?.facts).toEqual([{ fact: 'netbios', value: 'file-server' }]);
    expect(read(way, registration('WORKGROUP', 0x00, 0x8000))).toMatchObject({ names: [] });
    expect(read(way, registration('SAKURA', 0x1c, 0x8000))?.facts).toEqual([
      { fact: 'netbios', value: 'domain-controller' },
    ]);
    const question = registration('OTHER-PC', 0x20, 0);
    question.set([0x01, 0x10], 2);
    expect(read(way, question)?.names).toEqual([]);
  });

  test('by a browser announcement: its name, and whether it is Windows or Samba', () => {
    const way = { to: '10.99.0.255', port: 138 };
    const windows = read(way, hostAnnouncement('UKETSUKE-PC', 0x1003));
    expect(windows?.names).toEqual([{ source: 'netbios', name: 'UKETSUKE-PC' }]);
    expect(windows?.facts).toEqual([{ fact: 'browser', value: 'nt 10.0' }]);
    expect(read(way, hostAnnouncement('NAS', 0x9a03))?.facts).toEqual([{ fact: 'browser', value: 'unix 10.0' }]);
    expect(read(way, hostAnnouncement('DC', 0x900b))?.facts?.map(({ value }) => value)).toContain('domain-controller');
  });

  test('by LLMNR: a name that it tries or answers with its own address; other questions name somebody else', () => {
    const way = { to: '224.0.0.252', port: 5355 };
    const ask = (type: 'ANY' | 'A') =>
      encode({ type: 'query', id: 1, questions: [{ type: type as 'A', name: 'keiri-2' }] });
    expect(read(way, ask('ANY'))?.names).toEqual([{ source: 'llmnr', name: 'keiri-2' }]);
    expect(read(way, ask('A'))).toMatchObject({ names: [], facts: [{ fact: 'llmnr', value: 'speaks' }] });
    const answer = (data: string) =>
      read(
        { to: '10.99.0.1', from: 5355, port: 50_000 },
        encode({ type: 'response', id: 1, answers: [{ type: 'A', name: 'keiri-2', data }] }),
      );
    expect(answer('10.99.0.5')?.names).toEqual([{ source: 'llmnr', name: 'keiri-2' }]);
    expect(answer('10.99.0.6')?.names).toEqual([]);
  });

  test('by SSDP: server software and device type of an announcement or answer; a search names only its own software', () => {
    const type = 'urn:schemas-upnp-org:device:MediaServer:1';
    const server = 'SERVER: Linux/5.10 UPnP/1.0 MiniDLNA/1.3';
    const notify = ['NOTIFY * HTTP/1.1', 'HOST: 239.255.255.250:1900', `NT: ${type}`, 'NTS: ssdp:alive', server];
    expect(read({ port: 1900 }, text(notify))?.facts).toEqual([
      { fact: 'ssdp-server', value: 'Linux/5.10 UPnP/1.0 MiniDLNA/1.3' },
      { fact: 'ssdp-type', value: type },
    ]);
    const answer = read({ to: '10.99.0.1', from: 1900, port: 50_000 }, text(['HTTP/1.1 200 OK', `ST: ${type}`]));
    expect(answer).toMatchObject({ addresses: [], facts: [{ fact: 'ssdp-type', value: type }] });
    const search = [
      'M-SEARCH * HTTP/1.1',
      'ST: urn:schemas-upnp-org:device:Printer:1',
      'USER-AGENT: Microsoft-Windows/10.0',
    ];
    expect(read({ port: 1900 }, text(search))?.facts).toEqual([
      { fact: 'ssdp-server', value: 'Microsoft-Windows/10.0' },
    ]);
    expect(read({ port: 1900 }, text(notify.with(3, 'NTS: ssdp:byebye')))?.facts).toBeUndefined();
  });

  test('by WS-Discovery: types and a camera’s own name; a probe says nothing about its sender', () => {
    const hello = (action: string) =>
      Buffer.from(`<s:Envelope><s:Header><a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/${action}</a:Action></s:Header>
        <s:Body><d:Types>dn:NetworkVideoTransmitter tds:Device</d:Types>
        <d:Scopes>onvif://www.onvif.org/name/Parking%20East onvif://www.onvif.org/type/video</d:Scopes></s:Body></s:Envelope>`);
    expect(read({ port: 3702 }, hello('Hello'))).toMatchObject({
      names: [{ source: 'onvif', name: 'Parking East' }],
      facts: [
        { fact: 'ws-discovery', value: 'NetworkVideoTransmitter' },
        { fact: 'ws-discovery', value: 'Device' },
      ],
    });
    expect(read({ port: 3702 }, hello('Probe'))).toBeNull();
  });

  test('by mDNS: services, the instance that is named after it, and its model; what is taken back is not said', () => {
    const way = { to: '224.0.0.251', from: 5353, port: 5353 };
    const message = (ttl: number) =>
      encode({
        type: 'response',
        answers: [
          { type: 'A', name: 'brw.local', ttl: 120, data: '10.99.0.5' },
          { type: 'PTR', name: '_ipp._tcp.local', ttl, data: 'Brother MFC._ipp._tcp.local' },
        ],
        additionals: [{ type: 'TXT', name: 'brw._device-info._tcp.local', ttl: 120, data: ['model=RackMac'] }],
      });
    expect(read(way, message(120))).toMatchObject({
      names: [
        { source: 'mdns', name: 'brw' },
        { source: 'mdns-service', name: 'Brother MFC' },
      ],
      facts: [
        { fact: 'mdns-service', value: '_ipp._tcp' },
        { fact: 'mdns-model', value: 'RackMac' },
      ],
    });
    expect(read(way, message(0))?.facts).toEqual([{ fact: 'mdns-model', value: 'RackMac' }]);
  });

  test('by DHCP: the options it wants, in its order, and its vendor class', () => {
    const message = new Uint8Array(260);
    message.set([1, 1, 6, 0]);
    message.set([2, 0, 0, 0, 0, 5], 28);
    message.set([0x63, 0x82, 0x53, 0x63], 236);
    message.set([53, 1, 3, 55, 3, 1, 3, 6, 60, 8, ...Buffer.from('MSFT 5.0'), 255], 240);
    expect(read({ from: 68, port: 67 }, message)?.facts).toEqual([
      { fact: 'dhcp-parameters', value: '1,3,6' },
      { fact: 'dhcp-vendor', value: 'MSFT 5.0' },
    ]);
  });
});

test('any bytes on any of these ports are no exception, and whatever is read is bounded and has no control characters', () => {
  const starts = [
    '',
    'NOTIFY * HTTP/1.1\r\nNT: urn:x:device:',
    'HTTP/1.1 200 OK\r\nSERVER: ',
    '<a>/discovery/Hello</a><d:Types>dn:',
    Buffer.from(registration('A', 0, 0)).toString('latin1'),
    Buffer.from(hostAnnouncement('A', 0x1003)).toString('latin1'),
  ];
  const bytes = fc.tuple(fc.constantFrom(...starts), fc.nat(220), fc.uint8Array({ maxLength: 300 }));
  fc.assert(
    fc.property(fc.constantFrom(137, 138, 1900, 3702, 5353, 5355), bytes, (port, [start, cut, rest]) => {
      const said = Buffer.concat([Buffer.from(start, 'latin1').subarray(0, cut), rest]);
      const seen = read({ port, from: port }, said);
      const words = [...(seen?.names ?? []).map(({ name }) => name), ...(seen?.facts ?? []).map(({ value }) => value)];
      for (const word of words) {
        expect(word.length).toBeLessThanOrEqual(120);
        expect(word).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }
    }),
    { numRuns: 3000 },
  );
});

test('hostile names are cut clean: control and direction marks, half characters, piles of accents', () => {
  expect(cleanName('\u202egnp.exe\u202c\u0007')).toBe('gnp.exe');
  expect(cleanName(`${'a'.repeat(119)}😀`)).toBe('a'.repeat(119));
  expect(cleanName(`e${'\u0301'.repeat(50)}`)).toBe(`e${'\u0301'.repeat(4)}`);
  expect(cleanName('\u200b\u2066 ')).toBeNull();
});
