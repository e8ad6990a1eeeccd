import type { Language } from '@omamori/contract/console-api';

/**
 * Words that must not stand in an owner's text, with the plain words for them (ux.md §3.5). One list for the test
 * and for whoever writes a text; it only grows.
 */
export const plainWords: readonly (readonly [terms: string, plain: string])[] = [
  ['C2通信 C&C', '外の攻撃者との不正な通信'],
  ['マルウェア', 'ウイルス'],
  ['ランサムウェア', 'ファイルを使えなくしてお金を求めるウイルス'],
  ['RAT バックドア', '外から勝手に操作する裏口'],
  ['ボット ボットネット', '攻撃者に操られた機器'],
  ['トロイの木馬', 'ふつうのファイルに見せたウイルス'],
  ['エクスプロイト', '弱点を突く攻撃'],
  ['脆弱性', '機器やソフトの弱点'],
  ['ゼロデイ', '直し方がまだない弱点'],
  ['ポートスキャン スキャン', '入口を探す通信'],
  ['ブルートフォース', 'パスワードを次々に試す攻撃'],
  ['フィッシング', '本物に見せた偽のサイトやメール'],
  ['スパム', '迷惑メール'],
  ['DDoS DoS', '大量の通信で回線をふさぐ攻撃'],
  ['NTPリフレクション リフレクション', 'よその時計サーバーを使う大量通信'],
  ['ラテラルムーブメント', '社内のほかのパソコンへの広がり'],
  ['エクスフィルトレーション', '情報の持ち出し'],
  ['Emotet', 'メールで広がるウイルス（エモテット）'],
  ['Gh0st', '遠隔操作ウイルス'],
  ['Webアプリ攻撃 SQLインジェクション', 'ホームページへの攻撃'],
  ['標的型攻撃', '特定の会社をねらう攻撃'],
  ['サポート詐欺', '偽の警告で電話をかけさせる詐欺'],
  ['踏み台', 'よそへの攻撃に使われること'],
  ['IoC', '攻撃の手がかり'],
  ['ペイロード', '通信の中身'],
  ['IPS IDS', '不正通信の遮断、発見'],
  ['UTM', 'お守り'],
  ['ファイアウォール', '通信の関所'],
  ['アンチウイルス', 'ウイルスの遮断'],
  ['Webフィルタ Webフィルター', '危険サイトの遮断'],
  ['ブラックリスト', '危険な相手先のリスト'],
  ['ホワイトリスト', '止めない相手先のリスト'],
  ['シグネチャ ルール', '攻撃を見分ける目印'],
  ['ルール更新', '見分けるリストの更新'],
  ['検知', '見つけました'],
  ['ドロップ ブロック', '止めました'],
  ['隔離', 'ほかの機器につながらないようにする'],
  ['例外設定', '決めた時間だけ通す'],
  ['誤検知', 'まちがって止めたもの'],
  ['バイパス フェイルオープン', '検査せずに通す'],
  ['未検査時間', '検査が止まっていた時間'],
  ['インシデント', '対応が必要なできごと'],
  ['アラート', 'お知らせ'],
  ['エスカレーション', '引き継ぎ'],
  ['トリアージ', '急ぐ順を決めること'],
  ['SOC', '監視センター'],
  ['フォレンジック', '原因の調査'],
  ['ディスパッチ', '担当者の訪問'],
  ['ハートビート', '定期連絡'],
  ['オフライン', '連絡が取れない'],
  ['ロールバック', '前の状態に戻す'],
  ['プロビジョニング', '使い始めの準備'],
  ['コンフィグ', '設定'],
  ['ファームウェア', '機器を動かすソフト'],
  ['パッチ', '修正プログラム'],
  ['EOL', 'メーカーの保守が終わったもの'],
  ['ログ', '記録'],
  ['SLA', 'お約束の時間'],
  ['IPアドレス IP', 'ネット上の番地'],
  ['MACアドレス MAC', '機器の番号'],
  ['ポート', '通信の入口'],
  ['RDP 3389番', '遠隔操作の入口'],
  ['プロトコル', '通信の種類'],
  ['DNS', 'サイトの行き先調べ'],
  ['SNI', 'つなごうとしたサイトの名前'],
  ['TLS HTTPS', '暗号化された通信'],
  ['証明書エラー', 'サイトの身分証の不備'],
  ['VPN', '外から会社へ入る専用の通り道'],
  ['プロキシ', '通信の中継'],
  ['ルーター', 'インターネットの出入口の機器'],
  ['ONU HGW', '光回線の機器'],
  ['LAN側', '社内側'],
  ['WAN側', 'インターネット側'],
  ['インライン ブリッジ', '間にはさむつなぎ方'],
  ['トラフィック パケット', '通信'],
  ['帯域', '回線の太さ'],
  ['レイテンシ', '待ち時間'],
  ['セッション', '1回の通信'],
  ['SMB', 'ファイル共有'],
  ['SMTP', 'メールの送信'],
  ['P2P', 'ファイルを直接やり取りするソフト'],
  ['Tor', '身元をかくす通信'],
  ['DoH', '行き先をかくす通信'],
  ['GeoIP', '国ごとの遮断'],
  ['SSID', 'Wi-Fiの名前'],
  ['クレデンシャル', 'IDとパスワード'],
  ['多要素認証', 'パスワードと、もう一つの確認'],
  ['管理者権限', '何でも変えられる権限'],
  ['シャドーIT', '会社が知らない機器やサービス'],
  ['マクロ', 'ファイルの自動処理'],
  ['暗号化ZIP', 'パスワード付きの圧縮ファイル'],
  ['ハッシュ', 'ファイルの指紋'],
  ['ドメイン', 'サイトの名前'],
  ['クラウドストレージ', 'インターネット上の保管場所'],
  ['IoT機器', 'ネットにつながる機器（カメラなど）'],
  ['NAS', '共有の保存箱'],
  ['絶対 完全 100%安全 ハッキング 犯人', '（言い切らない、人を名指ししない）'],
  ['遮断されました 検出 SID', '（自分がしたことは「止めました」）'],
];

