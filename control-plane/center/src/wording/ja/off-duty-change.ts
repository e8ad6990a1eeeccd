import type { ChangeContext } from '../change-words.ts';
import type { OffDutyChange, OffDutyMonth } from '../off-duty-facts.ts';
import { clock, deviceName } from './timed-change.ts';

const CATEGORIES: Readonly<Record<string, string>> = {
  adult: '成人向け',
  gambling: 'ギャンブル',
  games: 'ゲーム',
  dating: '出会い',
  sns: '交流サイト（SNS）',
  video: '動画',
  shopping: '買い物',
  sports: 'スポーツ',
  manga: 'まんが',
};

const BLOCK_TIMES = {
  always: '時間帯にかかわらず止まります。',
  work: '働く時間だけ止まり、昼休みと時間外は止まりません。',
  off: '働く時間の外だけ止まり、働く時間と昼休みは止まりません。',
} as const;

function category(name: string): string {
  return `「${CATEGORIES[name] ?? name}」`;
}

export function offDutyInJapanese(change: OffDutyChange, context: ChangeContext): string {
  switch (change.kind) {
    case 'category-mode':
      if (change.mode === 'off') return `${category(change.category)}のサイトは、数えも止めもしません。`;
      return change.mode === 'count'
        ? `${category(change.category)}のサイトは止めずに、会社全体の使われた時間だけを数えます。`
        : `${category(change.category)}のサイトを止めます。${BLOCK_TIMES[change.when ?? 'always']}`;
    case 'sites-allowed':
      return `${change.sites.join('、')}は、仕事のサイトとして数えず、止めません。`;
    case 'sites-listed':
      return `${change.sites.join('、')}も、サイトの種類どおりに扱います。`;
    case 'category-spared':
      return `${names(change.devices, context)}では、サイトの種類を数えず、止めません。`;
    case 'category-unspared':
      return `${names(change.devices, context)}でも、サイトの種類を数えます。`;
    case 'person-asked':
      return `${deviceName(change.request.mac, context)}の業務外サイトの利用を、${clock(change.request.until, context)}まで機器ごとに数えます。求めた人：${change.request.askedBy}。理由：${change.request.reason}。この依頼は記録に残り、お客さまにも見えます。`;
    case 'person-ended':
      return `${deviceName(change.request.mac, context)}を機器ごとに数えるのをやめます。`;
    case 'work-calendar':
      return '働く時間と休みの日を変えます。これから数える分に使います。';
  }
}

function names(devices: readonly string[], context: ChangeContext): string {
  return devices.map((mac) => deviceName(mac, context)).join('、');
}

/** For the owner: facts of the office, nobody's name, nothing to be ashamed of. */
export function offDutyMonthInJapanese({ used, refused, days, persons }: OffDutyMonth): string[] {
  const spent = used.map(({ category: name, hours }) => `${category(name)}約${hours}時間`).join('、');
  return [
    used.length === 0
      ? `この${days}日間、働く時間に業務外のサイトが続けて使われたことはありませんでした。`
      : `この${days}日間、働く時間に使われた業務外のサイトは、会社全体で${spent}でした。`,
    ...(used.length === 0 ? [] : ['短い時間の利用や、仕事のページに埋め込まれた動画は数えていません。']),
    ...(refused > 0 ? [`決まりにより止めたことが${refused}回ありました。`] : []),
    persons === 0
      ? 'だれが使ったかは記録していません。'
      : `記録された依頼により、${persons}台は期限つきで機器ごとに数えています。`,
  ];
}
