import type { PortPolicy } from '@omamori/contract/desired-state';
import { isApplicationChange } from '../application-facts.ts';
import { ADDRESSES_SHOWN, type ChangeContext, COUNTRIES_SHOWN, type PolicyChange } from '../change-words.ts';
import { countryNames } from '../country-name.ts';
import { isOffDutyChange } from '../off-duty-facts.ts';
import { applicationInJapanese } from './application-change.ts';
import { filesInJapanese } from './files-change.ts';
import { floodChangeInJapanese } from './flood-change.ts';
import { listChangeInJapanese } from './list-change.ts';
import { mailInJapanese } from './mail-change.ts';
import { offDutyInJapanese } from './off-duty-change.ts';
import { exceptionInJapanese, isolationInJapanese } from './timed-change.ts';
import { webGuardInJapanese } from './web-guard-change.ts';

/** Ports that have a name people use. */
const ENTRANCES: Readonly<Record<string, string>> = {
  'tcp/3389': '遠隔操作の入口（tcp/3389）',
  'udp/3389': '遠隔操作の入口（udp/3389）',
  'tcp/22': '管理用の入口（tcp/22）',
  'tcp/5900': '遠隔操作の入口（tcp/5900）',
  'tcp/445': 'ファイル共有の入口（tcp/445）',
};

const MODES = {
  block: '不正な通信を見つけたら止めます。',
  detect: '不正な通信を見つけても止めず、記録だけします。',
  off: '通信の中身の検査をやめます。検査していない時間として数えます。',
} as const;

const PRESETS = {
  connectivity: 'つながりやすさを優先して、確かな攻撃だけを止めます。',
  balanced: '止める攻撃の範囲を標準にします。',
  security: '安全を優先して、疑わしい通信も広く止めます。',
} as const;

const CAUSES = { engineDead: '検査が止まったとき', queueFull: '検査が追いつかないとき' } as const;

export function policyChangeInJapanese(change: PolicyChange, context: ChangeContext): string {
  if ('feeds' in change) return feedsInJapanese(change);
  if ('isolation' in change) return isolationInJapanese(change, context);
  if (isApplicationChange(change)) return applicationInJapanese(change, context);
  if (isOffDutyChange(change)) return offDutyInJapanese(change, context);
  if ('exception' in change) return exceptionInJapanese(change, context);
  switch (change.kind) {
    case 'country-added':
      return change.direction === 'in'
        ? `${countries(change.countries)}から社内への通信を止めます。`
        : `社内から${countries(change.countries)}への通信を止めます。`;
    case 'country-removed':
      return change.direction === 'in'
        ? `${countries(change.countries)}から社内への通信を、国を理由に止めるのをやめます。`
        : `社内から${countries(change.countries)}への通信を、国を理由に止めるのをやめます。`;
    case 'port-closed':
      return `${entrance(change.port)}を外から閉じます。${allowed(change.port.allow)}`;
    case 'port-opened':
      return `${entrance(change.port)}を閉じるのをやめます。外からつながるようになります。`;
    case 'port-allow-changed':
      return `${entrance(change.port)}：${[
        ...(change.added.length > 0 ? [`${list(change.added)}からは通すようにします。`] : []),
        ...(change.removed.length > 0 ? [`${list(change.removed)}からも止めるようにします。`] : []),
      ].join('')}`;
    case 'country-except-added':
      return `止める国の中でも、${list(change.addresses)}とは通信できるようにします。`;
    case 'country-except-removed':
      return `${list(change.addresses)}も、国を理由に止めるようにします。`;
    case 'ips-mode':
      return MODES[change.mode];
    case 'ips-preset':
      return PRESETS[change.preset];
    case 'fail-mode':
      return `${CAUSES[change.cause]}は、${change.mode === 'open' ? '検査せずに通信を通します。' : '通信を止めます。インターネットが使えなくなります。'}`;
    case 'spared-added':
    case 'spared-removed':
    case 'trusted-flows':
    case 'flood-mode':
    case 'flood-profile':
    case 'flood-minutes':
    case 'flood-busy-added':
    case 'flood-busy-removed':
      return floodChangeInJapanese(change, context);
    case 'files-mode':
    case 'files-late':
      return filesInJapanese(change);
    case 'mail':
      return mailInJapanese(change.part, change.mode);
    case 'web-guard':
      return webGuardInJapanese(change.part, change.mode);
    case 'rules-disabled':
      return `攻撃を見分ける目印を${change.count}個、使わないようにします。`;
    case 'rules-enabled':
      return `使わずにいた目印を${change.count}個、また使います。`;
    case 'none':
      return '変わることはありません。';
    default:
      return listChangeInJapanese(change);
  }
}

function feedsInJapanese({ kind, feeds }: Extract<PolicyChange, { feeds: unknown }>): string {
  const names = feeds.join('、');
  return kind === 'feeds-off'
    ? `配信されるリストのうち、${names}を使わないようにします。`
    : `使わずにいた配信リスト、${names}をまた使います。`;
}

function entrance({ protocol, port }: PortPolicy): string {
  const key = `${protocol}/${port}`;
  return ENTRANCES[key] ?? `入口 ${key} `;
}

function allowed(addresses: readonly string[]): string {
  return addresses.length === 0 ? '通す相手はありません。' : `${list(addresses)}からは通します。`;
}

function list(addresses: readonly string[]): string {
  const shown = addresses.slice(0, ADDRESSES_SHOWN).join('、');
  return addresses.length > ADDRESSES_SHOWN ? `${shown}など${addresses.length}か所` : shown;
}

function countries(codes: readonly string[]): string {
  const shown = countryNames(codes.slice(0, COUNTRIES_SHOWN), 'ja').join('、');
  return codes.length > COUNTRIES_SHOWN ? `${shown}など${codes.length}か国` : shown;
}