/** The same for English texts. */
export const plainEnglish: readonly (readonly [terms: string, plain: string])[] = [
  ['malware|ransomware|trojan|spyware|worm', 'virus'],
  [
    'command and control|command-and-control|C2|RAT|backdoor|botnet|bot',
    'an attacker who controls a device from outside',
  ],
  ['exploit|exploits|vulnerability|vulnerabilities|zero-day', 'a weak spot, an attack on a weak spot'],
  ['port|ports|port scan|scan|scanned|brute force', 'entrance; looking for a way in'],
  ['phishing|spam|DDoS|DoS|payload|IoC', 'a fake site or mail; junk mail; a flood of traffic'],
  ['IPS|IDS|UTM|SOC|firewall|signature|blacklist|whitelist|ruleset', 'the box; the list; the monitoring center'],
  ['detected|detection|dropped|quarantined|false positive|bypass|fail-open', 'found; stopped; kept apart'],
  ['incident|alert|escalation|triage|forensics|dispatch|heartbeat', 'something that needs an answer'],
  ['IP address|IP|MAC|RDP|VNC|SSH|SMB|SMTP|DNS|SNI|TLS|HTTPS|VPN|TCP|UDP|NAS', 'address on the net'],
  [
    'protocol|packet|packets|proxy|bridge|session|hash|domain|credential|credentials|firmware|patch',
    'kind of traffic; site name; password',
  ],
  [
    'hacked|hacker|guarantee|guaranteed|100%|absolutely|completely|criminal|culprit',
    '(nothing is certain, nobody is named)',
  ],
];

const katakana = /[\p{Script=Katakana}ー]/u;
const latin = /[\p{Script=Latin}\p{Nd}]/u;

function touches(neighbour: string | undefined, edge: string | undefined): boolean {
  if (neighbour === undefined || edge === undefined) return false;
  return (katakana.test(neighbour) && katakana.test(edge)) || (latin.test(neighbour) && latin.test(edge));
}

/** Whole words only: ポート is inside サポート, ログ inside ログイン. */
export function containsWord(text: string, word: string): boolean {
  return containsLowered(text.toLowerCase(), word.toLowerCase());
}

function containsLowered(hay: string, needle: string): boolean {
  for (let at = hay.indexOf(needle); at !== -1; at = hay.indexOf(needle, at + 1)) {
    const end = at + needle.length;
    if (!touches(hay[at - 1], needle[0]) && !touches(hay[end], needle.at(-1))) return true;
  }
  return false;
}

/** Every forbidden word of `text`. What stands in 「」 or “” is the company's own word and is left alone. */
export function forbiddenWords(text: string, language: Language): string[] {
  const own = language === 'ja' ? text.replace(/「[^」]*」/gu, '「」') : text.replace(/“[^”]*”/gu, '“”');
  const terms =
    language === 'ja'
      ? plainWords.flatMap(([words]) => words.split(' '))
      : plainEnglish.flatMap(([words]) => words.split('|'));
  const hay = own.toLowerCase();
  return terms.filter((term) => containsLowered(hay, term.toLowerCase()));
}
