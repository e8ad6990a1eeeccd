import type { ApplicationCategory } from '@omamori/contract/application-catalogue';
import type { ApplicationMode } from '@omamori/contract/application-policy';
import type { ApplicationChange } from '../application-facts.ts';
import type { ChangeContext } from '../change-words.ts';
import { deviceName } from './timed-change.ts';

export const applicationCategories: Readonly<Record<ApplicationCategory, string>> = {
  'remote-control': '遠隔操作',
  vpn: '別の道を通る通信（VPN）',
  tor: '匿名の通信（Tor）',
  p2p: 'ファイル交換',
  mining: '仮想通貨の採掘',
  'hidden-names': '行き先を隠す問い合わせ',
  'file-transfer': 'ファイルの受け渡し',
  'cloud-storage': 'クラウドの保存場所',
  messenger: 'メッセージ',
  meeting: '会議・通話',
  'generative-ai': '生成AI',
  social: '交流サイト（SNS）',
  video: '動画',
  music: '音楽',
  game: 'ゲーム',
  adult: '成人向け',
  gambling: 'ギャンブル',
  shopping: '買い物',
  office: '仕事の道具',
  mail: 'メール',
  web: '一般のサイト',
  update: '更新',
  machine: '機器の通信',
  platform: '共通の土台',
  network: 'ネットワークの基本',
};

const MODES: Readonly<Record<ApplicationMode, string>> = {
  show: '止めずに、表に載せるだけにします。',
  tell: '止めずに、使われた日に1回お知らせします。',
  block: '止めます。使おうとした機器は、1日に1回お知らせします。',
};

export function applicationInJapanese(change: ApplicationChange, context: ChangeContext): string {
  const except = change.spared.map((mac) => deviceName(mac, context)).join('、');
  const spared = except === '' ? '' : `ただし${except}は除きます。`;
  if (change.kind === 'application-category') {
    return `「${applicationCategories[change.category]}」の種類のソフトは、${MODES[change.mode]}${spared}`;
  }
  return change.mode === null
    ? `${change.application}は、種類の決まりどおりに扱います。`
    : `${change.application}は、${MODES[change.mode]}${spared}`;
}
