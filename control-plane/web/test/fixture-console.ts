import {
  type ApplianceDetail,
  type ApplianceRow,
  applianceDetailSchema,
  applianceRowSchema,
  type PolicyAnswer,
  policyAnswerSchema,
} from '@omamori/contract/console-api';
import type { DeviceKnowledge } from '@omamori/contract/inventory';

/** Answers of a center, for the browser tests only; each passes the contract's own schema. */
export const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

export const BOX = 'om-0001';

function box(over: Partial<ApplianceRow>): ApplianceRow {
  return applianceRowSchema.parse({
    id: BOX,
    company: '株式会社さくら商店',
    site: '本社',
    state: 'online',
    stateSince: minutesAgo(312),
    lastHeard: minutesAgo(0),
    protection: 'inspecting',
    rulesLoaded: 48_211,
    rulesDate: minutesAgo(600).slice(0, 10),
    desiredVersion: 4,
    appliedVersion: 4,
    convergence: 'converged',
    refusal: null,
    openIncidents: 7,
    blocked24h: 1284,
    devices: 5,
    spoolWaiting: 0,
    agentVersion: '0.1.0',
    ...over,
  });
}

export const fleetRows: readonly ApplianceRow[] = [
  box({}),
  box({ id: 'om-0002', site: '倉庫', openIncidents: 0, blocked24h: 3, convergence: 'pending', desiredVersion: 5 }),
  box({
    id: 'om-0003',
    company: '有限会社みどり会計事務所',
    state: 'silent',
    stateSince: minutesAgo(12),
    lastHeard: minutesAgo(12),
    openIncidents: 0,
  }),
  box({
    id: 'om-0004',
    company: '医療法人あおぞらクリニック',
    protection: 'passing-uninspected',
    uninspected: {
      packets: 9120,
      bytes: 5_400_000,
      today: { day: '2026-11-23', seconds: 41.2, packets: 4120, bytes: 3_449_000 },
    },
    convergence: 'refused',
    desiredVersion: 9,
    appliedVersion: 8,
    refusal: { code: 'CFG_ADDRESS_INVALID', message: '「203.0.113.999」は番地ではありません。' },
    rulesDate: '2026-01-05',
  }),
  box({ id: 'om-0005', company: 'Harbor Trading LLC', site: 'Kobe office', state: 'late', stateSince: minutesAgo(1) }),
  box({
    id: 'om-0006',
    company: '株式会社やまびこ工務店',
    state: 'never',
    stateSince: null,
    lastHeard: null,
    protection: 'unknown',
    rulesLoaded: null,
    rulesDate: null,
    appliedVersion: 0,
    convergence: 'pending',
    devices: 0,
    blocked24h: 0,
    openIncidents: 0,
    agentVersion: null,
  }),
];

const knownPc: DeviceKnowledge = {
  otherNames: [{ source: 'netbios', name: 'FRONT-PC' }],
  kind: { is: 'pc', confidence: 0.93, why: [{ fact: 'browser', value: 'nt 10.0' }] },
  system: { is: 'windows', confidence: 0.7, why: [{ fact: 'dhcp-vendor', value: 'MSFT 5.0' }] },
  hours: Array.from({ length: 24 }, (_, hour) => (hour >= 9 && hour < 18 ? 8 : 0)),
};

export function applianceDetail(row: ApplianceRow): ApplianceDetail {
  const device = (
    last: string,
    label: string | null,
    names: { source: string; name: string }[],
    known?: DeviceKnowledge,
  ) => ({
    mac: `02:00:5e:10:00:${last}`,
    label,
    names,
    addresses: [`192.168.10.${last}`, `2001:db8:10::${last}`],
    firstSeen: minutesAgo(40_000),
    lastSeen: minutesAgo(3),
    privateMac: true,
    ...(known === undefined ? {} : { known }),
  });
  return applianceDetailSchema.parse({
    row,
    devices: [
      device('31', '受付', [{ source: 'dhcp', name: 'FRONT-PC' }], knownPc),
      device('32', '経理2番', [
        { source: 'dhcp', name: 'KEIRI-02' },
        { source: 'mdns', name: 'keiri-02.local' },
      ]),
      device('20', '事務所サーバー', [{ source: 'dhcp', name: 'OFFICE-SRV' }]),
      device('40', null, []),
    ],
  });
}

export function policy(version: number): PolicyAnswer {
  return policyAnswerSchema.parse({
    appliance: BOX,
    version,
    policy: {
      geo: { blockInbound: ['LV', 'KP'], blockOutbound: ['KP'] },
      ports: [{ protocol: 'tcp', port: 3389, allow: ['203.0.113.9', '2001:db8:aa::/48'] }],
      addressLists: [
        { name: 'reported-by-desk', direction: 'both', entries: ['198.51.100.0/24', '2001:db8:bad::/48'] },
      ],
      domainLists: [{ name: 'fake-shops', entries: ['shop.example', 'xn--r8jz45g.example'] }],
      ips: { mode: 'block', disabledRules: [] },
      isolation: [{ mac: '02:00:5e:10:00:32', until: minutesAgo(-600), reason: 'ウイルスの通信が見つかったため' }],
      exceptions: [
        {
          id: 'x-1',
          target: { kind: 'domain', domain: 'payroll.example' },
          device: '02:00:5e:10:00:31',
          until: minutesAgo(-1500),
          reason: '給与計算のサイトを使うため',
        },
      ],
    },
    inherited: {
      geo: { blockInbound: ['RU'], blockOutbound: [] },
      ports: [],
      addressLists: [{ name: 'shared', direction: 'both', entries: ['192.0.2.0/24'] }],
      ips: { mode: 'block', disabledRules: [] },
    },
    updatedAt: minutesAgo(90),
    updatedBy: 'desk',
  });
}
