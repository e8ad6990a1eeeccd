import type { DeviceFact } from '@omamori/contract/inventory';
import { DEVICE_KINDS, deviceGuessSchema } from '@omamori/contract/inventory';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classifyDevice } from './classify-device.ts';
import { EVIDENCE } from './evidence-table.ts';

const fact = (kind: string, value: string): DeviceFact => ({ fact: kind, value });

/** A value for each row that names a kind, so that every row is tried; a row without one fails the test below. */
const VALUES: readonly DeviceFact[] = [
  fact('dhcp-vendor', 'MSFT 5.0'),
  fact('dhcp-vendor', 'android-dhcp-14'),
  fact('dhcp-vendor', 'dhcpcd-9.4.1:Linux'),
  fact('dhcp-vendor', 'Hewlett-Packard JetDirect'),
  fact('dhcp-vendor', 'ArubaAP'),
  fact('dhcp-parameters', '1,3,6,15,31,33,43,44,46,47,119,121,249,252'),
  fact('dhcp-parameters', '1,15,3,6,44,46,47,31,33,121,249,43'),
  fact('dhcp-parameters', '1,121,3,6,15,119,252,95,44,46'),
  fact('dhcp-parameters', '1,3,6,15,26,28,51,58,59,43,114'),
  ...[
    'ipp',
    'printer',
    'pdl-datastream',
    'scanner',
    'smb',
    'afpovertcp',
    'adisk',
    'nfs',
    'qdiscover',
    'axis-video',
  ].map((service) => fact('mdns-service', `_${service}._tcp`)),
  ...['rtsp', 'apple-mobdev2', 'rfb', 'workstation'].map((service) => fact('mdns-service', `_${service}._tcp`)),
  fact('mdns-model', 'MacBookPro18,3'),
  ...['workstation', 'asks', 'domain-controller'].map((value) => fact('netbios', value)),
  fact('browser', 'nt 10.0'),
  fact('browser', 'unix 6.1'),
  fact('llmnr', 'speaks'),
  ...[
    'InternetGatewayDevice:2',
    'WLANAccessPointDevice:1',
    'Printer:1',
    'DigitalSecurityCamera:1',
    'MediaServer:1',
  ].map((type) => fact('ssdp-type', `urn:schemas-upnp-org:device:${type}`)),
  ...['Microsoft-Windows/10.0 UPnP/1.0', 'Synology/DSM', 'MiniUPnPd/2.3', 'IP Camera/1.0', 'Linux/5.10'].map((value) =>
    fact('ssdp-server', value),
  ),
  ...['NetworkVideoTransmitter', 'PrintDeviceType', 'ScanDeviceType', 'Computer'].map((v) => fact('ws-discovery', v)),
  fact('neighbour', 'router'),
  ...['DESKTOP-1A2B3C4', 'android-0123456789abcdef', 'Hanako-no-iPhone', 'MacBook-Air', 'Galaxy-S23'].map((name) =>
    fact('name', name),
  ),
  ...['iPad-Air', 'Galaxy-Tab-S9', 'SEP001122334455', 'POS-1', 'BRAVIA-4K'].map((name) => fact('name', name)),
  ...['iPad13,1', 'iPhone15,2'].map((model) => fact('mdns-model', model)),
  ...['companion-link', 'googlecast', 'androidtvremote2', 'sip', 'hap'].map((name) =>
    fact('mdns-service', `_${name}._tcp`),
  ),
  ...['Yealink', 'ciscopnp', 'PS5'].map((value) => fact('dhcp-vendor', value)),
  fact('dhcp-parameters', '1,121,3,6,15,108,114,119,252'),
  fact('ssdp-type', 'urn:schemas-upnp-org:device:MediaRenderer:1'),
  ...['BRAVIA', 'Xbox/2.0'].map((value) => fact('ssdp-server', value)),
  ...['telephone', 'access-point', 'router', 'bridge', 'Gigabit Smart Switch'].map((value) => fact('lldp', value)),
  fact('stp', 'speaks'),
  fact('passes-on', 'TTL 63'),
  ...[
    'Hangzhou Hikvision Digital Technology',
    'Synology Incorporated',
    'RICOH COMPANY',
    'CANON INC.',
    'Seiko Epson Corporation',
    'Star Micronics',
    'Yealink',
    'Nintendo Co.,Ltd',
    'Espressif Inc.',
    'NEC Platforms',
    'Ubiquiti Inc',
    'BUFFALO.INC',
    'NETGEAR',
    'Dell Inc.',
    'Hewlett Packard',
    'LG Innotek',
  ].map((value) => fact('vendor', value)),
  ...[
    'www.msftconnecttest.com',
    'time.windows.com',
    'captive.apple.com',
    'swscan.apple.com',
    'time-ios.apple.com',
    'connectivitycheck.gstatic.com',
    'ntp.ubuntu.com',
    'ctest.cdn.nintendo.net',
    'gs2.np.playstation.net',
    'title.mgt.xboxlive.com',
    'aic.lgtvsdp.com',
    'api.airregi.jp',
    'a1.tuyacn.com',
    'global.quickconnect.to',
    'www.hik-connect.com',
  ].map((value) => fact('habit', value)),
  ...[
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64)',
    'Microsoft-CryptoAPI/10.0',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)',
    'Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X)',
    'Mozilla/5.0 (Linux; Android 14; SM-S911J) Mobile Safari/537.36',
    'Mozilla/5.0 (Linux; Android 13; SM-X700) Chrome/120.0 Safari/537.36',
    'Mozilla/5.0 (Web0S; Linux/SmartTV)',
    'Mozilla/5.0 (PlayStation 5 8.20)',
    'Mozilla/5.0 (X11; CrOS x86_64 15633.0.0)',
    'Debian APT-HTTP/1.3',
  ].map((value) => fact('user-agent', value)),
  ...['128 mss,nop,ws,nop,nop,sack', '64 mss,nop,ws,nop,nop,ts,sack,end', '64 mss,sack,ts,nop,ws'].map((value) =>
    fact('tcp', value),
  ),
  fact('speaks', 'sip'),
  ...['NPI1A2B3C', 'nas-share', 'ipcam-01', 'UKETSUKE-PC', 'printer-2f'].map((name) => fact('name', name)),
];

