import type { StoryWords } from '../catalogue.ts';
import { withSuspicion } from './stories-of-attacks.ts';
import { byDirection, outcomeSentence, result } from './titles.ts';

export const passwordGuessing: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: result(p, `password guessing at ${p.device}`),
      outbound: result(p, `password guessing from ${p.device}`),
      internal: result(p, `password guessing inside at ${p.device}`),
    }),
  happened: (p) =>
    byDirection(p, {
      inbound: `${p.at}, someone from ${p.who} tried one password after the other on a device in your office.`,
      outbound: `${p.at}, a device in your office tried one password after the other in ${p.who === 'outside' ? 'other places' : p.who}.`,
      internal: `${p.at}, ${p.who} tried one password after the other.`,
    }),
  outcome: (p) => {
    const entered = p.facts.direction === 'inbound' && p.facts.outcome === 'not-stopped';
    return withSuspicion(p, outcomeSentence(p) + (entered ? ' The attacker may have got in.' : ''));
  },
};

export const encryption: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: result(p, `changes to the files of ${p.device}`),
      outbound: result(p, `changes to shared files by ${p.device}`),
      internal: result(p, `changes inside to the files of ${p.device}`),
    }),
  happened: (p) =>
    byDirection(p, {
      inbound: `${p.at}, traffic from ${p.who} changed one shared file after the other in your office.`,
      outbound: `${p.at}, a device in your office tried to change one shared file after the other.`,
      internal: `${p.at}, ${p.who} changed one shared file after the other.`,
    }),
  outcome: (p) => withSuspicion(p, outcomeSentence(p)),
};
