import type { Phrase, StoryWords } from '../catalogue.ts';
import { stoppedBeforeConnecting } from '../story-of.ts';
import { withSuspicion } from './stories-of-attacks.ts';
import { bracket, byDirection, outcomeSentence, result } from './titles.ts';

const early = (phrase: Phrase): string => (stoppedBeforeConnecting(phrase.facts) ? ' before it could connect' : '');

export const remoteControl: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: result(p, `remote control of ${p.device}`),
      outbound: result(p, `remote control from ${p.device}`),
      internal: result(p, `remote control of ${p.device} from inside`),
    }),
  happened: (p) =>
    byDirection(p, {
      inbound: `${p.at}, someone from ${p.who} tried to control a device in your office.`,
      outbound: `${p.at}, a device in your office tried to control a device in ${p.who === 'outside' ? 'another place' : p.who}.`,
      internal: `${p.at}, ${p.who} tried to control this one.`,
    }),
  outcome: (p) => {
    const doubt = p.facts.direction === 'inbound' && p.facts.outcome === 'not-stopped';
    return outcomeSentence(p, early(p)) + (doubt ? ' Someone outside may have used the device.' : '');
  },
};

export const country: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: result(p, `traffic from abroad to ${p.device}`),
      outbound: result(p, `traffic abroad from ${p.device}`),
      internal: result(p, `traffic inside to ${p.device}`),
    }),
  happened: (p) =>
    p.facts.direction === 'inbound'
      ? `${p.at}, there was traffic to your office from a country you chose to block${bracket(p.where)}.`
      : `${p.at}, a device in your office tried to reach a country you chose to block${bracket(p.where)}.`,
  outcome: (p) => outcomeSentence(p, early(p)),
};

export const closedEntrance: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: result(p, `traffic from outside to ${p.device}`),
      outbound: result(p, `traffic to outside from ${p.device}`),
      internal: result(p, `traffic inside to ${p.device}`),
    }),
  happened: (p) =>
    byDirection(p, {
      inbound: `${p.at}, traffic from ${p.who} tried to use an entrance that is closed.`,
      outbound: `${p.at}, a device in your office sent traffic of a closed kind to ${p.who}.`,
      internal: `${p.at}, ${p.who} tried to use an entrance that is closed.`,
    }),
  outcome: (p) => outcomeSentence(p, early(p)),
};

export const flood: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: result(
        p,
        p.facts.device === null ? 'a flood of traffic from outside' : `a flood of traffic to ${p.device}`,
      ),
      outbound: result(p, `a flood of traffic from ${p.device}`),
      internal: result(p, `a flood of traffic inside to ${p.device}`),
    }),
  happened: (p) =>
    byDirection(p, {
      inbound: `${p.at}, a flood of traffic from ${p.who} tried to block your line.`,
      outbound: `${p.at}, a device in your office sent a flood of traffic to ${p.who}.`,
      internal: `${p.at}, ${p.who} sent a flood of traffic.`,
    }),
  outcome: (p) => {
    const inbound = p.facts.direction === 'inbound';
    if (inbound && p.facts.outcome === 'stopped') return 'We stopped the traffic from its senders.';
    return withSuspicion(p, outcomeSentence(p));
  },
};
