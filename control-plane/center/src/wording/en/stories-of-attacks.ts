import type { Phrase, StoryWords } from '../catalogue.ts';
import { mailboxOf } from '../mail-box-of.ts';
import { deviceIsSuspect, isByMail, senderIsSuspect } from '../story-of.ts';
import { bracket, byDirection, found, outcomeSentence, result, signSentence } from './titles.ts';

export function withSuspicion(phrase: Phrase, sentence: string): string {
  const sender = senderIsSuspect(phrase.facts) ? ' The sender may have a virus.' : '';
  const doubt = deviceIsSuspect(phrase.facts) ? ' The device may have a virus.' : sender;
  const apart = phrase.facts.isolated ? ' For now it cannot reach other devices.' : '';
  return `${sentence}${doubt}${apart}`;
}

export const commandAndControl: StoryWords = {
  title: (p) => {
    if (p.facts.direction === 'internal') return result(p, `traffic that commands ${p.device}`);
    if (p.level === 'urgent') return `${p.device[0]?.toUpperCase()}${p.device.slice(1)} may be under outside control`;
    return result(p, `traffic between ${p.device} and an attacker`);
  },
  happened: (p) =>
    byDirection(p, {
      inbound: `${p.at}, an attacker outside${bracket(p.where)} tried to command a device in your office.`,
      outbound: `${p.at}, a device in your office tried to talk to an attacker outside${bracket(p.where)}.`,
      internal: `${p.at}, ${p.who} tried to command this one.`,
    }),
  outcome: (p) => withSuspicion(p, outcomeSentence(p)),
};

export const dangerousSite: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: result(p, `dangerous traffic to ${p.device}`),
      outbound: result(p, `dangerous site, from ${p.device}`),
      internal: result(p, `dangerous traffic inside to ${p.device}`),
    }),
  happened: (p) =>
    byDirection(p, {
      inbound: `${p.at}, there was traffic from a place on our list of dangerous ones${bracket(p.where)}.`,
      outbound: `${p.at}, a device in your office tried to open a dangerous site.`,
      internal: `${p.at}, ${p.who} sent dangerous traffic.`,
    }),
  outcome: (p) => withSuspicion(p, outcomeSentence(p)),
};

function carrierOf({ facts }: Phrase): string {
  if (isByMail(facts)) return facts.outcome === 'unknown' ? 'mail that may carry a virus' : 'mail with a virus';
  return facts.outcome === 'unknown' ? 'a file that looks like a virus' : 'a file with a virus';
}

export const malwareFile: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: result(p, isByMail(p.facts) ? 'mail with a virus' : `a virus sent to ${p.device}`),
      outbound: result(p, isByMail(p.facts) ? `mail with a virus from ${p.device}` : `a virus from ${p.device}`),
      internal: result(p, `a virus sent inside to ${p.device}`),
    }),
  happened: (p) => {
    const file = carrierOf(p);
    return byDirection(p, {
      inbound: `${p.at}, ${file} came from ${p.who} for ${mailboxOf(p, 'a device in your office')}.`,
      outbound: `${p.at}, a device in your office tried to send ${file} to ${p.who}.`,
      internal: `${p.at}, ${p.who} sent ${file}.`,
    });
  },
  outcome: (p) => {
    const arrived = p.facts.direction === 'inbound' && p.facts.outcome === 'not-stopped';
    return withSuspicion(p, outcomeSentence(p) + (arrived ? ' The virus may have reached the device.' : ''));
  },
};

export const exploit: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: result(p, `an attack on ${p.device}`),
      outbound: result(p, `an attack from ${p.device}`),
      internal: result(p, `an attack inside on ${p.device}`),
    }),
  happened: (p) =>
    byDirection(p, {
      inbound: `${p.at}, an attack from ${p.who} aimed at a weak spot of a device in your office.`,
      outbound: `${p.at}, a device in your office attacked weak spots in ${p.who === 'outside' ? 'other places' : p.who}.`,
      internal: `${p.at}, ${p.who} attacked a weak spot of this one.`,
    }),
  outcome: (p) => {
    const entered = p.facts.direction === 'inbound' && p.facts.outcome === 'not-stopped';
    return withSuspicion(p, outcomeSentence(p) + (entered ? ' The attacker may have got in.' : ''));
  },
};

export const scan: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: found(p, `search for a way into ${p.device}`),
      outbound: found(p, `search for victims from ${p.device}`),
      internal: found(p, `search inside for a way into ${p.device}`),
    }),
  happened: (p) =>
    byDirection(p, {
      inbound: `${p.at}, traffic from ${p.who} looked for a way into your office.`,
      outbound: `${p.at}, a device in your office looked for open entrances in ${p.who === 'outside' ? 'other places' : p.who}.`,
      internal: `${p.at}, ${p.who} looked for open entrances.`,
    }),
  outcome: (p) => withSuspicion(p, signSentence(p)),
};
