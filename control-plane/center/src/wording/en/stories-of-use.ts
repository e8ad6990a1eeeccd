import type { Phrase, StoryWords } from '../catalogue.ts';
import { applicationOf, weaknessOf } from '../use-of.ts';
import { withSuspicion } from './stories-of-attacks.ts';
import { byDirection, found, outcomeSentence, result, signSentence } from './titles.ts';
import { applicationKinds, weaknessWords } from './use-words.ts';

const seenOnly = (phrase: Phrase): string =>
  phrase.facts.outcome !== 'stopped' ? 'We only saw it. We did not stop the traffic.' : outcomeSentence(phrase);

export const spamBurst: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: result(p, 'a mass of mail from outside'),
      outbound: result(p, `a mass of mail from ${p.device}`),
      internal: result(p, `a mass of mail inside to ${p.device}`),
    }),
  happened: (p) =>
    byDirection(p, {
      inbound: `${p.at}, a mass of junk mail came from ${p.who}.`,
      outbound: `${p.at}, a device in your office tried to send a mass of mail.`,
      internal: `${p.at}, ${p.who} sent a mass of mail.`,
    }),
  outcome: (p) => withSuspicion(p, outcomeSentence(p)),
};

export const application: StoryWords = {
  title: (p) =>
    p.facts.outcome === 'stopped' ? `Stopped: a program on ${p.device}` : `Seen: use of a program on ${p.device}`,
  happened: (p) => {
    const used = applicationOf(p.facts);
    const kind = used === null ? undefined : applicationKinds[used.category];
    return used === null || kind === undefined
      ? `${p.at}, a device in your office used a program that we watch for you.`
      : `${p.at}, a device in your office used ${kind}: ${used.name}.`;
  },
  outcome: seenOnly,
};

export const hiddenNames: StoryWords = {
  title: (p) =>
    p.facts.outcome === 'stopped' ? `Stopped: hidden look-ups of ${p.device}` : `Seen: hidden look-ups of ${p.device}`,
  happened: (p) =>
    `${p.at}, a device in your office hid where it connects to. Mostly this is a setting of the browser.`,
  outcome: seenOnly,
};

export const weakness: StoryWords = {
  title: (p) =>
    p.facts.outcome === 'stopped' ? `Stopped: unsafe traffic of ${p.device}` : `Found: a weak spot in ${p.device}`,
  happened: (p) => {
    const kind = weaknessOf(p.facts);
    return kind === null
      ? `${p.at}, we found a weak spot in a device in your office. Attackers like to use such spots.`
      : `${p.at}: ${weaknessWords[kind].found} ${weaknessWords[kind].todo}`;
  },
  outcome: seenOnly,
};

export const other: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: found(p, `suspicious traffic to ${p.device}`),
      outbound: found(p, `suspicious traffic from ${p.device}`),
      internal: found(p, `suspicious traffic inside to ${p.device}`),
    }),
  happened: (p) =>
    byDirection(p, {
      inbound: `${p.at}, there was suspicious traffic from ${p.who} to a device in your office.`,
      outbound: `${p.at}, there was suspicious traffic from a device in your office to ${p.who}.`,
      internal: `${p.at}, ${p.who} sent suspicious traffic.`,
    }),
  outcome: (p) => withSuspicion(p, signSentence(p)),
};
