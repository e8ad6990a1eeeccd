import type { ChangeContext, FloodChange } from '../change-words.ts';

const MODES = {
  block: '大量の通信や入口探しを見つけたら止めます。',
  detect: '大量の通信や入口探しを見つけても止めず、記録だけします。',
  off: '大量の通信や入口探しを見張るのをやめます。',
} as const;

const PROFILES = {
  relaxed: '大量の通信とみなす量を多めにします。外に公開しているサーバーがある会社向けです。',
  normal: '大量の通信とみなす量を標準にします。',
  strict: '大量の通信とみなす量を少なめにします。外に何も公開していない会社向けです。',
} as const;

export function floodChangeInJapanese(change: FloodChange, { labels }: ChangeContext): string {
  switch (change.kind) {
    case 'spared-added':
      return `${spared(change, labels)}は、国を理由に止めないようにします。`;
    case 'spared-removed':
      return `${spared(change, labels)}も、国を理由に止めるようにします。`;
    case 'trusted-flows':
      return change.value === 'pass'
        ? '暗号化された通信は、始まりを確かめたあと、中を見ずに通します。'
        : '暗号化された通信も、すべて検査の通り道を通します。遅くなることがあります。';
    case 'flood-mode':
      return MODES[change.mode];
    case 'flood-profile':
      return PROFILES[change.profile];
    case 'flood-minutes':
      return `攻撃の送り元を止めておく時間を${change.minutes}分にします。`;
    case 'flood-busy-added':
      return `${named(change.devices, labels)}からの通信は、量が多くても止めません。`;
    case 'flood-busy-removed':
      return `${named(change.devices, labels)}からの通信も、量が多すぎれば止めます。`;
  }
}

function named(devices: readonly string[], labels: ChangeContext['labels']): string {
  return devices.map((mac) => `「${labels[mac] ?? mac}」`).join('、');
}

type Spared = Extract<FloodChange, { readonly names: readonly string[] }>;

function spared({ names, part }: Spared, labels: ChangeContext['labels']): string {
  return part === 'devices' ? `${named(names, labels)}の通信` : `${names.join('、')}への通信`;
}
