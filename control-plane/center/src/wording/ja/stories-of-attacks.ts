import type { Phrase, StoryWords } from '../catalogue.ts';
import { mailboxOf } from '../mail-box-of.ts';
import { deviceIsSuspect, isByMail, senderIsSuspect } from '../story-of.ts';
import { bracket, byDirection, found, outcomeSentence, result, signSentence } from './titles.ts';

/** After the outcome: what it may mean for the device, only where the signs are there; and that it is held apart. */
export function withSuspicion(phrase: Phrase, sentence: string): string {
  const infected = 'ウイルスが入っているおそれがあります。';
  const doubt = deviceIsSuspect(phrase.facts)
    ? infected
    : senderIsSuspect(phrase.facts)
      ? `送り元の機器に、${infected}`
      : '';
  const apart = phrase.facts.isolated ? '今は、ほかの機器につながらないようにしています。' : '';
  return `${sentence}${doubt}${apart}`;
}

export const commandAndControl: StoryWords = {
  title: (p) => {
    if (p.facts.direction === 'internal') return result(p, `社内から${p.device}を操る通信`);
    if (p.level === 'urgent') return `${p.device}が外から操られるおそれ`;
    return result(p, `${p.device}と攻撃者の通信`);
  },
  happened: (p) =>
    byDirection(p, {
      inbound: `${p.at}、外の攻撃者${bracket(p.where)}から、社内の機器を操ろうとする通信がありました。`,
      outbound: `${p.at}、社内の機器が、外の攻撃者${bracket(p.where)}とやり取りしようとしました。`,
      internal: `${p.at}、${p.who}から、操ろうとする通信がありました。`,
    }),
  outcome: (p) => withSuspicion(p, outcomeSentence(p)),
};

export const dangerousSite: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: result(p, `危険な相手と${p.device}の通信`),
      outbound: result(p, `${p.device}の危険なサイト接続`, `${p.device}が危険なサイトへ接続`),
      internal: result(p, `社内から${p.device}への危険な通信`),
    }),
  happened: (p) =>
    byDirection(p, {
      inbound: `${p.at}、危険な相手先のリストにある相手${bracket(p.where)}から、通信がありました。`,
      outbound: `${p.at}、社内の機器が、危険なサイトへつなごうとしました。`,
      internal: `${p.at}、${p.who}から、危険な通信がありました。`,
    }),
  outcome: (p) => withSuspicion(p, outcomeSentence(p)),
};

/** Whose mailbox a mail is for the address tells, not the device that takes mail in for all. */
function virusFor(p: Phrase): string {
  return isByMail(p.facts) ? 'ウイルス付きメール' : `${p.device}あてのウイルス`;
}

function carrierOf({ facts }: Phrase): string {
  if (isByMail(facts)) return facts.outcome === 'unknown' ? 'ウイルス付きらしいメール' : 'ウイルス付きのメール';
  return facts.outcome === 'unknown' ? 'ウイルスらしいファイル' : 'ウイルス入りのファイル';
}

export const malwareFile: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: p.facts.outcome === 'stopped' ? `${virusFor(p)}を止めました` : `${p.device}にウイルスが届いたおそれ`,
      outbound: isByMail(p.facts)
        ? result(p, `${p.device}のウイルス付きメール`, `${p.device}からウイルス付きメール`)
        : result(p, `${p.device}から出たウイルス`),
      internal:
        p.facts.outcome === 'stopped'
          ? `社内から${p.device}へのウイルスを止めました`
          : `${p.device}にウイルスが届いたおそれ`,
    }),
  happened: (p) => {
    const file = carrierOf(p);
    return byDirection(p, {
      inbound: `${p.at}、${p.who}から${mailboxOf(p, '社内の機器')}へ、${file}が送られてきました。`,
      outbound: `${p.at}、社内の機器から${p.who}へ、${file}が出ようとしました。`,
      internal: `${p.at}、${p.who}から、${file}が送られてきました。`,
    });
  },
  outcome: (p) => {
    const arrived = p.facts.direction === 'inbound' && p.facts.outcome === 'not-stopped';
    return withSuspicion(p, outcomeSentence(p) + (arrived ? 'ウイルスが届いたおそれがあります。' : ''));
  },
};

export const exploit: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: result(p, `${p.device}への攻撃`),
      outbound: result(p, `${p.device}から外への攻撃`),
      internal: result(p, `社内から${p.device}への攻撃`),
    }),
  happened: (p) =>
    byDirection(p, {
      inbound: `${p.at}、${p.who}から、社内の機器の弱点を突く攻撃がありました。`,
      outbound: `${p.at}、社内の機器から、${p.who}へ、弱点を突く攻撃がありました。`,
      internal: `${p.at}、${p.who}から、弱点を突く攻撃がありました。`,
    }),
  outcome: (p) => {
    const entered = p.facts.direction === 'inbound' && p.facts.outcome === 'not-stopped';
    return withSuspicion(p, outcomeSentence(p) + (entered ? '中に入られたおそれがあります。' : ''));
  },
};

export const scan: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: found(p, `${p.device}の入口を探す通信`),
      outbound: found(p, `${p.device}から外を探る通信`),
      internal: found(p, `社内から${p.device}を探る通信`),
    }),
  happened: (p) =>
    byDirection(p, {
      inbound: `${p.at}、${p.who}から、社内へ入る入口を探す通信がありました。`,
      outbound: `${p.at}、社内の機器から、${p.who}へ、入口を探す通信がありました。`,
      internal: `${p.at}、${p.who}から、入口を探す通信がありました。`,
    }),
  outcome: (p) => withSuspicion(p, signSentence(p)),
};
