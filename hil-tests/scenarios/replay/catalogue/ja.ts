import type { ReplayWords } from './en.ts';

export const replayJa: ReplayWords = {
  captureBad: (path, reason) => `SCN_CAPTURE_UNREADABLE: ${path} は再生できる記録ではありません（${reason}）。`,
  rulesUnreadable: (path) => `SCN_RULES_UNREADABLE: ルールのファイル ${path} を読めません。`,
  rulesTooLarge: (path) => `SCN_RULES_UNREADABLE: ルールのファイル ${path} が256 MiBを超えています。`,
  rulesEmpty: (path) => `SCN_RULES_EMPTY: ${path} に有効なルールがありません。`,
  rulesRefused: (reason) => `SCN_RULES_REFUSED: 検査エンジンがルールを受け付けません：${reason}`,
  homeBad: (value) =>
    `SCN_HOME_INVALID: ${value} は社内のアドレス範囲として読めません。例：--home 192.168.0.0/16,fd00::/8（32個まで）`,
  valueMissing: (option) => `SCN_OPTION_VALUE: ${option} には値が要ります。`,
  pcapMissing: (option) => `SCN_OPTION_VALUE: ${option} は --pcap FILE と一緒に使います。`,
  unknownOption: (option) => `SCN_OPTION_UNKNOWN: ${option} は --pcap と一緒には使えません。--help をご覧ください。`,
  suiteBad: (path: string, reason: string) =>
    `SCN_SUITE_UNREADABLE: ${path} に、読める expected.json がありません(${reason})。`,
  presetBad: (value: string) =>
    `SCN_PRESET_UNKNOWN: 「${value}」という設定はありません。connectivity、balanced、security のどれかにしてください。`,
  suiteRulesBad: (reason: string) => `SCN_RULES_UNREADABLE: ルールを取り出せません: ${reason}`,
  steps: {
    bundle: 'ルールと国データをまとめる',
    network: '配線：箱の両側に再生役を一つずつ',
    center: '監視センター',
    box: '箱：エージェントとSuricata',
    policy: 'ルールを効かせ、検査を始める',
    replay: '再生',
    settle: '箱とセンターの記録を確かめる',
  },
};
