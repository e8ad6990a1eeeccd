import type { PageWords } from './page-words.ts';

export const ja: PageWords = {
  language: 'ja',
  name: '日本語',
  title: 'このページを開くのを止めました',
  stopped: (what) => `お守りが「${what}」への通信を止めました。`,
  reasons: {
    'dangerous-site':
      '危険と分かっているサイトだからです。偽のログイン画面や、ウイルスを配るページのおそれがあります。',
    'command-and-control': 'ウイルスが外の攻撃者とやり取りするときに使う相手だからです。',
    'malware-file': 'ウイルスと分かっているファイルだからです。',
    application: '会社で使わないと決めた通信だからです。',
    other: '害のある通信の目印に合ったからです。',
  },
  category: (name) =>
    `会社が使わないと決めた種類（${name}）のサイトだからです。危険なサイトという意味ではありません。お使いの方の名前は記録していません。`,
  categories: {
    adult: '成人向け',
    gambling: 'ギャンブル',
    games: 'ゲーム',
    dating: '出会い',
    sns: '交流サイト（SNS）',
    video: '動画',
    shopping: '買い物',
    sports: 'スポーツ',
    manga: 'まんが',
  },
  advice: 'ページを閉じてください。カード番号や暗証番号を入れてしまったとき、心配なときは、すぐにお電話ください。',
  phone: (number) => `ご相談 ${number}（24時間）`,
  facts: {
    list: '載っていた一覧',
    date: '一覧の日付',
    others: 'ほかの会社では',
    device: 'お使いの機器',
    time: '止めた時刻',
    box: '箱の番号',
  },
  others: (companies, days) =>
    companies === 0 ? `この${days}日間にはありません` : `この${days}日間に${companies}社で止めました`,
  needed: '仕事で必要なページのときも、お電話ください。期限を決めて通すことができます。',
  technician: '保守の方へ：箱の画面の「止めた通信」から、期限つきで通せます。',
  promise: 'お守りは攻撃と被害を減らします。すべてを防ぐとお約束するものではありません。',
};
