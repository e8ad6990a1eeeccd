import type { Words } from './en.ts';

export const ja: Words = {
  steps: {
    bundle: 'ルールと国別の表をまとめる',
    network: 'ネットワーク：インターネット、ルーター、箱、社内',
    center: '監視センター',
    box: '箱：エージェントと Suricata',
    policy: '方針を適用、検査を開始',
    office: '社内：機器が番地をもらう',
  },
  running: '実行中',
  done: '完了',
  failed: '失敗',
  consoleAt: '監視センター',
  boxAt: '箱の管理画面',
  signIn: 'サインイン（分析者）',
  alsoSignIn: 'ほかの役割',
  noSecondFactor: 'ここは試験用なので、サインインに2つめの確認（スマートフォンの6桁）は求めません。',
  stickerCode: 'シールのコード',
  keys: 'キー：a＝もう一度攻撃　b＝危険なサイト　d＝感染したパソコン　v＝メールとウェブのウイルス　o＝いつもの仕事　q または Ctrl-C＝終わる',
  noKeys: 'Ctrl-C で終わります。',
  playing: {
    A: '攻撃：ラトビアからの遠隔操作（IPv4 と IPv6）…',
    B: '危険なサイト：名前と番地で（IPv4 と IPv6）…',
    D: '感染：受付のパソコンが外の攻撃者に報告し、指示を待ちます（IPv4 と IPv6）…',
    alpha: 'ウイルス：メールとウェブで、社内へ、社内から（IPv4 と IPv6）…',
    delta: 'なりすましのサイト：名前、ページ、番地で（IPv4 と IPv6）…',
    C: '大量の通信：頼んでいない時刻の返事と、偽の番地からの接続（IPv4 と IPv6）…',
    E: '身代金ウイルス：ファイル置き場への攻撃、ファイルの暗号化、パソコンの切り離し（IPv4 と IPv6）…',
    F: '社員のメールからの大量送信（IPv4 と IPv6）…',
    G: '自社のウェブ店への外からの攻撃（IPv4 と IPv6）…',
    H: '社外から使う装置への侵入：弱点とパスワード破り（IPv4 と IPv6）…',
    epsilon: '録画機をつなぐと、すぐにウイルスが来る（IPv4 と IPv6）…',
    office: '社内の仕事：ページ、200MB のダウンロード、メール（IPv4 と IPv6）…',
  },
  stopped: (blocked, sent, arrived) =>
    `${sent}回のうち ${blocked}回を止めました。サーバーに届いたのは ${arrived}回です`,
  keptAway: (blocked, sent, arrived) =>
    `危険なサイトへの ${sent}回のうち ${blocked}回を止めました。届いたのは ${arrived}回です`,
  cutOff: (blocked, sent, arrived) =>
    `報告と指示 ${sent}回のうち ${blocked}回を止めました。届いたのは ${arrived}回です`,
  keptOut: (blocked, sent, arrived) =>
    `ウイルス入りのファイル ${sent}個のうち ${blocked}個を止めました。まるごと届いたのは ${arrived}個です`,
  undisturbed: (arrived, sent) => `仕事 ${sent}件のうち ${arrived}件が、そのまま通りました`,
  delay: (median, p99, attacks) =>
    `止めてから画面に出るまで：中央値 ${median}ミリ秒、99%は ${p99}ミリ秒以内（${attacks}回）`,
  notice: 'お店の方に届くお知らせ',
  ending: '片付けています…',
  ended: '片付けました。動いているものは残っていません。',
  notHeld: '成り立たなかったこと',
  result: (seconds) => `すべて成り立ちました（${seconds}秒）。`,
  resultBad: (names) => `成り立たなかった場面：${names}`,
  unknownCase: (name, known) => `SCN_CASE_UNKNOWN: 場面 ${name} はありません。今あるのは ${known}、または --all です。`,
  unknownOption: (option) => `SCN_OPTION_UNKNOWN: ${option} という指定はありません。--help をご覧ください。`,
  badPort: (value) => `LAB_PORT_INVALID: ${value} はポート番号（1〜65535）ではありません。`,
  badFleet: (value) => `LAB_FLEET_INVALID: ${value} は会社の数（1〜10000）ではありません。`,
  fleet: {
    filling: (boxes) => `${boxes}社と1年分のできごとを作る（模擬）`,
    filled: (detections, incidents) => `検知 ${detections}件、できごと ${incidents}件`,
    mark: '模擬データ：会社も、箱も、できごとも、作りものです。',
    ends: 'Ctrl-C で終わります。',
  },
};
