import type { Phrase, StoryWords } from '../catalogue.ts';
import { stoppedBeforeConnecting } from '../story-of.ts';
import { withSuspicion } from './stories-of-attacks.ts';
import { bracket, byDirection, outcomeSentence, result } from './titles.ts';

/** 止めました is enough; 「つながる前に」 only where the first packet was already stopped. */
const early = (phrase: Phrase): string => (stoppedBeforeConnecting(phrase.facts) ? 'つながる前に' : '');

export const remoteControl: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: result(p, `${p.device}への遠隔操作`),
      outbound: result(p, `${p.device}から外への遠隔操作`),
      internal: result(p, `社内から${p.device}への遠隔操作`),
    }),
  happened: (p) =>
    byDirection(p, {
      inbound: `${p.at}、${p.who}から、社内の機器を遠隔操作しようとする通信がありました。`,
      outbound: `${p.at}、社内の機器が、${p.who}を遠隔操作しようとしました。`,
      internal: `${p.at}、${p.who}から、遠隔操作しようとする通信がありました。`,
    }),
  outcome: (p) => {
    const sentence = outcomeSentence(p, early(p));
    const doubt = p.facts.direction === 'inbound' && p.facts.outcome === 'not-stopped';
    return doubt ? `${sentence}外から操作されたおそれがあります。` : sentence;
  },
};

export const country: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: result(p, `海外から${p.device}への通信`),
      outbound: result(p, `${p.device}から海外への通信`),
      internal: result(p, `社内から${p.device}への通信`),
    }),
  happened: (p) =>
    p.facts.direction === 'inbound'
      ? `${p.at}、通信を止めると決めた国${bracket(p.where)}から、社内への通信がありました。`
      : `${p.at}、社内の機器が、通信を止めると決めた国${bracket(p.where)}へつなごうとしました。`,
  outcome: (p) => outcomeSentence(p, early(p)),
};

export const closedEntrance: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: result(p, `${p.device}への外からの通信`),
      outbound: result(p, `${p.device}から外への通信`),
      internal: result(p, `社内から${p.device}への通信`),
    }),
  happened: (p) =>
    byDirection(p, {
      inbound: `${p.at}、${p.who}から、閉じてある入口に入ろうとする通信がありました。`,
      outbound: `${p.at}、社内の機器から、${p.who}へ、使わないと決めた通信がありました。`,
      internal: `${p.at}、${p.who}から、閉じてある入口に入ろうとする通信がありました。`,
    }),
  outcome: (p) => outcomeSentence(p, early(p)),
};

export const flood: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: result(p, p.facts.device === null ? '外からの大量の通信' : `${p.device}への大量の通信`),
      outbound: result(p, `${p.device}からの大量の通信`),
      internal: result(p, `社内から${p.device}への大量の通信`),
    }),
  happened: (p) =>
    byDirection(p, {
      inbound: `${p.at}、${p.who}から、大量の通信で回線をふさぐ攻撃がありました。`,
      outbound: `${p.at}、社内の機器から、${p.who}へ、大量の通信が出ようとしました。`,
      internal: `${p.at}、${p.who}から、大量の通信がありました。`,
    }),
  outcome: (p) => {
    const inbound = p.facts.direction === 'inbound';
    if (inbound && p.facts.outcome === 'stopped') return '送り元からの大量の通信を止めました。';
    return withSuspicion(p, outcomeSentence(p));
  },
};
