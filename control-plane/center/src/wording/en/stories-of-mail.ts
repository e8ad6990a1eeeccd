import type { StoryWords } from '../catalogue.ts';
import { mailSignOf } from '../mail-sign-of.ts';
import { byDirection, outcomeSentence, result } from './titles.ts';

/** One sentence a sign of the mail policy, for the owner: what is odd about the mail. */
export const MAIL_SIGNS: Readonly<Record<string, string>> = {
  'encrypted-archive': 'Its attachment asks for a password, so nobody could look inside.',
  'encrypted-document': 'The attached document asks for a password, so nobody could look inside.',
  'encrypted-pdf': 'The attached document is locked.',
  'macro-document': 'The attached document runs commands when it is opened.',
  'program-file': 'What is attached is a program, not a document.',
  'script-file': 'What is attached runs commands when it is opened.',
  'shortcut-file': 'What is attached is a shortcut that starts something else.',
  'disk-image': 'What is attached is a form of file that hides its content well.',
  'onenote-file': 'What is attached is a notebook file of a kind that is often abused.',
  'double-extension': 'The name of the attachment pretends to be a document.',
  'reversed-name': 'The name of the attachment is written backwards to hide what it is.',
  'disguised-file': 'The attachment is not what its name says.',
  'look-alike-domain': 'The address of the sender looks like a true one and is another.',
  'homoglyph-domain': 'The address of the sender is written with letters that only look right.',
  'brand-sender': 'The sender uses the name of a well-known company.',
  'brand-subject': 'The subject uses the name of a well-known company.',
  'look-alike-link': 'A link goes to a site that only looks like the true one.',
  'hidden-link': 'A link goes elsewhere than its text says.',
  'reply-elsewhere': 'An answer to it would go to somebody else.',
  'shown-address': 'The address that is shown is not the one it came from.',
  'own-name-outside': 'It came from outside under the name of your company.',
  'false-reply': 'It looks like an answer, but to no mail that can be found.',
  'reply-from-new-domain': 'It looks like an answer, but from another address than before.',
  'payment-change': 'It asks to pay to another account.',
};

export const suspiciousMail: StoryWords = {
  title: (p) =>
    byDirection(p, {
      inbound: p.facts.outcome === 'stopped' ? result(p, 'a suspicious mail') : 'Seen: a suspicious mail arrived',
      outbound: result(p, `suspicious mail from ${p.device}`),
      internal: result(p, 'suspicious mail inside'),
    }),
  happened: (p) => {
    const odd = MAIL_SIGNS[mailSignOf(p.facts)] ?? '';
    return byDirection(p, {
      inbound: `${p.at}, a suspicious mail came from ${p.who}. ${odd}`,
      outbound: `${p.at}, a device in your office tried to send a suspicious mail. ${odd}`,
      internal: `${p.at}, a suspicious mail was sent inside. ${odd}`,
    }).trim();
  },
  outcome: (p) =>
    p.facts.outcome === 'stopped' ? outcomeSentence(p) : 'The mail was not stopped; this is to let you know.',
};
