import type { WeaknessKind } from '../use-of.ts';

/** What was found, and the one thing to do. */
export const weaknessWords: Readonly<Record<WeaknessKind, { readonly found: string; readonly todo: string }>> = {
  'old-system': {
    found: '修理（更新）の終わった古い基本ソフトの機器がありました。',
    todo: '買い替えか更新の時期を、販売店と決めてください。',
  },
  'old-browser': {
    found: '修理の終わった古いブラウザーが使われました。',
    todo: 'Edge や Chrome など、今のブラウザーに切り替えてください。',
  },
  smb1: {
    found: '古い方式のファイル共有が使われました。',
    todo: '共有の保存箱や複合機を更新し、古い方式を切ってください。',
  },
  'clear-password': {
    found: 'パスワードが、読める形のまま社外へ送られました。',
    todo: '送り先の設定を「暗号あり」に替え、そのパスワードを変えてください。',
  },
  'old-encryption': {
    found: '古い方式の暗号が使われました。',
    todo: '機器やソフトを新しくすると、なくなります。',
  },
  'expired-certificate': {
    found: '自社のサーバーの証明書の期限が切れています。',
    todo: 'サーバーの業者に、証明書の入れ替えを頼んでください。',
  },
  'open-service': {
    found: '社内の機器が、社外からの操作に返事をしました。',
    todo: '使っていなければ、その入口を閉じます。見守りの窓口へお電話ください。',
  },
  'device-page': {
    found: '機器の設定画面が、社外から見えています。',
    todo: '社外から見えない設定にし、初めのパスワードを変えてください。',
  },
  'port-opened': {
    found: '社内のソフトが、インターネット側の入口を開けさせました。',
    todo: '心当たりがなければ、入口を自動で開ける設定を切りましょう。',
  },
};

export const applicationKinds: Readonly<Record<string, string>> = {
  'remote-control': '遠隔操作のソフト',
  vpn: '別の道を通るソフト（VPN）',
  tor: '匿名でつなぐソフト（Tor）',
  p2p: 'ファイル交換のソフト',
  mining: '仮想通貨を掘るソフト',
};
