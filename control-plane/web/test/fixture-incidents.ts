import {
  type IncidentDetail,
  type IncidentRow,
  incidentDetailSchema,
  incidentRowSchema,
  type StoredDetection,
} from '@omamori/contract/console-api';
import { BOX, minutesAgo } from './fixture-console.ts';

export function incident(id: number, over: Partial<IncidentRow> = {}): IncidentRow {
  return incidentRowSchema.parse({
    id,
    appliance: BOX,
    company: '株式会社さくら商店',
    site: '本社',
    story: 'remote-control-attempt',
    outcome: 'stopped',
    severity: 'medium',
    direction: 'inbound',
    title: {
      ja: '「事務所サーバー」への遠隔操作を止めました',
      en: 'Remote control of “事務所サーバー” was stopped',
    },
    device: { label: '事務所サーバー', ip: '192.168.10.20', mac: '02:00:5e:10:00:20' },
    peer: { ip: '2001:67c:12e8::19', country: 'LV', name: null },
    peers: 10,
    count: 24,
    firstAt: minutesAgo(id + 8),
    lastAt: minutesAgo(id),
    state: 'new',
    notice: 'written',
    updatedAt: minutesAgo(id),
    ...over,
  });
}

export const queueRows: readonly IncidentRow[] = [
  incident(1, {
    outcome: 'not-stopped',
    severity: 'critical',
    direction: 'outbound',
    title: {
      ja: '「受付」が外の攻撃者とやり取りしています',
      en: '“受付” is talking to an attacker outside',
    },
    device: { label: '受付', ip: '192.168.10.31', mac: null },
    peer: { ip: '198.51.100.77', country: 'NL', name: 'update.example.net' },
    peers: 1,
    count: 3,
  }),
  incident(2),
  incident(3, {
    severity: 'high',
    outcome: 'unknown',
    direction: 'internal',
    title: { ja: '「倉庫」が社内のパソコンを順に調べています', en: '“倉庫” is probing other PCs one by one' },
    peer: { ip: '192.168.10.1', country: null, name: null },
    peers: 1,
    notice: 'none',
    count: 1,
  }),
  incident(4, {
    severity: 'low',
    title: { ja: '外からの入口さがしを止めました', en: 'A search for open services was stopped' },
    device: null,
    count: 12_480,
    state: 'confirmed',
  }),
  ...Array.from({ length: 26 }, (_, index) => incident(5 + index, { count: 1 + index })),
];

function detection(sequence: number, over: Partial<StoredDetection['detection']> = {}): StoredDetection {
  const at = minutesAgo(sequence);
  return {
    epoch: 'f3a1c09d',
    sequence,
    receivedAt: at,
    detection: {
      at,
      until: at,
      count: 1,
      clockSynced: true,
      function: 'F2',
      direction: 'inbound',
      verdict: 'blocked',
      story: 'remote-control-attempt',
      severity: 'medium',
      device: { ip: '192.168.10.20', mac: '02:00:5e:10:00:20', name: 'OFFICE-SRV' },
      peer: { ip: '2001:67c:12e8::19', port: 51_234, country: 'LV', name: null },
      flow: {
        protocol: 'TCP',
        sourceIp: '2001:67c:12e8::19',
        sourcePort: 51_234,
        destinationIp: '2001:db8:10::20',
        destinationPort: 3389,
        applicationProtocol: 'rdp',
        flowId: '1843021187765432',
      },
      rule: {
        engine: 'suricata',
        id: '9000101',
        name: 'OMAMORI RDP connection request with a log-in name',
        feed: 'omamori-base',
        category: 'Attempted remote control',
      },
      evidence: {
        kind: 'payload',
        base64: Buffer.from(
          '\x03\x00\x00\x2b\x26\xe0Cookie: mstshash=administr\r\n\x01\x00\x08\x00\x03',
          'latin1',
        ).toString('base64'),
        facts: { login_name: 'administr', user_agent: 'mstsc' },
      },
      recovered: false,
      ...over,
    },
  };
}

const body = [
  '14:05、ラトビアから「事務所サーバー」を遠隔操作しようとする通信がありました。',
  'つながる前に止めました。',
  '外から操作する用事がなければ、この入口を閉じます。お電話ください。',
  'ご相談 0120-000-000（24時間）受付番号 2',
].join('\n');

export function incidentDetail(row: IncidentRow): IncidentDetail {
  return incidentDetailSchema.parse({
    row,
    detections: [
      detection(2),
      detection(3, { recovered: true, clockSynced: false, count: 18, until: minutesAgo(1) }),
      detection(4, {
        evidence: null,
        rule: {
          engine: 'nftables',
          id: 'geo:LV',
          name: 'Connections from Latvia',
          feed: 'country-table',
          category: null,
        },
      }),
      ...Array.from({ length: 6 }, (_, index) => detection(10 + index)),
    ],
    detectionTotal: 64,
    notices: [
      {
        id: 1,
        language: 'ja',
        level: 'check',
        title: '【要確認】「事務所サーバー」への遠隔操作を止めました',
        body,
        details: [
          { label: '時刻', value: '11/23 14:05〜14:13' },
          { label: '相手の国', value: 'ラトビア' },
          { label: '目印の名前', value: 'OMAMORI RDP connection request' },
          { label: '回数', value: '24回' },
        ],
        channel: 'outbox',
        file: '2026-11-23/000002-ja.txt',
        createdAt: minutesAgo(2),
        handedOverAt: minutesAgo(2),
      },
      {
        id: 2,
        language: 'en',
        level: 'check',
        title: '[Please check] Remote control of “事務所サーバー” was stopped',
        body: 'At 14:05 somebody in Latvia tried to take remote control of “事務所サーバー”.\nIt was stopped before it connected.\nIf nobody needs to work on it from outside, we will close this entrance. Please call.\nHelp desk 0120-000-000 (24 hours), reference 2',
        details: [{ label: 'Country', value: 'Latvia' }],
        channel: 'outbox',
        file: '2026-11-23/000002-en.txt',
        createdAt: minutesAgo(2),
        handedOverAt: null,
      },
    ],
    history: [
      {
        at: minutesAgo(1),
        actor: 'desk',
        change: 'confirmed',
        reason: '社長に電話で確認。外からの操作は使っていない',
      },
    ],
    elsewhere: { appliances: 2, incidents: 5 },
    similar: [
      { because: 'device', row: incident(12, { state: 'false-positive', verdict: 'false-positive' }) },
      { because: 'peer', row: incident(13, { company: '有限会社みどり会計事務所' }) },
    ],
  });
}
