import { STORY_KINDS, type StoryKind } from '@omamori/contract/detection';
import type { IncidentFacts } from '../event-path/incident/incident-facts.ts';

/** The story as the catalogues know it: a kind of a newer agent is worded as `other`; the two country kinds follow the direction. */
export function storyOf(facts: IncidentFacts): StoryKind {
  const known = STORY_KINDS.find((kind) => kind === facts.story) ?? 'other';
  if (known !== 'geo-inbound' && known !== 'geo-outbound') return known;
  if (facts.direction === 'internal') return 'other';
  return facts.direction === 'inbound' ? 'geo-inbound' : 'geo-outbound';
}

/** Attempts at a dangerous site from which on it is no longer one wrong click (ux.md §3.4, sample B). */
export const INSISTENT = 5;

/** What the device does itself, seen from inside: signs that it is no longer in its owner's hands. */
const SIGNS_OF_INFECTION: readonly StoryKind[] = [
  'command-and-control',
  'exploit',
  'password-guessing',
  'encryption',
  'scan',
  'flood',
  'spam-burst',
  'malware-file',
];

/** The device of an internal incident is the one that was aimed at (the agent's classify stage): it is not the suspect. */
export function deviceIsSuspect(facts: IncidentFacts): boolean {
  const story = storyOf(facts);
  if (facts.direction === 'internal') return false;
  if (facts.direction === 'inbound') return story === 'command-and-control';
  if (story === 'dangerous-site') return facts.count >= INSISTENT;
  return SIGNS_OF_INFECTION.includes(story);
}

/** Ports of mail on its way: SMTP, submission, POP3, IMAP, plain and by TLS (RFC 6409, 8314). */
const MAIL_PORTS = [25, 110, 143, 465, 587, 993, 995];

/** Came or went as a mail, as far as the first attempt tells. */
export function isByMail(facts: IncidentFacts): boolean {
  return facts.service?.protocol === 'tcp' && MAIL_PORTS.includes(facts.service.port);
}

/** The other device inside, which sent it. */
export function senderIsSuspect(facts: IncidentFacts): boolean {
  return facts.direction === 'internal' && SIGNS_OF_INFECTION.includes(storyOf(facts));
}

/** Blocked by the address and port rules alone, which see the first packet: nothing was ever connected. */
export function stoppedBeforeConnecting(facts: IncidentFacts): boolean {
  const first = ['port-policy', 'country-table'];
  return (
    facts.outcome === 'stopped' && facts.rules.length > 0 && facts.rules.every((rule) => first.includes(rule.feed))
  );
}

/** The port policy took part: the entrance is closed already, so closing it is not offered again. */
export function closedByPolicy(facts: IncidentFacts): boolean {
  return facts.rules.some((rule) => rule.feed === 'port-policy');
}
