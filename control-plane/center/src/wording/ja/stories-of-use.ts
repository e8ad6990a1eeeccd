import type { Phrase, StoryWords } from '../catalogue.ts';
import { applicationOf, weaknessOf } from '../use-of.ts';
import { withSuspicion } from './stories-of-attacks.ts';
import { byDirection, found, outcomeSentence, result, signSentence } from './titles.ts';
import { applicationKinds, weaknessWords } from './use-words.ts';

/** Seen, and by wish not stopped: that is no failure, so it is said as it is. */
const seenOnly = (phrase: Phrase): string =>
  phrase.facts.outcome !== 'stopped' ? '見つけただけで、通信は止めていません。' : outcomeSentence(phrase);

export const spamBurst: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: result(p, '外からの大量のメール'),
      outbound: result(p, `${p.device}からの大量のメール`),
      internal: result(p, `社内から${p.device}への大量のメール`),
    }),
  happened: (p) =>
    byDirection(p, {
      inbound: `${p.at}、${p.who}から、大量の迷惑メールが送られてきました。`,
      outbound: `${p.at}、社内の機器から、大量のメールが出ようとしました。`,
      internal: `${p.at}、${p.who}から、大量のメールが送られてきました。`,
    }),
  outcome: (p) => withSuspicion(p, outcomeSentence(p)),
};

export const application: StoryWords = {
  title: (p) =>
    p.facts.outcome === 'stopped' ? `${p.device}のソフトの通信を止めました` : `${p.device}でソフトの利用を見つけました`,
  happened: (p) => {
    const used = applicationOf(p.facts);
    const kind = used === null ? undefined : applicationKinds[used.category];
    return used === null || kind === undefined
      ? `${p.at}、社内の機器で、見守りの対象にしているソフトの通信がありました。`
      : `${p.at}、社内の機器で、${kind}（${used.name}）の通信がありました。`;
  },
  outcome: seenOnly,
};

export const hiddenNames: StoryWords = {
  title: (p) =>
    p.facts.outcome === 'stopped'
      ? `${p.device}の行き先を隠す通信を止めました`
      : `${p.device}に行き先を隠す通信がありました`,
  happened: (p) =>
    `${p.at}、社内の機器が、つなぎ先の名前を隠す問い合わせをしました。多くはブラウザーの設定によるものです。`,
  outcome: seenOnly,
};

export const weakness: StoryWords = {
  title: (p) =>
    p.facts.outcome === 'stopped' ? `${p.device}の弱点のある通信を止めました` : `${p.device}に弱点が見つかりました`,
  happened: (p) => {
    const kind = weaknessOf(p.facts);
    return kind === null
      ? `${p.at}、社内の機器に、攻撃に使われやすい弱点が見つかりました。`
      : `${p.at}、${weaknessWords[kind].found}${weaknessWords[kind].todo}`;
  },
  outcome: seenOnly,
};

export const other: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: found(p, `${p.device}へのあやしい通信`),
      outbound: found(p, `${p.device}からのあやしい通信`),
      internal: found(p, `社内から${p.device}へのあやしい通信`),
    }),
  happened: (p) =>
    byDirection(p, {
      inbound: `${p.at}、${p.who}から社内の機器へ、あやしい通信がありました。`,
      outbound: `${p.at}、社内の機器から${p.who}へ、あやしい通信がありました。`,
      internal: `${p.at}、${p.who}から、あやしい通信がありました。`,
    }),
  outcome: (p) => withSuspicion(p, signSentence(p)),
};