test('every row of the table is reached by something that a device says', () => {
  const missed = EVIDENCE.filter(
    (row) => !VALUES.some(({ fact: kind, value }) => kind === row.fact && row.match.test(value)),
  );
  expect(missed).toEqual([]);
});

test('no evidence, and evidence that fits no kind, is unknown', () => {
  expect(classifyDevice([])).toEqual({});
  expect(classifyDevice([fact('mdns-service', '_raop._tcp'), fact('name', 'speaker')])).toEqual({});
  expect(classifyDevice([fact('mdns-service', '_smb._tcp')])).toEqual({});
});

test('devices of an office are told apart, with the strongest reasons first', () => {
  const pc = classifyDevice([fact('llmnr', 'speaks'), fact('browser', 'nt 10.0'), fact('dhcp-vendor', 'MSFT 5.0')]);
  expect(pc.kind).toEqual({
    is: 'pc',
    confidence: 0.93,
    why: [fact('dhcp-vendor', 'MSFT 5.0'), fact('browser', 'nt 10.0'), fact('llmnr', 'speaks')],
  });
  expect(pc.system?.is).toBe('windows');
  const nas = classifyDevice([
    fact('browser', 'unix 6.1'),
    fact('mdns-service', '_adisk._tcp'),
    fact('netbios', 'workstation'),
  ]);
  expect([nas.kind?.is, nas.system?.is]).toEqual(['nas', 'linux']);
  expect(classifyDevice([fact('ws-discovery', 'NetworkVideoTransmitter')]).kind?.is).toBe('camera');
});

test('two answers that are equally likely are none', () => {
  const torn = [fact('ssdp-type', 'urn:x:device:Printer:1'), fact('ssdp-type', 'urn:x:device:InternetGatewayDevice:1')];
  expect(classifyDevice(torn).kind).toBeUndefined();
});

const kindsOf = ({ fact: name, value }: DeviceFact): ReadonlySet<string> =>
  new Set(EVIDENCE.filter((row) => row.fact === name && row.match.test(value)).flatMap((row) => row.kind?.[0] ?? []));

test('more evidence for a kind never lowers its confidence, whatever else is known, and every guess says why', () => {
  const anything = fc.array(fc.constantFrom(...VALUES), { maxLength: 12 });
  fc.assert(
    fc.property(anything, fc.constantFrom(...VALUES), fc.constantFrom(...DEVICE_KINDS), (known, fresh, kind) => {
      fc.pre(kindsOf(fresh).has(kind) && kindsOf(fresh).size === 1);
      const confidence = (facts: readonly DeviceFact[]): number => {
        const guess = classifyDevice(facts).kind;
        return guess?.is === kind ? guess.confidence : 0;
      };
      expect(confidence([...known, fresh])).toBeGreaterThanOrEqual(confidence(known));
      const guess = classifyDevice([...known, fresh]).kind;
      if (guess !== undefined) {
        expect(deviceGuessSchema.parse(guess).why.length).toBeGreaterThan(0);
        for (const reason of guess.why) expect(kindsOf(reason)).toContain(guess.is);
      }
    }),
    { numRuns: 500 },
  );
});
