import type { Catalogue } from '../catalogue.ts';
import { actions } from './actions.ts';
import { periodOf, phraseOf } from './phrase.ts';
import { closedEntrance, country, flood, remoteControl } from './stories-from-outside.ts';
import { commandAndControl, dangerousSite, exploit, malwareFile, scan } from './stories-of-attacks.ts';
import { encryption, passwordGuessing } from './stories-of-break-ins.ts';
import { suspiciousMail } from './stories-of-mail.ts';
import { application, hiddenNames, other, spamBurst, weakness } from './stories-of-use.ts';
import { outcomeSentence } from './titles.ts';

export const japanese: Catalogue = {
  levels: { urgent: '【緊急】', check: '【要確認】', info: '【対応不要】' },
  followUpLevels: { urgent: '【緊急・続報】', check: '【要確認・続報】', info: '【続報】' },
  titleLimit: 30,
  stories: {
    'remote-control-attempt': remoteControl,
    'geo-inbound': country,
    'geo-outbound': country,
    'port-closed': closedEntrance,
    'command-and-control': commandAndControl,
    'dangerous-site': dangerousSite,
    'malware-file': malwareFile,
    'suspicious-mail': suspiciousMail,
    exploit,
    'password-guessing': passwordGuessing,
    encryption,
    scan,
    flood,
    'spam-burst': spamBurst,
    'hidden-names': hiddenNames,
    application,
    weakness,
    other,
  },
  actions,
  detailLabels: {
    when: '時刻',
    count: '回数',
    country: '相手の国',
    peer: '相手の番地',
    device: '機器',
    rule: '見分けた目印',
    virus: 'ウイルスの名前',
    file: 'ファイルの名前',
    mailTo: 'あて先',
    mailFrom: '送り主（名乗り）',
    way: '届き方',
    promise: 'お約束できること',
  },
  ways: {
    smtp: 'メール（送信）',
    pop3: 'メール（受信）',
    imap: 'メール（受信）',
    http: 'ホームページ',
    ftp: 'ファイル転送',
    smb: 'ファイル共有',
  },
  letter: {
    sender: 'お守り監視センター',
    recipient: (company) => `${company}　御中`,
    details: 'くわしい情報',
    colon: '：',
  },
  promise: 'お守りは、攻撃と被害を減らすためのサービスです。すべてを防ぐとお約束するものではありません。',
  phraseOf,
  unplugTitle: (phrase) => `${phrase.device}のLANケーブルを抜いてください`,
  deviceLine: (label, facts, level) => {
    if (label !== null) return `機器：「${label}」${facts.direction === 'internal' ? '（ねらわれた側）' : ''}`;
    if (facts.device === null) return '機器：わかりません（調べています）';
    return level === 'info'
      ? '機器：社内の機器（呼び名の登録なし）'
      : '機器：社内の機器（どれかは、お電話で一緒に確かめます）';
  },
  outcome: (phrase) => outcomeSentence(phrase),
  lastLine: (phone, number) => `ご相談 ${phone}（24時間）受付番号 ${number}`,
  period: periodOf,
};
