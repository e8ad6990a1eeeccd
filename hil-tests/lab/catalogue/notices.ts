/** Parts that the owner's notice of a case must hold, as the shop owner reads them (ux.md §3). */
export const NOTICE_PARTS = {
  C: ['大量の通信'],
  E: ['【緊急', 'LANケーブルを抜', '電源は切らない', '次々に書き換え'],
  F: ['大量のメール', 'パスワードを変える'],
  G: ['への攻撃を止めました', 'ご相談'],
  exploit: ['への攻撃を止めました'],
  weakness: ['弱点が見つかりました'],
  guessing: ['パスワードを次々に試す'],
  infected: ['【緊急', 'LANケーブルを抜いて', 'ウイルスが入っているおそれ'],
  searched: ['入口を探す通信'],
} as const;

/** Why an analyst holds a device apart, and lets it back. */
export const REASONS = { encryption: 'ファイルの暗号化', checked: '確認が終わったため' } as const;
