import type { StoryWords } from '../catalogue.ts';
import { withSuspicion } from './stories-of-attacks.ts';
import { byDirection, outcomeSentence, result } from './titles.ts';

export const passwordGuessing: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: result(p, `${p.device}へのパスワード破り`, `${p.device}へのパスワード破り`),
      outbound: result(p, `${p.device}のパスワード破り`, `${p.device}がパスワード破り`),
      internal: result(p, `社内で${p.device}のパスワード破り`, `社内で${p.device}のパスワード破り`),
    }),
  happened: (p) =>
    byDirection(p, {
      inbound: `${p.at}、${p.who}から、社内の機器のパスワードを次々に試す通信がありました。`,
      outbound: `${p.at}、社内の機器から、${p.who}のパスワードを次々に試す通信がありました。`,
      internal: `${p.at}、${p.who}から、パスワードを次々に試す通信がありました。`,
    }),
  outcome: (p) => {
    const entered = p.facts.direction === 'inbound' && p.facts.outcome === 'not-stopped';
    return withSuspicion(p, outcomeSentence(p) + (entered ? '中に入られたおそれがあります。' : ''));
  },
};

export const encryption: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: result(p, `${p.device}のファイル書き換え`, `${p.device}のファイルの書き換え`),
      outbound: result(p, `${p.device}によるファイル書き換え`, `${p.device}がファイルを書き換え`),
      internal: result(p, `${p.device}のファイル書き換え`, `${p.device}のファイルの書き換え`),
    }),
  happened: (p) =>
    byDirection(p, {
      inbound: `${p.at}、${p.who}から、社内の共有ファイルを次々に書き換える通信がありました。`,
      outbound: `${p.at}、社内の機器が、共有のファイルを次々に書き換えようとしました。`,
      internal: `${p.at}、${p.who}が、共有のファイルを次々に書き換えようとしました。`,
    }),
  outcome: (p) => withSuspicion(p, outcomeSentence(p)),
};
