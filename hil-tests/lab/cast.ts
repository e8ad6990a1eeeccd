import type { DeviceRole } from './servers/device-announcements.ts';

/** Who plays in the lab: the company, its devices as it calls them, and the names they give themselves. */
export interface CastDevice {
  /** Namespace and role. */
  readonly role: 'pc1' | 'pc2' | 'srv' | 'nas' | 'cam';
  /** The company's own word, known to the center only. */
  readonly label: string;
  /** DHCP host name (RFC 2132 option 12). */
  readonly hostName: string;
  readonly mac: string;
  /** Last octet in the office, both families. */
  readonly host: number;
  /** What it is, and so what it says about itself on the line. */
  readonly kind: DeviceRole;
}

export const APPLIANCE = 'sakura-honsha-1';
export const COMPANY = '株式会社さくら商店';
export const SITE = '本社';
export const DESK_PHONE = '0120-000-000';

export const DEVICES: readonly CastDevice[] = [
  { role: 'pc1', label: '受付', hostName: 'UKETSUKE-PC', mac: '02:50:43:00:00:11', host: 11, kind: 'pc' },
  { role: 'pc2', label: '経理2番', hostName: 'KEIRI-2', mac: '02:50:43:00:00:12', host: 12, kind: 'pc' },
  {
    role: 'srv',
    label: '事務所サーバー',
    hostName: 'JIMUSHO-SV',
    mac: '02:50:43:00:00:20',
    host: 20,
    kind: 'pc',
  },
  { role: 'nas', label: '共有の保存箱', hostName: 'nas-share', mac: '02:50:43:00:00:30', host: 30, kind: 'nas' },
  { role: 'cam', label: '駐車場カメラ', hostName: 'ipcam-01', mac: '02:50:43:00:00:40', host: 40, kind: 'camera' },
];

export function deviceOf(role: CastDevice['role']): CastDevice {
  const device = DEVICES.find((candidate) => candidate.role === role);
  if (device === undefined) throw new Error(`no device plays ${role}`);
  return device;
}
