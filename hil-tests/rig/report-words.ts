/** Words of the report page, for people who build and check boxes. */
export interface ReportWords {
  readonly title: string;
  readonly scenarios: string;
  readonly name: string;
  readonly result: string;
  readonly seconds: string;
  readonly figures: string;
  readonly held: string;
  readonly failed: string;
  readonly times: string;
  readonly shell: string;
  readonly inspecting: string;
  readonly emulated: string;
  readonly memory: string;
  readonly moments: Readonly<Record<'idle' | 'traffic', string>>;
  readonly whole: string;
  readonly image: string;
  readonly size: string;
  readonly unpacked: string;
  readonly packages: string;
  readonly sbom: string;
  readonly facts: string;
  readonly exposure: string;
  readonly hyperscan: string;
  readonly yes: string;
  readonly no: string;
}

export const REPORT_WORDS: Readonly<Record<'ja' | 'en', ReportWords>> = {
  ja: {
    title: '箱の試験結果',
    scenarios: '試したこと',
    name: '名前',
    result: '結果',
    seconds: '秒',
    figures: '数値',
    held: '合格',
    failed: '不合格',
    times: '電源を入れてから（P12）',
    shell: '管理ポートが答えるまで',
    inspecting: '検査が始まり、会社の機器が見えるまで',
    emulated:
      'エミュレーションでの時間です。実機の速さではありません。通信が通るまでの時間と、何も加えない Debian との比較は、まだ測っていません。',
    memory: 'メモリー（MB）',
    moments: { idle: '待機中', traffic: '通信中の最大' },
    whole: '全体',
    image: 'イメージ',
    size: 'ディスク上の大きさ',
    unpacked: '展開後の大きさ',
    packages: '入っているパッケージ',
    sbom: '部品表（SBOM、CycloneDX）',
    facts: '箱が自分で答えたこと',
    exposure: '守りの固さ（systemd-analyze security、0 が最も固い）',
    hyperscan: 'Hyperscan：組み込み・実行中に使用・作成済みの照合表',
    yes: 'はい',
    no: 'いいえ',
  },
  en: {
    title: 'Test results of the box',
    scenarios: 'What was tried',
    name: 'name',
    result: 'result',
    seconds: 'seconds',
    figures: 'figures',
    held: 'passed',
    failed: 'failed',
    times: 'From power-on (P12)',
    shell: 'until the management port answers',
    inspecting: 'until it inspects and knows the devices of the office',
    emulated:
      'Times under emulation; they say nothing about the speed of a board. Not measured yet: power-on to forwarding, and the comparison with a bare Debian boot.',
    memory: 'Memory (MB)',
    moments: { idle: 'idle', traffic: 'most under traffic' },
    whole: 'whole box',
    image: 'Image',
    size: 'size on disk',
    unpacked: 'size unpacked',
    packages: 'packages in it',
    sbom: 'bill of materials (SBOM, CycloneDX)',
    facts: 'What the box says of itself',
    exposure: 'exposure (systemd-analyze security, 0 is closed)',
    hyperscan: 'Hyperscan: built in, mapped in the running engine, compiled matchers',
    yes: 'yes',
    no: 'no',
  },
};
